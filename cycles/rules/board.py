"""How a dose slot stands at a moment, and how long until it is due. Source: clinical reference 0, late doses."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cycles.rules.protocol import PROTOCOL


class SlotState(StrEnum):
    """What a column of the dose board shows of its slot."""

    GIVEN = "given"
    GIVEN_LATE = "given_late"
    WITHHELD = "withheld"
    DUE = "due"
    LATE = "late"
    HOLD = "hold"
    STOPPED = "stopped"
    NOT_REACHED = "not_reached"


def undecided_state(due_at: datetime, now: datetime, *, is_next: bool, is_running: bool) -> SlotState:
    """The state of a slot that has no decision yet; only the next one of a running cycle is due, or late."""
    if not is_running:
        return SlotState.STOPPED
    if not is_next:
        return SlotState.NOT_REACHED
    return SlotState.LATE if is_late(due_at, now) else SlotState.DUE


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether an hour or more has passed since a slot was due."""
    return _elapsed(due_at, now) >= timedelta(minutes=PROTOCOL.late_from_minutes)


def is_too_late(due_at: datetime, now: datetime) -> bool:
    """Whether more than two hours have passed, after which a slot is withheld instead of given."""
    return _elapsed(due_at, now) > timedelta(hours=PROTOCOL.withhold_after_hours)


def is_too_close(started_at: datetime, other: datetime) -> bool:
    """Whether two starts lie less than six hours apart, which only a physician's signature allows."""
    return abs(_elapsed(started_at, other)) < timedelta(hours=PROTOCOL.too_close_hours)


def due_in_words(due_at: datetime, now: datetime) -> str:
    """How far off a slot is: "in 2 h 10 min", "now", "12 min ago" and, from an hour on, "late by 1 h 5 min"."""
    minutes = (due_at - now) // timedelta(minutes=1)
    if minutes > 0:
        return f"in {in_hours(minutes)}"
    if minutes > -2:
        return "now"
    return f"late by {in_hours(-minutes)}" if -minutes >= PROTOCOL.late_from_minutes else f"{in_hours(-minutes)} ago"


def _elapsed(earlier: datetime, later: datetime) -> timedelta:
    """Between two instants of one zone Python counts by the clock on the wall; in UTC it counts what has passed."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


def in_hours(minutes: int) -> str:
    """A number of minutes as people say it: 45 min, 2 h 10 min, 3 days 4 h."""
    hours, rest = divmod(minutes, 60)
    days, hours_of_day = divmod(hours, 24)
    if days:
        parts = (f"{days} days" if days > 1 else "1 day", f"{hours_of_day} h" if hours_of_day else "")
    else:
        parts = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(part for part in parts if part)
