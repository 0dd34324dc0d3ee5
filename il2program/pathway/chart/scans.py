"""The scans on the chart: what each measured, what follows from it, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cycles.evaluation import baseline_of, evaluated
from cycles.models import ResponseDecision, Scan
from cycles.rules.lesions import Response
from cycles.rules.reasons import ANSWER_IN_WORDS


@dataclass(frozen=True)
class Read:
    """A scan as read; the baseline has no response."""

    scan: Scan
    response: Response | None
    decision: ResponseDecision | None

    @property
    def sum_mm(self) -> Decimal | None:
        if self.response:
            return self.response.sum_mm
        baseline = baseline_of(self.scan)
        return baseline.sum_mm if baseline.targets else None

    @property
    def answer(self) -> str:
        """The protocol's answer, in words."""
        return ANSWER_IN_WORDS[self.response.protocol] if self.response else ""


def read(scans: Sequence[Scan], decisions: Sequence[ResponseDecision]) -> list[Read]:
    """The standing scans of one patient, in order of time, each with the newest decision on it."""
    responses = {scan.pk: response for scan, response in evaluated(scans)}
    decided = {row.scan_id: row for row in decisions}
    return [Read(scan, responses.get(scan.pk), decided.get(scan.pk)) for scan in scans]
