"""What the scans of one patient say, read from the rows: for the baseline, each scan, and all of them together."""

from collections.abc import Sequence
from dataclasses import replace

from cycles.models import Cycle, Scan
from cycles.rules.best_response import BestResponse, best_response
from cycles.rules.lesion_states import LesionState, Role
from cycles.rules.lesions import Baseline, NonTarget, Response, ScanReading, Target
from cycles.rules.recist import evaluate
from patients.models import Patient


def responses(patient: Patient) -> list[tuple[Scan, Response]]:
    """Each scan after the baseline with what it says, in order of time."""
    return evaluated(list(patient.scan_set.standing().order_by("scanned_on", "pk")))


def evaluated(scans: Sequence[Scan]) -> list[tuple[Scan, Response]]:
    """The standing scans of one patient, in order of time, each after the baseline with what it says."""
    baseline = next((scan for scan in scans if scan.after_cycle == 0), None)
    if baseline is None:
        return []
    later = [scan for scan in scans if scan.after_cycle]
    answers = evaluate(baseline_of(baseline), _consistent([reading_of(scan, baseline) for scan in later]))
    return list(zip(later, answers, strict=True))


def best_of(answers: Sequence[Response], cycles: Sequence[Cycle]) -> BestResponse | None:
    """The best of all scans, counted from the first admission; None as long as nothing was scanned."""
    if not answers or not cycles:
        return None
    return best_response(answers, min(cycle.admitted_on for cycle in cycles))


def _consistent(readings: Sequence[ScanReading]) -> list[ScanReading]:
    """Where the scan on which a lesion was doubtful was corrected later, a confirmed one is simply new."""
    doubtful: frozenset[str] = frozenset()
    told = []
    for reading in readings:
        known = reading.confirmed & doubtful
        is_new = reading.new_lesion or known != reading.confirmed
        told.append(replace(reading, confirmed=known, new_lesion=is_new))
        doubtful |= reading.doubtful
    return told


def baseline_of(scan: Scan) -> Baseline:
    targets = (Target(one.mm, one.lesion.is_node) for one in scan.targets if one.mm is not None)
    return Baseline(targets=tuple(targets), non_targets=scan.has_non_targets)


def reading_of(scan: Scan, baseline: Scan) -> ScanReading:
    """The scan with one diameter for each target of the baseline, in its order."""
    measured = {reading.lesion_id: reading.mm for reading in scan.targets}
    anew = {(reading.lesion.name, reading.found) for reading in scan.readings_of(Role.NEW)}
    return ScanReading(
        targets=tuple(measured.get(reading.lesion_id) for reading in baseline.targets),
        non_target=NonTarget(scan.non_target) if scan.non_target else None,
        new_lesion=scan.new_lesion and not _only_confirmed(scan),
        shrunk_by_reader=scan.shrunk_by_reader,
        doubtful=frozenset(name for name, state in anew if state is LesionState.DOUBTFUL),
        confirmed=frozenset(name for name, state in anew if state is LesionState.CONFIRMED),
        scanned_on=scan.scanned_on,
    )


def _only_confirmed(scan: Scan) -> bool:
    """Whether every certain new lesion was doubtful before: then progression dates from that scan."""
    states = [reading.found for reading in scan.readings_of(Role.NEW)]
    return LesionState.CONFIRMED in states and LesionState.NEW not in states
