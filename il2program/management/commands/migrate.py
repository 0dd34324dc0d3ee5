"""Django's `migrate`, of which a kill at any instant leaves whole migrations behind."""

from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class WholeMigrations(MigrationExecutor):
    """Carries out each migration, and the note that it was carried out, in one transaction.

    Django writes the note after the transaction of a migration that makes a foreign key. Killed in
    between, the next run would carry it out again and stop at the first table that is there already.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        # SQLite cannot let its checks of foreign keys rest once a transaction has begun.
        with self.connection.constraint_checks_disabled(), transaction.atomic(self.connection.alias):
            return super().apply_migration(state, migration, fake, fake_initial)

    def unapply_migration(self, state: ProjectState, migration: Migration, fake: bool = False) -> ProjectState:
        with self.connection.constraint_checks_disabled(), transaction.atomic(self.connection.alias):
            return super().unapply_migration(state, migration, fake)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        migrate.MigrationExecutor = WholeMigrations  # type: ignore[attr-defined]
        super().handle(*args, **options)
