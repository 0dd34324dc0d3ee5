"""The day a patient left the program."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from il2program.audit.recorded import RecordedOnce
from patients.models.patient import OfPatient


class LeaveReason(models.TextChoices):
    WITHDREW = "withdrew", "Withdrew from treatment"
    DIED = "died", "Died"
    PROGRESSED = "progressed", "Disease progressed"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"
    COMPLETED = "completed", "Treatment completed"
    MOVED = "moved", "Care moved elsewhere"
    LOST = "lost", "Lost to follow-up"


class Departure(OfPatient, RecordedOnce):
    """Why and when a patient left; nothing more is booked from then on."""

    left_on = models.DateField("left on")
    reason = models.CharField(max_length=16, choices=LeaveReason)
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                name="left_once",
                violation_error_message="This patient has left the program already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()
