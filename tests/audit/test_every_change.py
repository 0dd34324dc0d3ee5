"""Every row of a clinical table that changes is on the trail, whatever way it changes."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.utils import timezone

from cycles.actions import correct_dose, move_booking
from cycles.models import Booking, Dose
from il2program.accounts.actions import change_person
from il2program.accounts.roles import Role
from il2program.append_only import AppendOnly
from il2program.audit.models import TrailEntry
from il2program.audit.recorded import Recorded, RecordedQuerySet
from il2program.audit.trail import OutsideAnAction
from il2program.outbox.tasks import sweep
from patients.actions import correct, edit, leave
from patients.models import Measurement, Patient
from tests import make
from tests.audit.counting import counted, recorded_models, start_counting, told
from tests.signatures import records

pytestmark = pytest.mark.django_db

# What is no clinical row: rebuilt from the facts, or what the program keeps for itself.
NOT_RECORDED = {
    "accounts.Person",  # recorded too, but for what each login changes
    "audit.Seal",
    "audit.TrailEntry",
    "cycles.Plan",
    "cycles.Reminder",
    "documents.PrintBatch",
    "documents.PrintItem",
    "outbox.Outbox",
    "patients.FilePreview",
    "submissions.Draft",
    "submissions.Submission",
}
OURS = {"cycles", "eligibility", "il2program", "patients"}


def corrections(patient):
    """What may be changed of what was charted."""
    nurse, today = make.someone(Role.NURSE), timezone.localdate()
    row = Measurement.objects.filter(patient=patient, analyte="creatinine_mg_dl").first()
    correct(measurement=row, entered="1.1", unit="mg/dL", taken_on=row.taken_on, because="Misread.", by=nurse)
    facts = make.referral(record_number="T0", referred_on=patient.referred_on)
    edit(patient=patient, seen=Patient.objects.get(pk=patient.pk).version, by=make.someone(Role.COORDINATOR), **facts)
    leave(patient=patient, left_on=today, reason="moved", by=make.someone(Role.COORDINATOR))


def life():
    """A patient from referral to departure, with corrections, a moved booking and a change of roles."""
    patient = records.treated(cycles=2)
    sweep()
    booking, facts = Booking.objects.open().get(), {"moved_because": "Travel.", "by": make.someone(Role.COORDINATOR)}
    move_booking(booking=booking, booked_on=timezone.localdate() + timedelta(days=3), seen=booking.version, **facts)
    scan = make.scan(patient, 2, timezone.localdate() - timedelta(days=1), "40", "25")
    make.decision(scan)
    sweep()
    corrections(patient)
    person, administrator = make.someone(Role.NURSE), make.someone(Role.ADMINISTRATOR)
    roles = frozenset({Role.COORDINATOR})
    change_person(person=person, full_name="Testa Other", email="", roles=roles, seen="nurse", by=administrator)
    sweep()


def test_A040_each_change_that_the_database_counts_is_on_the_trail_once():
    after = TrailEntry.objects.order_by("pk").last()
    start_counting()
    life()
    assert counted() == told(after.pk if after else 0)
    assert {change for _, _, change in counted()} == {"insert", "update", "delete"}


def test_A040_a_dose_that_is_corrected_is_on_the_trail_with_both_rows():
    start = timezone.now() - timedelta(hours=3)
    cycle = make.cycle(make.ready_patient(), at=start)
    first = make.given(cycle, 1, start)
    start_counting()
    after = TrailEntry.objects.latest("pk").pk
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        correct_dose(
            dose=first, because="Misread.", by=make.someone(Role.NURSE), decision="withheld", withheld_for="late"
        )
    assert counted() == told(after)
    assert Dose.objects.count() == 2


def test_A040_a_change_by_raw_sql_is_counted_and_missed():
    patient = make.patient()
    start_counting()
    after = TrailEntry.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE patients_patient SET phone = '1' WHERE id = {patient.pk}")
    assert counted() - told(after)


def test_A040_every_model_is_recorded_or_named_here():
    ours = {model._meta.label for model in apps.get_models() if model.__module__.partition(".")[0] in OURS}
    assert ours - {model._meta.label for model in recorded_models()} == NOT_RECORDED


@pytest.mark.parametrize("model", recorded_models(), ids=lambda model: model._meta.label)
def test_A040_every_recorded_model_refuses_what_would_slip_past_the_trail(model):
    rows = model.objects.all()
    assert isinstance(rows, RecordedQuerySet)
    for write in (
        rows.delete,
        lambda: rows.update(pk=1),
        lambda: rows.bulk_create([]),
        lambda: rows.bulk_update([], ["pk"]),
    ):
        with pytest.raises(OutsideAnAction):
            write()
    with pytest.raises(OutsideAnAction):
        model().save()


def test_what_is_written_once_is_sealed_by_the_database(db):
    once = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_append_only'")
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_no_update'")
        sealed = {table for (table,) in cursor.fetchall()}
    assert sealed == {model._meta.db_table for model in once}
    assert all(issubclass(model, Recorded) or model._meta.app_label == "audit" for model in once)
