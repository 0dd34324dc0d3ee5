"""One admission for one cycle of treatment."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cycles.models.cycle_rows import CycleQuerySet
from cycles.rules.dosing import DOSE_IU_PER_KG, dose
from cycles.rules.dosing import Dose as ComputedDose
from cycles.rules.protocol import PROTOCOL, course_of, length_of_stay
from cycles.rules.slots import slot_times
from eligibility.models import SignOff
from il2program.audit.recorded import Recorded
from patients.models import Patient
from patients.models.patient import OfPatient

if TYPE_CHECKING:
    from cycles.models.admission_orders import AdmissionOrder, Bag
    from cycles.models.dose import Dose
    from cycles.models.gate import Hold, Override
    from cycles.models.stops import CycleStop
    from cycles.models.telephone_orders import TelephoneOrder


# What a scale of this ward can show; outside it the number or its unit is wrong.
WEIGHT_KG = (Decimal(30), Decimal(250))


def possible_weight(weight_kg: Decimal) -> None:
    low, high = WEIGHT_KG
    if not low <= weight_kg <= high:
        raise ValidationError(f"The weight must be between {low} and {high} kg. Check the unit.")


class StopReason(models.TextChoices):
    """Why no further dose of this cycle was given. Source: clinical reference 4.4."""

    MAX_DOSES = "max_doses", "All planned doses given"
    RELATIVE_3 = "relative_3", "Three relative criteria"
    ABSOLUTE = "absolute", "Absolute criterion"
    PERMANENT = "permanent", "Permanent-stop criterion"
    HEPATIC = "hepatic", "Signs of hepatic failure (H11)"
    HELD_3 = "held_3", "Doses held three times"
    PATIENT = "patient", "Patient's choice"
    PHYSICIAN = "physician", "Physician's choice"
    INFECTION = "infection", "Infection"
    LINE = "line", "Loss of the line"
    DEATH = "death", "Death"
    NOT_STARTED = "not_started", "Ended before the first dose"


def standing_of(rows: "Iterable[Dose]") -> "dict[int, Dose]":
    """Of the rows of one cycle, the decision that stands for each slot."""
    rows = list(rows)
    replaced = {row.replaces_id for row in rows if row.replaces_id}
    return {row.slot: row for row in rows if row.pk not in replaced and not row.struck}


class Cycle(OfPatient, Recorded):
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="cycles", editable=False)
    number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(PROTOCOL.max_cycles, "There is no cycle after the sixth.")]
    )
    sign_off = models.ForeignKey(SignOff, models.PROTECT, related_name="cycles", editable=False)
    bed = models.CharField(max_length=20)
    admitted_at = models.DateTimeField("admitted at")
    # Weight, dose and start as ordered; until the orders are signed, as planned at the admission.
    # Frozen for the cycle: weight gained from capillary leak is not dosed.
    dosing_weight_kg = models.DecimalField("dosing weight (kg)", max_digits=5, decimal_places=1)
    # Kept as a number: a later change of the rule must not change the past.
    dose_iu = models.PositiveIntegerField("dose (IU)", editable=False)
    first_dose_due_at = models.DateTimeField("first dose planned for")
    # Between courses seven weeks of rest are the target; a physician took note of less.
    short_gap_acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    # Before the second cycle of a course a physician has reviewed the toxicity of the first.
    toxicity_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    discharged_at = models.DateTimeField("discharged at", null=True, blank=True)
    stop_reason = models.CharField(max_length=16, choices=StopReason, blank=True)
    stop_note = models.CharField(max_length=300, blank=True)
    stay_reason = models.CharField("why the stay was not five to seven days", max_length=300, blank=True)
    cancelled = models.BooleanField("ended before its first dose", default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["admitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=models.Q(discharged_at=None),
                name="one_running_cycle_per_patient",
                violation_error_message="This patient is already admitted.",
            ),
            models.UniqueConstraint(
                fields=["patient", "number"],
                condition=models.Q(cancelled=False),
                name="each_cycle_once",
                violation_error_message="This cycle was given already.",
            ),
            models.UniqueConstraint(
                fields=["bed"],
                condition=models.Q(discharged_at=None),
                name="one_patient_per_bed",
                violation_error_message="Another patient is in this bed.",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=PROTOCOL.max_cycles), name="six_cycles_at_most"
            ),
            models.CheckConstraint(
                condition=models.Q(dosing_weight_kg__gte=25, dosing_weight_kg__lte=300), name="weight_is_possible"
            ),
            # A decimal point in the wrong place, by whatever way it came: half to one and a half of the rule.
            models.CheckConstraint(
                condition=models.Q(
                    dose_iu__gte=models.F("dosing_weight_kg") * (DOSE_IU_PER_KG // 2),
                    dose_iu__lte=models.F("dosing_weight_kg") * (DOSE_IU_PER_KG * 3 // 2),
                ),
                name="dose_is_of_the_weight",
            ),
            models.CheckConstraint(
                condition=models.Q(discharged_at=None) | models.Q(discharged_at__gt=models.F("admitted_at")),
                name="discharged_after_admission",
                violation_error_message="The discharge must be after the admission.",
            ),
            models.CheckConstraint(
                condition=models.Q(discharged_at=None, stop_reason="")
                | (models.Q(discharged_at__isnull=False) & ~models.Q(stop_reason="")),
                name="discharge_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"cycle {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("board", args=[self.patient.code, self.number])

    @property
    def course(self) -> int:
        return course_of(self.number)

    @property
    def is_running(self) -> bool:
        return self.discharged_at is None

    @property
    def stopped(self) -> "CycleStop | None":
        """The decision after which no dose of it is given but by a physician's order."""
        return getattr(self, "stop", None)

    @property
    def goes_on(self) -> bool:
        """Whether a slot of it can still be decided without a physician."""
        return self.is_running and self.stopped is None

    @property
    def admitted_on(self) -> date:
        return timezone.localdate(self.admitted_at)

    @property
    def discharged_on(self) -> date | None:
        return timezone.localdate(self.discharged_at) if self.discharged_at else None

    @property
    def days_of_stay(self) -> int:
        """Both the admission and the discharge day (or today) counted."""
        return length_of_stay(self.admitted_on, self.discharged_on or timezone.localdate())

    @property
    def computed_dose(self) -> ComputedDose:
        """What the dosing weight asks for: amount, volume, bag and vials."""
        if self.admission_order is not None:
            return self.admission_order.computed
        return dose(self.dosing_weight_kg, deliverable_ml_per_vial=Decimal(settings.DELIVERABLE_ML_PER_VIAL))

    @cached_property
    def standing_doses(self) -> dict[int, "Dose"]:
        """The charted decision of each slot that has one."""
        return standing_of(self.doses.all())

    def struck_dose(self, slot: int) -> "Dose | None":
        """The row by which the decision of a slot was struck out, where nothing was charted there since."""
        rows = [row for row in self.doses.all() if row.slot == slot]
        replaced = {row.replaces_id for row in rows if row.replaces_id}
        return next((row for row in rows if row.struck and row.pk not in replaced), None)

    @cached_property
    def admission_order(self) -> "AdmissionOrder | None":
        """The newest version of the signed orders."""
        return max(self.admission_orders.all(), key=lambda order: order.version, default=None)

    @property
    def order_is_verified(self) -> bool:
        return self.admission_order is not None and self.admission_order.verified is not None

    @cached_property
    def bags(self) -> list["Bag"]:
        """Every bag made for this cycle, the oldest first."""
        verified = [order.verified for order in self.admission_orders.all() if order.verified]
        return [bag for verification in verified for bag in verification.bags.all()]

    def free_bags(self, at: datetime) -> list["Bag"]:
        """Bags that a dose can be given from at this instant: not used, not discarded, in date, of the dose ordered."""
        if not self.order_is_verified:
            return []
        used = {dose.bag_id for dose in self.given_doses}
        return [
            bag
            for bag in self.bags
            if bag.pk not in used
            and bag.discarded is None
            and not bag.is_past(at)
            and bag.order.dose_iu == self.dose_iu
        ]

    @property
    def given_doses(self) -> list["Dose"]:
        """The doses that were given, in the order of their slots."""
        return [row for _, row in sorted(self.standing_doses.items()) if row.was_given]

    @property
    def given_count(self) -> int:
        return len(self.given_doses)

    def due_times(self) -> tuple[datetime, ...]:
        """The due instants of slots 1 to 14, eight true hours apart.

        They hang on the planned time of slot 1, and from the first dose on, on its actual start; from a
        dose that a physician ordered to shift the rest, on the start of that one.
        """
        zone = ZoneInfo(settings.TIME_ZONE)
        given, shifting = self.given_doses, {order.slot for order in self.overrides if order.shifts_rest}
        shifted = (row for row in reversed(given) if row.shifts_rest or row.slot in shifting)
        hangs_on = next(shifted, next(iter(given), None))
        if hangs_on is None or hangs_on.started_at is None:
            return slot_times(self.first_dose_due_at, zone)
        before = (hangs_on.slot - 1) * timedelta(hours=PROTOCOL.hours_between_slots)
        return slot_times(hangs_on.started_at.astimezone(UTC) - before, zone)

    def telephone_order_for(self, slot: int, kind: str) -> "TelephoneOrder | None":
        """The newest telephone order of this kind for a slot that its physician has not denied."""
        rows = [row for row in self.telephone_orders.all() if (row.slot, row.kind) == (slot, kind) and row.stands]
        return rows[-1] if rows else None

    @property
    def overrides(self) -> list["Override"]:
        """What a physician ordered against the advice or the schedule."""
        return [row.override for row in self.snapshots.all() if row.override]

    @property
    def holds(self) -> list["Hold"]:
        """Every round in which a slot waited, the oldest first."""
        return [row.hold for row in self.snapshots.all() if row.hold]

    def hold_of(self, slot: int) -> "Hold | None":
        """The newest round of the hold in which a slot waits; None where it does not."""
        if slot in self.standing_doses:
            return None
        rounds = [row for row in self.holds if row.slot == slot]
        return rounds[-1] if rounds else None

    def held_since(self, slot: int) -> datetime | None:
        return next((row.opened_at for row in self.holds if row.slot == slot), None)
