"""Migrations as somebody runs them, in a process of its own.

python -m tests.startup.migrating forward       migrate
python -m tests.startup.migrating kill SEED     migrate, killed before this statement and that, until one run ends
python -m tests.startup.migrating round         migrate, all the way back, and forward again
python -m tests.startup.migrating schema        tell what tables, indexes, constraints and triggers there are
"""

import random
import sys
from collections.abc import Iterator

import django
from django.core.management import call_command
from django.db import connection

from il2program.management.commands.migrate import WholeMigrations
from tests.startup.killing import status_of, was_killed

ON_SQLITE = ["SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"]
COLUMNS = "table_name, column_name, data_type, is_nullable, column_default"
ON_POSTGRESQL = [
    f"SELECT {COLUMNS} FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid > 16383",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
]


def schema() -> Iterator[str]:
    with connection.cursor() as cursor:
        for question in ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE:
            cursor.execute(question)
            yield from sorted(map(str, cursor.fetchall()))
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        yield from map(str, cursor.fetchall())
        cursor.execute("SELECT app_label, model FROM django_content_type ORDER BY app_label, model")
        yield from map(str, cursor.fetchall())


def migrate() -> None:
    call_command("migrate", verbosity=0)


def back_and_forth() -> None:
    migrate()
    executor = WholeMigrations(connection)
    executor.migrate([(app, None) for app in executor.loader.migrated_apps])
    left = set(connection.introspection.table_names()) - {"django_migrations"}
    assert not left, f"These tables were left: {sorted(left)}"
    migrate()


def killed_until_done(seed: int) -> int:
    """How often it was killed."""
    chance, kills = random.Random(seed), 0  # noqa: S311 - the same moments each time
    mean = 25 if connection.vendor == "postgresql" else 70  # SQLite makes tables anew for many a change
    while was_killed(status_of(migrate, before=1 + int(chance.expovariate(1 / mean)))):
        kills += 1
    return kills


def main(how: str, seed: str = "0") -> None:
    django.setup()
    told = {"forward": migrate, "kill": lambda: killed_until_done(int(seed)), "round": back_and_forth}
    sys.stdout.write("\n".join(schema()) if how == "schema" else str(told[how]()))


if __name__ == "__main__":
    main(*sys.argv[1:])
