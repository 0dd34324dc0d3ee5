"""Reminders: each once, and none that is of no use any more."""

from datetime import date, timedelta

import pytest
from django.core import mail

from cycles import reminding
from cycles.models import Booking, Reminder
from il2program.accounts.roles import Role
from il2program.audit import trail
from tests import make

pytestmark = pytest.mark.django_db
TARGET = date(2026, 3, 20)


@pytest.fixture
def booking(db):
    make.someone(Role.COORDINATOR)
    patient = make.patient()
    row = Booking(patient=patient, kind="scan", cycle=2, target=TARGET, latest=TARGET + timedelta(days=14))
    with trail.action("booked", patient, by=None, sentence="Booked"):
        row.save()
    return row


def states() -> list[tuple[str, str]]:
    return list(Reminder.objects.order_by("due_on").values_list("occasion", "state"))


def test_a_reminder_is_sent_once_a_week_before(booking):
    reminding.remind(TARGET - timedelta(days=8))
    assert mail.outbox == []
    for day in (7, 6, 5):
        reminding.remind(TARGET - timedelta(days=day))
    assert len(mail.outbox) == 1
    assert states() == [("before", "sent")]


def test_a_reminder_names_nobody_and_leads_to_the_chart(booking):
    reminding.remind(TARGET - timedelta(days=7))
    told = mail.outbox[0].subject + mail.outbox[0].body
    assert booking.patient.family_name not in told
    assert booking.patient.record_number not in told
    assert str(booking.patient.code) in told


def test_after_two_weeks_without_celery_what_has_passed_is_missed_and_not_sent(booking):
    reminding.remind(TARGET + timedelta(days=15))
    assert states() == [("before", "missed"), ("late", "sent")]
    assert len(mail.outbox) == 1


def test_an_overdue_reminder_waits_for_the_end_of_the_window(booking):
    reminding.remind(TARGET + timedelta(days=14))
    assert [occasion for occasion, _ in states()] == ["before"]


def test_a_reminder_that_the_mail_server_refuses_stays_due(booking, monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    reminding.remind(TARGET - timedelta(days=7))
    assert states() == [("before", "due")]


def test_the_mail_of_one_reminder_has_one_message_id(booking):
    reminding.remind(TARGET - timedelta(days=7))
    row = Reminder.objects.get()
    assert reminding.mail(row).extra_headers == mail.outbox[0].extra_headers
