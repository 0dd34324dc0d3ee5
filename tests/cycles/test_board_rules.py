"""How a slot stands at a moment, just before, on and after each limit."""

from datetime import UTC, datetime, timedelta

import pytest

from cycles.rules.board import SlotState, due_in_words, in_hours, is_late, is_too_close, is_too_late, undecided_state
from cycles.rules.slots import LOS_ANGELES

DUE = datetime(2026, 3, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late_by", "state"), [(-480, SlotState.DUE), (0, SlotState.DUE), (59, SlotState.DUE), (60, SlotState.LATE)]
)
def test_the_next_slot_is_late_from_an_hour_on(late_by: int, state: SlotState) -> None:
    now = DUE + timedelta(minutes=late_by)
    assert undecided_state(DUE, now, is_next=True, is_running=True) is state
    assert undecided_state(DUE, now, is_next=False, is_running=True) is SlotState.NOT_REACHED
    assert undecided_state(DUE, now, is_next=True, is_running=False) is SlotState.STOPPED


@pytest.mark.parametrize(("late_by", "too_late"), [(119, False), (120, False), (121, True)])
def test_after_two_hours_a_slot_is_too_late(late_by: int, too_late: bool) -> None:
    assert is_too_late(DUE, DUE + timedelta(minutes=late_by)) is too_late


@pytest.mark.parametrize(("minutes", "too_close"), [(0, True), (359, True), (360, False), (361, False)])
def test_two_starts_are_too_close_under_six_hours_in_either_order(minutes: int, too_close: bool) -> None:
    other = DUE + timedelta(minutes=minutes)
    assert is_too_close(DUE, other) is too_close
    assert is_too_close(other, DUE) is too_close


def test_lateness_and_distance_are_elapsed_time_across_a_change_of_the_clock() -> None:
    before, after = (datetime(2026, 3, 8, hour, 30, tzinfo=LOS_ANGELES) for hour in (1, 3))
    assert is_late(before, after)
    assert not is_too_late(before, after.replace(hour=4))
    assert is_too_close(before, after.replace(hour=8, minute=29))
    assert not is_too_close(before, after.replace(hour=8))


@pytest.mark.parametrize(
    ("late_by", "words"),
    [
        (-130, "in 2 h 10 min"),
        (-1, "in 1 min"),
        (0, "now"),
        (1, "now"),
        (2, "2 min ago"),
        (59, "59 min ago"),
        (60, "late by 1 h"),
        (65, "late by 1 h 5 min"),
    ],
)
def test_how_far_off_a_slot_is_is_told_in_words(late_by: int, words: str) -> None:
    assert due_in_words(DUE, DUE + timedelta(minutes=late_by)) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (130, "2 h 10 min"), (1440, "1 day"), (4560, "3 days 4 h")],
)
def test_minutes_are_told_as_people_say_them(minutes: int, words: str) -> None:
    assert in_hours(minutes) == words
