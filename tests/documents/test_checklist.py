"""The eligibility checklist, read back from its PDF."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from eligibility.models import SignOff
from eligibility.rules.criteria import CRITERIA
from eligibility.rules.information import INFORMATION
from il2program.accounts.roles import Role
from patients.actions import Entry, correct, record
from patients.models import Measurement, Patient
from tests import make
from tests.documents.reading import assert_each_page_says_whose_it_is, assert_nothing_is_misread, pages_of, text_of

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def path(patient: Patient, **query: str) -> str:
    address = reverse("document", args=[patient.code, "eligibility-checklist"])
    return address + "?" + "&".join(f"{key}={value}" for key, value in query.items())


def test_an_unsigned_checklist_says_so_and_names_every_criterion(as_coordinator):
    patient = make.patient(allergies="Penicillin: rash", no_known_allergies=False)
    text = text_of(as_coordinator.get(path(patient)))
    assert "Not signed." in text
    assert "Allergies: Penicillin: rash" in text
    assert all(one.id in text for one in (*CRITERIA, *INFORMATION))


def test_each_page_of_a_long_checklist_says_whose_it_is(as_nurse):
    patient = make.patient()
    make.workup(patient)
    pages = pages_of(as_nurse.get(path(patient)))
    assert len(pages) > 1
    assert_each_page_says_whose_it_is(pages, patient)


def test_a_row_has_value_unit_date_limit_answer_and_why(as_nurse):
    patient = make.patient()
    make.workup(patient, on=TODAY - timedelta(days=2), bilirubin_total_mg_dl="1.6")
    text = text_of(as_nurse.get(path(patient)))
    assert "Total bilirubin 1.4 mg/dL or less S-L1" in text
    assert "1.6 mg/dL is 0.2 mg/dL over" in text
    assert f"{TODAY - timedelta(days=2):%a %-d %b %Y}" in text
    assert "Not met" in text


def test_nothing_on_it_can_be_misread(as_nurse):
    patient = make.patient()
    make.workup(patient, inr="1.0", fev1_l="3.10", creatinine_mg_dl=".9")
    assert_nothing_is_misread(text_of(as_nurse.get(path(patient))))


def test_a_signed_checklist_carries_name_role_meaning_time_and_digest(as_physician):
    patient = make.ready_patient()
    signature = SignOff.objects.get().signature
    text = text_of(as_physician.get(path(patient)))
    assert "I have reviewed this workup and find the patient eligible for course 1." in text
    assert "Signed electronically by Testa Physician, physician" in text
    assert f"{timezone.localtime(signature.signed_at):%H:%M %Z}" in text
    assert signature.digest in text.replace(" ", "")


def test_an_exception_is_printed_with_its_reason(as_physician):
    patient = make.patient()
    make.workup(patient, lvef_percent="45")
    make.consent(patient)
    make.eligible(patient)
    text = text_of(as_physician.get(path(patient)))
    assert "Accepted: Accepted in this test." in text
    assert "By the criteria: not eligible" in text
    assert "Decision: eligible for course 1" in text


def test_a_refusal_is_printed_with_its_reasons(as_physician):
    patient = make.patient()
    make.workup(patient)
    make.eligible(patient, decision="not_eligible", reason="Brain metastases were seen today.")
    text = text_of(as_physician.get(path(patient)))
    assert "Decision: not eligible for course 1" in text
    assert "Brain metastases were seen today." in text


def test_what_was_signed_is_printed_whatever_was_recorded_later(as_nurse):
    patient = make.ready_patient()
    record(patient=patient, entries=[Entry("platelets_per_ul", "61000", TODAY)], by=make.someone(Role.NURSE))
    assert "220,000/µL" in text_of(as_nurse.get(path(patient)))
    assert "61,000/µL" in text_of(as_nurse.get(path(patient, of="today")))


def test_a_signature_that_a_correction_made_void_is_printed_as_void(as_nurse):
    patient = make.ready_patient()
    row = Measurement.objects.get(patient=patient, analyte="inr")
    nurse = make.someone(Role.NURSE)
    correct(measurement=row, entered="1.1", unit="", taken_on=TODAY, because="Wrong line", by=nurse)
    assert "Not signed." in text_of(as_nurse.get(path(patient)))
    assert "Void:" in text_of(as_nurse.get(path(patient, of=str(SignOff.objects.get().pk))))


def test_a_sign_off_of_another_patient_is_not_found(as_nurse):
    make.ready_patient()
    assert as_nurse.get(path(make.patient(), of=str(SignOff.objects.get().pk))).status_code == 404
