"""What happened in a stay and lasted for a while: transfer to intensive care, intubation, dialysis …"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle
from cycles.rules import events as rules
from il2program.audit.recorded import Corrected, RecordedOnce

# More than this is no bolus.
MOST_ML = 3000


class EventKind(models.TextChoices):
    INTENSIVE_CARE = "intensive_care", "Transfer to intensive care"
    INTUBATION = "intubation", "Intubation"
    DIALYSIS = "dialysis", "Dialysis"
    LINE_INFECTION = "line_infection", "Line infection"
    ARRHYTHMIA = "arrhythmia", "Arrhythmia"
    BOLUS = "bolus", "Fluid bolus"
    DEATH = "death", "Death"


class Rhythm(models.TextChoices):
    """As the pre-dose gate codes them."""

    AF = "af", "Atrial fibrillation"
    SVT = "svt", "Supraventricular tachycardia"
    BRADYCARDIA = "bradycardia", "Bradycardia"
    VT = "vt", "Ventricular tachycardia"


class Event(OfCycle, Corrected):
    """An event of a stay. Its end is a row of its own, or stands here where it was corrected."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="events", editable=False)
    kind = models.CharField(max_length=16, choices=EventKind)
    rhythm = models.CharField(max_length=12, choices=Rhythm, blank=True)
    volume_ml = models.PositiveSmallIntegerField("volume (mL)", null=True, blank=True)
    started_at = models.DateTimeField("started at")
    ended_at = models.DateTimeField("ended at", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="event_ends_after_its_start",
                violation_error_message="The end must be after the start.",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(because=""),
                name="event_correction_has_a_reason",
                violation_error_message="Say why the event is corrected.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=EventKind.ARRHYTHMIA) | ~models.Q(rhythm=""),
                name="arrhythmia_names_its_rhythm",
                violation_error_message="Say which rhythm it was.",
            ),
        ]

    def __str__(self) -> str:
        return self.told

    @property
    def told(self) -> str:
        """What it was, in few words."""
        more = self.get_rhythm_display() if self.rhythm else f"{self.volume_ml} mL" if self.volume_ml else ""
        return f"{self.get_kind_display()}: {more}" if more else self.get_kind_display()

    @property
    def until(self) -> datetime | None:
        """When it ended, as far as anybody has said."""
        end = getattr(self, "end", None)
        return self.ended_at or (end.ended_at if end else None)

    @property
    def lasts(self) -> bool:
        """Whether it is of a kind that goes on until somebody ends it, and has not ended."""
        return self.kind not in (EventKind.BOLUS, EventKind.DEATH) and self.until is None

    @property
    def for_rules(self) -> rules.Event:
        return rules.Event(rules.EventKind(self.kind), self.started_at, self.until, self.rhythm)


class EventEnd(RecordedOnce):
    """When an event ended."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="end", editable=False)
    ended_at = models.DateTimeField("ended at")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"end of {self.event}"

    @property
    def chart(self) -> object:
        return self.event.chart
