"""A form that is sent twice acts once."""

from uuid import uuid4

import pytest

from il2program.submissions.models import Submission
from patients.models import Consent
from tests import make

pytestmark = pytest.mark.django_db

CONSENT = {"signed_on": "2026-03-01", "form_version": "1", "explained_by": "Dr. Invented", "witness": "Testa Witness"}


@pytest.fixture
def page(db):
    return f"/patients/{make.patient().code}/consent/"


def test_a_form_sent_twice_is_carried_out_once_and_answered_alike(as_coordinator, page):
    key = str(uuid4())
    answers = [as_coordinator.post(page, CONSENT | {"submission": key}) for _ in range(3)]
    assert Consent.objects.count() == 1
    assert len({answer["Location"] for answer in answers}) == 1


def test_a_form_without_its_key_does_nothing_and_says_so(as_coordinator, page):
    answer = as_coordinator.post(page, CONSENT)
    assert answer.status_code == 400
    assert not Consent.objects.exists()


def test_a_refused_form_gives_its_key_back(as_coordinator, page):
    key = str(uuid4())
    as_coordinator.post(page, CONSENT | {"submission": key, "witness": ""})
    assert not Submission.objects.exists()
    as_coordinator.post(page, CONSENT | {"submission": key})
    assert Consent.objects.count() == 1


def test_the_key_of_somebody_else_s_form_is_refused(as_coordinator, as_physician, page):
    key = str(uuid4())
    as_coordinator.post(page, CONSENT | {"submission": key})
    answer = as_physician.post(page, CONSENT | {"submission": key})
    assert answer.status_code == 400
    assert Consent.objects.count() == 1


def test_the_key_of_one_page_does_not_serve_another(as_coordinator, page):
    key = str(uuid4())
    as_coordinator.post(page, CONSENT | {"submission": key})
    other = f"/patients/{make.patient().code}/consent/"
    assert as_coordinator.post(other, CONSENT | {"submission": key}).status_code == 400
