"""Consent and leaving, recorded on their pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import Consent, Departure
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
CONSENT = {"signed_on": TODAY, "form_version": "3", "explained_by": "Dr. Invented", "witness": "Testa Witness"}


def test_a_coordinator_records_the_consent(as_coordinator):
    patient = make.patient()
    assert as_coordinator.send(reverse("consent", args=[patient.code]), **CONSENT).status_code == 302
    assert Consent.objects.get().form_version == "3"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY + timedelta(days=1), "in the future"), ("1900-01-01", "before the patient"), ("x", "valid")],
)
def test_a_consent_of_an_impossible_day_is_refused_and_stays_typed(as_coordinator, day, sentence):
    patient = make.patient()
    page = as_coordinator.send(reverse("consent", args=[patient.code]), **CONSENT | {"signed_on": day})
    assert sentence in str(page.context["form"].errors["signed_on"])
    assert "Testa Witness" in page.content.decode()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("name", ["consent", "leave"])
@pytest.mark.parametrize("client", ["as_nurse", "as_pharmacist", "as_administrator"])
def test_nobody_else_may_record_that(client, name, request):
    address = reverse(name, args=[make.patient().code])
    assert request.getfixturevalue(client).get(address).status_code == 403


@pytest.mark.parametrize("name", ["consent", "leave"])
def test_the_page_shows_whose_it_is_and_takes_a_form_once(as_physician, name):
    patient = make.patient(family_name="Example-Banner")
    page = as_physician.get(reverse(name, args=[patient.code])).content.decode()
    assert "Example-Banner, Testa" in page
    assert 'name="submission"' in page


def test_a_physician_records_that_a_patient_left(as_physician):
    patient = make.patient()
    response = as_physician.send(reverse("leave", args=[patient.code]), left_on=TODAY, reason="withdrew", note="")
    assert response.headers["Location"] == reverse("chart", args=[patient.code])
    assert Departure.objects.get().reason == "withdrew"


def test_nobody_leaves_twice(as_physician):
    patient = make.patient()
    for _ in range(2):
        page = as_physician.send(
            reverse("leave", args=[patient.code]), left_on=TODAY, reason="moved", note="To Elsewhere"
        )
    assert "has left the program already" in page.content.decode()
    assert "To Elsewhere" in page.content.decode()
    assert Departure.objects.count() == 1


@pytest.mark.parametrize("name", ["consent", "leave"])
def test_an_address_of_nobody_is_not_found(as_physician, name):
    assert as_physician.get(reverse(name, args=[uuid4()])).status_code == 404
