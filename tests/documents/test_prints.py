"""The print center: many forms in one file, made by a worker, for who asked and for a day."""

import re
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.documents.catalog import form_called
from il2program.documents.handing_out import Sheet
from il2program.documents.models import PrintBatch, PrintItem
from il2program.documents.prints import asking, making
from il2program.documents.prints.binding import merged
from il2program.documents.prints.packets import AT_THE_BED, OF_ADMISSION, OF_PATIENT
from il2program.documents.tasks import make_prints
from il2program.outbox.tasks import sweep
from il2program.pdf import PdfRefused, PdfUnavailable
from tests import make
from tests.documents.reading import pages_in

pytestmark = pytest.mark.django_db


def page(words: str = "") -> bytes:
    writer, kept = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200 + len(words))
    writer.write(kept)
    return kept.getvalue()


@pytest.fixture
def quickly(monkeypatch):
    """A page of its own in place of each form; returns the forms that were made."""
    made = []

    def handed_out(form, journey, copy, paper, *, by):
        made.append((journey.patient.pk, form.key, copy.of, paper))
        return Sheet(page(form.key), form.key, f"{form.title}: {copy.label}")

    monkeypatch.setattr(making, "handed_out", handed_out)
    return made


def asked(*patients, what="patients", day=None, bound="zip", by=Role.NURSE, paper="letter"):
    day = day or timezone.localdate()
    facts = {"what": what, "day": day, "patients": patients, "paper": paper, "bound": bound}
    return asking.ask(**facts, by=make.someone(by))


def now(batch):
    return PrintBatch.objects.of(batch.asked_by_id).get(pk=batch.pk)


def address(batch, name="prints"):
    return reverse(name, args=[batch.code])


def test_the_packet_of_a_patient_is_asked_for_made_and_fetched(as_nurse, quickly):
    patient = make.patient()
    typed = {"what": "patients", "day": "", "patients": str(patient.code), "paper": "a4", "bound": "zip"}
    answer = as_nurse.send(reverse("print_centre"), **typed)
    batch = PrintBatch.objects.get()
    assert answer["Location"] == address(batch)
    assert "0 of 4 forms done." in as_nurse.get(address(batch)).content.decode()
    assert make_prints() == 4
    assert [(key, paper) for _, key, _, paper in quickly] == [(key, "a4") for key, _ in OF_PATIENT]
    fetched = as_nurse.get(address(batch, "fetch_prints"))
    assert fetched["Content-Disposition"] == f'attachment; filename="prints-{timezone.localdate():%Y-%m-%d}.zip"'
    assert "no-store" in fetched["Cache-Control"]
    with zipfile.ZipFile(BytesIO(fetched.content)) as archive:
        assert len(archive.namelist()) == 4
        assert all(name.startswith(patient.record_number) for name in archive.namelist())
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())


def test_every_print_of_a_batch_is_told_on_the_chart_of_each_patient_when_it_is_fetched(as_nurse, quickly):
    patients = [make.patient(), make.patient()]
    batch = asked(*patients)
    make_prints()
    assert not TrailEntry.objects.filter(verb="printed").exists()
    as_nurse.get(address(batch, "fetch_prints"))
    lines = TrailEntry.objects.filter(verb="printed")
    assert {line.chart for line in lines} == {patient.code for patient in patients}
    assert "Wallet card: As it stands today" in lines[0].sentence
    assert lines[0].actor_name == "Testa Nurse"


def in_the_break():
    """Home since yesterday; the next admission is booked."""
    start = timezone.now() - timedelta(days=5)
    with time_machine.travel(start, tick=False):
        cycle = make.cycle(make.ready_patient(), at=start)
        make.given(cycle, 1, start)
    make.discharged(cycle, timezone.now() - timedelta(days=1))
    sweep()
    return cycle.patient.booking_set.get()


def test_who_is_admitted_on_a_day_gets_the_packet_of_an_admission(quickly):
    booking = in_the_break()
    asked(what="admissions", day=booking.day)
    make_prints()
    assert {(key, of) for _, key, of, _ in quickly} >= {("admission-orders", "blank"), ("dose-record", "blank")}
    assert {key for _, key, _, _ in quickly} == {key for key, _ in OF_ADMISSION}
    with pytest.raises(ValidationError, match="No admission is booked for this day"):
        asked(what="admissions", day=booking.day + timedelta(days=400))


def test_who_waits_for_a_first_admission_gets_the_packet_of_an_admission_and_nobody_else(quickly):
    with pytest.raises(ValidationError, match="Nobody waits for an admission"):
        asked(what="first")
    waiting = make.ready_patient()
    make.patient()
    make.cycle(make.ready_patient())
    asked(what="first")
    make_prints()
    assert [(patient, key) for patient, key, _, _ in quickly] == [(waiting.pk, key) for key, _ in OF_ADMISSION]


def test_downtime_sheets_are_for_everybody_in_the_unit(quickly):
    with pytest.raises(ValidationError, match="Nobody is in the unit"):
        asked(what="ward")
    cycle = make.cycle(make.ready_patient())
    make.patient()
    asked(what="ward")
    make_prints()
    assert [(patient, key) for patient, key, _, _ in quickly] == [(cycle.patient_id, key) for key, _ in AT_THE_BED]


@pytest.mark.parametrize("packet", [OF_PATIENT, OF_ADMISSION, AT_THE_BED])
def test_every_form_of_a_packet_is_in_the_list_of_forms(packet):
    assert all(form_called(key) for key, _ in packet)


def test_a_batch_asked_for_twice_at_once_is_made_once():
    patients = [make.patient(), make.patient()]
    first = asked(*patients)
    assert asked(*reversed(patients)) == first
    assert asked(*patients, bound="pdf") != first
    assert asked(*patients, by=Role.PHYSICIAN) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintBatch.objects.create(asked_by=first.asked_by, asked_for=first.asked_for)


def test_a_hundred_patients_are_one_batch_and_one_more_is_refused(monkeypatch):
    monkeypatch.setattr(asking, "MOST_PATIENTS", 2)
    asked(make.patient(), make.patient())
    with pytest.raises(ValidationError, match="Choose fewer"):
        asked(make.patient(), make.patient(), make.patient())


def test_what_failed_is_named_and_can_be_made_again(as_nurse, quickly, monkeypatch):
    patient, good = make.patient(), making.handed_out

    def refuse(form, *rest, **facts):
        if form.key == "wallet-card":
            raise PdfRefused("No font on this machine has the characters X.")
        return good(form, *rest, **facts)

    monkeypatch.setattr(making, "handed_out", refuse)
    batch = asked(patient)
    make_prints()
    shown = re.sub(r"\s+", " ", as_nurse.get(address(batch)).content.decode())
    assert "Ready: 3 forms, 1 could not be made." in shown
    assert f"{patient.record_number}, Wallet card: No font on this machine has the characters X." in shown
    monkeypatch.setattr(making, "handed_out", good)
    as_nurse.send(address(batch, "print_again"))
    assert now(batch).is_open
    make_prints()
    assert (now(batch).made, now(batch).failed, now(batch).is_ready) == (4, 0, True)
    assert len(zipfile.ZipFile(BytesIO(now(batch).file)).namelist()) == 4


def test_where_nothing_could_be_made_there_is_no_file(as_nurse, monkeypatch):
    def refuse(*_, **__):
        raise PdfRefused("Too long.")

    monkeypatch.setattr(making, "handed_out", refuse)
    batch = asked(make.patient())
    make_prints()
    assert "Nothing could be made." in as_nurse.get(address(batch)).content.decode()
    assert as_nurse.get(address(batch, "fetch_prints")).status_code == 404


def test_a_machine_without_its_libraries_leaves_the_batch_waiting(monkeypatch):
    def refuse(*_, **__):
        raise PdfUnavailable("Switched off.")

    monkeypatch.setattr(making, "handed_out", refuse)
    batch = asked(make.patient())
    for _ in range(5):
        assert make_prints() == 0
    assert (now(batch).is_open, now(batch).failed) == (True, 0)
    assert set(batch.items.values_list("attempts", flat=True)) == {0}


def test_a_form_in_the_hands_of_a_killed_worker_is_made_by_another_a_minute_later(quickly):
    batch = asked(make.patient())
    PrintItem.objects.claim_next()  # and the worker is gone
    assert make_prints() == 3
    assert now(batch).is_open
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert make_prints() == 1
        assert now(batch).is_ready
    assert len(quickly) == 4


def test_a_form_that_kills_each_worker_is_given_up_and_named():
    batch = asked(make.patient())
    batch.items.exclude(form="wallet-card").delete()
    start = timezone.now()
    for minute in range(3):
        with time_machine.travel(start + timedelta(minutes=2 * minute)):
            assert PrintItem.objects.claim_next()
    with time_machine.travel(start + timedelta(minutes=10)):
        make_prints()
    assert batch.items.get().refused == making.GAVE_UP


def test_B019_a_full_disk_leaves_no_part_of_a_form_and_the_next_try_makes_it(quickly, monkeypatch):
    batch = asked(make.patient())
    written, update = [], PrintItem.objects.none().__class__.update

    def full(rows, **columns):
        if "pdf" in columns and not written:
            written.append(1)
            raise DatabaseError("database or disk is full")
        return update(rows, **columns)

    monkeypatch.setattr(PrintItem.objects.none().__class__, "update", full)
    with pytest.raises(DatabaseError):
        make_prints()
    assert not batch.items.exclude(pdf=None).exists()
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        make_prints()
        assert (now(batch).made, now(batch).failed) == (4, 0)


def test_cancelling_stops_the_making_and_throws_away_what_was_made(as_nurse, quickly):
    batch = asked(make.patient(), make.patient())
    making.make_waiting(seconds=0)
    as_nurse.send(address(batch, "cancel_prints"))
    assert make_prints() == 0
    assert not PrintItem.objects.exists()
    assert "Cancelled." in as_nurse.get(address(batch)).content.decode()
    assert as_nurse.get(address(batch, "fetch_prints")).status_code == 404
    as_nurse.send(address(batch, "cancel_prints"))
    assert "These prints are done already." in as_nurse.get(address(batch)).content.decode()


def test_the_progress_survives_leaving_the_page_and_is_asked_for_in_the_background(as_nurse, quickly):
    batch = asked(make.patient(), make.patient())
    PrintItem.objects.filter(pk__in=batch.items.values("pk")[:3]).update(pdf=page(), made_at=timezone.now())
    again = as_nurse.get(reverse("print_centre")).content.decode()
    assert "3 of 8 forms done." in again
    part = as_nurse.get(address(batch), headers={"HX-Request": "true", "X-Background": "1"}).content.decode()
    assert 'value="3"' in part
    assert "<html" not in part


@pytest.mark.parametrize("name", ["prints", "fetch_prints"])
def test_nobody_else_sees_or_fetches_it(name, as_physician, as_administrator, quickly):
    batch = asked(make.patient())
    make_prints()
    assert as_physician.get(address(batch, name)).status_code == 404
    assert as_administrator.get(address(batch, name)).status_code == 403
    assert as_physician.send(address(batch, "cancel_prints")).status_code == 404


def test_it_is_gone_after_a_day(as_nurse, quickly):
    batch = asked(make.patient())
    make_prints()
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert as_nurse.get(address(batch)).status_code == 404
        make_prints()
    assert not PrintBatch.objects.exists()
    assert not PrintItem.objects.exists()


def test_many_prints_fetched_at_once_come_to_the_quota(as_nurse, quickly, settings):
    settings.FILES_PER_MINUTE = 1
    batch = asked(make.patient())
    make_prints()
    assert as_nurse.get(address(batch, "fetch_prints")).status_code == 200
    assert as_nurse.get(address(batch, "fetch_prints")).status_code == 429


def test_many_pdfs_become_one_with_every_page_in_order(printed):
    parts = [printed("wallet-card"), printed("dose-record"), printed("consent", "blank")]
    assert pages_in(merged(parts)) == [page for part in parts for page in pages_in(part)]


def test_what_is_bound_opens_without_a_warning_and_shares_its_fonts(printed):
    part = printed("admission-orders")
    whole = merged([part])
    assert len(whole) < 1.2 * len(part)
    assert PdfReader(BytesIO(whole), strict=True).get_num_pages() == PdfReader(BytesIO(part)).get_num_pages()


def test_the_form_of_the_chart_leads_to_the_packet_of_the_patient(as_nurse):
    patient = make.patient()
    shown = as_nurse.get(reverse("documents", args=[patient.code])).content.decode()
    link = f"{reverse('print_centre')}?patient={patient.code}"
    assert link in shown
    form = as_nurse.get(link).context["form"]
    assert form["patients"].value() == [str(patient.code)]
    assert form["what"].value() == "patients"


def test_a_wrong_day_or_patient_is_refused_with_a_sentence(as_nurse):
    typed = {"what": "admissions", "day": "2026-02-30", "patients": str(uuid4()), "paper": "a4", "bound": "zip"}
    answer = as_nurse.send(reverse("print_centre"), **typed)
    assert set(answer.context["form"].errors) == {"day", "patients"}
    assert not PrintBatch.objects.exists()


def test_the_admissions_of_a_day_are_those_booked_for_it_else_those_that_fall_on_it():
    booking = in_the_break()
    day = booking.day
    assert asking.admitted_on(day) == [booking.patient]
    assert asking.admitted_on(day + timedelta(days=1)) == []
    assert isinstance(day, date)
    assert not isinstance(day, datetime)
