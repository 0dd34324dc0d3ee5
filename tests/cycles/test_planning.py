"""Bookings follow from the facts, whether or not anything ran in between."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from cycles import planning
from cycles.actions import move_booking
from cycles.models import Booking, Plan
from il2program.accounts.roles import Role
from il2program.outbox.tasks import sweep
from tests import make

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Los_Angeles")
ADMITTED = datetime(2026, 3, 2, 8, tzinfo=ZONE)


@pytest.fixture
def rested():
    """A patient in the break after cycle 1, discharged on Fri 6 Mar 2026."""
    with time_machine.travel(ADMITTED, tick=False):
        patient = make.ready_patient(referred_on=date(2026, 2, 1))
        cycle = make.cycle(patient, at=ADMITTED)
    with time_machine.travel(ADMITTED + timedelta(days=4, hours=4), tick=False):
        make.given(cycle, 1, ADMITTED + timedelta(hours=1))
        make.discharged(cycle, ADMITTED + timedelta(days=4))
        yield patient


def test_the_plan_is_fresh_in_the_transaction_of_the_act(rested):
    plan = Plan.objects.get(patient=rested)
    assert (plan.step, plan.cycle, plan.target) == ("admit", 2, date(2026, 3, 20))


def test_a_discharge_books_the_second_admission_two_weeks_on(rested):
    sweep()
    booking = Booking.objects.open().get()
    assert (booking.kind, booking.cycle, booking.target) == ("admission", 2, date(2026, 3, 20))


def test_replanning_twice_changes_nothing(rested):
    sweep()
    before = list(Booking.objects.values())
    planning.replan_everybody()
    planning.replan_everybody()
    assert list(Booking.objects.values()) == before


def test_lost_outbox_rows_are_made_good_by_the_sweep_from_the_facts(rested):
    from il2program.outbox.models import Outbox

    Outbox.objects.all().delete()
    planning.replan_everybody()
    assert Booking.objects.open().count() == 1


def test_a_booking_moved_by_hand_is_kept_with_its_deviation(rested):
    sweep()
    booking = move(Booking.objects.get(), date(2026, 3, 23))
    planning.replan(rested.pk)
    booking.refresh_from_db()
    assert (booking.day, booking.deviation_days, booking.contradicted) == (date(2026, 3, 23), 3, "")


def test_a_moved_booking_that_a_later_fact_contradicts_is_kept_and_flagged(rested):
    from patients.actions import leave

    sweep()
    booking = move(Booking.objects.get(), date(2026, 3, 23))
    today = date(2026, 3, 6)
    leave(patient=rested, left_on=today, reason="withdrew", by=make.someone(Role.COORDINATOR))
    sweep()
    booking.refresh_from_db()
    assert booking.state == "open"
    assert "left" in booking.contradicted


def test_a_booking_that_nobody_moved_is_withdrawn_when_the_patient_leaves(rested):
    from patients.actions import leave

    sweep()
    leave(patient=rested, left_on=date(2026, 3, 6), reason="died", by=make.someone(Role.COORDINATOR))
    sweep()
    assert Booking.objects.get().state == "withdrawn"


def move(booking: Booking, day: date) -> Booking:
    return move_booking(
        booking=booking,
        booked_on=day,
        moved_because="No bed before.",
        seen=booking.version,
        by=make.someone(Role.COORDINATOR),
    )
