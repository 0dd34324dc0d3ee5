"""The patient's treatment calendar: what has been, what is planned, and what may follow, with real dates.

Source: clinical reference 8, form 7, and 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Booking
from cycles.models.booking import BookingKind
from cycles.rules.outline import Kind, Segment, State, outline
from cycles.rules.protocol import PROTOCOL, course_of, next_working_day, stay_window
from eligibility.rules.workup import Period
from il2program.documents.printed_form import BLANK

STATES = {State.PAST: "done", State.NOW: "now", State.NEXT: "next", State.POSSIBLE: "possible"}
LATER = "the day follows later"

# On what a course that may come depends. Source: clinical reference 0, points 6 and 7.
CONDITIONS = {2: "Only if the scan shows that the cancer has become smaller.", 3: "Only if it shrinks further."}


@dataclass(frozen=True)
class Plan:
    """The day of printing, and the days of open bookings that a person has set; the others are the targets."""

    today: date
    booked: dict[tuple[str, int], date]

    def day(self, kind: BookingKind, cycle: int | None, target: date | None) -> date | None:
        return self.booked.get((kind, cycle or 0), target)


@dataclass(frozen=True)
class Told:
    """When something is, and what is good to know about it."""

    what: str
    when: str
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the calendar, in words for the patient."""

    told: Told
    state: str


@dataclass(frozen=True)
class Chapter:
    """What comes before treatment, one course, or what comes after."""

    title: str
    condition: str
    entries: tuple[Entry, ...]
    is_course: bool


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints."""
    today = timezone.localdate()
    if of == BLANK.of:
        return {"blank": True, "chapters": list(_to_fill_in())}
    bookings = Booking.objects.open().filter(patient=journey.patient, booked_on__isnull=False)
    plan = Plan(today, {(row.kind, row.cycle): row.day for row in bookings})
    return {"chapters": list(_chapters(outline(journey.facts, today), plan))}


def _to_fill_in() -> Iterable[Chapter]:
    """One course with its days left open."""
    cycles = ("first", "second")
    told = [f"{cycle.capitalize()} cycle: in hospital" for cycle in cycles]
    entries = [told[0], "Break", told[1], "Scan", "Visit and decision", "Blood tests"]
    yield Chapter("Course ___", "", tuple(Entry(Told(what, ""), "") for what in entries), True)


def _chapters(segments: Iterable[Segment], plan: Plan) -> Iterable[Chapter]:
    for course, found in groupby(segments, key=lambda segment: course_of(segment.cycle) if segment.cycle else None):
        lines = list(found)
        may_come = all(line.state is State.POSSIBLE for line in lines)
        entries = tuple(Entry(WRITTEN[line.kind](line, plan), STATES[line.state]) for line in lines)
        yield Chapter(
            _title(course, lines[0]), CONDITIONS.get(course or 0, "") if may_come else "", entries, course is not None
        )


def _title(course: int | None, first: Segment) -> str:
    if course is not None:
        last = course * PROTOCOL.cycles_per_course
        return f"Course {course}: cycles {last - 1} and {last}"
    return "Before treatment" if first.kind in (Kind.WORKUP, Kind.SIGN_OFF) else "After treatment"


def _workup(segment: Segment, plan: Plan) -> Told:
    note = "Medical history, examination, blood tests, scans, and tests of heart, lungs, kidneys and liver."
    done = f"until {date_format(segment.end)}" if segment.end else "done"
    return Told("Tests before treatment", done if segment.state is State.PAST else "now", note)


def _sign_off(segment: Segment, plan: Plan) -> Told:
    note = "Your physician reviews all results and decides whether this treatment is right for you."
    return Told("Decision on treatment", "after the tests", note)


def _admission(segment: Segment, plan: Plan) -> Told:
    what = f"Cycle {segment.cycle}: in hospital"
    if segment.state is State.PAST and segment.start and segment.end:
        days = (segment.end - segment.start).days + 1
        return Told(what, f"{date_format(segment.start)} to {date_format(segment.end)}, {days} days")
    if segment.state is State.NOW and segment.start:
        return Told(what, f"since {date_format(segment.start)}; home {_home(segment.start)}")
    day = plan.day(BookingKind.ADMISSION, segment.cycle, segment.start)
    if day is None:
        return Told(what, LATER, f"{PROTOCOL.min_stay_days} to {PROTOCOL.max_stay_days} days.")
    if day < plan.today:
        return Told(what, _overdue(day))
    note = _tests_before(day) if segment.state is State.NEXT else "Blood tests and examination before it."
    return Told(what, f"admission {date_format(day)}{_weekend(day)}; home {_home(day)}", note)


def _break(segment: Segment, plan: Plan) -> Told:
    note = "Rest at home, without treatment."
    end = plan.day(BookingKind.ADMISSION, (segment.cycle or 0) + 1, segment.end)
    if segment.start is None or end is None:
        return Told("Break", f"{PROTOCOL.break_days} days", note)
    days = (end - segment.start).days
    return Told("Break", f"{date_format(segment.start)} to {date_format(end)}, {days} days", note)


def _scan(segment: Segment, plan: Plan) -> Told:
    what, note = f"Scan after cycle {segment.cycle}", "CT or other scans show how the cancer has responded."
    if segment.start is None or segment.end is None:
        return Told(what, LATER, note)
    if segment.state is State.PAST:
        return Told(what, date_format(segment.start), note)
    day = plan.day(BookingKind.SCAN, segment.cycle, None)
    if (day or segment.end) < plan.today:
        return Told(what, _overdue(day or segment.end), note)
    window = f"between {date_format(segment.start)} and {date_format(segment.end)}"
    return Told(what, f"{date_format(day)}{_weekend(day)}" if day else window, note)


def _decision(segment: Segment, plan: Plan) -> Told:
    note = "Your physician explains the result, and you decide together whether treatment goes on."
    if segment.state is State.PAST and segment.start:
        return Told("Visit and decision", date_format(segment.start), note)
    return Told("Visit and decision", "after the scan", note)


def _follow_up(segment: Segment, plan: Plan) -> Told:
    return Told("Follow-up visits", "as arranged with your physician")


def _left(segment: Segment, plan: Plan) -> Told:
    return Told("End of treatment in this program", date_format(segment.start) if segment.start else "done")


WRITTEN: dict[Kind, Callable[[Segment, Plan], Told]] = {
    Kind.WORKUP: _workup,
    Kind.SIGN_OFF: _sign_off,
    Kind.ADMISSION: _admission,
    Kind.BREAK: _break,
    Kind.SCAN: _scan,
    Kind.DECISION: _decision,
    Kind.FOLLOW_UP: _follow_up,
    Kind.LEFT: _left,
}


def _home(admitted_on: date) -> str:
    """When the patient goes home: day 5 to day 7 of the stay."""
    window = stay_window(admitted_on)
    earliest, latest = window.earliest or admitted_on, window.latest or admitted_on
    return f"between {date_format(earliest)} and {date_format(latest)}"


def _tests_before(admitted_on: date) -> str:
    """Which tests are renewed before an admission, and from which day on they count."""
    blood = admitted_on - timedelta(days=settings.VALID_DAYS[Period.BLOOD_TESTS])
    pregnancy = admitted_on - timedelta(days=settings.VALID_DAYS[Period.PREGNANCY_TEST])
    return (
        f"Blood tests and examination before it, not earlier than {date_format(blood)}; "
        f"a pregnancy test, where one is needed, not earlier than {date_format(pregnancy)}."
    )


def _weekend(day: date) -> str:
    """What stands beside a day that falls on a weekend. Source: clinical reference 0."""
    working = next_working_day(day)
    return "" if working == day else f" (next working day {date_format(working)})"


def _overdue(day: date) -> str:
    return f"a new day will be arranged; it was due {date_format(day)}"
