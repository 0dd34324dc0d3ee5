"""Ready for admission on a day: a sentence, what expires before, and the verdict for that day."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from il2program.accounts.roles import Role
from patients.actions import Entry, record
from patients.models import Patient
from tests import make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def asked(client: object, patient: Patient, day: object) -> object:
    return client.get(reverse("workup", args=[patient.code]) + f"?ready_on={quote(str(day))}")


def ready_patient() -> Patient:
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    return patient


def test_without_a_day_nothing_is_answered(as_coordinator):
    page = as_coordinator.get(reverse("workup", args=[ready_patient().code]))
    assert page.context["ready"] is None
    assert 'name="ready_on"' in page.content.decode()


def test_what_counts_through_the_day_is_ready(as_coordinator):
    page = asked(as_coordinator, ready_patient(), TODAY + timedelta(days=7))
    assert page.context["ready"].is_ready
    assert (
        f"Ready for admission on {date_format(TODAY + timedelta(days=7))}: everything counts" in page.content.decode()
    )


def test_what_expires_before_is_listed_with_its_last_day_the_first_first(as_coordinator):
    patient, day = ready_patient(), TODAY + timedelta(days=8)
    record(patient=patient, entries=[Entry("ecg", "normal", TODAY - timedelta(days=22))], by=make.someone(Role.NURSE))
    record(patient=patient, entries=[Entry("inr", "1.0", TODAY - timedelta(days=9))], by=make.someone(Role.NURSE))
    # The newest day of a result counts: only what has no newer one expires earlier.
    ready = asked(as_coordinator, patient, day).context["ready"]
    assert ready.answer == f"Not ready for admission on {date_format(day)}: 1 item expires before."
    assert [(one.key, one.last_day) for one in ready.expiring] == [("hcg", TODAY + timedelta(days=7))]
    ready = asked(as_coordinator, patient, TODAY + timedelta(days=29)).context["ready"]
    assert [one.last_day for one in ready.expiring] == sorted(one.last_day for one in ready.expiring)
    assert {"hcg", "inr", "ecog", "ct_chest_abdomen_pelvis", "organ_allograft"} <= {one.key for one in ready.expiring}
    assert "brain_imaging" not in {one.key for one in ready.expiring}


def test_two_items_are_told_as_two(as_coordinator):
    patient = make.patient(sex="male")
    make.workup(patient, hcg="", ecg="", inr="")
    make.consent(patient)
    entries = [Entry("ecg", "normal", TODAY - timedelta(days=25)), Entry("inr", "1", TODAY - timedelta(days=11))]
    record(patient=patient, entries=entries, by=make.someone(Role.NURSE))
    page = asked(as_coordinator, patient, TODAY + timedelta(days=4))
    assert "2 items expire before." in page.content.decode()
    assert "By the criteria on that day: needs more data." in " ".join(page.content.decode().split())


def test_what_is_not_met_or_missing_is_told_with_the_consent(as_coordinator):
    patient = make.patient()
    make.workup(patient, lvef_percent="45", inr="")
    answer = asked(as_coordinator, patient, TODAY).context["ready"].answer
    assert "1 criterion is not met; 1 criterion is without an answer; no consent is recorded." in answer


def test_what_the_physician_accepted_stands_in_no_way(as_coordinator):
    patient = make.patient()
    make.workup(patient, lvef_percent="45")
    make.consent(patient)
    make.eligible(patient)
    assert asked(as_coordinator, patient, TODAY).context["ready"].is_ready


@pytest.mark.parametrize("days", [-1, 367])
def test_a_day_that_cannot_be_is_refused_at_the_field(as_coordinator, days):
    page = asked(as_coordinator, ready_patient(), TODAY + timedelta(days=days))
    assert "Choose a day from today on" in page.content.decode()
    assert page.context["ready"] is None


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "\x00", "9999-99-99"])
def test_what_is_no_day_is_refused_and_breaks_nothing(as_coordinator, day):
    page = asked(as_coordinator, ready_patient(), day)
    assert page.status_code == 200
    assert page.context["ready"] is None


def test_a_hospital_s_own_days_count(as_coordinator, settings):
    settings.VALID_DAYS = settings.VALID_DAYS | {"pregnancy_test": 3}
    ready = asked(as_coordinator, ready_patient(), TODAY + timedelta(days=4)).context["ready"]
    assert [one.key for one in ready.expiring] == ["hcg"]
