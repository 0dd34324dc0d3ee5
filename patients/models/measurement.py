"""Everything that is measured or found: one model, one row a value."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from il2program.audit.recorded import CorrectedQuerySet, RecordedOnce
from patients.models.patient import OfPatient
from patients.rules.analytes import Analyte, analyte, with_unit
from patients.rules.numbers import show


class Source(models.TextChoices):
    TYPED = "typed", "typed"
    IMPORTED = "imported", "from a file"
    PAPER = "paper", "from paper"


class MeasurementQuerySet(CorrectedQuerySet):
    def newest_first(self) -> "MeasurementQuerySet":
        return self.order_by("-taken_on", models.F("taken_at").desc(nulls_last=True), "-pk")

    def latest_by_analyte(self) -> dict[str, "Measurement"]:
        """The newest standing value of each analyte, of one patient's rows."""
        return {row.analyte: row for row in self.newest()}

    def newest(self) -> "MeasurementQuerySet":
        """The newest standing value of each analyte of each patient: one query, however many rows there are."""
        rows: MeasurementQuerySet = self.placed().filter(place=1)
        return rows

    def placed(self) -> Any:
        """Standing values with their `place` among those of the same analyte and patient, the newest first."""
        place = Window(
            RowNumber(),
            partition_by=["patient", "analyte"],
            order_by=["-taken_on", models.F("taken_at").desc(nulls_last=True), "-pk"],
        )
        return self.standing().select_related("recorded_by").annotate(place=place)


class Measurement(OfPatient, RecordedOnce):
    """One value of one analyte: a number in the analyte's canonical unit, a code, or a text.

    What was typed and in which unit is kept beside it. A correction is a new row that names the
    one it replaces; a struck row replaces one with nothing.
    """

    analyte = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    comparator = models.CharField(max_length=2, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True, max_length=2000)
    entered = models.CharField("as typed", max_length=2000, blank=True)
    unit = models.CharField("unit as typed", max_length=20, blank=True)
    taken_on = models.DateField()
    taken_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    because = models.CharField("reason of the correction", max_length=300, blank=True)
    struck = models.BooleanField(default=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["patient", "analyte", "-taken_on"], name="measurement_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(struck=True)
                | models.Q(value__isnull=False, choice="", text="")
                | (models.Q(value__isnull=True, text="") & ~models.Q(choice=""))
                | (models.Q(value__isnull=True, choice="") & ~models.Q(text="")),
                name="measurement_has_one_value",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | ~models.Q(because=""),
                name="correction_has_a_reason",
                violation_error_message="Say why the value is corrected.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.shown}"

    @property
    def definition(self) -> Analyte:
        return analyte(self.analyte)

    @property
    def shown(self) -> str:
        """The value as people read it, without its unit."""
        definition = self.definition
        if self.value is not None:
            return self.comparator + show(self.value, definition.decimals, grouped=True)
        return dict(definition.choices).get(self.choice, self.choice) or self.text

    @property
    def measured(self) -> str:
        """The value with its unit."""
        return with_unit(self.shown, self.definition.unit if self.value is not None else "")

    @property
    def typed(self) -> Decimal | str:
        """The value in its own type: a number in the canonical unit, a code or a text."""
        return self.value if self.value is not None else self.choice or self.text
