"""The program's protocol: every number named once, and the calendar that follows from them.

Source: clinical reference 0, which wins over every other number.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class Protocol:
    """Metastatic kidney cancer and metastatic melanoma: up to six cycles of high-dose IL-2, in three courses of two."""

    version: str = "1.0"

    # Courses. Source: clinical reference 0.
    max_cycles: int = 6
    cycles_per_course: int = 2

    # Length of stay counts both the admission and the discharge day; outside these it is recorded with a reason.
    min_stay_days: int = 5
    max_stay_days: int = 7

    # The two-week break runs from discharge; it is target and earliest day at once.
    break_days: int = 14
    # The rest of the label's calendar: days between discharge and admission, neither counted.
    label_rest_days: int = 9

    # Between courses, from the discharge of the course's last cycle. Earlier is a warning, not a block.
    course_gap_days: int = 49
    # After hepatic failure (H11), from both resolution and discharge.
    hepatic_wait_days: int = 49

    # The response scan, from the discharge of the course's last cycle.
    scan_after_months: int = 1
    scan_early_days: int = 7
    scan_late_days: int = 14
    # No contrast within two weeks of a dose. Source: clinical reference 3.5.
    contrast_free_days: int = 14

    # Slots and doses. Source: clinical reference 0 and 1.1.
    slots_per_cycle: int = 14
    hours_between_slots: int = 8
    infusion_minutes: int = 15
    late_from_minutes: int = 60
    withhold_after_hours: int = 2
    too_close_hours: int = 6
    countersign_hours: int = 24


PROTOCOL = Protocol()


@dataclass(frozen=True)
class Window:
    """The days on which something should happen. None where the protocol names no such day."""

    earliest: date | None = None
    target: date | None = None
    latest: date | None = None


def course_of(cycle: int) -> int:
    """The course (1 to 3) to which a cycle (1 to 6) belongs."""
    if not 1 <= cycle <= PROTOCOL.max_cycles:
        raise ValueError(f"There is no cycle {cycle}: the protocol has cycles 1 to {PROTOCOL.max_cycles}.")
    return (cycle - 1) // PROTOCOL.cycles_per_course + 1


def first_cycle_of(course: int) -> int:
    """The number of the cycle that opens a course: 1, 3 or 5."""
    return PROTOCOL.cycles_per_course * (course - 1) + 1


def opens_course(cycle: int) -> bool:
    """Whether this cycle is the first of its course, so that a two-week break and a second one follow."""
    return cycle == first_cycle_of(course_of(cycle))


def is_last_course(course: int) -> bool:
    """Whether no course follows this one."""
    return course == course_of(PROTOCOL.max_cycles)


def length_of_stay(admitted_on: date, discharged_on: date) -> int:
    """Days in hospital, admission and discharge day both counted."""
    if discharged_on < admitted_on:
        raise ValueError("A discharge cannot come before its admission.")
    return (discharged_on - admitted_on).days + 1


def stay_deviation(days: int) -> int:
    """By how many days a stay misses five to seven: negative when shorter, positive when longer, 0 within."""
    return min(0, days - PROTOCOL.min_stay_days) + max(0, days - PROTOCOL.max_stay_days)


def stay_window(admitted_on: date) -> Window:
    """When a patient goes home: from day 5 to day 7 of the stay."""
    return Window(
        earliest=admitted_on + timedelta(days=PROTOCOL.min_stay_days - 1),
        latest=admitted_on + timedelta(days=PROTOCOL.max_stay_days - 1),
    )


def rest_days(discharged_on: date, admitted_on: date) -> int:
    """Days of rest between two admissions, the discharge and the admission day not counted."""
    return (admitted_on - discharged_on).days - 1


def break_window(discharged_on: date) -> Window:
    """When the second cycle of a course begins: two weeks after the first one's discharge, and not before."""
    due = discharged_on + timedelta(days=PROTOCOL.break_days)
    return Window(earliest=due, target=due)


def one_month_after(day: date) -> date:
    """The same day of the next month, or that month's last day where it has no such day."""
    months = day.year * 12 + day.month - 1 + PROTOCOL.scan_after_months
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def scan_window(discharged_on: date) -> Window:
    """When the response is evaluated: one month after the course's last discharge, a week before to two weeks after."""
    target = one_month_after(discharged_on)
    return Window(
        earliest=target - timedelta(days=PROTOCOL.scan_early_days),
        target=target,
        latest=target + timedelta(days=PROTOCOL.scan_late_days),
    )


def course_window(discharged_on: date, decided_on: date) -> Window:
    """When a new course begins: from the day it was decided on, and as a target not before seven weeks of rest."""
    rested = discharged_on + timedelta(days=PROTOCOL.course_gap_days)
    return Window(earliest=decided_on, target=max(rested, decided_on))


def hepatic_window(discharged_on: date, resolved_on: date, decided_on: date) -> Window:
    """When a new course begins after hepatic failure (H11): seven weeks after both resolution and discharge.

    Source: clinical reference 0 and 4.1, H11.
    """
    waited = max(discharged_on, resolved_on) + timedelta(days=PROTOCOL.hepatic_wait_days)
    due = max(waited, decided_on)
    return Window(earliest=due, target=due)


def next_working_day(day: date) -> date:
    """The day itself from Monday to Friday, the Monday after on a weekend. Holidays are not known here."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def in_words(day: date) -> str:
    """A day as the program writes it: Tue 24 Mar 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"
