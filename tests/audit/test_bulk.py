"""Facts inserted in one go leave one line that names each, and nothing slips past it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.audit.canonical import row_digest
from il2program.audit.models import TrailEntry
from il2program.audit.unchanged import verify_rows
from patients.models import Consent, Measurement
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(db):
    return make.patient()


def bulk_lines():
    return list(TrailEntry.objects.filter(content_type__model="measurement"))


def test_a_workup_leaves_one_line_with_the_key_and_digest_of_each_value(patient):
    make.workup(patient)
    (line,) = bulk_lines()
    assert line.additional_data["rows"] == {str(row.pk): row_digest(row) for row in Measurement.objects.all()}
    act = TrailEntry.objects.get(verb="recorded")
    assert (line.cid, line.chart, line.actor) == (act.cid, patient.code, make.someone(Role.NURSE))


def test_thirty_values_take_no_more_inserts_than_one(patient):
    make.workup(patient)
    counts = []
    for left_out in ((), make.GOOD_WORKUP.keys() - {"weight_kg"}):
        with CaptureQueriesContext(connection) as asked:
            make.workup(patient, **dict.fromkeys(left_out, ""))
        counts.append(sum(query["sql"].startswith("INSERT") for query in asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("change", ["SET value = 2.0", "SET entered = '2'", "SET taken_on = '2020-01-01'"])
def test_an_altered_value_is_named_by_its_own_key(change, patient, triggers_lifted):
    make.workup(patient)
    row = Measurement.objects.get(analyte="creatinine_mg_dl")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE patients_measurement {change} WHERE id = {row.pk}")
    assert verify_rows().mismatches == [(f"measurement {row.pk}", "does not say what was written")]


def test_outside_an_act_nothing_is_inserted(patient):
    with pytest.raises(trail.OutsideAnAction):
        trail.insert_many([Measurement(patient=patient)])


def test_rows_of_two_models_or_rows_that_may_change_are_refused(patient):
    mixed, changing = [Measurement(patient=patient), Consent(patient=patient)], [patient]
    for rows in (mixed, changing):
        with pytest.raises(TypeError), transaction.atomic(), trail.action("tried", patient, by=None, sentence="Tried"):
            trail.insert_many(rows)


def test_nothing_to_insert_leaves_no_line(patient):
    with transaction.atomic(), trail.action("tried", patient, by=None, sentence="Tried"):
        trail.insert_many([])
    assert bulk_lines() == []
