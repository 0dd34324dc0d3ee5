"""Recording what is found at the bedside, and reading the newest of very many values."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from eligibility.facts import workup_of
from il2program.accounts.roles import Role
from il2program.audit import trail
from patients.actions import Entry, record
from patients.models import Measurement
from tests import make

pytestmark = pytest.mark.django_db

TYPED = {"sbp_mmhg": "118", "heart_rate": "92", "rhythm": "sinus", "urine_ml": "150"}


@pytest.fixture
def patient():
    return make.patient()


def found(patient, at=None, **typed):
    at = at or timezone.now()
    day = timezone.localdate(at)
    entries = [Entry(key, value, day, taken_at=at) for key, value in typed.items()]
    return record(patient=patient, entries=entries, by=make.someone(Role.NURSE))


def a_long_stay(patient, checks=600):
    """Five values, six hundred times: as many as several admissions leave behind."""
    now, nurse = timezone.now(), make.someone(Role.NURSE)
    rows = [
        Measurement(
            patient=patient,
            analyte=key,
            value=Decimal(number),
            entered=str(number),
            taken_on=timezone.localdate(now - timedelta(minutes=number)),
            taken_at=now - timedelta(minutes=number),
            recorded_by=nurse,
        )
        for number in range(checks, 0, -1)
        for key in ("sbp_mmhg", "heart_rate", "urine_ml", "oxygen_l_min", "temperature_c")
    ]
    with transaction.atomic(), trail.action("recorded", patient, by=nurse, sentence="Recorded a long stay"):
        trail.insert_many(rows)


def test_the_newest_of_3000_values_are_one_query_that_reads_one_row_each(patient, django_assert_num_queries):
    a_long_stay(patient)
    with django_assert_num_queries(1):
        rows = list(Measurement.objects.filter(patient=patient).newest())
        assert [row.recorded_by.username for row in rows] == 5 * ["nurse"]
    assert {row.value for row in rows} == {Decimal(1)}


def test_each_analyte_comes_with_its_newest_value(patient):
    found(patient, **TYPED)
    found(patient, sbp_mmhg="95")
    latest = Measurement.objects.filter(patient=patient).latest_by_analyte()
    assert {key: row.entered for key, row in latest.items()} == TYPED | {"sbp_mmhg": "95"}


def test_the_newest_is_what_was_found_last_and_not_what_was_typed_last(patient):
    found(patient, sbp_mmhg="95")
    found(patient, timezone.now() - timedelta(hours=1), sbp_mmhg="120")
    assert Measurement.objects.filter(patient=patient).latest_by_analyte()["sbp_mmhg"].entered == "95"


def test_the_workup_does_not_read_what_belongs_to_an_admission(patient):
    found(patient, **TYPED)
    read = workup_of(patient, on=timezone.localdate()).latest
    assert set(read) == {"sbp_mmhg", "heart_rate"}


def test_a_pressure_of_60_over_120_is_refused(patient):
    with pytest.raises(ValidationError, match="60 over 120 mmHg cannot be"):
        found(patient, sbp_mmhg="60", dbp_mmhg="120")
    assert not Measurement.objects.exists()
    found(patient, sbp_mmhg="120", dbp_mmhg="60")


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("temperature_c", "98.6", "If 98.6 was measured in °F"),
        ("sbp_mmhg", "118 mmHg", "Type the number alone"),
        ("oxygen_l_min", "200", "must be between 0 and 80"),
        ("pressor_ug_kg_min_max", "12", "must be between 0 and 10"),
        ("urine_ml", "-5", "must be between 0 and 4,000"),
        ("rhythm", "fine", "Choose one of the answers."),
    ],
)
def test_A093_a_slip_of_unit_or_keyboard_is_refused_at_its_field(patient, key, typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        found(patient, **{key: typed})
    assert sentence in refusal.value.message_dict[key][0]


def test_a_value_of_the_future_is_refused(patient):
    with pytest.raises(ValidationError, match="This time is in the future"):
        found(patient, timezone.now() + timedelta(seconds=30), sbp_mmhg="118")
