"""What the database refuses by itself, whatever way it comes: each row written by SQL alone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.utils import timezone

from cycles.models import Cycle, Dose, Lesion
from il2program.append_only import AppendOnly
from il2program.signatures.models import Signature
from patients.models import Measurement, Patient
from tests import make
from tests.cycles.rows import columns_of, inserted, updated
from tests.signatures.records import RECORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(db: None) -> Cycle:
    return make.cycle(make.ready_patient(), at=timezone.now() - timedelta(minutes=3))


@pytest.fixture
def dose(cycle: Cycle) -> Dose:
    return make.given(cycle, 1, timezone.now() - timedelta(minutes=2))


@pytest.fixture
def fresh(dose: Dose) -> dict[str, Any]:
    """A bag of its own: without one, whatever else is wrong, the row would be refused for its bag."""
    return {"bag_id": make.bag(dose.cycle, dose.started_at).pk}


@pytest.mark.parametrize(
    "changed",
    [
        {"slot": 0},
        {"slot": 15},
        {"slot": -1},
        {"slot": 1},
        {"slot": 2, "dose_iu": -48_000_000},
        {"slot": 2, "dose_iu": 0},
        {"slot": 2, "dose_iu": 480_000_000},
        {"slot": 2, "dose_iu": 4_800_000},
        {"slot": 2, "dose_iu": None},
        {"slot": 2, "started_at": None},
        {"slot": 2, "confirmed_by_id": None},
        {"slot": 2, "decision": "withheld"},
        {"slot": 2, "cycle_id": 999_999},
        {"slot": 2, "charted_by_id": None},
    ],
    ids=str,
)
def test_A050_an_impossible_dose_is_refused_by_the_database(dose, fresh, changed):
    with pytest.raises(IntegrityError):
        inserted(dose, **fresh | changed)


def test_A050_a_dose_like_these_is_taken(dose, fresh):
    inserted(dose, **fresh, slot=2)
    assert Dose.objects.count() == 2


def test_A050_an_infusion_that_ends_before_it_starts_is_refused(dose, fresh):
    with pytest.raises(IntegrityError):
        inserted(dose, **fresh, slot=2, ended_at=columns_of(dose)["started_at"])


def test_A050_one_person_cannot_stand_for_both(dose, fresh):
    with pytest.raises(IntegrityError):
        inserted(dose, **fresh, slot=2, confirmed_by_id=dose.charted_by_id)


@pytest.mark.parametrize(
    "changed", [{"slot": 2}, {"cycle_id": None}, {"because": ""}, {"replaces_id": 999_999}], ids=str
)
def test_A050_a_correction_is_of_its_own_slot_with_a_reason(dose, changed):
    correction = {"replaces_id": dose.pk, "because": "Typed wrongly."}
    with pytest.raises(IntegrityError):
        inserted(dose, **correction | changed)
    inserted(dose, **correction)
    with pytest.raises(IntegrityError):
        inserted(dose, **correction)


def impossible(cycle: Cycle) -> Iterator[dict[str, Any]]:
    facts = columns_of(cycle)
    yield {"dose_iu": 480_000_000}
    yield {"dose_iu": 4_800_000}
    yield {"dose_iu": 0}
    yield {"dose_iu": -1}
    yield {"dosing_weight_kg": 800}
    yield {"dosing_weight_kg": 8}
    yield {"dosing_weight_kg": -80}
    yield {"number": 0}
    yield {"number": 7}
    yield {"discharged_at": facts["admitted_at"], "stop_reason": "max_doses"}
    yield {"stop_reason": "max_doses"}
    yield {"sign_off_id": None}
    yield {"sign_off_id": 999_999}
    yield {"patient_id": None}


def test_A050_an_impossible_admission_is_refused_by_the_database(cycle):
    tried = list(impossible(cycle))
    for changed in tried:
        with pytest.raises(IntegrityError):
            updated(cycle, **changed)
    assert len(tried) == 14


def test_A050_two_running_admissions_of_one_patient_and_two_patients_in_a_bed_are_refused(cycle):
    with pytest.raises(IntegrityError):
        inserted(cycle, number=2, bed="Other")
    other = make.ready_patient()
    with pytest.raises(IntegrityError):
        inserted(cycle, patient_id=other.pk)
    with pytest.raises(IntegrityError):
        inserted(cycle, cancelled=True)


@pytest.mark.parametrize("kind", RECORDS)
def test_A050_no_record_that_is_signed_exists_without_its_own_signature(kind):
    record = RECORDS[kind]()
    for changed in ({"signature_id": None}, {"signature_id": 999_999}, {"signature_id": record.signature_id}):
        with pytest.raises(IntegrityError):
            inserted(record, key="0" * 32, **changed)


def test_A050_a_signature_is_somebody_s(cycle):
    for changed in ({"person_id": None}, {"person_id": 999_999}, {"digest": None}, {"meaning": None}):
        with pytest.raises(IntegrityError):
            inserted(Signature.objects.first(), **changed)


def test_A050_facts_of_a_patient_have_their_limits(cycle):
    patient = Patient.objects.get()
    for changed in ({"no_known_allergies": False}, {"allergies": "Both"}, {"referred_on": "1900-01-01"}):
        with pytest.raises(IntegrityError):
            updated(patient, **changed)
    with pytest.raises(IntegrityError):
        inserted(patient, code="0" * 32)
    measured = Measurement.objects.filter(value__isnull=False).first()
    for changed in ({"value": None}, {"choice": "both"}, {"replaces_id": measured.pk}):
        with pytest.raises(IntegrityError):
            inserted(measured, **changed)


def test_A050_a_lesion_is_measured_once_a_scan_and_is_not_larger_than_a_body(cycle):
    reading = make.baseline(cycle.patient, cycle.admitted_on, "50").readings.get()
    inserted(reading.lesion, number=2)
    other = Lesion.objects.get(number=2).pk
    for changed in ({}, {"lesion_id": other, "mm": 900}, {"lesion_id": other, "mm": -1}):
        with pytest.raises(IntegrityError):
            inserted(reading, **changed)
    inserted(reading, lesion_id=other)


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if issubclass(model, AppendOnly)], ids=lambda model: model.__name__
)
def test_every_table_that_is_written_once_has_its_triggers(model):
    """A migration that makes such a table anew on SQLite must put them back."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
            wanted = {f"{table}_append_only", f"{table}_no_truncate"}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            wanted = {f"{table}_no_update", f"{table}_no_delete"}
        assert wanted <= {name for (name,) in cursor.fetchall()}
