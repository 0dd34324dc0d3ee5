"""The database's own refusal to change rows, lifted for what only a test may do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import connection

SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def lifted() -> Iterator[None]:
    """Without the append-only triggers; they are put back after."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        triggers = cursor.execute(SQLITE_TRIGGERS).fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


def lifted_during(teardown: Callable[[Any], None]) -> Callable[[Any], None]:
    """A test that commits is cleaned up by emptying every table, which the triggers would refuse."""

    @wraps(teardown)
    def without_triggers(case: Any) -> None:
        with lifted():
            teardown(case)

    return without_triggers
