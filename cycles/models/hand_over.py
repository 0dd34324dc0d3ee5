"""What one shift tells the next about a patient, and who took over when."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle
from il2program.audit.recorded import RecordedOnce


class HandOver(OfCycle, RecordedOnce):
    """One patient handed over: what was charted then, and what the next shift must do."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="hand_overs", editable=False)
    # [[label, value], …], as the sheet showed it.
    facts = models.JSONField(editable=False)
    to_do = models.TextField("what the next shift must do", max_length=1000)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"hand-over of {self.cycle}"


class TakenOver(RecordedOnce):
    """Somebody of the next shift read it and took over."""

    hand_over = models.OneToOneField(HandOver, models.PROTECT, related_name="taken", editable=False)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.hand_over}, taken over"

    @property
    def chart(self) -> object:
        return self.hand_over.chart
