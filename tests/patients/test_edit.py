"""A coordinator changes what was registered; two at once do not overwrite each other unseen."""

from uuid import uuid4

import pytest
from django.urls import reverse

from patients.forms import EditForm
from patients.models import Patient
from tests import make

pytestmark = pytest.mark.django_db


def path(patient: Patient) -> str:
    return reverse("edit", args=[patient.code])


def typed(patient: Patient, **changed: object) -> dict[str, object]:
    """The form as it is sent after it was opened now."""
    facts = EditForm.facts_of(Patient.objects.get(pk=patient.pk)) | changed
    return {name: value for name, value in facts.items() if value is not False}


def test_the_form_shows_what_is_registered(as_coordinator):
    patient = make.patient(contact="Testa Neighbor")
    page = as_coordinator.get(path(patient)).content.decode()
    assert 'value="Testa Neighbor"' in page
    assert f'value="{patient.born_on:%Y-%m-%d}"' in page


def test_a_coordinator_changes_details_and_comes_back_to_the_chart(as_coordinator):
    patient = make.patient()
    response = as_coordinator.send(path(patient), **typed(patient, stage="M1b"))
    assert response.headers["Location"] == reverse("chart", args=[patient.code])
    assert Patient.objects.get(pk=patient.pk).diagnosis.stage == "M1b"


def test_a_stale_form_changes_nothing_and_shows_both_versions(as_coordinator):
    patient = make.patient()
    opened = typed(patient, phone="555 0100")
    as_coordinator.send(path(patient), **typed(patient, phone="555 0199"))
    page = as_coordinator.send(path(patient), **opened)
    assert Patient.objects.get(pk=patient.pk).phone == "555 0199"
    differences = {found.label: (found.saved, found.typed) for found in page.context["form"].differences}
    assert differences == {"Patient's telephone": ("555 0199", "555 0100")}


def test_after_comparing_the_same_form_can_be_saved(as_coordinator):
    patient = make.patient()
    opened = typed(patient, phone="555 0100")
    as_coordinator.send(path(patient), **typed(patient, stage="M1c"))
    page = as_coordinator.send(path(patient), **opened)
    again = opened | {"seen": page.context["form"]["seen"].value()}
    assert as_coordinator.send(path(patient), **again).status_code == 302
    assert Patient.objects.get(pk=patient.pk).phone == "555 0100"


def test_differences_are_told_in_words(as_coordinator):
    patient = make.patient()
    opened = typed(patient, sex="male", sites=["C78.00", "C79.51"])
    as_coordinator.send(path(patient), **typed(patient, stage="M1c"))
    found = as_coordinator.send(path(patient), **opened).context["form"].differences
    assert ("Female", "Male") in [(one.saved, one.typed) for one in found]
    assert "Bone (C79.51)" in str([one.typed for one in found])


def test_a_record_number_of_somebody_else_is_refused_at_its_field(as_coordinator):
    make.patient(record_number="TAKEN-1")
    patient = make.patient()
    page = as_coordinator.send(path(patient), **typed(patient, record_number="TAKEN-1"))
    assert "registered already" in str(page.context["form"].errors["record_number"])


@pytest.mark.parametrize("client", ["as_nurse", "as_physician", "as_pharmacist", "as_administrator"])
def test_nobody_else_may_change_details(client, request):
    visitor = request.getfixturevalue(client)
    patient = make.patient()
    assert visitor.get(path(patient)).status_code == 403
    assert visitor.send(path(patient), **typed(patient, stage="M1b")).status_code == 403


def test_an_address_of_nobody_is_not_found(as_coordinator):
    assert as_coordinator.get(reverse("edit", args=[uuid4()])).status_code == 404
