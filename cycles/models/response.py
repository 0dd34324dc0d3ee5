"""What the physician decided on a scan."""

from collections.abc import Container
from typing import Any

from django.db import models
from django.utils import timezone

from cycles.models.scan_changes import changes_of_scans
from cycles.models.scans import Scan
from il2program.accounts.roles import Permission
from il2program.signatures.changes import Change
from il2program.signatures.models import Signed
from patients.models.patient import OfPatient


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
