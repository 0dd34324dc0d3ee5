"""The page of the workup judges for the admission that is next, and says which."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse

from cycles.actions.results import sign_admission_exception
from il2program.accounts.roles import Role
from patients.actions import Entry, record
from patients.models import Patient
from tests import make
from tests.cycles.ward import after_cycle_1, at, text

pytestmark = pytest.mark.django_db

ADMITTED_ON = date(2026, 3, 20)
RENEWED = "For the admission to cycle 2: blood tests, pregnancy test, examination, ECOG and weight are renewed"


@pytest.fixture
def in_the_break(clock) -> Patient:
    """Cycle 1 over; it is noon of Friday 20 March, the earliest day of cycle 2. The workup is 18 days old."""
    patient = make.ready_patient(referred_on=date(2026, 2, 10))
    after_cycle_1(patient, clock)
    clock.move_to(at(20, 12))
    return patient


def read(client: object, patient: Patient, day: date | None = None) -> object:
    return client.get(reverse("workup", args=[patient.code]) + (f"?ready_on={quote(str(day))}" if day else ""))


def test_before_cycle_1_it_is_judged_for_course_1(as_coordinator):
    page = read(as_coordinator, make.ready_patient())
    assert "For course 1." in text(page)


def test_before_the_second_admission_only_what_is_renewed_is_open(as_coordinator, in_the_break, clock):
    clock.move_to(at(20, 12) + timedelta(days=40))
    page = read(as_coordinator, in_the_break)
    assert RENEWED in text(page)
    open_ones = {line.judgement.criterion.id for line in page.context["open_lines"]}
    assert {"S-B1", "S-H10"} <= open_ones
    assert not open_ones & {"S-H3", "S-H4", "S-C3"}


def test_what_is_renewed_makes_ready(as_coordinator, in_the_break):
    ready = read(as_coordinator, in_the_break, ADMITTED_ON).context["ready"]
    assert ready.answer == "Not ready for admission on Fri 20 Mar 2026: 9 criteria are expired already."
    make.renewal(in_the_break, ADMITTED_ON)
    assert read(as_coordinator, in_the_break, ADMITTED_ON).context["ready"].is_ready


def test_an_exception_for_the_admission_makes_ready_while_its_values_stand(as_coordinator, in_the_break):
    proof = make.proof_of(Role.PHYSICIAN)
    sign_admission_exception(patient=in_the_break, number=2, reason="Drawn at home yesterday.", proof=proof)
    assert read(as_coordinator, in_the_break, ADMITTED_ON).context["ready"].is_ready


def test_while_no_admission_waits_the_page_says_so_and_offers_no_signature(as_physician):
    patient = make.ready_patient()
    make.cycle(patient)
    page = read(as_physician, patient)
    assert "No admission waits for the workup now" in text(page)
    assert "Read and sign" not in text(page)


def test_what_expires_first_is_still_valid(as_coordinator, in_the_break, clock):
    """The creatinine meets the criterion alone; the weight for the clearance beside it has expired already."""
    clock.move_to(at(20, 12) + timedelta(days=40))
    nurse = make.someone(Role.NURSE)
    record(patient=in_the_break, entries=[Entry("creatinine_mg_dl", "1.0", date(2026, 4, 29))], by=nurse)
    day, areas = read(as_coordinator, in_the_break).context["first_to_expire"]
    assert (day, areas) == (date(2026, 5, 13), ["Blood tests"])
