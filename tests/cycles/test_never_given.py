"""What never lets a dose be charted as given, by its page or by the database alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from cycles.models import Cycle, Dose
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.rows import inserted
from tests.cycles.ward import GIVEN, at, permanent_stop, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ORDERED = {"reason": "All the same.", "physician_name": "third", "physician_password": make.PASSWORD}


@pytest.fixture
def patient():
    make.person(Role.PHYSICIAN, "third")
    make.someone(Role.PHYSICIAN)
    return make.ready_patient()


@pytest.fixture
def cycle(patient):
    return make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))


def given(client, page, bag=None, **typed):
    """As given, and with a physician's signature, which does not help here."""
    facts = GIVEN | ORDERED | {"bag": bag.pk if bag else ""} | typed
    answer = client.send(page, **facts)
    assert answer.status_code in (200, 409)
    return " ".join(text(answer).split())


def test_A087_unsigned_orders_let_no_dose_be_charted(as_nurse, address, patient, cycle):
    make.check(cycle)
    assert "No physician has signed the orders" in given(as_nurse, address(patient, "chart_dose", 1, 1))
    assert not Dose.objects.exists()


def test_A087_orders_that_no_pharmacist_verified_let_no_dose_be_charted(as_nurse, address, patient, cycle):
    make.orders(cycle)
    make.check(cycle)
    assert "The pharmacist has not verified the orders" in given(as_nurse, address(patient, "chart_dose", 1, 1))
    assert not Dose.objects.exists()


def test_A087_a_bag_past_its_time_is_not_given(as_nurse, address, patient, cycle, clock):
    bag = make.bag(cycle, at(2, 11))
    clock.move_to(at(4, 12))
    make.check(cycle)
    told = given(as_nurse, address(patient, "chart_dose", 1, 1), bag, started_at="2026-03-04T11:30")
    assert "This bag cannot be given any more." in told
    assert not Dose.objects.exists()


def test_A087_after_a_permanent_stop_no_dose_is_charted(as_nurse, address, patient, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 20))
    bag = make.bag(cycle, at(2, 19))
    permanent_stop(patient)
    told = given(as_nurse, address(patient, "chart_dose", 1, 2), bag, started_at="2026-03-02T20:00")
    assert "stopped permanently" in told
    assert Dose.objects.count() == 1


def test_A087_no_more_doses_than_were_ordered_and_no_fifteenth(as_nurse, address, patient, cycle, clock):
    make.ordered(cycle, max_doses=1)
    bag = make.bag(cycle, at(2, 12))
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 20))
    make.check(cycle)
    told = given(as_nurse, address(patient, "chart_dose", 1, 2), bag, started_at="2026-03-02T20:00")
    assert "All 1 doses that were ordered have been given." in told
    assert as_nurse.send(address(patient, "chart_dose", 1, 15), **GIVEN).status_code == 404
    assert Dose.objects.count() == 1


def test_A087_there_is_no_seventh_cycle(as_nurse, address, patient, cycle):
    assert as_nurse.get(address(patient, "chart_dose", 7, 1)).status_code == 404
    answer = as_nurse.send(address(patient, "admit", 7), bed="A2", admitted_at="2026-03-02T11:00")
    assert answer.status_code in (200, 404, 409)
    assert Cycle.objects.count() == 1


def test_A087_a_dose_closer_than_six_hours_takes_a_physician(as_nurse, address, patient, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 17, 59))
    bag = make.bag(cycle, at(2, 17))
    make.check(cycle)
    typed = GIVEN | {"bag": bag.pk, "started_at": "2026-03-02T17:58"}
    page = address(patient, "chart_dose", 1, 2)
    assert "at least six hours apart" in text(as_nurse.send(page, **typed))
    assert as_nurse.send(page, **typed, **ORDERED).status_code == 302


@pytest.fixture
def dose(cycle, clock):
    """The first dose; eight hours later a bag is ready for the second."""
    row = make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 20))
    return row


def again(dose, **changed):
    bag = make.bag(dose.cycle, at(2, 19))
    inserted(dose, **{"slot": 2, "bag_id": bag.pk, "started_at": at(2, 20), "ended_at": None} | changed)


def test_the_database_takes_a_second_dose_that_is_right(dose):
    again(dose)
    assert Dose.objects.count() == 2


@pytest.mark.parametrize(
    "changed", [{"bag_id": None}, {"slot": 15}, {"slot": 0}, {"started_at": at(2, 20) + timedelta(hours=48)}], ids=str
)
def test_A087_the_database_refuses_a_dose_without_a_bag_of_verified_orders_a_15th_or_one_from_an_old_bag(dose, changed):
    with pytest.raises(IntegrityError):
        again(dose, **changed)
    assert Dose.objects.count() == 1


def test_A087_the_database_refuses_a_dose_after_a_permanent_stop(dose):
    bag = make.bag(dose.cycle, at(2, 19))
    permanent_stop(dose.patient)
    with pytest.raises(IntegrityError):
        inserted(dose, slot=2, bag_id=bag.pk, started_at=at(2, 20) + timedelta(minutes=1), ended_at=None)


def test_A087_the_database_refuses_a_seventh_cycle(cycle):
    with pytest.raises(IntegrityError):
        inserted(cycle, number=7, bed="A7", discharged_at=at(8, 11), stop_reason="max_doses")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"started_at": "2026-03-03T12:00"}, "started_at", "This time is in the future."),
        ({"started_at": "2026-03-02T12:00", "ended_at": "2026-03-02T11:50"}, "ended_at", "must end after it started"),
        ({"infused_ml": "22 mL"}, "infused_ml", "Enter a number."),
        ({"second_person": "nurse"}, "second_person", "The second person must be somebody else than you."),
    ],
)
def test_a_slip_in_charting_a_dose_is_refused_at_its_field(as_nurse, address, patient, cycle, typed, field, sentence):
    bag = make.bag(cycle, at(2, 11))
    make.check(cycle)
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **GIVEN | {"bag": bag.pk} | typed)
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not Dose.objects.exists()


def test_a_weight_off_by_ten_is_refused(as_nurse, address, patient, cycle):
    seen = as_nurse.get(address(patient, "check", 1, 1)).context["form"].initial["seen"]
    for weight in ("8", "800"):
        sent = as_nurse.send(address(patient, "check", 1, 1), taken_at="2026-03-02T11:50", seen=seen, weight_kg=weight)
        assert sent.context["form"].errors["weight_kg"]
