"""The role that the program is connected as in production, made and kept by the database's owner."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg2.extensions import encrypt_password

from il2program import database_role


class Command(BaseCommand):
    help = (
        "Give a PostgreSQL role what the program needs and no more: rows, but no tables, and no change of what is "
        "written once. Run it as the database's owner, after each `migrate`. The role is made where there is none; "
        "DATABASE_ROLE_PASSWORD is its password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role")

    @transaction.atomic
    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles. DATABASE_URL must name a PostgreSQL database, as its owner.")
        if role == database_role.current():
            raise CommandError(f"{role} is the role that runs this command: the program needs another one.")
        self.bring_about(role)
        with connection.cursor() as cursor:
            for statement in database_role.grants(role):
                cursor.execute(statement)
        if database_role.may_change_the_trail(role):
            raise CommandError(
                f"{role} could still change the trail: it belongs to the owner's role. Nothing was done."
            )
        self.stdout.write(f"{role} may read and write rows, and change nothing that is written once.")

    def bring_about(self, role: str) -> None:
        """A role that may do no more to the server than log in, with the password that was given."""
        powerful = database_role.powers(role)
        if powerful:
            raise CommandError(f"{role} may do more to the server than log in: name another role. Nothing was done.")
        named = connection.ops.quote_name(role)
        with connection.cursor() as cursor:
            if powerful is None:
                cursor.execute(f"CREATE ROLE {named} LOGIN")
            if password := os.environ.get("DATABASE_ROLE_PASSWORD"):
                # The server, and its log, see what the password is checked against, never the password.
                verifier = encrypt_password(password, role, connection.connection, "scram-sha-256")
                cursor.execute(f"ALTER ROLE {named} PASSWORD %s", [verifier])
