"""The reply to the referring physician, read back from its PDF."""

import pytest
from django.urls import reverse
from django.utils import timezone

from il2program.accounts.roles import Role
from patients.actions import correct
from patients.models import Measurement, Patient
from tests import make
from tests.documents.reading import assert_each_page_says_whose_it_is, assert_nothing_is_misread, pages_of, text_of

pytestmark = pytest.mark.django_db


def letter(client: object, patient: Patient, of: str = "") -> object:
    query = f"?of={of}" if of else ""
    return client.get(reverse("document", args=[patient.code, "reply-letter"]) + query)


def worked_up(**values: str) -> Patient:
    patient = make.patient(referrer_contact="1 Invented Street")
    make.workup(patient, **values)
    make.consent(patient)
    return patient


def test_it_is_addressed_to_who_referred_and_says_whom_and_for_what(as_coordinator):
    patient = worked_up()
    text = text_of(letter(as_coordinator, patient))
    assert "Dr. Invented Referrer" in text
    assert "1 Invented Street" in text
    assert f"Thank you for referring {patient.given_name} {patient.family_name}" in text
    assert "metastatic kidney cancer (clear cell, stage IV, metastases in lung)" in text


def test_without_a_signature_it_decides_nothing(as_coordinator):
    text = text_of(letter(as_coordinator, worked_up()))
    assert "The workup is not complete or waits for the physician" in text
    assert "We find the patient" not in text
    assert "Not signed." in text


def test_eligible_comes_with_the_exceptions_the_plan_and_the_signature(as_coordinator):
    patient = worked_up(lvef_percent="45")
    make.eligible(patient)
    text = text_of(letter(as_coordinator, patient))
    assert "We find the patient eligible for course 1 of treatment" in text
    assert "Ejection fraction 50 % or more, and normal wall motion: Accepted in this test." in text
    assert "Cycle 1: in hospital" in text
    assert "Scan after cycle 2" in text
    assert "no corticosteroids without calling us" in text
    assert "Signed electronically by Testa Physician, physician" in text


def test_not_eligible_comes_with_coded_reasons_and_words_and_no_plan(as_coordinator):
    patient = worked_up()
    make.eligible(patient, decision="not_eligible", codes=["brain"], reason="Two untreated metastases.")
    text = text_of(letter(as_coordinator, patient))
    assert "We find the patient not eligible" in text
    assert "Reasons: Brain metastases or seizures. Two untreated metastases." in text
    assert "What is planned" not in text


def test_a_letter_on_a_void_signature_says_so(as_coordinator):
    patient = make.ready_patient()
    row, nurse = Measurement.objects.get(patient=patient, analyte="inr"), make.someone(Role.NURSE)
    facts = {"entered": "1.1", "unit": "", "taken_on": timezone.localdate(), "because": "Wrong line"}
    correct(measurement=row, by=nurse, **facts)
    signed = patient.signoff_set.get()
    assert "Void:" in text_of(letter(as_coordinator, patient, str(signed.pk)))
    assert "We find the patient" not in text_of(letter(as_coordinator, patient))


def test_blank_it_is_filled_in_by_hand(as_coordinator):
    patient = make.ready_patient()
    text = text_of(letter(as_coordinator, patient, "blank"))
    assert "not eligible" in text
    assert "Plan and days:" in text
    assert "Signed electronically" not in text


@pytest.mark.parametrize("of", ["", "blank"])
def test_each_page_says_whose_it_is_and_nothing_is_misread(as_coordinator, of):
    patient = make.ready_patient()
    pages = pages_of(letter(as_coordinator, patient, of))
    assert_each_page_says_whose_it_is(pages, patient)
    assert_nothing_is_misread(" ".join(pages))


def test_blank_forms_are_reached_from_the_page_of_forms(as_coordinator):
    patient = make.patient()
    page = as_coordinator.get(reverse("documents", args=[patient.code])).content.decode()
    for key in ("eligibility-checklist", "reply-letter"):
        assert f"{reverse('document', args=[patient.code, key])}?of=blank&amp;paper=letter" in page
