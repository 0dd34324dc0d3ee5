"""Every act of a person, written in the transaction that carries it out.

    with trail.action("discharged", cycle, by=nurse, sentence="Discharged after 9 doses"):
        cycle.save()

Rows of clinical models can be written nowhere else (`recorded.Recorded`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from auditlog import get_logentry_model
from django.db import models, transaction

if TYPE_CHECKING:
    from il2program.accounts.models import Person
    from il2program.audit.models import TrailEntry


@dataclass(frozen=True)
class Act:
    """What is being done now. `by` is None for the system itself (a scheduled task)."""

    verb: str
    by: "Person | None"
    chart: UUID | None
    cid: str


Follower = Callable[[UUID, "Person | None"], None]

_act: ContextVar[Act | None] = ContextVar("act", default=None)
_remote_addr: ContextVar[str | None] = ContextVar("remote_addr", default=None)
_followers: list[Follower] = []


class OutsideAnAction(RuntimeError):
    """A clinical row was about to be written outside `trail.action`."""


def follow(follower: Follower) -> None:
    """Have `follower(chart, by)` called at the end of each act on a chart, in its transaction."""
    _followers.append(follower)


def current() -> Act | None:
    return _act.get()


@contextmanager
def called_from(address: str | None) -> Iterator[None]:
    token = _remote_addr.set(address)
    try:
        yield
    finally:
        _remote_addr.reset(token)


@contextmanager
def action(
    verb: str, subject: models.Model, *, by: "Person | None", sentence: str, reason: str = "", **details: Any
) -> Iterator[Act]:
    """Bind who acts, write the act's line, and let what follows from it be worked out.

    Raises RuntimeError outside a transaction: the act and its line stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideAnAction(f"{verb}: an act needs a transaction.")
    act = Act(verb, by, getattr(subject, "chart", None), str(uuid4()))
    token = _act.set(act)
    try:
        yield act
        chart = getattr(subject, "chart", None)
        write(verb, subject, sentence=sentence, reason=reason, details=details)
        if chart is not None:
            for follower in _followers:
                follower(chart, by)
    finally:
        _act.reset(token)


def write(verb: str, subject: models.Model, *, sentence: str, reason: str = "", details: dict[str, Any]) -> None:
    """Write the line of an act, or of a view, on `subject`."""
    entry = get_logentry_model()
    entry.objects.log_create(
        subject,
        force_log=True,
        action=entry.Action.ACCESS if verb == "viewed" else entry.Action.UPDATE,
        verb=verb,
        sentence=sentence,
        reason=reason,
        chart=getattr(subject, "chart", None),
        additional_data=details or None,
    )


def complete(entry: "TrailEntry") -> None:
    """Fill who, in which act and from where on a line before it is inserted."""
    entry.remote_addr = entry.remote_addr or _remote_addr.get()
    if (act := _act.get()) is None:
        return
    entry.cid = act.cid
    entry.chart = entry.chart or act.chart
    if act.by is not None and entry.actor is None:
        entry.actor = act.by
    if entry.actor is not None:
        entry.actor_name = entry.actor.get_full_name()
        entry.actor_roles = entry.actor.role_words
