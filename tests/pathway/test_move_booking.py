"""A coordinator sets another day; what was typed is kept, and nothing changes where it is refused."""

from datetime import date

import pytest
from django.urls import reverse

from cycles.actions import move_booking
from cycles.models import Booking
from il2program.accounts.roles import Role
from tests import make
from tests.pathway import stories
from tests.pathway.stories import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(clock):
    """Cycle 2, targeted at Fri 20 Mar 2026; today is Fri 6 Mar."""
    stories.stayed(clock)
    return Booking.objects.get()


def page(booking: Booking) -> str:
    return reverse("move_booking", args=[booking.patient.code, booking.pk])


def days() -> list[date | None]:
    return list(Booking.objects.values_list("booked_on", flat=True))


def test_a_moved_booking_leads_back_to_the_chart(booking, as_coordinator):
    answer = as_coordinator.send(page(booking), booked_on="2026-03-23", moved_because="Wish", seen=1)
    assert answer.url == reverse("chart", args=[booking.patient.code])
    assert days() == [date(2026, 3, 23)]


def test_the_page_shows_target_and_window(booking, as_coordinator):
    shown = text(as_coordinator.get(page(booking)))
    assert "Move the admission to cycle 2" in shown
    assert "Fri 20 Mar 2026" in shown


@pytest.mark.parametrize(
    ("day", "because", "sentence"),
    [
        ("2026-03-05", "Wish", "Choose a day from today on."),
        ("2026-02-31", "Wish", "Enter a valid date."),
        ("soon", "Wish", "Enter a valid date."),
        ("2026-03-23", "", "This field is required."),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(booking, as_coordinator, day, because, sentence):
    shown = text(as_coordinator.send(page(booking), booked_on=day, moved_because=because, seen=1))
    assert sentence in shown
    assert f'value="{day}"' in shown
    assert days() == [None]


def test_a_page_opened_on_an_older_booking_is_refused_and_can_be_sent_again(booking, as_coordinator):
    by = make.someone(Role.COORDINATOR)
    move_booking(booking=booking, booked_on=date(2026, 3, 24), moved_because="Bed", seen=1, by=by)
    shown = text(as_coordinator.send(page(booking), booked_on="2026-03-23", moved_because="Wish", seen=1))
    assert "This booking changed meanwhile: it is now open, Tue 24 Mar 2026." in shown
    assert 'name="seen" value="2"' in shown
    assert days() == [date(2026, 3, 24)]


def test_only_who_books_may_move(booking, as_role):
    for role in set(Role) - {Role.COORDINATOR}:
        assert as_role(role).get(page(booking)).status_code == 403


def test_another_patients_booking_is_not_found(booking, as_coordinator):
    other = reverse("move_booking", args=[make.patient().code, booking.pk])
    assert as_coordinator.get(other).status_code == 404


def test_a_booking_that_took_place_cannot_be_moved(booking, clock, as_coordinator):
    clock.move_to(stories.at(20))
    stories.admitted(clock, 2, booking.patient)
    stories.sweep()
    assert as_coordinator.get(page(booking)).status_code == 404
