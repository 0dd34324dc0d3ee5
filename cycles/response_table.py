"""The scans of one patient side by side: lesions, sums, and what each scan says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cycles.evaluation import baseline_of, evaluated
from cycles.models import Lesion, LesionReading, ResponseDecision, Scan
from cycles.rules.lesion_states import Role
from cycles.rules.lesions import ProtocolAnswer, Response
from cycles.rules.protocol import PROTOCOL
from patients.models import Patient

Row = tuple[Lesion, list[LesionReading | None]]


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
    def protocol_words(self) -> str:
        """The protocol's answer; after the last cycle none can follow."""
        if self.response is None:
            return ""
        is_last = self.scan.after_cycle == PROTOCOL.max_cycles
        if is_last and self.response.protocol is ProtocolAnswer.SHRUNK:
            return f"Decreased; no cycle follows the {PROTOCOL.max_cycles}th"
        return self.response.protocol.in_words

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
    def answers(self) -> list[Response]:
        """What each scan after the baseline says."""
        return [column.response for column in self.columns if column.response is not None]

    @property
    def rows(self) -> list[Row]:
        """Each target lesion with its reading on every scan."""
        return self._rows_of(Role.TARGET)

    @property
    def other_rows(self) -> list[Row]:
        """Non-target lesions and those that were seen anew."""
        return [*self._rows_of(Role.NON_TARGET), *self._rows_of(Role.NEW)]

    def _rows_of(self, role: Role) -> list[Row]:
        """The lesions that are followed; a target that a corrected baseline no longer has is none."""
        followed: dict[int, Lesion] = {}
        for column in self.columns:
            if role is Role.NEW or column.response is None:
                followed |= {reading.lesion_id: reading.lesion for reading in column.scan.readings_of(role)}
        return [(one, [column.readings.get(key) for column in self.columns]) for key, one in followed.items()]

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
    return baseline_of(baseline).sum_mm if baseline.targets else None
