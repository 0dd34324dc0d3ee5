"""Admitting to a cycle, through its address."""

from datetime import date

import pytest

from cycles.models import Cycle
from il2program.accounts.roles import Role
from tests import make
from tests.conftest import as_typed
from tests.cycles.ward import after_cycle_1, at, before_course_2, early_order, permanent_stop, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TYPED = {
    "bed": "A2",
    "admitted_at": "2026-03-02T11:30",
    "dosing_weight_kg": "73.3",
    "first_dose_due_at": "2026-03-02T16:00",
}


def test_a_nurse_admits_and_sees_the_board(as_nurse, address):
    patient = make.ready_patient()
    answer = as_nurse.send(address(patient, "admit", 1), **TYPED)
    assert answer.url == address(patient, "board", 1)
    cycle = Cycle.objects.get()
    assert (cycle.bed, cycle.dose_iu) == ("A2", 43_980_000)
    assert cycle.due_times()[1] == at(3, 0)


def test_the_page_asks_for_what_an_admission_needs(as_nurse, address):
    page = text(as_nurse.get(address(make.ready_patient(), "admit", 1)))
    assert "Cycle 1 can begin" in page
    assert "At screening it was 80 kg" in page
    assert "short_gap_acknowledged_by" not in page


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_nobody_else_admits(as_role, address, role):
    patient = make.ready_patient()
    client = as_role(role)
    assert client.get(address(patient, "admit", 1)).status_code == 403
    assert client.send(address(patient, "admit", 1), **TYPED).status_code == 403
    assert not Cycle.objects.exists()


def test_the_dose_is_computed_exactly_before_anybody_admits(as_nurse, address):
    patient = make.ready_patient()
    page = text(as_nurse.send(address(patient, "admit", 1), **TYPED, compute="1"))
    for words in (
        "73.3 kg × 0.6 million units/kg = 43.98 million units",
        "200 <span",
        "2.44 <span",
        'value="16:00"',
    ):
        assert words in page
    assert "This field is required" not in page
    assert not Cycle.objects.exists()


def test_while_one_types_only_the_dose_is_sent(as_nurse, address):
    patient = make.ready_patient()
    typed = {"dosing_weight_kg": "70", "compute": "1", "submission": "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d11"}
    page = text(as_nurse.post(address(patient, "admit", 1), as_typed(typed), headers={"HX-Request": "true"}))
    assert "42 <span" in page
    assert "<html" not in page


@pytest.mark.parametrize("weight", ["0", "700", "eighty", "-5", "80.25", "NaN", ""])
def test_a_weight_that_cannot_be_gives_no_dose_while_one_types(as_nurse, address, weight):
    page = text(as_nurse.send(address(make.ready_patient(), "admit", 1), dosing_weight_kg=weight, compute="1"))
    assert "Type the dosing weight to see the dose" in page


@pytest.mark.parametrize(("weight", "warned"), [("88", False), ("88.1", True), ("72", False), ("71.9", True)])
def test_more_than_ten_percent_from_the_screening_weight_is_warned_of(as_nurse, address, weight, warned):
    page = text(as_nurse.send(address(make.ready_patient(), "admit", 1), dosing_weight_kg=weight, compute="1"))
    assert ("differs by more than 10 %" in page) is warned


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("dosing_weight_kg", "0", "The weight must be between 30 and 250 kg. Check the unit."),
        ("dosing_weight_kg", "700", "The weight must be between 30 and 250 kg. Check the unit."),
        ("dosing_weight_kg", "eighty", "Type the weight as a number in kg, such as 80.5."),
        ("admitted_at", "2026-03-02T12:30", "The admission is in the future."),
        ("admitted_at", "2026-01-02T12:30", "The admission is before the referral."),
        ("first_dose_due_at", "2026-03-02T11:00", "The first dose must be within two days after the admission."),
        ("first_dose_due_at", "2026-03-08T02:30", "There was no 02:30 on Sun 8 Mar 2026"),
        ("bed", "Z9", "This bed is not free any more. Choose another one."),
    ],
)
def test_what_cannot_be_is_refused_and_kept_as_typed(as_nurse, address, field, typed, sentence):
    patient = make.ready_patient()
    answer = as_nurse.send(address(patient, "admit", 1), **TYPED | {field: typed})
    assert sentence in " ".join(answer.context["form"].errors[field])
    others = {name: value for name, value in as_typed(TYPED).items() if not name.startswith((field, "bed"))}
    assert all(f'value="{value}"' in text(answer) for value in others.values())
    assert not Cycle.objects.exists()


def test_a_bed_in_which_somebody_lies_cannot_be_chosen(as_nurse, address):
    make.cycle(make.ready_patient(), bed="A2")
    answer = as_nurse.send(address(make.ready_patient(), "admit", 1), **TYPED)
    assert "not free any more" in text(answer)
    assert "A2" not in dict(answer.context["form"].fields["bed"].choices)


def test_the_same_form_sent_twice_admits_once(as_nurse, address):
    patient = make.ready_patient()
    twice = TYPED | {"submission": "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d12"}
    answers = [as_nurse.send(address(patient, "admit", 1), **twice) for _ in range(2)]
    assert {answer.url for answer in answers} == {address(patient, "board", 1)}
    assert Cycle.objects.count() == 1


def test_a_second_open_admission_is_refused(as_nurse, address):
    patient = make.ready_patient()
    make.cycle(patient, bed="B1")
    sentence = "This patient is already admitted, for cycle 1 in bed B1."
    assert sentence in text(as_nurse.get(address(patient, "admit", 2)))
    assert sentence in text(as_nurse.send(address(patient, "admit", 1), **TYPED))


def test_nobody_is_admitted_without_a_sign_off(as_nurse, address):
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    sentence = "No physician has signed eligibility for course 1."
    assert sentence in text(as_nurse.get(address(patient, "admit", 1)))
    assert sentence in text(as_nurse.send(address(patient, "admit", 1), **TYPED))
    assert not Cycle.objects.exists()


def test_results_that_have_expired_since_the_sign_off_are_named(as_role, address, clock):
    patient = make.ready_patient()
    clock.move_to(at(20, 12))
    typed = TYPED | {"admitted_at": "2026-03-20T11:30", "first_dose_due_at": "2026-03-20T16:00"}
    answer = as_role(Role.NURSE).send(address(patient, "admit", 1), **typed)
    assert "Results have expired since eligibility was signed" in text(answer)
    make.workup(patient)
    assert as_role(Role.NURSE).send(address(patient, "admit", 1), **typed).status_code == 302


def test_a_seventh_cycle_cannot_be_given(as_nurse, address):
    patient = make.ready_patient()
    sentence = "The protocol has six cycles at most; a seventh cannot be given."
    assert sentence in text(as_nurse.get(address(patient, "admit", 7)))
    assert sentence in text(as_nurse.send(address(patient, "admit", 7), **TYPED))
    assert "Cycle 0 is not what comes next" in text(as_nurse.send(address(patient, "admit", 0), **TYPED))


IN_THE_BREAK = TYPED | {"admitted_at": "2026-03-10T11:30", "first_dose_due_at": "2026-03-10T16:00"}


def test_in_the_break_nobody_is_admitted_without_an_order(as_role, address, clock):
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    sentence = "Cycle 2 may begin on Fri 20 Mar 2026 at the earliest."
    assert sentence in text(as_role(Role.NURSE).get(address(patient, "admit", 2)))
    assert sentence in text(as_role(Role.NURSE).send(address(patient, "admit", 2), **IN_THE_BREAK))
    assert Cycle.objects.count() == 1


def test_with_a_signed_order_the_break_is_shorter(as_role, address, clock):
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    early_order(patient, 2, date(2026, 3, 10))
    page = text(as_role(Role.NURSE).get(address(patient, "admit", 2)))
    assert "after 3 days of rest only: fewer than the 9 of the label" in page
    make.renewal(patient, date(2026, 3, 10))
    reviewed = {"toxicity_reviewed_by": make.someone(Role.PHYSICIAN).pk}
    answer = as_role(Role.NURSE).send(address(patient, "admit", 2), **IN_THE_BREAK, **reviewed)
    assert answer.status_code == 302
    assert Cycle.objects.latest("pk").short_gap_acknowledged_by is None


def test_after_a_permanent_stop_nobody_is_admitted(as_role, address, clock):
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    permanent_stop(patient)
    answer = as_role(Role.NURSE).send(address(patient, "admit", 2), **IN_THE_BREAK)
    assert "IL-2 has been stopped permanently for this patient: no admission is possible." in text(answer)


IN_THE_GAP = TYPED | {"admitted_at": "2026-05-10T11:30", "first_dose_due_at": "2026-05-10T16:00"}


def test_before_seven_weeks_a_physician_takes_note(as_role, address, clock):
    patient = make.ready_patient()
    before_course_2(patient, clock)
    nurse, path = as_role(Role.NURSE), address(patient, "admit", 3)
    page = text(nurse.get(path))
    assert "Seven weeks have not passed since the last discharge" in page
    assert "Testa Physician</option>" in page
    assert "Testa Nurse</option>" not in page
    answer = nurse.send(path, **IN_THE_GAP)
    sentence = "This is before Tue 12 May 2026, seven weeks after the last discharge."
    assert sentence in " ".join(answer.context["form"].errors["short_gap_acknowledged_by"])
    nurse.send(path, **IN_THE_GAP, short_gap_acknowledged_by=make.someone(Role.PHYSICIAN).pk)
    assert Cycle.objects.get(number=3).short_gap_acknowledged_by.username == "physician"


def test_only_a_physician_can_take_note_of_a_short_gap(as_role, address, clock):
    patient = make.ready_patient()
    before_course_2(patient, clock)
    typed = IN_THE_GAP | {"short_gap_acknowledged_by": make.someone(Role.NURSE).pk}
    answer = as_role(Role.NURSE).send(address(patient, "admit", 3), **typed)
    assert "short_gap_acknowledged_by" in answer.context["form"].errors
    assert not Cycle.objects.filter(number=3).exists()


def test_the_gap_is_asked_for_where_the_admission_is_dated_back_into_it(as_role, address, clock):
    patient = make.ready_patient()
    before_course_2(patient, clock)
    clock.move_to(at(12, 12, month=5))
    nurse, path = as_role(Role.NURSE), address(patient, "admit", 3)
    assert "Seven weeks have not passed" not in text(nurse.get(path))
    assert "Seven weeks have not passed" in text(nurse.send(path, **IN_THE_GAP))


def test_another_number_or_an_unknown_code_is_not_found(as_nurse, address):
    patient = make.ready_patient()
    unknown = address(patient, "admit", 1).replace(str(patient.code), "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d11")
    assert as_nurse.get(unknown).status_code == 404
    assert as_nurse.send(unknown, **TYPED).status_code == 404
    assert as_nurse.get(address(patient, "admit", 10**30)).status_code == 200
    assert as_nurse.get(address(patient, "board", 10**30)).status_code == 404
