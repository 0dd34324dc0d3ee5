from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from cycles.rules.protocol import (
    PROTOCOL,
    break_window,
    course_of,
    course_window,
    first_cycle_of,
    hepatic_window,
    in_words,
    length_of_stay,
    next_working_day,
    one_month_after,
    opens_course,
    rest_days,
    scan_window,
    stay_deviation,
    stay_window,
)


def test_the_protocol_cannot_be_changed_while_the_program_runs() -> None:
    with pytest.raises(FrozenInstanceError):
        PROTOCOL.max_cycles = 7  # type: ignore[misc]


def test_two_cycles_make_a_course() -> None:
    assert [course_of(cycle) for cycle in range(1, 7)] == [1, 1, 2, 2, 3, 3]
    assert [cycle for cycle in range(1, 7) if opens_course(cycle)] == [1, 3, 5]
    assert [first_cycle_of(course) for course in (1, 2, 3)] == [1, 3, 5]


@pytest.mark.parametrize("cycle", [-1, 0, 7])
def test_there_is_no_other_cycle(cycle: int) -> None:
    with pytest.raises(ValueError, match="There is no cycle"):
        course_of(cycle)


@pytest.mark.parametrize(
    ("discharged_on", "days", "deviation"),
    [("2026-03-02", 1, -4), ("2026-03-05", 4, -1), ("2026-03-06", 5, 0), ("2026-03-08", 7, 0), ("2026-03-09", 8, 1)],
)
def test_a_stay_counts_both_days(discharged_on: str, days: int, deviation: int) -> None:
    assert length_of_stay(date(2026, 3, 2), date.fromisoformat(discharged_on)) == days
    assert stay_deviation(days) == deviation


def test_a_discharge_before_its_admission_is_refused() -> None:
    with pytest.raises(ValueError, match="before its admission"):
        length_of_stay(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("day", "month_later"),
    [
        ("2026-03-24", "2026-04-24"),
        ("2026-01-28", "2026-02-28"),
        ("2026-01-29", "2026-02-28"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-02-28", "2026-03-28"),
        ("2026-03-31", "2026-04-30"),
        ("2026-12-31", "2027-01-31"),
        ("2026-11-30", "2026-12-30"),
    ],
)
def test_one_month_is_the_same_day_or_the_end_of_the_next(day: str, month_later: str) -> None:
    assert one_month_after(date.fromisoformat(day)) == date.fromisoformat(month_later)


def test_windows_of_the_worked_calendar() -> None:
    first, second, decided_on = date(2026, 3, 6), date(2026, 3, 24), date(2026, 4, 28)
    assert stay_window(date(2026, 3, 2)).latest == date(2026, 3, 8)
    assert break_window(first).earliest == break_window(first).target == date(2026, 3, 20)
    assert scan_window(second).earliest == date(2026, 4, 17)
    assert scan_window(second).latest == date(2026, 5, 8)
    assert course_window(second, decided_on).earliest == decided_on
    assert course_window(second, decided_on).target == date(2026, 5, 12)


@pytest.mark.parametrize(
    ("resolved_on", "decided_on", "due"),
    [("2026-03-01", "2026-04-08", "2026-05-12"), ("2026-04-01", "2026-04-08", "2026-05-20"),
     ("2026-04-01", "2026-06-01", "2026-06-01")],
)  # fmt: skip
def test_after_hepatic_failure_the_latest_of_three_days_counts(resolved_on: str, decided_on: str, due: str) -> None:
    window = hepatic_window(date(2026, 3, 24), date.fromisoformat(resolved_on), date.fromisoformat(decided_on))
    assert window.earliest == window.target == date.fromisoformat(due)


@pytest.mark.parametrize(("admitted_on", "days"), [("2026-03-15", 8), ("2026-03-16", 9), ("2026-03-20", 13)])
def test_the_labels_nine_rest_days_count_neither_discharge_nor_admission(admitted_on: str, days: int) -> None:
    assert rest_days(date(2026, 3, 6), date.fromisoformat(admitted_on)) == days


@pytest.mark.parametrize(("day", "working_day"), [(5, 5), (6, 6), (7, 9), (8, 9), (9, 9)])
def test_a_weekend_moves_to_monday(day: int, working_day: int) -> None:
    assert next_working_day(date(2026, 3, day)) == date(2026, 3, working_day)


def test_a_day_in_words() -> None:
    assert in_words(date(2026, 3, 24)) == "Tue 24 Mar 2026"
    assert in_words(date(2026, 3, 6)) == "Fri 6 Mar 2026"
