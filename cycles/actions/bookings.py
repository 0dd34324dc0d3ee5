"""Setting another day than the one that follows from the facts."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Booking
from cycles.models.booking import BookingState
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.outbox.models import put
from patients.models import Patient


@transaction.atomic
def move_booking(*, booking: Booking, booked_on: date, moved_because: str, seen: int, by: Person) -> Booking:
    """Book another day. It is kept whatever the facts say later, and flagged where they speak against it."""
    patient, booking = _as_shown(booking, seen)
    if booked_on < timezone.localdate():
        raise ValidationError({"booked_on": "Choose a day from today on."})
    booking.booked_on, booking.moved_because = booked_on, moved_because
    booking.version += 1
    booking.full_clean(exclude=["patient"])
    days = booking.deviation_days
    sentence = f"Moved {booking.get_kind_display().lower()} {booking.cycle} by {days:+d} days from its target"
    with trail.action("moved booking", patient, by=by, sentence=sentence, reason=moved_because):
        booking.save()
        put("cycles.planning.replan", patient.pk)
    return booking


@transaction.atomic
def withdraw_booking(*, booking: Booking, because: str, seen: int, by: Person) -> Booking:
    """Take back a day that a person set; what the facts ask for is booked in its place."""
    patient, booking = _as_shown(booking, seen)
    if booking.booked_on is None:
        raise ValidationError("This booking follows from the facts: it is withdrawn by itself when they change.")
    booking.state = BookingState.WITHDRAWN
    booking.version += 1
    sentence = f"Withdrew {booking.get_kind_display().lower()} {booking.cycle} of {date_format(booking.day)}"
    with trail.action("withdrew booking", patient, by=by, sentence=sentence, reason=because):
        booking.save()
        put("cycles.planning.replan", patient.pk)
    return booking


def _as_shown(booking: Booking, seen: int) -> tuple[Patient, Booking]:
    """The patient, locked, and the booking read again; refused where it is not what the page showed."""
    patient = Patient.objects.locked(booking.patient_id)
    booking = Booking.objects.select_related("patient").get(pk=booking.pk)
    if booking.version != seen or booking.state != BookingState.OPEN:
        now = f"{booking.get_state_display().lower()}, {date_format(booking.day)}"
        raise Conflict(f"This booking changed meanwhile: it is now {now}. Nothing was done.")
    return patient, booking
