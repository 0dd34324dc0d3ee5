"""The whole demo program, loaded once for all tests of this file."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.db import transaction

from cycles import planning
from cycles.models import Booking, Cycle, Plan, ResponseDecision
from cycles.rules.next_step import Step
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.demo.load import load
from il2program.outbox.models import Outbox
from il2program.signatures.models import Signed
from patients.models import Diagnosis, Measurement, Patient

NOW = datetime(2026, 3, 24, 10, 7, tzinfo=ZoneInfo("America/Los_Angeles"))
TODAY = NOW.date()
# Some 35 seconds of one processor, half of them for the checks and bags of 550 doses; machines that run tests are busy.
SECONDS = 90

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def took_seconds(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[float]:
    with django_db_blocker.unblock(), transaction.atomic():
        started = process_time()
        load(seed=1, now=NOW)
        yield process_time() - started
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def patient(family_name: str) -> Patient:
    return Patient.objects.get(family_name=family_name)


def slots(cycle: Cycle) -> str:
    """`g` for a slot that was given, `-` for one that was withheld."""
    return "".join("g" if row.was_given else "-" for row in cycle.doses.filter(replaced_by=None))


def test_it_is_loaded_in_good_time(took_seconds: float) -> None:
    assert took_seconds < SECONDS


def test_every_step_of_the_journey_has_somebody() -> None:
    assert set(Plan.objects.values_list("step", flat=True)) == {step.value for step in Step}


def test_there_are_some_forty_patients_of_both_diseases_and_sexes() -> None:
    assert 38 <= Patient.objects.count() <= 48
    assert set(Diagnosis.objects.values_list("disease", flat=True)) == {"metastatic_rcc", "metastatic_melanoma"}
    assert set(Patient.objects.values_list("sex", flat=True)) == {"female", "male"}
    ages = sorted(one.age for one in Patient.objects.all())
    assert 25 <= ages[0] < 30
    assert 70 < ages[-1] <= 75


def test_all_demo_people_can_be_written_to_and_are_marked() -> None:
    people = Person.objects.all()
    assert all(person.is_demo and person.email.endswith("@example.org") for person in people)
    assert {role for person in people for role in person.roles} == set(Role)


def test_somebody_is_in_a_bed_with_a_dose_due_soon_and_somebody_with_one_that_is_late() -> None:
    waits = [cycle.due_times()[len(slots(cycle))] - NOW for cycle in Cycle.objects.running() if len(slots(cycle)) < 14]
    assert any(timedelta(0) < wait <= timedelta(hours=1) for wait in waits)
    assert any(-timedelta(hours=2) < wait < -timedelta(hours=1) for wait in waits)
    assert {1, 2, 3} <= set(Cycle.objects.running().values_list("number", flat=True))


def test_a_bed_is_free() -> None:
    assert 5 <= Cycle.objects.running().count() <= 7


def test_scans_are_due_and_overdue() -> None:
    scans = Plan.objects.filter(step=Step.SCAN)
    assert scans.filter(latest__lt=TODAY).exists()
    assert scans.filter(earliest__lte=TODAY, latest__gte=TODAY).exists()


def test_a_second_admission_is_overdue() -> None:
    assert Plan.objects.filter(step=Step.ADMIT, cycle=2, target__lt=TODAY).exists()


def test_one_patient_had_nine_doses_in_a_cycle_that_began_on_a_sunday() -> None:
    second = patient("Anonymous").cycles.get(number=2)
    assert second.patient.diagnosis.disease == "metastatic_rcc"
    assert f"{second.admitted_on:%A}" == "Sunday"
    assert slots(second) == "gggggggg--g"
    assert not second.doses.filter(decision="given_late").exists()
    assert second.days_of_stay == 7


def test_one_patient_had_five_cycles_of_fewer_and_fewer_doses_and_a_partial_response() -> None:
    cycles = patient("Ungenannt").cycles.all()
    assert [cycle.given_count for cycle in cycles] == [5, 5, 4, 4, 1]
    assert cycles.last().discharged_on < TODAY - timedelta(days=180)
    decided = ResponseDecision.objects.filter(patient=cycles[0].patient).order_by("pk")
    assert [row.result["category"] for row in decided] == ["PR", "PR"]


def test_somebody_has_had_six_cycles_and_a_complete_response() -> None:
    assert [cycle.number for cycle in patient("Sketch").cycles.all()] == [1, 2, 3, 4, 5, 6]
    assert patient("Sketch").plan.step == Step.FOLLOW_UP


def test_every_signature_verifies() -> None:
    signed = [row for model in apps.get_models() if issubclass(model, Signed) for row in model.objects.all()]
    assert len({type(row) for row in signed}) == 9
    assert all(row.is_as_signed() for row in signed)


def test_values_are_typed_in_other_units_too() -> None:
    assert {"µmol/L", "g/L", "lb", "in", "°F"} <= set(Measurement.objects.values_list("unit", flat=True))


def test_the_trail_is_in_the_order_of_time_and_ends_by_now() -> None:
    times = list(TrailEntry.objects.order_by("pk").values_list("timestamp", flat=True))
    assert times == sorted(times)
    assert times[-1] <= NOW


def test_bookings_follow_from_the_facts_and_are_as_replan_would_make_them() -> None:
    made = list(Booking.objects.order_by("pk").values_list("pk", "target", "version"))
    planning.replan_everybody()
    assert list(Booking.objects.order_by("pk").values_list("pk", "target", "version")) == made
    assert set(Booking.objects.open().values_list("kind", flat=True)) == {"admission", "scan"}
    assert not Outbox.objects.filter(done_at=None).exists()


def test_one_booking_was_moved_by_hand_and_another_one_is_contradicted() -> None:
    assert Booking.objects.open().filter(booked_on__isnull=False, contradicted="").exists()
    assert Booking.objects.open().exclude(contradicted="").exists()


def test_no_bed_ever_holds_two_patients() -> None:
    stays = sorted((one.bed, one.admitted_at, one.discharged_at or NOW) for one in Cycle.objects.all())
    assert all(first[0] != then[0] or first[2] <= then[1] for first, then in pairwise(stays))


def test_names_are_of_many_lengths_and_two_patients_share_one() -> None:
    names = list(Patient.objects.values_list("family_name", flat=True))
    assert len(names) - len(set(names)) == 1
    assert max(map(len, names)) > 60
    assert all(name.encode("latin-1") for name in names)
