"""Whose page it is: two identifiers on whatever acts, forms that stay with their patient, and namesakes."""

import re

import pytest
from django.urls import reverse

from cycles.models import Dose
from il2program.accounts.roles import Role
from il2program.submissions import drafts
from patients.models import Patient
from tests import make
from tests.accounts import walking
from tests.cycles.ward import WITHHELD, at, text
from tests.submissions.forms import drafted, forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OF_A_PATIENT = "patients/<uuid:code>/"


def acting_pages():
    """Each page of a patient on which something is recorded, signed or charted, as the first sees it who may."""
    known, browsers = walking.places(), [walking.browser(role) for role in Role]
    for route in walking.routes():
        if not route.startswith(OF_A_PATIENT):
            continue
        for client in browsers:
            answer = client.get(walking.address(route, known))
            if answer.status_code == 200:
                if answer.headers["Content-Type"].startswith("text/html") and any(f.mark for f in forms_of(answer)):
                    yield route, answer
                break


@pytest.mark.usefixtures("blank_paper")
def test_A090_every_page_that_acts_shows_name_and_record_number_and_its_form_is_signed_for_the_patient():
    pages = dict(acting_pages())
    patient = Patient.objects.get()
    assert len(pages) > 15
    for route, answer in pages.items():
        page = " ".join(text(answer).split())
        assert patient.name in page, route
        assert f"{patient.record_number}" in page, route
        assert re.search(rf"\b{patient.born_on.day} {patient.born_on:%b %Y}\b", page), route
        mark = drafts.mark_in({"draft": drafted(answer).sent["draft"][-1]})
        assert mark is not None, route
        assert str(patient.code) in mark.path, route


@pytest.fixture
def two():
    """Two patients in beds, each with the first slot at hand."""
    pair = [make.ready_patient(), make.ready_patient()]
    for patient, bed in zip(pair, ("A1", "A2"), strict=True):
        make.cycle(patient, at=at(2, 10), bed=bed, first_dose_due_at=at(2, 12))
    return pair


def opened(client, path):
    """What the form of a page would send."""
    return {name: values[-1] for name, values in drafted(client.get(path)).sent.items()}


def page(patient, slot=1):
    return reverse("chart_dose", args=[patient.code, 1, slot])


def test_A091_of_two_tabs_each_form_charts_on_its_own_patient(as_nurse, two):
    first, second = (
        {name: values[-1] for name, values in drafted(as_nurse.get(page(one))).sent.items()} for one in two
    )
    assert as_nurse.post(page(two[1]), second | WITHHELD).status_code == 302
    assert as_nurse.post(page(two[0]), first | WITHHELD | {"withheld_for": "heart"}).status_code == 302
    charted = {dose.patient: dose.withheld_for for dose in Dose.objects.all()}
    assert charted == {two[0]: "heart", two[1]: "kidney"}


def test_A091_a_form_that_is_sent_to_another_patient_s_page_does_nothing(as_nurse, two):
    sent = opened(as_nurse, page(two[0]))
    answer = as_nurse.post(page(two[1]), sent | WITHHELD)
    assert answer.status_code == 409
    assert "This form belongs to another page, perhaps to another patient." in text(answer)
    assert not Dose.objects.exists()
    assert as_nurse.post(page(two[0]), sent | WITHHELD).status_code == 302


def test_A091_another_patient_s_bag_and_dose_cannot_be_named(as_nurse, two, address):
    bag = make.bag(two[0].cycles.get(), at(2, 11))
    refused = as_nurse.send(page(two[1]), decision="given", bag=bag.pk)
    assert "bag" in refused.context["form"].errors
    dose = make.given(two[0].cycles.get(), 1, at(2, 12))
    make.given(two[1].cycles.get(), 1, at(2, 12))
    for name in ("correct_dose", "strike_dose"):
        refused = as_nurse.send(address(two[1], name, 1, 1), dose=dose.pk, because="Test.", **WITHHELD)
        assert "dose" in refused.context["form"].errors


@pytest.mark.parametrize("family_name", ["Muster", "MUSTER"])
def test_A092_namesakes_are_warned_of_on_both_charts_and_boards(as_nurse, address, clock, family_name):
    pair = [make.ready_patient(family_name="Muster"), make.ready_patient(family_name=family_name)]
    other = make.ready_patient(family_name="Example-Alone")
    for one, bed in zip([*pair, other], ("A1", "A2", "A3"), strict=True):
        make.cycle(one, at=at(2, 10), bed=bed)
    for one in (*pair, other):
        for shown in (one.get_absolute_url(), address(one, "board", 1), page(one)):
            assert ("Another patient has this family name" in text(as_nurse.get(shown))) is (one != other)
