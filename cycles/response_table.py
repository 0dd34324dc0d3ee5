"""The scans of one patient side by side: lesions, sums, and what each scan says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cycles.facts import baseline_of, evaluated
from cycles.models import Lesion, LesionReading, ResponseDecision, Scan
from cycles.rules.lesions import Response
from patients.models import Patient


@dataclass(frozen=True)
class Column:
    """One scan. `response` is None for the baseline, `sum_mm` where a target was not assessed or there is none."""

    scan: Scan
    sum_mm: Decimal | None
    response: Response | None

    @property
    def decision(self) -> ResponseDecision | None:
        return self.scan.decision

    @property
    def readings(self) -> dict[int, LesionReading]:
        return {reading.lesion_id: reading for reading in self.scan.readings.all()}


@dataclass(frozen=True)
class ResponseTable:
    """The baseline and every scan after it, in order of time."""

    columns: tuple[Column, ...]

    @property
    def baseline(self) -> Column | None:
        return next((column for column in self.columns if column.response is None), None)

    @property
    def scans(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.response is not None)

    @property
    def rows(self) -> list[tuple[Lesion, list[LesionReading | None]]]:
        """Each target lesion with its reading on every scan."""
        if self.baseline is None:
            return []
        lesions = [reading.lesion for reading in self.baseline.scan.readings.all()]
        return [(lesion, [column.readings.get(lesion.pk) for column in self.columns]) for lesion in lesions]

    @property
    def sums(self) -> list[tuple[date, Decimal]]:
        """Day and sum of every scan on which all targets were measured."""
        return [(column.scan.scanned_on, column.sum_mm) for column in self.columns if column.sum_mm is not None]

    @property
    def nadir_mm(self) -> Decimal | None:
        """The smallest sum so far, baseline included."""
        return min((mm for _, mm in self.sums), default=None)

    def after(self, cycle: int) -> Column | None:
        """The latest scan after this cycle."""
        found = [column for column in self.scans if column.scan.after_cycle == cycle]
        return found[-1] if found else None


def table_of(patient: Patient) -> ResponseTable:
    """The scans that stand, with their readings and signed decisions."""
    scans = patient.scan_set.standing().select_related("recorded_by").prefetch_related("decisions__signature")
    return table(list(scans.order_by("scanned_on", "pk")))


def table(scans: Sequence[Scan]) -> ResponseTable:
    """The standing scans of one patient, in order of time, as a table."""
    baselines = [Column(scan, _sum_mm(scan), None) for scan in scans if scan.after_cycle == 0]
    later = [Column(scan, response.sum_mm, response) for scan, response in evaluated(scans)]
    return ResponseTable((*baselines, *later))


def _sum_mm(baseline: Scan) -> Decimal | None:
    return baseline_of(baseline).sum_mm if baseline.readings.all() else None
