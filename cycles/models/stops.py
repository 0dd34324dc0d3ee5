"""What a physician decides about the journey, signed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle, StopReason
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.roles import Permission
from il2program.audit.recorded import RecordedOnce
from il2program.signatures.models import Signed
from patients.models.patient import OfPatient


class EarlyAdmission(OfPatient, Signed):
    """An admission before its break or gap is over, overridden by a physician."""

    cycle_number = models.PositiveSmallIntegerField()
    admit_on = models.DateField("admission on")
    rest_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)

    permission = Permission.SIGN_OVERRIDES

    def __str__(self) -> str:
        return f"early admission to cycle {self.cycle_number}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "cycle": self.cycle_number,
            "admit_on": self.admit_on,
            "rest_days": self.rest_days,
            "reason": self.reason,
        }

    @property
    def is_short(self) -> bool:
        """Whether it leaves less than the label's rest."""
        return self.rest_days < PROTOCOL.label_rest_days

    @property
    def meaning(self) -> str:
        days = "1 day" if self.rest_days == 1 else f"{self.rest_days} days"
        ordered = f"I order the admission to cycle {self.cycle_number} on {date_format(self.admit_on)}"
        if self.is_short:
            return f"{ordered}, after {days} of rest only: fewer than the {PROTOCOL.label_rest_days} of the label."
        return f"{ordered}, after {days} of rest: earlier than the protocol asks."


class CycleStop(OfCycle, RecordedOnce):
    """No further dose of this cycle, unless a physician orders it; the patient stays until the discharge."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="stop", editable=False)
    reason = models.CharField(max_length=16, choices=StopReason)
    note = models.CharField(max_length=300, blank=True)
    # Ids of the criteria that fired when it was decided.
    firing = models.JSONField(default=list, editable=False)
    stopped_at = models.DateTimeField(default=timezone.now, editable=False)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    def __str__(self) -> str:
        return self.get_reason_display()


class PermanentCriterion(models.TextChoices):
    """Findings after which IL-2 is never given again. Source: clinical reference 4.2."""

    P1 = "P1", "Sustained ventricular tachycardia, 5 beats or more"
    P2 = "P2", "Rhythm disturbance not controlled or unresponsive"
    P3 = "P3", "Ischemic ECG changes, myocardial infarction or angina"
    P4 = "P4", "Cardiac tamponade"
    P5 = "P5", "Intubation for more than 72 hours"
    P6 = "P6", "Renal failure with dialysis for more than 72 hours"
    P7 = "P7", "Coma or toxic psychosis for more than 48 hours"
    P8 = "P8", "Repetitive or difficult-to-control seizures"
    P9 = "P9", "Bowel ischemia or perforation"
    P10 = "P10", "Gastrointestinal bleeding that needs surgery"
    PHYSICIAN = "physician", "Another finding, by the physician's judgment"


class PermanentStop(OfPatient, Signed):
    """No further dose of IL-2 for this patient, ever."""

    criterion = models.CharField(max_length=12, choices=PermanentCriterion)
    found_on = models.DateField("found on")
    note = models.CharField(max_length=300, blank=True)

    permission = Permission.SIGN_OVERRIDES

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                name="one_permanent_stop",
                violation_error_message="IL-2 has been stopped permanently already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_criterion_display()

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "criterion": self.criterion,
            "found_on": self.found_on,
            "note": self.note,
        }

    @property
    def meaning(self) -> str:
        return "I stop IL-2 permanently for this patient."


class CourseEnd(OfPatient, Signed):
    """The second cycle of a course will not be given; its scan follows."""

    course = models.PositiveSmallIntegerField()
    ended_on = models.DateField("decided on")
    reason = models.CharField(max_length=300)

    permission = Permission.SIGN_OVERRIDES

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "course"],
                name="one_end_per_course",
                violation_error_message="This course has been ended already.",
            )
        ]

    def __str__(self) -> str:
        return f"end of course {self.course}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "course": self.course,
            "ended_on": self.ended_on,
            "reason": self.reason,
        }

    @property
    def meaning(self) -> str:
        return f"I end course {self.course} without its second cycle."


class HepaticRecovery(OfPatient, RecordedOnce):
    """The day the signs of hepatic failure had resolved; a new course waits for it."""

    resolved_on = models.DateField("resolved on")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"hepatic recovery {self.resolved_on}"
