"""The dose board, through its address."""

from datetime import UTC, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cycles.actions import hold_dose, record_event
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import after_cycle_1, at, permanent_stop, text, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def patient():
    return make.ready_patient()


@pytest.fixture
def cycle(patient):
    """Admitted on Monday at 10, with the first dose planned for noon, which is now."""
    return make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))


def slots(answer):
    return [slot.state.value for slot in answer.context["board"].slots]


def test_everybody_who_sees_charts_sees_the_board(as_role, address, patient, cycle):
    for role in (Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR, Role.PHARMACIST):
        assert as_role(role).get(address(patient, "board", 1)).status_code == 200
    assert as_role(Role.ADMINISTRATOR).get(address(patient, "board", 1)).status_code == 403


def test_the_slot_at_hand_is_due_and_the_others_are_not_reached(as_nurse, address, patient, cycle):
    make.bag(cycle, at(2, 11))
    make.check(cycle, at(2, 11, 50))
    answer = as_nurse.get(address(patient, "board", 1))
    assert slots(answer) == ["due"] + 13 * ["not_reached"]
    page = " ".join(text(answer).split())
    for words in ("Give dose 1", "Withhold dose 1", "due Mon 2 Mar <strong>12:00</strong>", "48 <span", "Not reached"):
        assert words in page


def test_only_who_may_chart_is_offered_it(as_physician, address, patient, cycle):
    assert "Give dose 1" not in text(as_physician.get(address(patient, "board", 1)))


def test_due_and_late_are_told_in_words(as_nurse, address, patient, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    for moment, words in (
        (at(2, 17, 50), "in 2 h 10 min"),
        (at(2, 20), "now"),
        (at(2, 20, 59), "59 min ago"),
        (at(2, 21, 5), "late by 1 h 5 min"),
        (at(2, 22, 1), "This slot is withheld, and not made up for, unless a physician orders"),
    ):
        clock.move_to(moment)
        assert words in text(as_nurse.get(address(patient, "board", 1)))
    assert "Give dose 2" not in text(as_nurse.get(address(patient, "board", 1)))


def test_what_was_decided_is_told_with_who_and_why(as_nurse, address, patient, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 21, 30))
    make.given(cycle, 2, at(2, 21))
    clock.move_to(at(3, 4))
    withheld(cycle, 3)
    answer = as_nurse.get(address(patient, "board", 1))
    assert slots(answer)[:4] == ["given", "given_late", "withheld", "due"]
    page = " ".join(text(answer).split())
    assert "<strong>2</strong> given of <strong>3</strong> offered" in page
    for words in ("started 21:00", "Testa Nurse, Testa Physician", "Kidney or urine", "Given late"):
        assert words in page


def test_the_grid_hangs_on_the_first_dose_once_it_has_started(as_nurse, address, patient, cycle, clock):
    clock.move_to(at(2, 12, 20))
    make.given(cycle, 1, at(2, 12, 20))
    shown = as_nurse.get(address(patient, "board", 1)).context["board"].slots
    assert shown[0].due_at == at(2, 12)
    assert [slot.due_at for slot in shown[1:]] == [at(2, 12, 20) + timedelta(hours=8 * n) for n in range(1, 14)]


def test_over_the_clock_change_slots_stay_eight_true_hours_apart(as_role, address, clock):
    clock.move_to(at(6, 8))
    patient = make.ready_patient()
    make.cycle(patient)
    answer = as_role(Role.NURSE).get(address(patient, "board", 1))
    slot_7, slot_14 = answer.context["board"].slots[6], answer.context["board"].slots[13]
    assert (slot_7.due_at, slot_14.due_at) == (at(8, 9), at(10, 17))
    assert "Sun 8 Mar <b>09:00</b>" in text(answer)
    assert slot_14.due_at.astimezone(UTC) - at(6, 8).astimezone(UTC) == timedelta(hours=104)


def test_a_correction_stands_struck_through_with_who_and_why(as_nurse, address, patient, cycle):
    make.given(cycle, 1, at(2, 12))
    as_nurse.send(
        address(patient, "correct_dose", 1, 1),
        dose=cycle.doses.get().pk,
        because="Wrong bag.",
        decision="withheld",
        withheld_for="other",
    )
    page = " ".join(text(as_nurse.get(address(patient, "board", 1))).split())
    assert '<del class="slot-note">Given 12:00' in page
    assert "Corrected: Wrong bag." in page
    assert "<strong>0</strong> given of <strong>1</strong> offered" in page


def test_the_same_slot_of_the_cycle_before_is_beside_it(as_role, address, clock, patient):
    make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 11))
    make.given(patient.cycles.get(), 1, at(2, 11))
    withheld(patient.cycles.get(), 2, "pressure")
    clock.move_to(at(6, 12))
    make.discharged(patient.cycles.get(), at(6, 11))
    clock.move_to(at(20, 12))
    second = make.cycle(patient, 2)
    make.given(second, 1, at(20, 12))
    page = " ".join(text(as_role(Role.NURSE).get(address(patient, "board", 2))).split())
    assert "Dose 2 in cycle 1: Withheld: Low blood pressure" in page


def test_a_permanent_stop_leaves_only_withholding(as_nurse, address, patient, cycle):
    make.given(cycle, 1, at(2, 12))
    permanent_stop(patient)
    page = text(as_nurse.get(address(patient, "board", 1)))
    assert "No dose may be given. Signed by Testa Physician, physician, " in page
    assert "“I stop IL-2 permanently for this patient.”" in page
    assert "Give dose 2" not in page
    assert "Withhold dose 2" in page


def test_after_the_discharge_the_rest_is_stopped(as_role, address, patient, clock):
    after_cycle_1(patient, clock)
    answer = as_role(Role.NURSE).get(address(patient, "board", 1))
    assert slots(answer) == ["given"] + 13 * ["stopped"]
    assert "Give dose" not in text(answer)
    assert "Length of stay" in text(answer)


def test_an_admission_that_ended_before_its_first_dose_says_so(as_nurse, address, patient, cycle):
    make.discharged(cycle, at(2, 11), stop_reason="not_started")
    assert "This admission ended before its first dose" in text(as_nurse.get(address(patient, "board", 1)))
    again = make.cycle(patient, first_dose_due_at=at(2, 14))
    make.bag(again)
    make.check(again)
    assert "Give dose 1" in text(as_nurse.get(address(patient, "board", 1)))


def test_the_facts_of_the_cycle_are_beside_the_doses(as_nurse, address, patient, cycle):
    page = " ".join(text(as_nurse.get(address(patient, "board", 1))).split())
    for words in ("Day of the stay", "1 <span", "of 5 to 7, Fri 6 Mar to Sun 8 Mar", "80 <span", cycle.bed):
        assert words in page


def test_a_dosing_weight_far_from_the_screening_weight_is_marked(as_nurse, address, patient):
    make.cycle(patient, dosing_weight_kg=Decimal("88.1"), first_dose_due_at=at(2, 12))
    page = " ".join(text(as_nurse.get(address(patient, "board", 1))).split())
    assert "more than 10 % from 80 kg at screening" in page


def test_a_full_board_with_an_event_and_a_hold_asks_the_database_at_most_fifteen_times(
    as_role, address, patient, clock, django_assert_max_num_queries
):
    first = after_cycle_1(patient, clock)
    clock.move_to(at(20, 12))
    second = make.cycle(patient, 2)
    for slot in range(1, 12):
        clock.move_to(at(20, 12) + timedelta(hours=8 * (slot - 1)))
        make.given(second, slot, at(20, 12) + timedelta(hours=8 * (slot - 1)))
    nurse = make.someone(Role.NURSE)
    record_event(cycle=second, kind="intubation", started_at=at(21, 12), by=nurse)
    again = timezone.now() + timedelta(minutes=30)
    hold_dose(cycle=second, slot=12, recheck_at=again, by=nurse, kind="oxygen", words="6 L by mask.")
    client = as_role(Role.NURSE)
    assert first.given_count
    with django_assert_max_num_queries(15):
        client.get(address(patient, "board", 2))


def test_another_patients_cycle_is_not_found(as_nurse, address, patient, cycle):
    other = make.ready_patient()
    for name, more in (("board", (1,)), ("chart_dose", (1, 1)), ("discharge", (1,)), ("correct_dose", (1, 1))):
        assert as_nurse.get(address(other, name, *more)).status_code == 404
    assert as_nurse.get(address(patient, "board", 2)).status_code == 404
