"""Lesions, scans, and what the physician decided on them."""

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from cycles.models.scan_changes import changes_of_scans
from il2program.accounts.roles import Permission
from il2program.audit.recorded import Recorded, RecordedOnce, RecordedQuerySet
from il2program.signatures.changes import Change
from il2program.signatures.models import Signed
from patients.models.patient import OfPatient


class Lesion(OfPatient, Recorded):
    """A target lesion, the same one through time."""

    number = models.PositiveSmallIntegerField()
    organ = models.CharField(max_length=40)
    description = models.CharField(max_length=120, blank=True)
    is_node = models.BooleanField("lymph node (short axis)", default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["patient", "number"], name="each_lesion_once")]

    def __str__(self) -> str:
        return f"T{self.number} {self.organ}"


@dataclass(frozen=True)
class Target:
    """A target lesion as chosen at baseline, before it has a row."""

    organ: str
    mm: Decimal
    description: str = ""
    is_node: bool = False


class Modality(models.TextChoices):
    CT = "ct", "CT"
    MRI = "mri", "MRI"
    PET_CT = "pet_ct", "PET-CT"
    OTHER = "other", "Other"


class NonTarget(models.TextChoices):
    CR = "CR", "All gone"
    NON_CR_NON_PD = "NON_CR_NON_PD", "Still there, not clearly worse"
    PD = "PD", "Clearly worse"
    NE = "NE", "Not evaluable"


class ScanQuerySet(RecordedQuerySet):
    def standing(self) -> "ScanQuerySet":
        return self.filter(replaced_by=None).prefetch_related("readings__lesion")


class Scan(OfPatient, RecordedOnce):
    """A scan as read: the baseline (`after_cycle` 0) or the one after a course."""

    after_cycle = models.PositiveSmallIntegerField(default=0, editable=False)
    scanned_on = models.DateField("scanned on")
    modality = models.CharField(max_length=8, choices=Modality, default=Modality.CT)
    has_non_targets = models.BooleanField("non-target disease present", default=False)
    non_target = models.CharField("non-target disease", max_length=16, choices=NonTarget, blank=True)
    new_lesion = models.BooleanField("unequivocal new lesion", default=False)
    shrunk_by_reader = models.BooleanField("reader judges it smaller", null=True, blank=True)
    read_by = models.CharField("read by", max_length=120)
    note = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    because = models.CharField("reason of the correction", max_length=300, blank=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["scanned_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(after_cycle=0, replaces=None),
                name="one_baseline",
                violation_error_message="The baseline has been recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"scan after cycle {self.after_cycle}" if self.after_cycle else "baseline scan"

    @property
    def decision(self) -> "ResponseDecision | None":
        """The newest decision that was signed on this scan; read ahead as `decisions`."""
        return max(self.decisions.all(), key=lambda row: row.pk, default=None)


class LesionReading(RecordedOnce):
    """One lesion on one scan; no diameter means not assessed."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="readings")
    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="readings")
    mm = models.DecimalField("diameter (mm)", max_digits=5, decimal_places=1, null=True)

    class Meta:
        ordering = ["lesion__number"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "lesion"], name="each_lesion_once_a_scan"),
            models.CheckConstraint(
                condition=models.Q(mm=None) | models.Q(mm__gte=0, mm__lte=500), name="diameter_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesion_id} on scan {self.scan_id}"

    @property
    def chart(self) -> object:
        return self.scan.chart


class Continuation(models.TextChoices):
    CONTINUE = "continue", "Continue"
    STOP = "stop", "Stop"


class ResponseDecision(OfPatient, Signed):
    """Whether the program goes on after this scan."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="decisions", editable=False)
    after_cycle = models.PositiveSmallIntegerField(editable=False)
    decision = models.CharField(max_length=8, choices=Continuation)
    reason = models.CharField(max_length=600, blank=True)
    decided_on = models.DateField(default=timezone.localdate, editable=False)
    # As computed and shown at signing: sum, percentages, category, the protocol's answer.
    result = models.JSONField(editable=False)
    # Keys of the scans that were judged together: the baseline, those before, and this one.
    scans = models.JSONField(default=list, editable=False, blank=True)
    # The decision in whose place this one was signed, after a scan was corrected.
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)

    added_later = frozenset({"scans", "replaces"})
    permission = Permission.SIGN_RESPONSE

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scan"],
                condition=models.Q(replaces=None),
                name="one_decision_per_scan",
                violation_error_message="This scan has been decided on already.",
            ),
            models.CheckConstraint(condition=models.Q(after_cycle__gte=1), name="decision_follows_a_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} after cycle {self.after_cycle}"

    def signed_fields(self) -> dict[str, Any]:
        fields = {
            "patient": self.patient.code,
            "after_cycle": self.after_cycle,
            "scanned_on": self.scan.scanned_on,
            "decision": self.decision,
            "decided_on": self.decided_on,
            "reason": self.reason,
            "result": self.result,
        }
        return fields | ({"scans": self.scans} if self.scans else {})

    @property
    def rests_on(self) -> list[int]:
        """Keys of the scans that were judged; a decision from before they were kept names its own."""
        return self.scans or [self.scan_id]

    def is_void(self, standing: Container[int]) -> bool:
        """Whether a scan that it rests on was corrected. standing: keys of the patient's scans that stand."""
        return any(key not in standing for key in self.rests_on)

    def changed_since(self) -> list[Change]:
        """What the corrected scans say otherwise: then this is void until it is decided anew."""
        return changes_of_scans(Scan.objects.filter(patient=self.patient_id), self.rests_on)

    @property
    def meaning(self) -> str:
        if self.decision == Continuation.CONTINUE:
            return f"I have read the scan after cycle {self.after_cycle} and order the next course."
        return f"I have read the scan after cycle {self.after_cycle} and stop treatment."
