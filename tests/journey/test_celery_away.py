"""Celery is away for two weeks and comes back: nothing is missing, nothing stands twice."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from cycles.models import Booking, Reminder
from cycles.tasks import remind, replan_all
from il2program.accounts.roles import Role
from il2program.outbox.tasks import sweep
from patients.models import Patient
from tests import make

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Los_Angeles")
FIRST = datetime(2026, 3, 2, 8, tzinfo=ZONE)
SECOND = FIRST + timedelta(days=18)


def events(patient: Patient) -> dict[date, list]:
    """What happens to the patient on which day, in the order of the day."""

    def first() -> None:
        make.cycle(patient, 1, at=FIRST)

    def rest() -> None:
        cycle = patient.cycles.get(number=1)
        make.given(cycle, 1, FIRST + timedelta(hours=1))
        make.discharged(cycle, FIRST + timedelta(days=4))

    def second() -> None:
        make.cycle(patient, 2, at=SECOND)

    def home() -> None:
        cycle = patient.cycles.get(number=2)
        make.given(cycle, 1, SECOND + timedelta(hours=1))
        make.discharged(cycle, SECOND + timedelta(days=4))

    days = {0: first, 4: rest, 18: second, 22: home}
    return {(FIRST + timedelta(days=day)).date(): act for day, act in days.items()}


def live(patient: Patient, away: range, days: int) -> None:
    """Go through the days; on those that are `away`, nothing runs in the background."""
    script = events(patient)
    for day in range(days):
        noon = FIRST + timedelta(days=day, hours=6)
        with time_machine.travel(noon, tick=False):
            if act := script.get(noon.date()):
                act()
            if day not in away:
                replan_all()
                sweep()
                remind()
                remind()


def open_bookings(patient: Patient) -> list[tuple]:
    rows = Booking.objects.open().filter(patient=patient)
    return list(rows.values_list("kind", "cycle", "earliest", "target", "latest", "booked_on", "contradicted"))


def reminders(patient: Patient) -> list[tuple]:
    rows = Reminder.objects.filter(booking__patient=patient, booking__state="open")
    return list(rows.order_by("due_on").values_list("occasion", "state"))


@pytest.fixture
def twins() -> list[Patient]:
    make.someone(Role.COORDINATOR)
    with time_machine.travel(FIRST - timedelta(hours=2), tick=False):
        return [make.ready_patient(referred_on=date(2026, 2, 1)) for _ in range(2)]


@pytest.mark.parametrize("back_on", [10, 19, 25])
def test_the_open_bookings_are_those_of_an_uninterrupted_run(twins, back_on):
    live(twins[0], away=range(0), days=30)
    live(twins[1], away=range(back_on - 14, back_on), days=30)
    assert open_bookings(twins[1]) == open_bookings(twins[0])
    assert len(open_bookings(twins[1])) == 1


def test_a_reminder_still_of_use_is_sent_once_and_a_passed_one_is_missed(twins):
    # The scan's target is 24 April, its reminder is due on the 17th: day 46. The window ends on 8 May: day 67.
    live(twins[0], away=range(45, 59), days=70)
    assert reminders(twins[0]) == [("before", "missed"), ("late", "sent")]
    sent = [message.subject for message in mail.outbox]
    assert sent.count("Response scan is overdue") == 1
    assert "Response scan is coming up" not in sent


def test_a_reminder_that_is_late_but_of_use_is_sent_once(twins):
    live(twins[0], away=range(40, 50), days=52)
    assert reminders(twins[0]) == [("before", "sent")]
    assert [message.subject for message in mail.outbox].count("Response scan is coming up") == 1
