"""What the rules need of one patient's chart, read from the rows."""

from datetime import datetime

from django.utils import timezone

from patients.importing import Chart, Standing
from patients.models import Measurement, Patient


def chart_of(patient: Patient, *, now: datetime) -> tuple[Chart, int]:
    """What a file of results is held against, and the key of the newest measurement that was read for it."""
    rows = Measurement.objects.filter(patient=patient, text="").select_related("recorded_by", "replaced_by")
    measured = list(rows)
    zone = timezone.get_current_timezone()
    standing = tuple(_standing(row) for row in measured)
    chart = Chart(patient.record_number, patient.born_on, now, zone, standing)
    return chart, max((row.pk for row in measured), default=0)


def _standing(row: Measurement) -> Standing:
    return Standing(
        row.analyte,
        row.taken_on,
        row.taken_at,
        row.value,
        row.comparator,
        row.choice,
        shown=row.definition.measured(row.value, row.comparator) if row.value is not None else row.shown,
        by=str(row.recorded_by),
        stands=not row.struck and not hasattr(row, "replaced_by"),
    )
