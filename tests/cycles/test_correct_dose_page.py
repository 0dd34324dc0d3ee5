"""Correcting a slot, through its address."""

import pytest

from cycles.models import Dose
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import GIVEN, WITHHELD, after_cycle_1, at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def patient():
    make.someone(Role.PHYSICIAN)
    return make.ready_patient()


@pytest.fixture
def cycle(patient):
    """Admitted on Monday at 10, with the first dose planned for noon, which is now."""
    return make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))


def correction(row, **typed):
    bag = row.bag or make.bag(row.cycle, at(2, 11))
    return GIVEN | {"bag": bag.pk, "dose": row.pk, "because": "The clock in the room was wrong."} | typed


def test_a_correction_keeps_the_old_row_and_takes_its_place(as_nurse, address, patient, cycle):
    old = make.given(cycle, 1, at(2, 12))
    page = text(as_nurse.get(address(patient, "correct_dose", 1, 1)))
    assert 'value="12:00"' in page
    answer = as_nurse.send(address(patient, "correct_dose", 1, 1), **correction(old))
    assert answer.url == address(patient, "board", 1)
    new = Dose.objects.get(replaces=old)
    assert (new.started_at, new.because, Dose.objects.count()) == (
        at(2, 11, 55),
        "The clock in the room was wrong.",
        2,
    )


def test_a_correction_needs_its_reason_and_the_second_person(as_nurse, address, patient, cycle):
    old = make.given(cycle, 1, at(2, 12))
    for typed, field in (({"because": ""}, "because"), ({"second_password": "wrong"}, "second_person")):
        answer = as_nurse.send(address(patient, "correct_dose", 1, 1), **correction(old) | typed)
        assert field in answer.context["form"].errors
    assert Dose.objects.count() == 1


def test_a_correction_on_an_older_row_is_refused_with_what_stands_now(as_nurse, address, patient, cycle):
    old = make.given(cycle, 1, at(2, 12))
    as_nurse.send(address(patient, "correct_dose", 1, 1), **correction(old))
    answer = as_nurse.send(address(patient, "correct_dose", 1, 1), **correction(old, started_at="2026-03-02T11:50"))
    sentence = "Somebody corrected dose 1 meanwhile. Nothing was changed. It is now: given at Mon 2 Mar 11:55"
    assert sentence in text(answer)
    assert Dose.objects.count() == 2


def test_correcting_the_first_dose_does_not_make_it_late(as_nurse, address, patient, cycle, clock):
    clock.move_to(at(2, 15))
    old = make.given(cycle, 1, at(2, 15))
    clock.move_to(at(2, 23))
    make.given(cycle, 2, at(2, 23))
    as_nurse.send(address(patient, "correct_dose", 1, 1), **correction(old, started_at="2026-03-02T14:55"))
    assert Dose.objects.get(replaces=old).decision == "given"


def test_a_correction_after_the_discharge_cannot_decide_whether_the_cycle_counts(as_role, address, patient, clock):
    cycle = after_cycle_1(patient, clock)
    typed = WITHHELD | {"dose": cycle.doses.get().pk, "because": "Never given."}
    answer = as_role(Role.NURSE).send(address(patient, "correct_dose", 1, 1), **typed)
    assert "it decides whether the cycle counts" in text(answer)
    assert Dose.objects.count() == 1


def test_the_row_of_another_slot_or_patient_cannot_be_corrected_here(as_nurse, address, patient, cycle):
    make.given(cycle, 1, at(2, 12))
    other = make.cycle(make.ready_patient(), first_dose_due_at=at(2, 12))
    foreign = make.given(other, 1, at(2, 12))
    answer = as_nurse.send(address(patient, "correct_dose", 1, 1), **correction(foreign))
    assert "dose" in answer.context["form"].errors
    assert as_nurse.get(address(patient, "correct_dose", 1, 2)).status_code == 404
    assert Dose.objects.count() == 2
