"""A sign-off serves one course: what is renewed before its second admission, what carries over, and the exception."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cycles.models import AdmissionException, Cycle
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from patients.actions import Entry, record
from patients.models import Patient
from tests import make
from tests.cycles.ward import after_cycle_1, at, before_course_2, text

pytestmark = pytest.mark.django_db

ADMITTED_ON = date(2026, 3, 20)


@pytest.fixture
def in_the_break(clock) -> Patient:
    """Cycle 1 over; it is noon of Friday 20 March, the earliest day of cycle 2. The workup is 18 days old."""
    patient = make.ready_patient(referred_on=date(2026, 2, 10))
    after_cycle_1(patient, clock)
    clock.move_to(at(20, 12))
    return patient


def sent(client: object, patient: Patient, address: object, **typed: object) -> object:
    reviewer = Person.objects.get(username="physician")
    facts = {
        "bed": "A1",
        "admitted_at": "2026-03-20T11:00",
        "dosing_weight_kg": "80",
        "first_dose_due_at": "2026-03-20T15:00",
        "toxicity_reviewed_by": reviewer.pk,
    }
    return client.send(address(patient, "admit", 2), **(facts | typed))


def test_an_admission_to_cycle_2_is_refused_on_results_that_are_too_old(as_nurse, in_the_break, address):
    shown = text(sent(as_nurse, in_the_break, address))
    assert "Blood tests, pregnancy test, examination, ECOG and weight are renewed before cycle 2" in shown
    assert Cycle.objects.count() == 1


def test_the_page_says_so_before_anything_is_typed(as_nurse, in_the_break, address):
    page = as_nurse.get(address(in_the_break, "admit", 2))
    assert "too old" in " ".join(page.context["obstacles"])


def test_with_renewed_results_the_scans_heart_and_lung_carry_over(as_nurse, in_the_break, address):
    make.renewal(in_the_break, ADMITTED_ON)
    assert sent(as_nurse, in_the_break, address).status_code == 302
    cycle = Cycle.objects.get(number=2)
    assert cycle.toxicity_reviewed_by.username == "physician"


@pytest.mark.parametrize(
    ("key", "days", "admitted"),
    [
        ("inr", 14, True),
        ("inr", 15, False),
        ("hcg", 7, True),
        ("hcg", 8, False),
        ("ecog", 14, True),
        ("ecog", 15, False),
    ],
)
def test_a_renewed_result_counts_through_its_last_day(in_the_break, key, days, admitted):
    make.renewal(in_the_break, ADMITTED_ON, **{key: ""})
    entry = Entry(key, make.GOOD_WORKUP[key], ADMITTED_ON - timedelta(days=days))
    record(patient=in_the_break, entries=[entry], by=make.someone(Role.NURSE))
    if admitted:
        make.cycle(in_the_break, 2, at=at(20, 11), renew=False)
    else:
        with pytest.raises(ValidationError, match="too old"):
            make.cycle(in_the_break, 2, at=at(20, 11), renew=False)


def test_a_renewed_result_that_fails_asks_for_a_physician(as_nurse, in_the_break, address):
    make.renewal(in_the_break, ADMITTED_ON, platelets_per_ul="61000")
    shown = text(sent(as_nurse, in_the_break, address))
    assert "A result newer than the signature speaks against it: Platelets 100,000/µL or more." in shown
    assert "signs an exception with a reason" in shown


def test_an_admission_names_the_physician_who_reviewed_the_toxicity(as_nurse, in_the_break, address):
    make.renewal(in_the_break, ADMITTED_ON)
    shown = text(sent(as_nurse, in_the_break, address, toxicity_reviewed_by=""))
    assert "Name the physician who has reviewed the toxicity" in shown
    assert not Cycle.objects.filter(number=2).exists()


def test_only_a_physician_reviews_the_toxicity(in_the_break):
    make.renewal(in_the_break, ADMITTED_ON)
    with pytest.raises(ValidationError, match="Only a physician"):
        make.cycle(in_the_break, 2, at=at(20, 11), toxicity_reviewed_by=make.someone(Role.NURSE))


def test_the_first_admission_asks_for_no_review(as_nurse, clock, address):
    page = as_nurse.get(address(make.ready_patient(), "admit", 1))
    assert "toxicity_reviewed_by" not in page.context["form"].fields


def exception(client: object, patient: Patient, address: object, **typed: object) -> object:
    facts = {"reason": "Drawn tonight; dose 1 waits for it.", "password": make.PASSWORD}
    return client.send(address(patient, "admission_exception", 2), **(facts | typed))


def test_a_physician_signs_an_exception_and_the_admission_is_possible(as_physician, as_nurse, in_the_break, address):
    shown = text(as_physician.get(address(in_the_break, "admission_exception", 2)))
    assert "INR 1 of Mon 2 Mar 2026 is 18 days old" in shown
    assert exception(as_physician, in_the_break, address).url == in_the_break.get_absolute_url()
    signed = AdmissionException.objects.get()
    assert {"S-B1", "S-H10", "S-H11"} <= set(signed.findings)
    assert "S-C3" not in signed.findings
    assert signed.is_as_signed()
    assert TrailEntry.objects.get(verb="signed exception").reason == "Drawn tonight; dose 1 waits for it."
    assert "Drawn tonight" in text(as_nurse.get(address(in_the_break, "admit", 2)))
    assert sent(as_nurse, in_the_break, address).status_code == 302


def test_an_exception_holds_for_the_values_that_were_read(as_physician, as_nurse, in_the_break, address):
    exception(as_physician, in_the_break, address)
    record(patient=in_the_break, entries=[Entry("platelets_per_ul", "61000", ADMITTED_ON)], by=make.someone(Role.NURSE))
    assert "speaks against it: Platelets" in text(sent(as_nurse, in_the_break, address))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"password": "wrong"}, "That password is not right."),
        ({"seen": '{"INR": "9"}'}, "This record was changed while the page was open."),
    ],
)
def test_an_exception_that_cannot_be_signed_is_refused(as_physician, in_the_break, address, typed, sentence):
    assert sentence in text(exception(as_physician, in_the_break, address, **typed))
    assert not AdmissionException.objects.exists()


def test_without_anything_in_the_way_no_exception_is_signed(as_physician, in_the_break, address):
    make.renewal(in_the_break, ADMITTED_ON)
    assert "No exception is needed" in text(as_physician.get(address(in_the_break, "admission_exception", 2)))
    assert "no exception is needed" in text(exception(as_physician, in_the_break, address)).lower()
    assert not AdmissionException.objects.exists()


def test_there_is_no_exception_for_a_cycle_that_does_not_exist(as_physician, in_the_break, address):
    assert as_physician.get(address(in_the_break, "admission_exception", 7)).status_code == 404


def test_the_chart_leads_the_physician_to_the_exception(as_physician, in_the_break):
    page = text(as_physician.get(in_the_break.get_absolute_url()))
    assert "Sign an exception for the admission to cycle 2" in page
    make.renewal(in_the_break, ADMITTED_ON)
    assert "Sign an exception" not in text(as_physician.get(in_the_break.get_absolute_url()))


def test_before_a_course_an_expired_ct_refuses_the_admission(clock):
    patient = make.ready_patient(referred_on=date(2026, 2, 10))
    old = Entry("ct_chest_abdomen_pelvis", "disease", date(2026, 2, 1))
    patient2 = make.patient(referred_on=date(2026, 1, 10))
    make.workup(patient2, ct_chest_abdomen_pelvis="")
    record(patient=patient2, entries=[old], by=make.someone(Role.NURSE))
    make.consent(patient2)
    make.eligible(patient2)
    with pytest.raises(ValidationError, match="CT of chest, abdomen and pelvis"):
        make.cycle(patient2, at=at(2, 11))
    assert make.cycle(patient, at=at(2, 11))


def test_cycle_4_is_renewed_as_cycle_2_is(clock):
    patient = make.ready_patient(referred_on=date(2026, 2, 10))
    before_course_2(patient, clock)
    clock.move_to(at(12, 12, month=5))
    third = make.cycle(patient, 3, at=at(12, 10, month=5))
    make.given(third, 1, at(12, 11, month=5))
    clock.move_to(at(30, 12, month=5))
    make.discharged(third, at(16, 11, month=5))
    with pytest.raises(ValidationError, match="renewed before cycle 4"):
        make.cycle(patient, 4, at=at(30, 10, month=5), renew=False)
    assert make.cycle(patient, 4, at=at(30, 10, month=5)).number == 4
