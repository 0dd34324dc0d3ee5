"""Days that are set aside for what comes next, and the reminders of them."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from il2program.audit.recorded import Recorded, RecordedQuerySet
from patients.models.patient import OfPatient


class BookingKind(models.TextChoices):
    ADMISSION = "admission", "Admission"
    SCAN = "scan", "Response scan"


class BookingQuerySet(RecordedQuerySet):
    def open(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.OPEN)


class BookingState(models.TextChoices):
    OPEN = "open", "Open"
    KEPT = "kept", "Took place"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Booking(OfPatient, Recorded):
    """An admission for cycle n, or the scan after cycle n.

    The window follows from the facts. `booked_on` is the day a person chose instead of the target,
    and is never changed by the system; `contradicted` says which later fact speaks against it.
    """

    kind = models.CharField(max_length=10, choices=BookingKind)
    cycle = models.PositiveSmallIntegerField("cycle")
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.OPEN)
    earliest = models.DateField(null=True, blank=True)
    target = models.DateField()
    latest = models.DateField(null=True, blank=True)
    booked_on = models.DateField("booked for", null=True, blank=True)
    moved_because = models.CharField("reason for another day", max_length=300, blank=True)
    contradicted = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["target", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind", "cycle"],
                condition=models.Q(state="open"),
                name="one_open_booking_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.cycle}"

    @property
    def day(self) -> date:
        """The day it will be: as a person chose, else the target."""
        return self.booked_on or self.target

    @property
    def deviation_days(self) -> int:
        """Days from the target; negative is earlier."""
        return (self.day - self.target).days

    @property
    def late_from(self) -> date:
        """The first day on which it is overdue: after its window, and after the day that was chosen."""
        return max(self.latest or self.day, self.day) + timedelta(days=1)


class Occasion(models.TextChoices):
    BEFORE = "before", "Before the day"
    LATE = "late", "Overdue"


class ReminderState(models.TextChoices):
    DUE = "due", "Due"
    SENT = "sent", "Sent"
    MISSED = "missed", "Missed"
    CANCELLED = "cancelled", "Cancelled"


class Reminder(models.Model):
    """One reminder of one booking; its row says what became of it."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="reminders")
    occasion = models.CharField(max_length=8, choices=Occasion)
    due_on = models.DateField()
    # After this day the reminder is of no use and is recorded as missed.
    useful_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ReminderState, default=ReminderState.DUE)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "occasion", "due_on"], name="each_reminder_once")]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.due_on}"
