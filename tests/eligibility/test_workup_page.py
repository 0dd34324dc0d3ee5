"""The workup on one page: the verdict, what stands in the way, and what is recorded."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from il2program.accounts.roles import Role
from patients.actions import Entry, record
from patients.models import Measurement, Patient
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def path(patient: Patient) -> str:
    return reverse("workup", args=[patient.code])


def good_patient(**values: str) -> Patient:
    patient = make.patient()
    make.workup(patient, **values)
    return patient


def test_a_new_patient_needs_more_data_and_nothing_reads_as_met_that_is_not_known(as_coordinator):
    page = as_coordinator.get(path(make.patient()))
    assert "Needs more data" in page.content.decode()
    assert {line.state for line in page.context["open_lines"]} == {"unknown"}


def test_a_good_workup_is_eligible_by_the_criteria(as_physician):
    page = as_physician.get(path(good_patient()))
    assert "Eligible by the criteria" in page.content.decode()
    assert page.context["open_lines"] == []


def test_what_is_not_met_comes_before_what_is_expired_and_unknown(as_physician):
    patient = good_patient(creatinine_mg_dl="2.4", weight_kg="50", inr="", ecg="")
    record(
        patient=patient,
        entries=[Entry("ecg", "normal", TODAY - timedelta(days=29))],
        by=make.someone(Role.NURSE),
    )
    page = as_physician.get(path(patient))
    assert [line.state for line in page.context["open_lines"]] == ["not_met", "expired", "unknown"]
    assert "Not eligible by the criteria" in page.content.decode()


def test_a_criterion_that_is_not_met_says_how_far_off_and_where_that_is_written(as_physician):
    page = as_physician.get(path(good_patient(bilirubin_total_mg_dl="1.6"))).content.decode()
    assert "1.6 mg/dL is 0.2 mg/dL over; the limit is 1.4 mg/dL or less." in page
    assert "clinical reference 2.8" in page


def test_the_met_criteria_are_folded_to_a_count(as_physician):
    page = as_physician.get(path(good_patient()))
    assert f"<summary>{len(page.context['met_lines'])} criteria met</summary>" in page.content.decode()


def test_a_value_stands_with_unit_day_and_person_and_a_way_to_correct_it(as_nurse):
    patient = good_patient(lvef_percent="62")
    page = as_nurse.get(path(patient)).content.decode()
    row = Measurement.objects.get(analyte="lvef_percent")
    assert '62 <span class="unit">%</span>' in page
    assert "Testa Nurse" in page
    assert reverse("correct", args=[patient.code, row.pk]) in page


def test_an_area_says_what_a_criterion_misses_apart_from_what_else_is_not_recorded(as_nurse):
    page = as_nurse.get(path(good_patient(stress_test="", ecg="")))
    heart = next(part for part in page.context["letter"].parts if part.section.area == "heart")
    assert heart.missing == ("ECG", "Stress test")
    assert page.context["letter"].parts[2].not_recorded[0] == "Neutrophils"


def test_kidney_function_is_computed_beside_the_creatinine(as_physician):
    page = as_physician.get(path(good_patient(creatinine_mg_dl="1.0", weight_kg="80")))
    kidney = next(part for part in page.context["letter"].parts if part.section.area == "kidney")
    assert {found.definition.key for found in kidney.found} >= {"creatinine_mg_dl", "clearance_ml_min", "egfr"}


def test_a_value_that_is_only_bounded_is_shown_so_and_nothing_is_computed_from_it(as_physician):
    page = as_physician.get(path(good_patient(creatinine_mg_dl="<0.5")))
    assert "&lt;0.5" in page.content.decode()
    kidney = next(part for part in page.context["letter"].parts if part.section.area == "kidney")
    assert "clearance_ml_min" not in {found.definition.key for found in kidney.found}


def test_pressures_typed_the_wrong_way_round_are_refused_and_break_nothing(as_nurse):
    with pytest.raises(ValidationError, match="70 over 120 mmHg cannot be"):
        good_patient(sbp_mmhg="70", dbp_mmhg="120")
    assert as_nurse.get(path(good_patient(sbp_mmhg="120", dbp_mmhg="70"))).status_code == 200


def test_the_consent_is_asked_for_and_then_told(as_coordinator):
    patient = good_patient()
    page = as_coordinator.get(path(patient)).content.decode()
    assert "No consent is recorded" in page
    assert reverse("consent", args=[patient.code]) in page
    make.consent(patient)
    assert "explained by Dr. Invented" in as_coordinator.get(path(patient)).content.decode()


def test_a_physician_is_led_to_the_signature_and_others_are_not(as_physician, as_nurse):
    patient = good_patient()
    sign = reverse("sign_off", args=[patient.code])
    assert sign in as_physician.get(path(patient)).content.decode()
    assert sign not in as_nurse.get(path(patient)).content.decode()


def test_a_signature_is_told_and_void_once_a_value_is_corrected(as_physician):
    patient = make.ready_patient()
    assert "signed by Testa Physician, physician" in as_physician.get(path(patient)).content.decode()
    row = Measurement.objects.get(patient=patient, analyte="inr")
    facts = {"entered": "1.1", "unit": "", "taken_on": TODAY, "because": "Wrong line"}
    as_physician.send(reverse("correct", args=[patient.code, row.pk]), **facts)
    assert "serves no admission until it is signed again" in as_physician.get(path(patient)).content.decode()


def test_who_may_only_read_is_offered_no_form(as_pharmacist):
    page = as_pharmacist.get(path(good_patient())).content.decode()
    assert "Record heart" not in page
    assert ">Correct" not in page


def test_an_administrator_sees_no_chart(as_administrator):
    assert as_administrator.get(path(make.patient())).status_code == 403


def test_an_address_of_nobody_is_not_found(as_nurse):
    assert as_nurse.get(reverse("workup", args=[uuid4()])).status_code == 404


def test_another_patients_values_stay_away(as_nurse):
    good_patient(fev1_l="4.44")
    assert "4.44" not in as_nurse.get(path(make.patient())).content.decode()


def test_the_page_takes_few_queries(as_physician, django_assert_max_num_queries):
    patient = make.ready_patient()
    with django_assert_max_num_queries(13):
        as_physician.get(path(patient))
