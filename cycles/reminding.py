"""Reminders before a booked day and once it is overdue.

A reminder is a row; its state says what became of it. A row is claimed before its mail goes out and
settled after, and the mail's Message-ID is made from the row, so that one that was sent twice by a
worker killed in between is recognized as the same.
"""

import logging
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cycles.models import Booking, Reminder
from cycles.models.booking import Occasion, ReminderState
from il2program.accounts.models import Person
from il2program.accounts.roles import Role

log = logging.getLogger(__name__)

WORDS = {Occasion.BEFORE: "is coming up", Occasion.LATE: "is overdue"}


def remind(today: date | None = None) -> int:
    """Make, send, miss or cancel what is due today; returns how many were sent."""
    today = today or timezone.localdate()
    for booking in Booking.objects.open().select_related("patient"):
        make_reminders(booking, today)
    cancel_idle()
    due = Reminder.objects.filter(state=ReminderState.DUE, due_on__lte=today)
    return sum(settle(row, today) for row in due.select_related("booking__patient"))


def make_reminders(booking: Booking, today: date) -> None:
    """The reminders of a booking whose day has come; each once."""
    before = booking.day - timedelta(days=settings.REMIND_DAYS_BEFORE)
    days = [(Occasion.BEFORE, before, booking.day), (Occasion.LATE, booking.late_from, None)]
    for occasion, due_on, useful_until in days:
        if due_on <= today:
            facts = {"useful_until": useful_until}
            Reminder.objects.get_or_create(booking=booking, occasion=occasion, due_on=due_on, defaults=facts)


def cancel_idle() -> None:
    """A reminder of a booking that is not open any more is of no use."""
    waiting = Reminder.objects.filter(state=ReminderState.DUE).exclude(booking__in=Booking.objects.open())
    waiting.update(state=ReminderState.CANCELLED, settled_at=timezone.now())


def settle(row: Reminder, today: date) -> bool:
    """Send a reminder that is still of use, record the others as missed; whether it was sent.

    The state changes from "due" in the same transaction, by compare-and-set: of several workers
    one sends.
    """
    missed = row.useful_until is not None and today > row.useful_until
    state = ReminderState.MISSED if missed else ReminderState.SENT
    try:
        with transaction.atomic():
            waiting = Reminder.objects.filter(pk=row.pk, state=ReminderState.DUE)
            if not waiting.update(state=state, settled_at=timezone.now()) or missed:
                return False
            mail(row).send()
    except OSError as trouble:
        log.warning("Reminder %s stays due: the mail server refused it (%s).", row.pk, type(trouble).__name__)
        return False
    return True


def mail(row: Reminder) -> EmailMessage:
    """The reminder as mail: what is due, and a link. It names nobody."""
    subject = f"{row.booking.get_kind_display()} {WORDS[Occasion(row.occasion)]}"
    link = settings.PUBLIC_URL + reverse("chart", args=[row.booking.patient.code])
    to = [person.email for person in Person.objects.holding(Role.COORDINATOR) if person.email]
    headers = {"Message-ID": f"<reminder-{row.pk}-{row.booking_id}@il2program>"}
    return EmailMessage(subject, f"{subject}. Log in to see it:\n{link}\n", to=to, headers=headers)
