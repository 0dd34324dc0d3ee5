"""The trail is written with the fact, or neither is."""

import pytest
from auditlog import get_logentry_model
from django.db import IntegrityError, connection, transaction

from il2program.accounts.roles import Role
from il2program.append_only import WrittenOnce
from il2program.audit import trail
from il2program.audit.models import TrailEntry
from patients.models import Measurement, Patient
from tests import make

pytestmark = pytest.mark.django_db


def test_an_act_says_who_did_what_to_which_chart():
    patient = make.patient()
    entry = TrailEntry.objects.get(verb="registered")
    assert (entry.actor_name, entry.actor_roles) == ("Testa Coordinator", "coordinator")
    assert entry.chart == patient.code
    assert entry.sentence == "Registered a referral"


def test_the_rows_of_an_act_are_logged_with_their_values_under_one_id():
    make.patient(family_name="Example-Trail")
    act = TrailEntry.objects.get(verb="registered")
    rows = TrailEntry.objects.filter(cid=act.cid, verb="")
    assert {row.content_type.model for row in rows} == {"patient", "diagnosis"}
    assert rows.get(content_type__model="patient").changes["family_name"] == ["None", "Example-Trail"]


def test_where_the_trail_cannot_be_written_nothing_is(monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise IntegrityError("no room")

    make.someone(Role.COORDINATOR)
    monkeypatch.setattr(get_logentry_model(), "save", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.patient()
    assert not Patient.objects.exists()


def test_a_clinical_row_cannot_be_saved_outside_an_act():
    patient = make.patient()
    with pytest.raises(trail.OutsideAnAction):
        patient.save()


@pytest.mark.parametrize("write", ["update", "delete", "bulk_create", "bulk_update"])
def test_writes_that_would_slip_past_the_trail_are_refused(write):
    arguments = {"update": {"sex": "male"}, "bulk_create": {"objs": []}, "bulk_update": {"objs": [], "fields": ["sex"]}}
    with pytest.raises(trail.OutsideAnAction):
        getattr(Patient.objects.all(), write)(**arguments.get(write, {}))


def test_a_row_written_once_is_refused_by_model_and_database_alike():
    patient = make.patient()
    make.workup(patient)
    row = Measurement.objects.first()
    with pytest.raises(WrittenOnce):
        row.delete()
    for statement in ("UPDATE patients_measurement SET struck = true", "DELETE FROM patients_measurement"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_act_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(trail.OutsideAnAction), trail.action("tried", Patient(), by=None, sentence="Tried"):
        pass
