"""A day that a person set is taken back by a person; what the facts ask for comes in its place."""

from datetime import date

import pytest
from django.urls import reverse

from cycles.actions import move_booking
from cycles.models import Booking
from il2program.accounts.roles import Role
from il2program.outbox.tasks import sweep
from tests import make
from tests.pathway import stories
from tests.pathway.stories import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(clock) -> Booking:
    stories.stayed(clock)
    return move_booking(
        booking=Booking.objects.get(),
        booked_on=date(2026, 3, 23),
        moved_because="Wish",
        seen=1,
        by=make.someone(Role.COORDINATOR),
    )


def page(booking: Booking) -> str:
    return reverse("withdraw_booking", args=[booking.patient.code, booking.pk])


def test_the_day_is_taken_back_and_the_target_booked_again(moved, as_coordinator):
    answer = as_coordinator.send(page(moved), because="The wish is withdrawn", seen=2)
    assert answer.url == reverse("chart", args=[moved.patient.code])
    sweep()
    booking = Booking.objects.open().get()
    assert (booking.day, booking.booked_on) == (date(2026, 3, 20), None)


def test_a_reason_is_needed(moved, as_coordinator):
    assert "This field is required." in text(as_coordinator.send(page(moved), because="", seen=2))
    assert Booking.objects.open().get() == moved


def test_a_page_opened_before_another_move_is_refused(moved, as_coordinator):
    assert "changed meanwhile" in text(as_coordinator.send(page(moved), because="Wish", seen=1))
    assert Booking.objects.open().get() == moved


def test_a_nurse_does_not_book(moved, as_nurse):
    assert as_nurse.get(page(moved)).status_code == 403


def test_a_booking_of_another_chart_is_not_found(moved, as_coordinator):
    other = reverse("withdraw_booking", args=[make.patient().code, moved.pk])
    assert as_coordinator.get(other).status_code == 404
