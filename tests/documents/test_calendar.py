"""The patient's treatment calendar, read back from its PDF."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from cycles.actions import move_booking
from cycles.models import Booking
from il2program.accounts.roles import Role
from il2program.documents import treatment_calendar
from il2program.outbox.tasks import sweep
from patients.models import Patient
from tests import make
from tests.documents.reading import assert_each_page_says_whose_it_is, assert_nothing_is_misread, pages_of, text_of

pytestmark = pytest.mark.django_db

ADMITTED = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture
def in_the_break() -> Patient:
    """Home since Sat 7 Mar 2026 after cycle 1; printed on Mon 9 Mar."""
    with time_machine.travel(ADMITTED, tick=False):
        patient = make.ready_patient(referred_on=date(2026, 2, 20), diagnosed_on=date(2025, 1, 15))
        cycle = make.cycle(patient, at=ADMITTED)
        make.given(cycle, 1, ADMITTED)
    with time_machine.travel(ADMITTED + timedelta(days=5), tick=False):
        make.discharged(cycle, ADMITTED + timedelta(days=5))
    return patient


def printed(client: object, patient: Patient, day: int = 9) -> object:
    address = reverse("document", args=[patient.code, "treatment-calendar"])
    with time_machine.travel(datetime(2026, 3, day, 18, 0, tzinfo=UTC), tick=True):
        return client.get(address)


def test_it_tells_what_was_and_what_comes_with_real_days(as_coordinator, in_the_break):
    text = text_of(printed(as_coordinator, in_the_break))
    assert "Mon 2 Mar 2026 to Sat 7 Mar 2026, 6 days" in text
    assert "Sat 7 Mar 2026 to Sat 21 Mar 2026, 14 days" in text
    assert "Admission Sat 21 Mar 2026 (next working day Mon 23 Mar 2026)" in text
    assert "home between Wed 25 Mar 2026 and Fri 27 Mar 2026" in text
    assert "Blood tests and examination before it, not earlier than Sat 7 Mar 2026" in text


def test_it_reaches_to_cycle_6_its_scan_and_follow_up_and_says_on_what_that_depends(as_coordinator, in_the_break):
    text = text_of(printed(as_coordinator, in_the_break))
    assert [number for number in range(1, 9) if f"Cycle {number}: in hospital" in text] == [1, 2, 3, 4, 5, 6]
    assert "Scan after cycle 6" in text
    assert "Only if the scan shows that the cancer has become smaller." in text
    assert "Follow-up visits" in text


def test_each_page_says_whose_it_is_and_nothing_is_misread(as_coordinator, in_the_break):
    pages = pages_of(printed(as_coordinator, in_the_break))
    assert_each_page_says_whose_it_is(pages, in_the_break)
    assert_nothing_is_misread(" ".join(pages))


def test_a_day_that_a_coordinator_has_booked_is_printed_instead_of_the_target(as_coordinator, in_the_break):
    sweep()
    booking = Booking.objects.open().get(patient=in_the_break)
    facts = {"booked_on": date(2026, 3, 25), "moved_because": "A wish of the family"}
    with time_machine.travel(datetime(2026, 3, 9, 18, 0, tzinfo=UTC), tick=False):
        move_booking(booking=booking, seen=booking.version, by=make.someone(Role.COORDINATOR), **facts)
    text = text_of(printed(as_coordinator, in_the_break))
    assert "Admission Wed 25 Mar 2026; home between Sun 29 Mar 2026 and Tue 31 Mar 2026" in text
    assert "Sat 7 Mar 2026 to Wed 25 Mar 2026, 18 days" in text


def test_a_day_that_has_passed_is_not_printed_as_a_plan(as_coordinator, in_the_break):
    text = text_of(printed(as_coordinator, in_the_break, day=30))
    assert "A new day will be arranged; it was due Sat 21 Mar 2026" in text


def test_before_the_workup_it_has_no_days_yet(as_coordinator):
    text = text_of(printed(as_coordinator, make.patient(referred_on=date(2026, 1, 5), diagnosed_on=date(2025, 1, 15))))
    assert "Tests before treatment Now" in text
    assert "The day follows later" in text


def test_every_kind_of_segment_can_be_written():
    assert set(treatment_calendar.WRITTEN) == set(treatment_calendar.Kind)
    assert set(treatment_calendar.STATES) == set(treatment_calendar.State)
