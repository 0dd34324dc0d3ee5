"""Imaging studies as read, with the lesions that were measured on them."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from il2program.audit.recorded import RecordedOnce, RecordedQuerySet
from patients.models.measurement import Measurement
from patients.models.patient import OfPatient
from patients.rules.imaging import MAX_MM, Modality, Region, is_measurable, named
from patients.rules.numbers import show

# What is read of a lesion.
SEEN = ("number", "organ", "description", "is_node", "mm")


class ImagingStudyQuerySet(RecordedQuerySet):
    def standing(self) -> "ImagingStudyQuerySet":
        """Studies that no later row has replaced, the newest first, with their lesions."""
        return self.filter(replaced_by=None).order_by("-taken_on", "-pk").prefetch_related("lesions")

    def standing_at(self, instant: datetime) -> "ImagingStudyQuerySet":
        """Those that had been recorded by an instant and were replaced later or never."""
        later = models.Q(replaced_by=None) | models.Q(replaced_by__recorded_at__gt=instant)
        rows = self.filter(later, recorded_at__lte=instant)
        return rows.order_by("-taken_on", "-pk").prefetch_related("lesions")

    def read(self) -> "list[ImagingStudy]":
        """The studies with who recorded them and, in `seen`, their lesions; all in one query."""
        of_lesion = {f"seen_{name}": models.F(f"lesions__{name}") for name in SEEN}
        rows = self.prefetch_related(None).select_related("recorded_by").annotate(**of_lesion)
        found: dict[int, ImagingStudy] = {}
        for row in rows.order_by("-taken_on", "-pk", "lesions__number"):
            study = found.setdefault(row.pk, row)
            if row.seen_number is not None:
                lesion = ImagedLesion(**{name: getattr(row, f"seen_{name}") for name in SEEN})
                study.seen = [*study.seen, lesion]
        return list(found.values())

    def answered_by(self, measurement: Measurement) -> "ImagingStudy | None":
        """The standing study of which this value is an answer: the two are corrected together."""
        studies = self.standing().filter(patient=measurement.patient, taken_on=measurement.taken_on)
        return next((study for study in studies if measurement.pk in study.measurements), None)


class ImagingStudy(OfPatient, RecordedOnce):
    """One study. What it answers in code is kept as measurements, which the criteria read."""

    modality = models.CharField("method", max_length=8, choices=[(one, one.label) for one in Modality])
    region = models.CharField(max_length=24, choices=[(one, one.label) for one in Region])
    taken_on = models.DateField("taken on")
    read_by = models.CharField("read by", max_length=120)
    finding = models.CharField(max_length=2000, blank=True)
    # Keys of the measurements in which its coded answers are kept.
    measurements = models.JSONField(default=list, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    because = models.CharField("reason of the correction", max_length=300, blank=True)

    seen: Sequence["ImagedLesion"] = ()

    objects = ImagingStudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "imaging studies"

    def __str__(self) -> str:
        return named(self.modality, self.region)


class ImagedLesion(RecordedOnce):
    """A lesion with its size on one study: the longest diameter, of a lymph node the short axis."""

    study = models.ForeignKey(ImagingStudy, models.PROTECT, related_name="lesions")
    number = models.PositiveSmallIntegerField()
    organ = models.CharField(max_length=40)
    description = models.CharField(max_length=120, blank=True)
    is_node = models.BooleanField("lymph node (short axis)", default=False)
    mm = models.DecimalField("diameter (mm)", max_digits=5, decimal_places=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="each_lesion_once_a_study"),
            models.CheckConstraint(condition=models.Q(mm__gt=0, mm__lte=MAX_MM), name="imaged_diameter_is_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.organ} on study {self.study_id}"

    @property
    def chart(self) -> object:
        return self.study.chart

    @property
    def shown(self) -> str:
        """The diameter without a trailing zero."""
        return show(self.mm, 1)

    @property
    def is_measurable(self) -> bool:
        return is_measurable(self.mm, is_node=self.is_node)
