"""The admission orders a physician signs, the pharmacist's verification, and the bags made from them."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from cycles.models.cycle import Cycle
from cycles.rules.dosing import DOSE_IU_PER_KG, dose
from cycles.rules.dosing import Dose as ComputedDose
from cycles.rules.order_set import SHIPPED, OrderSet, thawed
from cycles.rules.protocol import PROTOCOL
from il2program.accounts.roles import Permission
from il2program.audit.recorded import RecordedOnce
from il2program.signatures.models import Signed
from patients.models import Patient


def orders_read_ahead() -> tuple["models.Prefetch[Any]", "models.Prefetch[Any]"]:
    """What cycles prefetch: every version of their orders with the signatures, and the bags."""
    orders = AdmissionOrder.objects.select_related("signature", "verification__signature")
    bags = Bag.objects.select_related("prepared_by", "discard")
    return models.Prefetch("admission_orders", orders), models.Prefetch("admission_orders__verification__bags", bags)


class OrderSetVersion(RecordedOnce):
    """The hospital's own order set; the newest version is the one that new orders are written with."""

    number = models.PositiveIntegerField(unique=True, editable=False)
    content = models.JSONField(editable=False)
    because = models.CharField("what changed, and why", max_length=300)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"order set, version {self.number}"

    @property
    def chart(self) -> None:
        return None


def current_order_set() -> OrderSet:
    """The hospital's newest order set, or the one that ships."""
    newest = OrderSetVersion.objects.first()
    return thawed(newest.content) if newest else SHIPPED


class OfCycle(models.Model):
    """A record on the chart of the cycle's patient."""

    cycle: Any

    class Meta:
        abstract = True

    @property
    def patient(self) -> Patient:
        patient: Patient = self.cycle.patient
        return patient

    @property
    def chart(self) -> Any:
        return self.cycle.patient.code


class AdmissionOrder(OfCycle, Signed):
    """The orders of one admission; a change is a new version, signed and verified anew."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="admission_orders", editable=False)
    version = models.PositiveSmallIntegerField(editable=False)
    dosing_weight_kg = models.DecimalField("dosing weight (kg)", max_digits=5, decimal_places=1)
    screening_weight_kg = models.DecimalField(max_digits=5, decimal_places=1, null=True, editable=False)
    weight_reason = models.CharField("why the weight differs from screening", max_length=300, blank=True)
    dose_iu = models.PositiveIntegerField("dose (IU)", editable=False)
    deliverable_ml_per_vial = models.DecimalField(max_digits=4, decimal_places=3, editable=False)
    max_doses = models.PositiveSmallIntegerField(
        "doses at most",
        default=PROTOCOL.slots_per_cycle,
        validators=[MinValueValidator(1), MaxValueValidator(PROTOCOL.slots_per_cycle, "A cycle has at most 14 doses.")],
    )
    first_dose_at = models.DateTimeField("first dose at")
    code_status = models.CharField(max_length=40)
    # As read and confirmed by the physician.
    allergies = models.CharField(max_length=320, editable=False)
    order_set = models.JSONField(editable=False)
    because = models.CharField("why the orders are changed", max_length=300, blank=True)

    permission = Permission.SIGN_ORDERS
    to_patient = "cycle__patient"

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "version"],
                name="one_order_per_version",
                violation_error_message="Somebody signed these orders meanwhile.",
            ),
            models.CheckConstraint(
                condition=models.Q(max_doses__gte=1, max_doses__lte=PROTOCOL.slots_per_cycle),
                name="fourteen_doses_ordered_at_most",
            ),
            models.CheckConstraint(
                # Compared within a hundredth of a percent: one of the databases keeps decimals as binary fractions.
                condition=models.Q(
                    dose_iu__gte=models.F("dosing_weight_kg") * (DOSE_IU_PER_KG - 60),
                    dose_iu__lte=models.F("dosing_weight_kg") * (DOSE_IU_PER_KG + 60),
                ),
                name="dose_follows_from_weight",
            ),
            models.CheckConstraint(
                condition=models.Q(version=1, because="") | (models.Q(version__gt=1) & ~models.Q(because="")),
                name="changed_orders_have_a_reason",
                violation_error_message="Say why the orders are changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"admission orders of cycle {self.cycle.number}, version {self.version}"

    def signed_fields(self) -> dict[str, Any]:
        return {
            "patient": self.patient.code,
            "cycle": self.cycle.number,
            "version": self.version,
            "dosing_weight_kg": self.dosing_weight_kg,
            "screening_weight_kg": self.screening_weight_kg,
            "weight_reason": self.weight_reason,
            "dose_iu": self.dose_iu,
            "deliverable_ml_per_vial": self.deliverable_ml_per_vial,
            "max_doses": self.max_doses,
            "first_dose_at": self.first_dose_at,
            "code_status": self.code_status,
            "allergies": self.allergies,
            "order_set": self.order_set,
            "because": self.because,
        }

    @property
    def meaning(self) -> str:
        ordered = f"I order aldesleukin and the care described here for cycle {self.cycle.number}"
        return f"{ordered}; I have reviewed the allergies."

    @property
    def computed(self) -> ComputedDose:
        """What the dosing weight asks for: amount, volume, bag and vials."""
        return dose(self.dosing_weight_kg, deliverable_ml_per_vial=self.deliverable_ml_per_vial)

    @property
    def care(self) -> OrderSet:
        """What is ordered besides the drug."""
        return thawed(self.order_set)

    @property
    def verified(self) -> "OrderVerification | None":
        return getattr(self, "verification", None)


class OrderVerification(Signed):
    """The pharmacist has computed the dose independently and came to the same."""

    order = models.OneToOneField(AdmissionOrder, models.PROTECT, related_name="verification", editable=False)
    dose_million_units = models.DecimalField("dose", max_digits=6, decimal_places=2)
    volume_ml = models.DecimalField("volume of drug", max_digits=6, decimal_places=3)
    bag_ml = models.PositiveSmallIntegerField("bag")
    vials = models.PositiveSmallIntegerField()

    permission = Permission.VERIFY_ORDERS
    to_patient = "order__cycle__patient"

    def __str__(self) -> str:
        return f"verification of {self.order}"

    @property
    def patient(self) -> Patient:
        return self.order.patient

    @property
    def chart(self) -> Any:
        return self.order.chart

    def signed_fields(self) -> dict[str, Any]:
        return {
            "order": str(self.order.key),
            "dose_million_units": self.dose_million_units,
            "volume_ml": self.volume_ml,
            "bag_ml": self.bag_ml,
            "vials": self.vials,
        }

    @property
    def meaning(self) -> str:
        return "I have computed dose, volume, bag and vials from the orders by myself, and verify them."


# From preparation to the end of the infusion, refrigerated. Source: clinical reference 1.2.
BAG_KEEPS = timedelta(hours=48)


class Bag(RecordedOnce):
    """One prepared bag for one dose, made from verified orders."""

    verification = models.ForeignKey(OrderVerification, models.PROTECT, related_name="bags", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    lot = models.CharField("lot", max_length=60)
    drug_expires_on = models.DateField("vials expire on")
    prepared_at = models.DateTimeField("prepared at")
    use_by_at = models.DateTimeField("use by", editable=False)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["verification", "number"], name="bags_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(use_by_at__gt=models.F("prepared_at")), name="bag_is_used_after_preparation"
            ),
        ]

    def __str__(self) -> str:
        return f"bag {self.number}, lot {self.lot}"

    @property
    def order(self) -> AdmissionOrder:
        return self.verification.order

    @property
    def chart(self) -> Any:
        return self.order.chart

    @property
    def discarded(self) -> "DiscardedBag | None":
        return getattr(self, "discard", None)

    @property
    def label(self) -> str:
        """The bag as its label tells it apart."""
        use_by = date_format(timezone.localtime(self.use_by_at), "D j M H:i")
        return f"Bag {self.number} · lot {self.lot} · use by {use_by}"

    def is_past(self, at: datetime) -> bool:
        """Whether it may not be infused at this instant any more; the vials' own last day is in `use_by_at`, too."""
        return at > self.use_by_at


class DiscardedBag(RecordedOnce):
    """A bag that is not given."""

    bag = models.OneToOneField(Bag, models.PROTECT, related_name="discard", editable=False)
    because = models.CharField("why it was discarded", max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.bag}, discarded"

    @property
    def chart(self) -> Any:
        return self.bag.chart
