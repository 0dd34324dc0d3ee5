"""Which slot waits in a bed, and how the clock stands to it."""

from datetime import timedelta

import pytest

from cycles.actions import chart_dose
from il2program.accounts.roles import Role
from il2program.pathway.bedside import slot_at_hand, slots_within
from tests import make
from tests.pathway.stories import admitted, at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("minutes", "state", "too_late", "words"),
    [
        (0, "due", False, "now"),
        (59, "due", False, "59 min ago"),
        (60, "late", False, "late by 1 h"),
        (120, "late", False, "late by 2 h"),
        (121, "late", True, "late by 2 h 1 min"),
        (-130, "due", False, "in 2 h 10 min"),
    ],
)
def test_the_second_slot_is_due_eight_hours_after_the_first_dose(clock, minutes, state, too_late, words):
    cycle = admitted(clock)
    slot = slot_at_hand(cycle, at(2, 16) + timedelta(minutes=minutes))
    assert (slot.number, slot.state, slot.too_late, slot.words) == (2, state, too_late, words)


def test_the_first_dose_is_never_too_late(clock):
    cycle = make.cycle(make.ready_patient())
    slot = slot_at_hand(cycle, at(2, 18))
    assert (slot.number, slot.too_late) == (1, False)


def test_a_withheld_slot_is_followed_by_the_next(clock):
    cycle = admitted(clock)
    clock.move_to(at(2, 16))
    chart_dose(cycle=cycle, slot=2, decision="withheld", withheld_for="kidney", by=make.someone(Role.NURSE))
    assert slot_at_hand(type(cycle).objects.get(), at(2, 16)).number == 3


def test_three_slots_fall_due_within_a_day(clock):
    assert [slot.number for slot in slots_within(admitted(clock), at(2, 12), 24)] == [2, 3, 4]


def test_eight_hours_stay_eight_hours_over_the_change_of_the_clock(clock):
    clock.move_to(at(7, 23))
    cycle = admitted(clock)
    assert slot_at_hand(cycle, at(8, 4)).due_at == at(8, 4)
