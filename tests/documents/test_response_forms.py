"""The scan order and the response report, read back from their PDFs."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from il2program.documents.models import SealedDocument
from patients.models import Patient
from tests import make
from tests.cycles.ward import at, before_the_scan, scanned_after_cycle_1
from tests.documents.drawing import assert_poppler_draws_it
from tests.documents.reading import assert_nothing_is_misread, text_of
from tests.documents.tags import assert_it_is_tagged, assert_its_syntax_is_right

pytestmark = pytest.mark.django_db


def path(patient: Patient, form: str, of: object) -> str:
    return reverse("document", args=[patient.code, form]) + f"?of={of}"


@pytest.fixture
def patient():
    """One dose on Mon 2 Mar 2026; the scan is due, and it is its target, Mon 6 April."""
    with time_machine.travel(at(2, 12), tick=False) as clock:
        yield before_the_scan(make.ready_patient(), clock)


def test_the_order_says_region_reason_window_last_dose_kidney_and_the_warning_of_contrast(as_coordinator, patient):
    order = make.scan_order(patient, 1, date(2026, 4, 8))
    answer = as_coordinator.get(path(patient, "scan-order", order.pk))
    assert_its_syntax_is_right(answer.content)
    assert_it_is_tagged(answer.content, "Scan order", "en-US")
    assert_poppler_draws_it(answer.content, "scan-order-filled")
    text = text_of(answer)
    assert_nothing_is_misread(text)
    assert "Region Chest, abdomen and pelvis, CT Day Wed 8 Apr 2026" in text
    assert "Response after cycle 1 of high-dose aldesleukin (interleukin-2)" in text
    assert "Last IL-2 day Mon 2 Mar 2026" in text
    assert "no contrast up to and including Mon 16 Mar 2026" in text
    assert "No premedication with steroids" in text
    assert "Watch the patient for at least 2 hours." in text
    assert "Creatinine 1" in text
    assert "eGFR" in text
    assert "Ordered by Testa Coordinator, Mon 6 Apr 2026" in text


def test_a_signed_decision_prints_lesions_sums_percentages_category_and_the_protocols_answer(as_physician, patient):
    decision = make.decision(scanned_after_cycle_1(patient, "30", "20"))
    text = text_of(as_physician.get(path(patient, "response-report", decision.pk)))
    assert "T1 Lung 50 mm 30 mm" in text
    assert "T2 Liver 30 mm 20 mm" in text
    assert "Sum of diameters, mm 80 50" in text
    assert "% from baseline – −37.5" in text
    assert "RECIST category – PR" in text
    assert "Protocol’s answer – Decreased: two more cycles" in text
    assert "Dr. Invented Reader" in text
    assert f"{decision.signature.meaning} Signed electronically by Testa Physician" in text
    assert_nothing_is_misread(text)


def test_A071_a_signed_report_says_the_same_after_a_scan_was_corrected_and_is_offered_as_void(as_physician, patient):
    scan = scanned_after_cycle_1(patient, "30", "20")
    decision = make.decision(scan)
    first = as_physician.get(path(patient, "response-report", decision.pk)).content
    make.corrected_scan(scan, "48", "30")
    assert as_physician.get(path(patient, "response-report", decision.pk)).content == first
    assert SealedDocument.objects.filter(form="response-report").count() == 2
    page = as_physician.get(reverse("documents", args=[patient.code])).content.decode()
    assert "Void: a scan that it rests on has been corrected since." in page
    today = text_of(as_physician.get(path(patient, "response-report", "today")))
    assert "Sum of diameters, mm 80 78" in today
    assert "Not signed." in today


def test_without_a_scan_the_report_says_so(as_nurse):
    text = text_of(as_nurse.get(path(make.patient(), "response-report", "today")))
    assert "No scan is recorded." in text
