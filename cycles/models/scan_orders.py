"""Scans that are ordered, and the images that came of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from il2program.audit.recorded import RecordedOnce, RecordedQuerySet
from patients.models.patient import OfPatient
from patients.rules.imaging import Modality, Region


class ScanOrderQuerySet(RecordedQuerySet):
    def open(self) -> "ScanOrderQuerySet":
        """Orders that were not withdrawn and whose scan has not been read."""
        return self.filter(withdrawal=None, scans=None)

    def for_print(self) -> "ScanOrderQuerySet":
        """With all that the printed order shows."""
        return self.select_related("patient__diagnosis", "ordered_by", "receipt", "withdrawal")


class ScanOrder(OfPatient, RecordedOnce):
    """What is to be imaged, how and when, with the warning of contrast as it was computed when it was ordered."""

    # The cycle whose response is scanned; 0 is the baseline.
    after_cycle = models.PositiveSmallIntegerField(default=0, editable=False)
    planned_on = models.DateField("planned for")
    modality = models.CharField(
        "method", max_length=8, choices=[(one, one.label) for one in Modality], default=Modality.CT
    )
    region = models.CharField(
        max_length=24, choices=[(one, one.label) for one in Region], default=Region.CHEST_ABDOMEN_PELVIS
    )
    with_contrast = models.BooleanField("with contrast into a vein")
    question = models.CharField(max_length=300, blank=True)
    # What was said of contrast on the page: the last dose, risks, observation.
    warnings = models.JSONField(default=list, editable=False)
    last_dose_on = models.DateField("last dose of IL-2", null=True, editable=False)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    ordered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScanOrderQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"scan order {self.pk}"

    @property
    def is_open(self) -> bool:
        return not hasattr(self, "withdrawal") and not self.scans.all()


class ScanReceipt(RecordedOnce):
    """The images of an ordered scan came in; what contrast did."""

    order = models.OneToOneField(
        ScanOrder,
        models.PROTECT,
        related_name="receipt",
        editable=False,
        error_messages={"unique": "The images of this order have come in already."},
    )
    scanned_on = models.DateField("scanned on")
    contrast_given = models.BooleanField("contrast was given into a vein")
    observed = models.BooleanField("watched for two hours", null=True, blank=True)
    # What happened after contrast; empty where nothing did.
    reaction = models.CharField(max_length=300, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contrast_given=True) | models.Q(reaction=""),
                name="reaction_follows_contrast",
                violation_error_message="A reaction to contrast needs contrast.",
            )
        ]

    def __str__(self) -> str:
        return f"images of order {self.order_id}"

    @property
    def chart(self) -> object:
        return self.order.chart


class ScanWithdrawal(RecordedOnce):
    """An order that is taken back, with the reason."""

    order = models.OneToOneField(ScanOrder, models.PROTECT, related_name="withdrawal", editable=False)
    because = models.CharField("reason", max_length=300)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"withdrawal of order {self.order_id}"

    @property
    def chart(self) -> object:
        return self.order.chart
