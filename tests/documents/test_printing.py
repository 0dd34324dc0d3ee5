"""Forms are printed by who may, on either paper, whole or not at all, and every print leaves its line."""

import re
from collections import Counter
from io import BytesIO
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pypdf import PdfReader

from cycles.facts import journeys
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.documents.catalog import FORMS
from il2program.documents.printed_form import TODAY, Paper, code_of
from il2program.pdf import PdfRefused, PdfUnavailable
from patients.models import Patient
from tests import make
from tests.documents.reading import assert_each_page_says_whose_it_is, pages_of

pytestmark = pytest.mark.django_db

KEYS = [form.key for form in FORMS]


def path(patient: Patient, key: str = "treatment-calendar", query: str = "") -> str:
    return reverse("document", args=[patient.code, key]) + query


@pytest.mark.parametrize("client", ["as_nurse", "as_physician", "as_coordinator", "as_pharmacist"])
def test_the_forms_are_listed_with_a_button_for_each_paper(client, request):
    patient = make.patient()
    page = request.getfixturevalue(client).get(reverse("documents", args=[patient.code])).content.decode()
    for key in ("eligibility-checklist", "treatment-calendar", "reply-letter"):
        for paper in ("letter", "a4"):
            assert escape(f"{path(patient, key)}?of=today&paper={paper}") in page
    for key in ("admission-orders", "dose-record"):
        assert escape(f"{path(patient, key)}?of=blank&paper=a4") in page
    assert "No dose has been decided yet." in page


def test_a_signed_checklist_is_offered_first_and_the_state_of_today_beside_it(as_physician):
    patient = make.ready_patient()
    page = as_physician.get(reverse("documents", args=[patient.code]))
    copies = [offer.copy.label for offer in page.context["forms"][0][1]]
    assert copies[0].startswith("Signed version of")
    assert copies[1] == "As it stands today"


def test_an_administrator_prints_nothing(as_administrator):
    patient = make.patient()
    assert as_administrator.get(reverse("documents", args=[patient.code])).status_code == 403
    assert as_administrator.get(path(patient)).status_code == 403
    assert not TrailEntry.objects.filter(verb="printed").exists()


@pytest.mark.parametrize(
    ("query", "size"), [("", (612, 792)), ("?paper=letter", (612, 792)), ("?paper=a4", (595, 841))]
)
def test_the_paper_is_chosen(as_nurse, query, size):
    page = PdfReader(BytesIO(as_nurse.get(path(make.patient(), query=query)).content)).pages[0]
    assert (int(page.mediabox.width), int(page.mediabox.height)) == size


@pytest.mark.parametrize("query", ["?paper=a3", "?of=yesterday", "?of=1%20OR%201=1"])
def test_what_does_not_exist_is_not_found(as_nurse, query):
    assert as_nurse.get(path(make.patient(), query=query)).status_code == 404


def test_an_unknown_form_or_patient_is_not_found(as_nurse):
    assert as_nurse.get(path(make.patient(), "a-form-of-nobody")).status_code == 404
    assert as_nurse.get(reverse("document", args=[uuid4(), KEYS[0]])).status_code == 404
    assert as_nurse.get(reverse("documents", args=[uuid4()])).status_code == 404


def test_every_print_writes_who_printed_what_to_the_trail(as_nurse):
    patient = make.patient()
    as_nurse.get(path(patient))
    line = TrailEntry.objects.get(verb="printed")
    assert (line.chart, line.actor_name) == (patient.code, "Testa Nurse")
    assert "Treatment calendar, version 1" in line.sentence


def test_the_file_is_named_by_the_form_and_kept_by_no_cache(as_nurse):
    response = as_nurse.get(path(make.patient(family_name="Example-Secret")))
    assert response["Content-Disposition"] == 'inline; filename="treatment-calendar.pdf"'
    assert "no-store" in response["Cache-Control"]


SCRIPTS = ["Ωμέγα", "Пример", "Çağr’Ö", "王小明測", "やまだ"], ["مثال", "דוגמה", "ทดสอบตัวอย่าง", "परीक्षण", "சோதனை"]


def test_A070_B023_the_longest_names_in_every_script_that_the_fonts_have_are_printed_whole(as_nurse):
    family, given = ("".join(scripts * 80)[:80] for scripts in SCRIPTS)
    patient = make.patient(family_name=family, given_name=given)
    for page in pages_of(as_nurse.get(path(patient, "wallet-card"))):
        head = re.sub(r"\s", "", page)
        # Scripts that run from right to left may be read back in another order.
        assert not Counter(re.sub(r"\s", "", patient.name)) - Counter(head)
        assert f"record{patient.record_number}" in head


def test_A070_B023_a_name_that_no_font_can_print_refuses_the_form_with_a_sentence(as_nurse):
    patient = make.patient(family_name="Example \ue000")
    response = as_nurse.get(path(patient))
    assert response.status_code == 422
    assert "U+E000" in response.content.decode()
    assert not TrailEntry.objects.filter(verb="printed").exists()


@pytest.mark.parametrize(
    ("refusal", "status"), [(PdfUnavailable("Switched off."), 503), (PdfRefused("Too long."), 422)]
)
def test_a_failure_is_a_page_with_a_sentence_and_never_an_empty_file(refusal, status, as_nurse, monkeypatch):
    def refuse(*_: object) -> None:
        raise refusal

    monkeypatch.setattr("il2program.documents.handing_out.render_pdf", refuse)
    response = as_nurse.get(path(make.patient()))
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert str(refusal) in response.content.decode()


def test_markup_that_somebody_typed_is_printed_and_not_followed(as_nurse):
    patient = make.patient(family_name="<img src=x>", referred_by="<script>alert(1)</script>")
    pages = pages_of(as_nurse.get(path(patient, "eligibility-checklist")))
    assert_each_page_says_whose_it_is(pages, patient)
    assert "<script>alert(1)</script>" in pages[0]


def test_the_code_on_each_page_is_the_address_of_the_record_and_names_nobody(as_nurse, settings):
    settings.PUBLIC_URL = "https://il2.example.org"
    patient = make.patient()
    journey, form = journeys(Patient.objects.filter(pk=patient.pk))[0], FORMS[0]
    told = form.printed(journey, TODAY, Paper.LETTER, timezone.now(), make.someone(Role.NURSE))
    drawn = told["way_to_the_record"]
    assert drawn == code_of(f"https://il2.example.org/patients/{patient.code}/")
    assert drawn != code_of(f"https://il2.example.org/patients/{make.patient().code}/")
    assert drawn.path in render_to_string(form.template, told)
