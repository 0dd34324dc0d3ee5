"""Loading the demo program: every patient's scripts, all in the order of time, up to now."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from unittest.mock import patch
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from cycles import planning
from il2program.accounts.actions import add_person
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.demo.case import Case
from il2program.demo.cast import CASES
from il2program.demo.clock import Clock, drawn_codes, moved
from il2program.demo.journey import live
from il2program.demo.life import Life, Script, Staff
from il2program.demo.people import PASSWORD, PEOPLE
from il2program.outbox.models import Outbox
from il2program.outbox.tasks import sweep

# The demo people start so long before the first of these patients is treated; the oldest story began then.
STARTED_BEFORE = timedelta(weeks=100)
# The instant of the load is rounded down to so many minutes, as people write times.
MINUTES = 5

Queue = list[tuple[datetime, int, Life, Script]]


@transaction.atomic
def load(*, seed: int, now: datetime, cases: Sequence[Case] = CASES) -> int:
    """Make the demo program around this instant; returns how many patients it has.

    At one instant a seed always gives the same program, down to codes and values.
    """
    now -= timedelta(minutes=now.minute % MINUTES, seconds=now.second, microseconds=now.microsecond)
    with moved(Clock(now - STARTED_BEFORE)) as clock, drawn_codes(seed):
        staff = Staff(hire())
        numbers = Random(seed).sample(range(10_000, 100_000), len(cases))  # noqa: S311
        lives = [
            Life(case, now, staff, Random(f"{seed} {number}"), f"D{number}")  # noqa: S311
            for case, number in zip(cases, numbers, strict=True)
        ]
        with nothing_done_twice():
            play(lives, clock, now)
        clock.go_on_to(now)
        settle()
    return len(lives)


@contextmanager
def nothing_done_twice() -> Iterator[dict[UUID, Person | None]]:
    """Leave out, while many acts follow each other, what is done once more anyway.

    What follows from each act would be worked out after each: the caller does it once at the end, for
    the charts that were acted on, each with who did so last. And each row would be held against the
    constraints of its table twice: here by the database alone. Together they cost more than all the acts.
    """
    charts: dict[UUID, Person | None] = {}
    with (
        patch.object(trail, "_followers", [charts.__setitem__]),
        patch.object(Model, "validate_constraints", _unasked),
    ):
        yield charts


def _unasked(*args: object, **facts: object) -> None:
    return None


def hire() -> list[Person]:
    """The demo people. Hashing a password is slow on purpose; theirs is the same and is hashed once."""
    hashed = make_password(PASSWORD)
    return [
        add_person(
            username=person.username,
            full_name=person.full_name,
            email=person.email,
            roles=person.roles,
            password=PASSWORD,
            hashed=hashed,
            is_demo=True,
            by=None,
        )
        for person in PEOPLE
    ]


def play(lives: Iterable[Life], clock: Clock, now: datetime) -> None:
    """Let each script go on at its next moment, in the order of time."""
    queue: Queue = []
    for life in lives:
        for script in (live(life), *(turn(life) for turn in life.case.turns)):
            _wait(queue, len(queue), life, script)
    while queue and queue[0][0] <= now:
        at, place, life, script = heappop(queue)
        clock.go_on_to(at)
        _wait(queue, place, life, script)


def _wait(queue: Queue, place: int, life: Life, script: Script) -> None:
    """Let a script act, and queue it for its next moment, unless the case ends before that."""
    try:
        moment = next(script, None)
    except ValidationError as refusal:
        refusal.add_note(f"In the story of {life.case.family_name}, {life.case.given_name}.")
        raise
    if moment is not None and moment.stage != life.case.until:
        heappush(queue, (moment.at, place, life, script))


def settle() -> None:
    """Bring plans and bookings to today."""
    while sweep():
        pass
    if undone := Outbox.objects.filter(done_at=None).values_list("error", flat=True).first():
        raise RuntimeError(f"What follows from the demo could not be worked out: {undone}.")
    planning.replan_everybody()
