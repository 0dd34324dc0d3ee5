"""What was seen when a slot was decided or held, and what a physician signed against the advice."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from cycles.models.admission_orders import OfCycle
from cycles.models.cycle import Cycle
from cycles.models.dose import Dose
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.roles import Permission
from il2program.audit.recorded import RecordedOnce
from il2program.signatures.models import Signed
from patients.models import Patient
from patients.rules.numbers import show


def snapshots_read_ahead() -> "tuple[models.Prefetch[Any], str]":
    """What cycles prefetch: each snapshot without its content, with the order or the hold that it belongs to."""
    rows = GateSnapshot.objects.defer("text").select_related("override__signature", "hold__opened_by")
    return models.Prefetch("snapshots", rows), "snapshots__hold__corrections"


SLOTS = [MinValueValidator(1), MaxValueValidator(PROTOCOL.slots_per_cycle, "A cycle has at most 14 doses.")]


class OverrideKind(models.TextChoices):
    """What only a physician can allow at the bedside. Source: clinical reference 0."""

    AGAINST_ADVICE = "against_advice", "against the advice"
    CLOSER = "closer", "less than six hours after another dose"
    SHIFT = "shift", "more than two hours late, and the later doses are shifted with it"


class Override(OfCycle, Signed):
    """One dose that a physician lets be given against the advice or the schedule."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", editable=False)
    slot = models.PositiveSmallIntegerField(validators=SLOTS, editable=False)
    kinds = models.JSONField(editable=False)
    advice = models.CharField(max_length=16, editable=False)
    # The reasons behind the advice, as they were shown.
    told = models.JSONField(editable=False)
    reason = models.CharField(max_length=300)
    ordered_at = models.DateTimeField(default=timezone.now, editable=False)

    permission = Permission.SIGN_OVERRIDES
    to_patient = "cycle__patient"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"order for dose {self.slot}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "cycle": self.cycle.number,
            "slot": self.slot,
            "kinds": self.kinds,
            "advice": self.advice,
            "told": self.told,
            "reason": self.reason,
            "ordered_at": self.ordered_at,
        }

    @property
    def words(self) -> str:
        """What is allowed."""
        return "; ".join(OverrideKind(kind).label for kind in self.kinds)

    @property
    def meaning(self) -> str:
        return f"I order dose {self.slot} of cycle {self.cycle.number} to be given: {self.words}."

    @property
    def shifts_rest(self) -> bool:
        return OverrideKind.SHIFT in self.kinds


class Hold(OfCycle, RecordedOnce):
    """A slot that waits for a correction and a new check; a later row of the same slot is another round."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", editable=False)
    slot = models.PositiveSmallIntegerField(validators=SLOTS, editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    recheck_at = models.DateTimeField("check again at")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recheck_at__gt=models.F("opened_at")),
                name="held_dose_is_checked_again_later",
                violation_error_message="The new check must be after now.",
            )
        ]

    def __str__(self) -> str:
        return f"hold of dose {self.slot}"


class StoppedInfusion(OfCycle, RecordedOnce):
    """A dose whose infusion was stopped before its end: it counts as given."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", editable=False)
    dose = models.OneToOneField(Dose, models.PROTECT, related_name="stopped", editable=False)
    infused_ml = models.DecimalField("mL infused", max_digits=5, decimal_places=1)
    reason = models.CharField("why it was stopped", max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(infused_ml__gte=0) & ~models.Q(reason=""), name="stopped_infusion_has_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"stopped after {show(self.infused_ml, 1)} mL: {self.reason}"


class WrongChart(OfCycle, RecordedOnce):
    """A dose that was charted on the wrong patient: struck out there, and seen on the chart that it belongs to."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", editable=False)
    # The row that struck it out.
    dose = models.OneToOneField(Dose, models.PROTECT, related_name="wrong_chart", editable=False)
    # Nobody's, where no dose was given.
    belongs_to = models.ForeignKey(Patient, models.PROTECT, related_name="+", null=True, editable=False)

    def __str__(self) -> str:
        return f"dose {self.dose.slot} on the wrong chart"


class CorrectionKind(models.TextChoices):
    FLUID = "fluid", "Fluid bolus"
    PRESSOR = "pressor", "Pressor"
    OXYGEN = "oxygen", "Oxygen"
    MEDICINE = "medicine", "Medicine"
    OTHER = "other", "Something else"


class HoldCorrection(RecordedOnce):
    """What was done about the finding that holds a dose."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="corrections", editable=False)
    kind = models.CharField("what was done", max_length=12, choices=CorrectionKind)
    words = models.CharField("how much, or which", max_length=200)
    done_at = models.DateTimeField("done at")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["done_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"

    @property
    def chart(self) -> Any:
        return self.hold.chart


class GateSnapshot(OfCycle, RecordedOnce):
    """Everything that was seen at one decision, as it was shown; it is read from here and never worked out anew."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="snapshots", editable=False)
    slot = models.PositiveSmallIntegerField(validators=SLOTS, editable=False)
    advice = models.CharField(max_length=16, editable=False)
    # Ids of the criteria that fired; the next slot waits for their restart.
    firing = models.JSONField(editable=False)
    # Canonical JSON, kept as the text that the digest is of.
    text = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)
    dose = models.OneToOneField(Dose, models.PROTECT, related_name="snapshot", null=True, editable=False)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="snapshot", null=True, editable=False)
    override = models.OneToOneField(Override, models.PROTECT, related_name="snapshot", null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(dose__isnull=False, hold__isnull=True)
                | models.Q(dose__isnull=True, hold__isnull=False, override__isnull=True),
                name="snapshot_belongs_to_one_decision",
            )
        ]

    def __str__(self) -> str:
        return f"what was seen at dose {self.slot}"

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def is_as_frozen(self) -> bool:
        return digest_of(self.text) == self.digest


def canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
