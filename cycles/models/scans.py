"""Lesions, and scans as read."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from cycles.models.scan_orders import ScanOrder
from cycles.rules.lesion_states import LesionState, Role, read_as
from cycles.rules.lesions import figure
from cycles.rules.places import Place, place_of
from cycles.rules.targets import Irradiated, Kind, Method
from il2program.audit.recorded import Recorded, RecordedOnce, RecordedQuerySet
from patients.models import ImagingStudy
from patients.models.patient import OfPatient
from patients.rules.imaging import Modality, Region

if TYPE_CHECKING:
    from cycles.models.response import ResponseDecision


class Lesion(OfPatient, Recorded):
    """A lesion, the same one through time: chosen as target or named as non-target at baseline, or seen anew later."""

    role = models.CharField(max_length=10, choices=[(one, one.in_words) for one in Role], default=Role.TARGET)
    number = models.PositiveSmallIntegerField()
    organ = models.CharField(max_length=40)
    description = models.CharField(max_length=120, blank=True)
    is_node = models.BooleanField("lymph node (short axis)", default=False)
    kind = models.CharField(max_length=24, choices=[(one, one.in_words) for one in Kind], default=Kind.SOLID)
    irradiated = models.CharField(
        max_length=16, choices=[(one, one.in_words) for one in Irradiated], default=Irradiated.NO
    )

    class Meta:
        ordering = ["-role", "number"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "role", "number"], name="each_lesion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.organ}"

    @property
    def name(self) -> str:
        """T1, N1, X1: what it is called in table and picture."""
        return f"{Role(self.role).letter}{self.number}"

    @property
    def in_words(self) -> str:
        """Where it is and what it is made of."""
        irradiated = "" if self.irradiated == Irradiated.NO else Irradiated(self.irradiated).in_words.lower()
        kind = "" if self.kind == Kind.SOLID else Kind(self.kind).in_words.lower()
        return ", ".join(part for part in (self.organ, self.description, kind, irradiated) if part)

    @property
    def place(self) -> Place:
        """Where on the body map it lies."""
        return place_of(self.organ, self.description, is_node=self.is_node)

    @property
    def is_target(self) -> bool:
        return self.role == Role.TARGET


class NonTarget(models.TextChoices):
    CR = "CR", "All gone"
    NON_CR_NON_PD = "NON_CR_NON_PD", "Still there, not clearly worse"
    PD = "PD", "Clearly worse"
    NE = "NE", "Not evaluable"


class Contrast(models.TextChoices):
    GIVEN = "given", "Given into a vein"
    NONE = "none", "Not given"


class ScanQuerySet(RecordedQuerySet):
    def standing(self) -> "ScanQuerySet":
        return self.filter(replaced_by=None).prefetch_related("readings__lesion")

    def replaced(self) -> "ScanQuerySet":
        """Scans in whose place another one stands, the newest first."""
        rows = self.exclude(replaced_by=None).select_related("recorded_by")
        return rows.prefetch_related("readings__lesion").order_by("-pk")


class Scan(OfPatient, RecordedOnce):
    """A scan as read: the baseline (`after_cycle` 0) or the one after a course."""

    after_cycle = models.PositiveSmallIntegerField(default=0, editable=False)
    scanned_on = models.DateField("scanned on")
    modality = models.CharField(
        "method", max_length=8, choices=[(one, one.label) for one in Modality], default=Modality.CT
    )
    region = models.CharField(max_length=24, choices=[(one, one.label) for one in Region], blank=True)
    slice_mm = models.DecimalField("slice thickness (mm)", max_digits=4, decimal_places=1, null=True, blank=True)
    contrast = models.CharField(max_length=8, choices=Contrast, blank=True)
    has_non_targets = models.BooleanField("non-target disease present", default=False)
    non_target = models.CharField("non-target disease", max_length=16, choices=NonTarget, blank=True)
    new_lesion = models.BooleanField("unequivocal new lesion", default=False)
    shrunk_by_reader = models.BooleanField("reader judges it smaller", null=True, blank=True)
    read_by = models.CharField("read by", max_length=120)
    note = models.CharField(max_length=1000, blank=True)
    # As a study of the workup, and the order that asked for it.
    study = models.ForeignKey(ImagingStudy, models.PROTECT, null=True, related_name="+", editable=False)
    order = models.ForeignKey(ScanOrder, models.PROTECT, null=True, related_name="scans", editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    because = models.CharField("reason of the correction", max_length=300, blank=True)

    added_later = frozenset({"region", "slice_mm", "contrast", "study", "order"})

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
            models.CheckConstraint(
                condition=models.Q(slice_mm=None) | models.Q(slice_mm__gt=0, slice_mm__lte=50),
                name="slice_is_possible",
                violation_error_message="Slices are over 0 and at most 50 mm thick.",
            ),
        ]

    def __str__(self) -> str:
        return f"scan after cycle {self.after_cycle}" if self.after_cycle else "baseline scan"

    def readings_of(self, role: Role) -> "list[LesionReading]":
        return [reading for reading in self.readings.all() if reading.lesion.role == role]

    @property
    def targets(self) -> "list[LesionReading]":
        """What was read of the target lesions, in their order."""
        return self.readings_of(Role.TARGET)

    @property
    def method(self) -> Method:
        return Method(Modality(self.modality), self.slice_mm)

    @property
    def technique(self) -> str:
        """What was imaged, and how, in words."""
        region = Region(self.region).label.lower() if self.region else ""
        slices = f"slices of {figure(self.slice_mm)} mm" if self.slice_mm else ""
        contrast = {"": "", Contrast.GIVEN: "with contrast", Contrast.NONE: "without contrast"}[self.contrast]
        return ", ".join(part for part in (Modality(self.modality).label, region, slices, contrast) if part)

    @property
    def decision(self) -> "ResponseDecision | None":
        """The newest decision that was signed on this scan; read ahead as `decisions`."""
        return max(self.decisions.all(), key=lambda row: row.pk, default=None)


class LesionReading(RecordedOnce):
    """One lesion on one scan. `mm` is what a target adds to the sum; none means not assessed, or no target."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="readings")
    lesion = models.ForeignKey(Lesion, models.PROTECT, related_name="readings")
    mm = models.DecimalField("diameter (mm)", max_digits=5, decimal_places=1, null=True)
    # Empty in rows from before states were kept: there the diameter says it.
    state = models.CharField(max_length=12, choices=[(one, one.in_words) for one in LesionState], blank=True)
    fragments_mm = models.CharField("fragments (mm)", max_length=80, blank=True)
    merged_with = models.ForeignKey(Lesion, models.PROTECT, null=True, related_name="+")
    # What the lesion was called when this was read: a corrected baseline may call it otherwise.
    # Empty in rows from before it was kept.
    called = models.CharField(max_length=300, blank=True, editable=False)

    added_later = frozenset({"state", "fragments_mm", "merged_with", "called"})

    class Meta:
        ordering = ["-lesion__role", "lesion__number"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "lesion"], name="each_lesion_once_a_scan"),
            models.CheckConstraint(
                condition=models.Q(mm=None) | models.Q(mm__gte=0, mm__lte=500), name="diameter_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesion_id} on scan {self.scan_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.lesion_id and not self.called:
            self.called = self.lesion.in_words
        super().save(*args, **kwargs)

    @property
    def chart(self) -> object:
        return self.scan.chart

    @property
    def found(self) -> LesionState:
        return LesionState(self.state) if self.state else read_as(self.mm).state

    @property
    def size(self) -> str:
        """What a target measures, without a trailing zero; empty where it was not assessed."""
        return "" if self.mm is None else figure(self.mm)

    @property
    def in_words(self) -> str:
        """All that was read: "12 mm", "28 mm (split: 12 + 9 + 7)", "merged with T1", "still there"."""
        size = f"{self.size} mm"
        told = {
            LesionState.MEASURED: size,
            LesionState.TOO_SMALL: f"too small to measure ({size})",
            LesionState.ABSENT: "absent" if self.mm is None else f"absent ({size})",
            LesionState.SPLIT: f"{size} (split: {self.fragments_mm})",
            LesionState.MERGED: f"merged with {self.merged_with.name}" if self.merged_with else "merged",
        }
        return told.get(self.found, self.found.in_words[0].lower() + self.found.in_words[1:])
