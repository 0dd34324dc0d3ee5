"""Killing a child of this process at a chosen moment of its work on the database."""

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection, connections


def status_of(work: Callable[[], object], *, before: int) -> int:
    """Do `work` in a child that kills itself before it sends so many statements or commits; its exit status."""
    connections.close_all()
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    left = iter(range(before))

    def count() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(execute: Callable[..., Any], *given: Any) -> Any:
        count()
        return execute(*given)

    commit = connection._commit  # noqa: SLF001 - no other way sees every commit
    connection._commit = lambda: (count(), commit())  # noqa: SLF001
    with connection.execute_wrapper(counted):
        work()
    os._exit(0)


def was_killed(status: int) -> bool:
    if status not in (0, signal.SIGKILL):
        raise AssertionError("The work after a kill did not end well; the reason stands above.")
    return status == signal.SIGKILL
