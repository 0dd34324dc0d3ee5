"""An area of the workup is recorded in one form: what is right is stored whole, what is not is said at its field."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from eligibility.rules.workup import SECTIONS, Area
from il2program.accounts.roles import Role
from patients.actions import Entry, record
from patients.models import Measurement, Patient
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def path(patient: Patient, area: str = "blood") -> str:
    return reverse("record_area", args=[patient.code, area])


def typed(**values: object) -> dict[str, object]:
    return {"taken_on": TODAY, "seen": 0} | values


def stored() -> dict[str, str]:
    return {row.analyte: f"{row.shown} {row.definition.unit}".strip() for row in Measurement.objects.all()}


@pytest.mark.parametrize("client", ["as_nurse", "as_physician", "as_coordinator"])
def test_an_area_is_recorded_and_leads_back_to_it(client, request):
    patient = make.patient()
    values = typed(creatinine_mg_dl="1.2", platelets_per_ul="<150", platelets_per_ul_unit="10³/µL")
    response = request.getfixturevalue(client).send(path(patient), **values)
    assert response.headers["Location"] == reverse("workup", args=[patient.code]) + "#blood"
    assert stored() == {"creatinine_mg_dl": "1.2 mg/dL", "platelets_per_ul": "<150,000 /µL"}


@pytest.mark.parametrize(
    "section",
    [section for section in SECTIONS if section.area is not Area.IMAGING],
    ids=lambda section: section.area,
)
def test_each_area_asks_everything_that_is_entered_in_it(section, as_nurse):
    page = as_nurse.get(path(make.patient(), section.area))
    assert [line.value.name for line in page.context["form"].lines()] == list(section.entered)


def test_a_unit_is_chosen_beside_the_value_and_what_was_typed_is_kept(as_nurse):
    patient = make.patient()
    as_nurse.send(path(patient), **typed(creatinine_mg_dl="88.42", creatinine_mg_dl_unit="µmol/L"))
    row = Measurement.objects.get()
    assert (row.shown, row.entered, row.unit) == ("1", "88.42", "µmol/L")


@pytest.mark.parametrize(
    ("area", "key", "value", "sentence"),
    [
        ("blood", "creatinine_mg_dl", "85", "If 85 was measured in µmol/L, choose that unit."),
        ("blood", "creatinine_mg_dl", "1,2", "Write the decimals after a point: 1.2 instead of 1,2."),
        ("blood", "creatinine_mg_dl", "1.2 mg/dL", "Type the number alone (1.2) and choose the unit beside it (mg/dL)"),
        ("blood", "creatinine_mg_dl", "high", "Type a number"),
        ("blood", "creatinine_mg_dl", "-1", "must be between"),
        ("blood", "creatinine_mg_dl", "1e999", "without an exponent"),
        ("blood", "creatinine_mg_dl", "NaN", "Type a number"),
        ("blood", "creatinine_mg_dl", "1\x00", "Null characters"),
        ("blood", "creatinine_mg_dl", "9" * 31, "at most 30"),
        ("lung", "fev1_l", "3100", "If 3,100 was measured in mL, choose that unit."),
        ("examination", "temperature_c", "98.6", "If 98.6 was measured in °F, choose that unit."),
        ("examination", "weight_kg", "0", "must be between"),
        ("examination", "weight_kg", "700", "must be between"),
        ("examination", "ecog", "1.5", "steps of 1"),
        ("heart", "ecg", "splendid", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_stays_typed(as_nurse, area, key, value, sentence):
    page = as_nurse.send(path(make.patient(), area), **typed(**{key: value}))
    assert sentence in " ".join(page.context["form"].errors[key])
    assert page.context["form"][key].value() == value
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("area", "key", "value", "id", "state"),
    [
        ("blood", "bilirubin_total_mg_dl", "<0.2", "S-L1", "met"),
        ("blood", "bilirubin_total_mg_dl", ">1.2", "S-L1", "unknown"),
        ("blood", "wbc_per_ul", ">1000", "S-B1", "unknown"),
        ("blood", "wbc_per_ul", "<1000", "S-B1", "not_met"),
        ("blood", "platelets_per_ul", ">1,000,000", "S-B3", "met"),
        ("blood", "creatinine_mg_dl", "≤1.5", "S-R1", "met"),
        ("lung", "fev1_l", ">2", "S-P1", "met"),
    ],
)
def test_a_value_that_is_only_bounded_is_stored_so_and_judged_by_its_bound(as_nurse, area, key, value, id, state):
    patient = make.patient()
    assert as_nurse.send(path(patient, area), **typed(**{key: value})).status_code == 302
    page = as_nurse.get(reverse("workup", args=[patient.code]))
    lines = [*page.context["open_lines"], *page.context["met_lines"]]
    assert next(line.state for line in lines if line.judgement.criterion.id == id) == state


def test_fev1_in_milliliters_is_taken_where_that_unit_is_chosen(as_nurse):
    patient = make.patient()
    as_nurse.send(path(patient, "lung"), **typed(fev1_l="3100", fev1_l_unit="mL"))
    assert stored() == {"fev1_l": "3.1 L"}


def test_all_refused_fields_are_told_at_once_and_nothing_is_stored(as_nurse):
    page = as_nurse.send(path(make.patient()), **typed(inr="1.0", creatinine_mg_dl="85", hemoglobin_g_dl="x"))
    assert set(page.context["form"].errors) == {"creatinine_mg_dl", "hemoglobin_g_dl"}
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (TODAY + timedelta(days=1), "in the future"),
        ("1900-01-01", "before the patient"),
        ("", "required"),
        ("31/12/2025", "valid date"),
    ],
)
def test_an_impossible_day_is_refused_and_the_values_stay_typed(as_nurse, day, sentence):
    page = as_nurse.send(path(make.patient()), **typed(taken_on=day, inr="1.1"))
    assert sentence in " ".join(page.context["form"].errors["taken_on"])
    assert page.context["form"]["inr"].value() == "1.1"
    assert not Measurement.objects.exists()


def test_an_empty_form_is_refused(as_nurse):
    page = as_nurse.send(path(make.patient()), **typed())
    assert "Nothing was filled in." in page.content.decode()


def test_the_newest_value_stands_beside_its_field_and_is_not_copied_into_it(as_nurse):
    patient = make.patient()
    make.workup(patient, creatinine_mg_dl="1.3")
    page = as_nurse.get(path(patient))
    line = next(line for line in page.context["form"].lines() if line.value.name == "creatinine_mg_dl")
    assert (line.earlier.value, line.value.value()) == ("1.3", None)
    assert "Last <strong>1.3 mg/dL</strong>" in page.content.decode()


def test_the_criteria_of_the_area_stand_beside_the_form(as_nurse):
    page = as_nurse.get(path(make.patient(), "heart"))
    assert {line.judgement.criterion.id for line in page.context["lines"]} == {"S-C1", "S-C2", "S-C3"}


def test_with_htmx_one_stays_in_the_area_and_the_criteria_are_fresh(as_nurse):
    patient = make.patient()
    data = typed(lvef_percent="62", wall_motion="normal") | {"submission": str(uuid4())}
    answer = as_nurse.post(path(patient, "heart"), data, headers={"HX-Request": "true"}, follow=True)
    assert answer.redirect_chain == [(path(patient, "heart"), 302)]
    page = answer.content.decode()
    assert "Heart: Left ventricular ejection fraction, Wall motion recorded." in page
    assert {line.judgement.criterion.id: line.state for line in answer.context["lines"]}["S-C2"] == "met"
    assert answer.context["form"]["lvef_percent"].value() is None
    assert 'id="area"' in page
    assert 'hx-select="#area"' in page


def test_two_people_in_one_area_do_not_overwrite_each_other_unseen(as_nurse, as_physician):
    patient = make.patient()
    as_physician.send(path(patient), **typed(inr="1.4"))
    page = as_nurse.send(path(patient), **typed(inr="1.1"))
    assert "somebody recorded INR 1.4" in page.content.decode()
    assert stored() == {"inr": "1.4"}
    assert page.context["form"]["inr"].value() == "1.1"
    assert "Last <strong>1.4</strong>" in page.content.decode()
    again = typed(inr="1.1") | {"seen": page.context["form"]["seen"].value()}
    assert as_nurse.send(path(patient), **again).status_code == 302
    assert [row.shown for row in Measurement.objects.order_by("pk")] == ["1.4", "1.1"]


def test_two_people_in_different_fields_of_one_area_do_not_hinder_each_other(as_nurse, as_physician):
    patient = make.patient()
    as_physician.send(path(patient), **typed(inr="1.1"))
    assert as_nurse.send(path(patient), **typed(pt_s="12")).status_code == 302


def test_a_form_sent_twice_is_recorded_once(as_nurse):
    patient, key = make.patient(), str(uuid4())
    for _ in range(2):
        as_nurse.post(path(patient), typed(inr="1.1") | {"submission": key})
    assert Measurement.objects.count() == 1


def test_a_text_of_the_history_is_kept_as_it_was_written(as_nurse):
    patient = make.patient()
    as_nurse.send(path(patient, "history"), **typed(medicines="Lisinopril <10 mg>\nAspirin"))
    assert Measurement.objects.get().text.splitlines() == ["Lisinopril <10 mg>", "Aspirin"]


@pytest.mark.parametrize("area", ["sign-here", "BLOOD", "spleen"])
def test_an_area_that_does_not_exist_is_not_found(as_nurse, area):
    assert as_nurse.get(path(make.patient(), area)).status_code == 404


def test_an_address_of_nobody_is_not_found(as_nurse):
    assert as_nurse.get(reverse("record_area", args=[uuid4(), "blood"])).status_code == 404


@pytest.mark.parametrize("client", ["as_pharmacist", "as_administrator"])
def test_who_does_not_record_the_workup_is_refused(client, request):
    visitor, patient = request.getfixturevalue(client), make.patient()
    assert visitor.get(path(patient)).status_code == 403
    assert visitor.send(path(patient), **typed(inr="1.1")).status_code == 403


def test_the_form_takes_few_queries(as_nurse, django_assert_max_num_queries):
    patient = make.patient()
    make.workup(patient)
    record(patient=patient, entries=[Entry("inr", "1.1", TODAY)], by=make.someone(Role.NURSE))
    with django_assert_max_num_queries(12):
        as_nurse.get(path(patient))
