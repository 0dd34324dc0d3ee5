"""A wrong value is replaced by the right one, and stays visible."""

import pytest
from django.urls import reverse
from django.utils import timezone

from il2program.accounts.roles import Role
from patients.actions import Entry, record
from patients.models import Measurement
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def measured(analyte: str = "creatinine_mg_dl", entered: str = "1.0", unit: str = "") -> Measurement:
    entry = Entry(analyte, entered, TODAY, unit)
    return record(patient=make.patient(), entries=[entry], by=make.someone(Role.NURSE))[0]


def path(row: Measurement) -> str:
    return reverse("correct", args=[row.patient.code, row.pk])


def typed(**changed: object) -> dict[str, object]:
    return {"entered": "1.2", "unit": "mg/dL", "taken_on": TODAY, "because": "Read from the wrong line"} | changed


def test_a_nurse_corrects_a_value(as_nurse):
    row = measured()
    response = as_nurse.send(path(row), **typed())
    assert response.headers["Location"] == reverse("workup", args=[row.patient.code])
    assert Measurement.objects.get(replaces=row).shown == "1.2"


def test_the_page_shows_the_value_that_is_wrong_as_it_was_typed(as_nurse):
    row = measured(entered="88.42", unit="µmol/L")
    page = as_nurse.get(path(row)).content.decode()
    assert "88.42" in page
    assert "As typed" in page


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"entered": "85"}, "entered", "must be between"),
        ({"entered": "high"}, "entered", "Type a number"),
        ({"entered": "1,2"}, "entered", "Write the decimals after a point"),
        ({"entered": ""}, "entered", "required"),
        ({"because": ""}, "because", "required"),
        ({"because": "  "}, "because", "required"),
        ({"taken_on": "2999-01-01"}, "taken_on", "in the future"),
        ({"taken_on": "1900-01-01"}, "taken_on", "before the patient"),
        ({"unit": "furlong"}, "unit", "not one of the available choices"),
    ],
)
def test_a_wrong_correction_is_refused_at_its_field(as_nurse, changed, field, sentence):
    row = measured()
    page = as_nurse.send(path(row), **typed(**changed))
    assert sentence in str(page.context["form"].errors[field])
    assert Measurement.objects.count() == 1


def test_a_code_is_corrected_by_choosing_another(as_nurse):
    row = measured("ecg", "normal")
    page = as_nurse.get(path(row))
    assert page.context["form"]["unit"].is_hidden
    as_nurse.send(path(row), **typed(entered="abnormal", unit=""))
    assert Measurement.objects.get(replaces=row).choice == "abnormal"


def test_a_value_that_was_corrected_already_is_not_found(as_nurse):
    row = measured()
    as_nurse.send(path(row), **typed())
    assert as_nurse.send(path(row), **typed(entered="1.3")).status_code == 404
    assert Measurement.objects.count() == 2


def test_a_value_of_another_patient_is_not_found(as_nurse):
    row = measured()
    assert as_nurse.get(reverse("correct", args=[make.patient().code, row.pk])).status_code == 404


@pytest.mark.parametrize("client", ["as_pharmacist", "as_administrator"])
def test_who_does_not_record_the_workup_corrects_nothing(client, request):
    assert request.getfixturevalue(client).get(path(measured())).status_code == 403
