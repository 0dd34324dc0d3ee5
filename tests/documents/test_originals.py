"""A signed form is printed once, sealed, kept with its digest, and handed out unchanged ever after."""

import re
import shutil
import subprocess
from hashlib import sha256
from io import BytesIO

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from eligibility.models import SignOff
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.documents import originals
from il2program.documents.models import SealedDocument
from il2program.documents.tasks import seal
from il2program.pdf import PdfRefused, PdfUnavailable
from il2program.pdf.seals import flaw
from patients.actions import correct
from patients.models import Measurement, Patient
from tests import make
from tests.documents.reading import assert_each_page_says_whose_it_is, pages_of, text_of

pytestmark = pytest.mark.django_db


def path(patient: Patient, of: object = "", paper: str = "letter") -> str:
    address = reverse("document", args=[patient.code, "eligibility-checklist"])
    return f"{address}?paper={paper}" + (f"&of={of}" if of else "")


def page(client: object, patient: Patient) -> str:
    return re.sub(r"\s+", " ", client.get(reverse("documents", args=[patient.code])).content.decode())


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_A071_a_signed_form_is_printed_once_kept_with_its_hash_and_handed_out_unchanged(paper, as_nurse, as_physician):
    patient = make.ready_patient()
    first = as_nurse.get(path(patient, paper=paper)).content
    sql(f"UPDATE patients_patient SET family_name = 'Newname' WHERE id = {patient.pk}")
    assert as_physician.get(path(patient, paper=paper)).content == first
    kept = SealedDocument.objects.get(paper=paper)
    assert (kept.digest, kept.signature) == (sha256(first).hexdigest(), SignOff.objects.get().signature)
    assert kept.digest in page(as_nurse, patient)


def test_A071_both_papers_are_printed_at_the_same_moment_from_the_same_facts(as_nurse):
    patient = make.ready_patient()
    as_nurse.get(path(patient))
    assert len(set(SealedDocument.objects.values_list("sealed_at", flat=True))) == 1
    assert set(SealedDocument.objects.values_list("paper", flat=True)) == {"letter", "a4"}


def test_A071_a_copy_without_seal_says_so_on_each_page_with_instant_and_person(as_nurse):
    patient = make.ready_patient()
    before = timezone.localtime()
    pages = pages_of(as_nurse.get(path(patient, "today")))
    assert len(pages) > 1
    for text in pages:
        assert "Copy without seal." in text
        assert re.search(rf"Printed {before:%a} {before.day} {before:%b %Y} \d\d:\d\d \w+ by Testa Nurse, nurse", text)
    assert not SealedDocument.objects.exists()


def test_a_form_that_nobody_signs_says_nothing_of_a_seal(as_nurse):
    address = reverse("document", args=[make.ready_patient().code, "treatment-calendar"])
    assert "seal" not in text_of(as_nurse.get(address)).lower()


def test_A072_each_page_of_an_original_says_whose_it_is_which_version_and_when_it_was_printed(as_nurse):
    patient = make.ready_patient()
    pages = pages_of(as_nurse.get(path(patient)))
    assert_each_page_says_whose_it_is(pages, patient)
    printed = timezone.localtime(SealedDocument.objects.first().sealed_at)
    for text in pages:
        told = f"{printed:%a} {printed.day} {printed:%b %Y %H:%M %Z}"
        assert f"Signed original. Printed once and sealed {told}" in text
        assert "Eligibility checklist, version 1" in text
        assert "Copy without seal" not in text


def test_A026_an_original_prints_name_instant_with_zone_and_meaning(as_nurse):
    patient = make.ready_patient()
    signature = SignOff.objects.get().signature
    text = text_of(as_nurse.get(path(patient)))
    at = timezone.localtime(signature.signed_at)
    assert f"Signed electronically by Testa Physician, physician, {at:%a} {at.day} {at:%b %Y %H:%M %Z}" in text
    assert signature.meaning in text


def test_the_file_is_named_by_the_form_and_the_print_is_on_the_trail(as_nurse):
    patient = make.ready_patient()
    response = as_nurse.get(path(patient))
    assert response["Content-Disposition"] == 'inline; filename="eligibility-checklist-sealed.pdf"'
    printed, made = TrailEntry.objects.get(verb="printed"), TrailEntry.objects.get(verb="sealed")
    assert printed.sentence.endswith("Eligible, course 1, sealed original")
    assert (made.actor, made.chart) == (None, patient.code)
    assert made.sentence.startswith("Sealed Eligibility checklist, version 1: Signed version of")
    as_nurse.get(path(patient, "today"))
    assert TrailEntry.objects.filter(verb="printed").first().sentence.endswith("today, copy without seal")


def test_the_trail_keeps_the_digest_of_the_file_and_not_the_file(as_nurse):
    as_nurse.get(path(make.ready_patient()))
    line = TrailEntry.objects.get_for_object(SealedDocument.objects.first()).get()
    assert "digest" in line.changes
    assert "pdf" not in line.changes


def test_an_original_is_tagged_for_screen_readers_as_the_form_was(as_nurse):
    reader = PdfReader(BytesIO(as_nurse.get(path(make.ready_patient())).content))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-US", True)
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert 'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data().decode()
    (field,) = [one.get_object() for one in root["/AcroForm"]["/Fields"]]
    assert field["/TU"] == "Seal of the program"
    assert field["/F"] & 2, "an untagged field must be hidden"


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs poppler-utils")
def test_another_reader_finds_the_seal_whole(as_nurse, tmp_path):
    file = tmp_path / "form.pdf"
    file.write_bytes(as_nurse.get(path(make.ready_patient())).content)
    told = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


def test_a_version_that_was_superseded_stays_as_it_was_and_is_listed(as_nurse):
    patient = make.ready_patient()
    old = SignOff.objects.get()
    before = as_nurse.get(path(patient)).content
    make.eligible(patient)
    assert as_nurse.get(path(patient, old.pk)).content == before
    assert as_nurse.get(path(patient)).content != before
    shown = page(as_nurse, patient)
    assert shown.count("Signed version of") >= 2
    assert "Superseded by the version signed" in shown
    assert all(not flaw(bytes(row.pdf), row.certificate) for row in SealedDocument.objects.all())


def test_a_version_that_a_correction_made_void_is_handed_out_unchanged_and_the_page_says_so(as_nurse):
    patient = make.ready_patient()
    before = as_nurse.get(path(patient)).content
    row = Measurement.objects.get(patient=patient, analyte="inr")
    facts = {"taken_on": timezone.localdate(), "because": "Wrong line", "by": make.someone(Role.NURSE)}
    correct(measurement=row, entered="1.1", unit="", **facts)
    assert as_nurse.get(path(patient, SignOff.objects.get().pk)).content == before
    assert "Void: a value that was signed has been corrected since." in page(as_nurse, patient)


def test_A027_what_was_altered_since_signing_gets_no_seal_and_page_and_pdf_say_so(as_nurse, triggers_lifted):
    patient = make.ready_patient()
    sql("UPDATE eligibility_signoff SET reason = 'Another.'")
    text = text_of(as_nurse.get(path(patient)))
    assert "Altered since signing" in text
    assert "Copy without seal." in text
    assert "Altered since signing" in page(as_nurse, patient)
    assert not SealedDocument.objects.exists()
    assert seal() == 0


def test_the_original_of_a_record_that_was_altered_later_still_says_what_was_signed(as_nurse, triggers_lifted):
    patient = make.ready_patient()
    before = as_nurse.get(path(patient)).content
    sql("UPDATE eligibility_signoff SET reason = 'Another.'")
    assert as_nurse.get(path(patient)).content == before


@pytest.mark.parametrize("statement", ["UPDATE {0} SET digest = ''", "DELETE FROM {0}"])
def test_an_original_cannot_be_changed_in_the_database(statement, as_nurse):
    as_nurse.get(path(make.ready_patient()))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement.format(SealedDocument._meta.db_table))


def test_what_nobody_has_printed_is_sealed_by_itself(as_nurse):
    patients = [make.ready_patient() for _ in range(2)]
    assert seal() == 2
    assert seal() == 0
    assert {row.patient for row in SealedDocument.objects.all()} == set(patients)
    kept = bytes(SealedDocument.objects.get(patient=patients[0], paper="letter").pdf)
    assert as_nurse.get(path(patients[0])).content == kept


def test_only_some_are_sealed_at_once(monkeypatch):
    monkeypatch.setattr(originals, "AT_ONCE", 1)
    for _ in range(2):
        make.ready_patient()
    assert [seal(), seal(), seal()] == [1, 1, 0]


def test_one_that_cannot_be_printed_keeps_no_other_from_being_sealed():
    make.ready_patient(family_name="Example \ue000")
    patient = make.ready_patient()
    assert seal() == 1
    assert {row.patient for row in SealedDocument.objects.all()} == {patient}


def test_where_no_pdf_can_be_made_at_all_none_is_tried_again_in_the_same_run(monkeypatch):
    tried = []

    def refuse(*_: object) -> bytes:
        tried.append(1)
        raise PdfUnavailable("Switched off.")

    monkeypatch.setattr(originals, "render_pdf", refuse)
    for _ in range(2):
        make.ready_patient()
    assert (seal(), len(tried)) == (0, 1)


def test_a_signed_form_that_cannot_be_printed_is_refused_with_the_sentence(as_nurse, monkeypatch):
    def refuse(*_: object) -> bytes:
        raise PdfRefused("Too long.")

    monkeypatch.setattr(originals, "render_pdf", refuse)
    response = as_nurse.get(path(make.ready_patient()))
    assert (response.status_code, b"Too long." in response.content) == (422, True)
    assert not SealedDocument.objects.exists()


def test_of_two_who_print_at_once_both_get_the_same_original(as_nurse, as_physician, monkeypatch):
    patient, answers, sealing = make.ready_patient(), [], originals.sealed

    def slowly(*given: object) -> bytes:
        monkeypatch.setattr(originals, "sealed", sealing)
        answers.append(as_physician.get(path(patient)).content)
        return sealing(*given)

    monkeypatch.setattr(originals, "sealed", slowly)
    answers.append(as_nurse.get(path(patient)).content)
    assert answers[0] == answers[1]
    assert SealedDocument.objects.count() == 2


def test_the_page_asks_the_database_as_often_for_many_versions_as_for_one(as_nurse, django_assert_num_queries):
    patient = make.ready_patient()
    as_nurse.get(path(patient))
    for _ in range(2):
        make.eligible(patient)
        as_nurse.get(path(patient))
    other = make.ready_patient()
    as_nurse.get(path(other))
    with time_machine.travel(timezone.now(), tick=False):
        page(as_nurse, patient)  # writes that the session is in use
        for one in (other, patient):
            with django_assert_num_queries(20):
                page(as_nurse, one)
