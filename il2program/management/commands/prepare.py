"""Everything between an installed program and one that can be served."""

from argparse import ArgumentParser
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from il2program.accounts.models import Person
from il2program.supervisor import FORK


class Command(BaseCommand):
    help = "Bring database, static files and first people about. What is there already is left as it is."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="add a first administrator instead of the demo")

    def handle(self, *args: Any, empty: bool, **options: Any) -> None:
        static = FORK.Process(target=collect_static_files)  # beside the database, which takes longer
        static.start()
        self.bring_up_database()
        if not Person.objects.exists():
            self.add_people(empty=empty or settings.PRODUCTION)
        static.join()
        if static.exitcode:
            raise CommandError("The static files were not collected; the reason stands above.")

    def bring_up_database(self) -> None:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say(f"Bringing the database up to date: {len(plan)} migrations.")
            call_command("migrate", interactive=False, verbosity=0)

    def add_people(self, *, empty: bool) -> None:
        if empty:
            call_command("first_administrator", stdout=self.stdout, stderr=self.stderr)
            return
        self.say("Loading the demo program: invented people and patients.")
        with transaction.atomic():  # stopped halfway, the next start begins it again
            call_command("demo", stdout=StringIO(), stderr=self.stderr)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def collect_static_files() -> None:
    stamp = Path(settings.STATIC_ROOT) / ".source"
    source = static_source()
    if not stamp.exists() or stamp.read_text() != source:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(source)


def static_source() -> str:
    """A digest of the names, sizes and times of all static files before they are collected."""
    paths = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    told = "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(paths))
    return sha256(told.encode()).hexdigest()
