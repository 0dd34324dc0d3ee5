"""A coordinator registers a referral, and changes what was registered."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import Patient
from tests import make

pytestmark = pytest.mark.django_db


def typed(**changed: object) -> dict[str, object]:
    """A referral as it is typed into the form; what is None is left out."""
    facts = make.referral(no_known_allergies="on", **changed)
    return {name: value for name, value in facts.items() if value is not None}


def refusal(response: object, field: str) -> str:
    return " ".join(response.context["form"].errors[field])


def test_a_coordinator_registers_a_referral_and_comes_to_its_chart(as_coordinator):
    response = as_coordinator.send(reverse("register"), **typed(family_name="Example-New"))
    patient = Patient.objects.get(family_name="Example-New")
    assert response.headers["Location"] == reverse("chart", args=[patient.code])
    assert (patient.diagnosis.icd10, patient.diagnosis.sites) == ("C64.1", ["C78.00"])


@pytest.mark.parametrize("client", ["as_nurse", "as_physician", "as_pharmacist", "as_administrator"])
def test_nobody_else_may_register(client, request):
    visitor = request.getfixturevalue(client)
    assert visitor.get(reverse("register")).status_code == 403
    assert visitor.send(reverse("register"), **typed()).status_code == 403
    assert not Patient.objects.exists()


def test_the_page_asks_in_four_groups(as_coordinator):
    page = as_coordinator.get(reverse("register")).content.decode()
    places = [page.index(f"<legend>{group}</legend>") for group in ("Person", "Disease", "Allergies", "Referral")]
    assert places == sorted(places)


def test_the_same_name_is_shown_with_a_link_and_has_to_be_compared(as_coordinator):
    alike = make.patient(family_name="Example-Twin", given_name="Testa", record_number="TWIN-1")
    facts = typed(family_name="example-twin", given_name="TESTA", born_on=date(1980, 1, 2))
    page = as_coordinator.send(reverse("register"), **facts)
    assert "TWIN-1" in page.content.decode()
    assert reverse("chart", args=[alike.code]) in page.content.decode()
    assert Patient.objects.count() == 1
    as_coordinator.send(reverse("register"), **facts, is_another_person="on")
    assert Patient.objects.count() == 2


def test_who_is_most_alike_is_shown_first(as_coordinator):
    born_on = date(1970, 7, 7)
    for number in range(12):
        make.patient(born_on=born_on, family_name=f"Aexample{number}")
    make.patient(born_on=born_on, family_name="Zexample", record_number="SAME-1")
    page = as_coordinator.send(reverse("register"), **typed(born_on=born_on, family_name="Zexample"))
    alike = page.context["form"].namesakes
    assert (len(alike), alike[0].record_number) == (10, "SAME-1")


def test_the_same_birth_date_has_to_be_compared_too(as_coordinator):
    make.patient(born_on=date(1970, 7, 7))
    page = as_coordinator.send(reverse("register"), **typed(born_on=date(1970, 7, 7)))
    assert "registered already" in refusal(page, "__all__")


def test_what_was_compared_stays_ticked_when_something_else_is_refused(as_coordinator):
    make.patient(born_on=date(1970, 7, 7), record_number="T-SAME")
    facts = typed(born_on=date(1970, 7, 7), record_number="T-SAME")
    page = as_coordinator.send(reverse("register"), **facts, is_another_person="on")
    assert "record number is registered already" in refusal(page, "record_number")
    assert page.context["form"]["is_another_person"].value()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("born_on", timezone.localdate() + timedelta(days=1), "in the future"),
        ("born_on", date(1880, 1, 1), "older than 120 years"),
        ("born_on", "yesterday", "valid date"),
        ("born_on", "1970-02-30", "valid date"),
        ("referred_on", timezone.localdate() + timedelta(days=1), "in the future"),
        ("diagnosed_on", timezone.localdate() + timedelta(days=1), "between the birth date and today"),
        ("diagnosed_on", date(1960, 1, 1), "between the birth date and today"),
        ("icd10", "C43.4", "does not belong to the disease"),
        ("icd10", "C99", "not one of the available choices"),
        ("record_number", "T 1/2", "letters, digits and hyphens"),
        ("sites", None, "required"),
        ("sex", "", "required"),
        ("family_name", "x" * 81, "at most 80"),
        ("family_name", "  ", "required"),
        ("allergies", "Penicillin: rash", "not both"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(as_coordinator, field, value, sentence):
    page = as_coordinator.send(reverse("register"), **typed(**{field: value}, contact="Testa Neighbor"))
    assert sentence in refusal(page, field)
    assert "Testa Neighbor" in page.content.decode()
    assert not Patient.objects.exists()


def test_a_null_byte_is_refused(as_coordinator):
    page = as_coordinator.send(reverse("register"), **typed(family_name="Example\x00"))
    assert "Null characters" in refusal(page, "family_name")


def test_a_referral_sent_twice_is_registered_once(as_coordinator):
    facts = typed() | {"submission": "0a36b9a5-7f2c-4d55-bb1e-0cf6d3f0b0aa"}
    answers = [as_coordinator.post(reverse("register"), facts) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Patient.objects.count() == 1


def test_markup_in_a_name_is_shown_as_it_was_typed(as_coordinator):
    page = as_coordinator.send(reverse("register"), **typed(family_name="<b>Example</b>", sex=""))
    assert "&lt;b&gt;Example&lt;/b&gt;" in page.content.decode()
