"""Every act of a person, written in the transaction that carries it out.

    with trail.action("discharged", cycle, by=nurse, sentence="Discharged after 9 doses"):
        cycle.save()

Rows of clinical models can be written nowhere else (`recorded.Recorded`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from auditlog import get_logentry_model
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest

from il2program.append_only import AppendOnly
from il2program.audit.canonical import row_digest

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


def follow_up(chart: UUID, by: "Person | None") -> None:
    """Let what follows from an act on this chart be worked out."""
    for follower in _followers:
        follower(chart, by)


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
        write(verb, subject, sentence=sentence, reason=reason, details=details)
        if (chart := getattr(subject, "chart", None)) is not None:
            follow_up(chart, by)
    finally:
        _act.reset(token)


def write(
    verb: str,
    subject: models.Model | None = None,
    *,
    sentence: str,
    by: "Person | None" = None,
    chart: UUID | None = None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> "TrailEntry":
    """Write one line: of an act, or of what changes no row (a view, a login, a refusal).

    subject: the row it is about, if it is about one. by: who, outside an act.
    """
    entry = get_logentry_model()
    facts = {
        "verb": verb,
        "sentence": sentence,
        "reason": reason,
        "actor": by,
        "chart": chart or getattr(subject, "chart", None),
        "additional_data": details or None,
        "action": entry.Action.ACCESS if current() is None else entry.Action.UPDATE,
    }
    if subject is None:
        written: TrailEntry = entry.objects.create(object_pk="", object_repr="", **facts)
    else:
        written = entry.objects.log_create(subject, force_log=True, **facts)
    return written


def printed(subject: models.Model, request: HttpRequest, what: str) -> None:
    """Somebody printed something of `subject`; views and what needs no better words are told by the middleware."""
    _read("printed", f"Printed {what}", subject, request)


def exported(subject: models.Model, request: HttpRequest, what: str) -> None:
    _read("exported", f"Exported {what}", subject, request)


def asked(request: HttpRequest, question: dict[str, str]) -> None:
    """What a list was asked for, where its address says it by a key only."""
    request.asked = question  # type: ignore[attr-defined]


def _read(verb: str, sentence: str, subject: models.Model, request: HttpRequest) -> None:
    write(verb, subject, sentence=sentence, by=request.user)  # type: ignore[arg-type]
    # The middleware writes no second line.
    request.is_on_the_trail = True  # type: ignore[attr-defined]


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert facts that are written once, in one go, with one line that names each key and its digest."""
    if current() is None:
        raise OutsideAnAction("insert_many() inserts inside trail.action only.")
    if not rows:
        return
    model = type(rows[0])
    if any(type(row) is not model or not isinstance(row, AppendOnly) for row in rows):
        raise TypeError("insert_many() inserts rows of one model that are written once.")
    models.QuerySet[models.Model](model).bulk_create(rows)
    entry = get_logentry_model()
    entry.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_pk="",
        object_repr=f"{len(rows)} rows",
        action=entry.Action.CREATE,
        additional_data=digests(rows),
    )


def digests(rows: Iterable[models.Model]) -> dict[str, Any]:
    """What a line keeps of rows that are written once: by it they are verified."""
    return {"rows": {str(row.pk): row_digest(row) for row in rows}}


def complete(entry: "TrailEntry") -> None:
    """Fill who, in which act and from where on a line before it is inserted."""
    entry.remote_addr = entry.remote_addr or _remote_addr.get()
    if (act := current()) is not None:
        entry.cid = act.cid
        entry.chart = entry.chart or act.chart
        entry.actor = entry.actor or act.by
    if entry.actor is not None:
        entry.actor_name = entry.actor.get_full_name()
        entry.actor_roles = entry.actor.role_words
