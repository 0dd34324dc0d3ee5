"""Where each piece of a journey lies in time; a piece without days of its own is placed at the protocol's distance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cycles.rules.outline import Kind, Segment, State
from cycles.rules.protocol import PROTOCOL, opens_course

# The follow-up is drawn at least and at most so long.
FOLLOW_UP_DAYS = (12, 45)
# Distances of what has no days yet: from the day before it, in days.
TO_SCAN, TO_DECISION, TO_FIRST_ADMISSION, TO_SIGN_OFF = 30, 3, 7, 4
TO_NEXT_COURSE = PROTOCOL.course_gap_days - TO_SCAN - TO_DECISION


@dataclass(frozen=True)
class Placed:
    """A segment with the days it is drawn at; not `dated` where those are only the protocol's usual distance."""

    segment: Segment
    start: date
    end: date
    dated: bool


def placed(segments: Sequence[Segment], *, referred_on: date, today: date) -> list[Placed]:
    """Every segment in order, none before the one that it follows unless its own days say so."""
    return list(_placed(segments, referred_on, today))


def _placed(segments: Sequence[Segment], referred_on: date, today: date) -> Iterator[Placed]:
    cursor = referred_on
    for segment in segments:
        one = _place(segment, cursor, referred_on, today)
        if segment.kind is Kind.WORKUP and segment.end is None and segment.state is State.PAST:
            first = next((later.start for later in segments if later.start), today)
            one = Placed(segment, min(referred_on, first), first, dated=True)
        cursor = max(cursor, one.end)
        yield one


def _place(segment: Segment, cursor: date, referred_on: date, today: date) -> Placed:
    if segment.kind is Kind.WORKUP:
        end = segment.end or max(today, referred_on)
        return Placed(segment, min(referred_on, end), end, dated=True)
    if segment.start is not None:
        return Placed(segment, segment.start, max(segment.start, segment.end or segment.start), dated=True)
    if segment.kind is Kind.FOLLOW_UP:
        return _follow_up(segment, cursor + timedelta(days=TO_DECISION), today)
    start = max(cursor, today) if segment.state is State.NEXT else cursor
    start += timedelta(days=_distance(segment))
    return Placed(segment, start, start + timedelta(days=_length(segment)), dated=False)


def _follow_up(segment: Segment, start: date, today: date) -> Placed:
    """Until today while that is near; a follow-up of years must not press the treatment together."""
    shortest, longest = (start + timedelta(days=days) for days in FOLLOW_UP_DAYS)
    return Placed(segment, start, min(max(today, shortest), longest), dated=False)


def _distance(segment: Segment) -> int:
    """Days from the end of what comes before."""
    if segment.kind is Kind.ADMISSION and segment.cycle is not None:
        first = TO_FIRST_ADMISSION if segment.cycle == 1 else TO_NEXT_COURSE
        return first if opens_course(segment.cycle) else 0
    usual = {Kind.SCAN: TO_SCAN, Kind.DECISION: TO_DECISION, Kind.SIGN_OFF: TO_SIGN_OFF}
    return 0 if segment.state is State.NEXT else usual.get(segment.kind, 0)


def _length(segment: Segment) -> int:
    usual = {Kind.ADMISSION: PROTOCOL.min_stay_days - 1, Kind.BREAK: PROTOCOL.break_days}
    return usual.get(segment.kind, 0)
