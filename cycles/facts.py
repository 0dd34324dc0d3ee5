"""What the rules need of one patient's journey, read from the rows."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from cycles.models import Scan, StopReason
from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import Baseline, NonTarget, Response, ScanReading, Target
from cycles.rules.next_step import NextStep, next_step
from cycles.rules.recist import evaluate
from eligibility.facts import workup_is_complete
from patients.models import Departure, Patient
from patients.models.departure import LeaveReason


def journey_facts(patient: Patient) -> JourneyFacts:
    """All that the next step follows from."""
    sign_off = patient.signoff_set.order_by("-pk").first()
    stands = sign_off is not None and (not sign_off.is_eligible or not sign_off.changed_since())
    departure = Departure.objects.filter(patient=patient).first()
    died = departure is not None and departure.reason == LeaveReason.DIED
    return JourneyFacts(
        workup_complete=stands or workup_is_complete(patient, on=timezone.localdate()),
        signed_off_on=sign_off.decided_on if stands and sign_off.is_eligible else None,
        not_eligible_on=sign_off.decided_on if stands and not sign_off.is_eligible else None,
        cycles=tuple(_cycle_facts(patient)),
        evaluations=tuple(_evaluations(patient)),
        left_on=departure.left_on if departure and not died else None,
        died_on=departure.left_on if departure and died else None,
    )


def step_of(patient: Patient, today: date | None = None) -> NextStep:
    """What comes next for this patient, and why."""
    return next_step(journey_facts(patient), today or timezone.localdate())


def _cycle_facts(patient: Patient) -> Iterable[CycleFacts]:
    stop = patient.permanentstop_set.first()
    ends = {end.course: end.ended_on for end in patient.courseend_set.all()}
    recovery = patient.hepaticrecovery_set.order_by("pk").last()
    cycles = list(patient.cycles.counted())
    for cycle in cycles:
        yield CycleFacts(
            number=cycle.number,
            admitted_on=cycle.admitted_on,
            discharged_on=cycle.discharged_on,
            permanent_stop=stop is not None and cycle == cycles[-1],
            hepatic_stop=cycle.stop_reason == StopReason.HEPATIC,
            hepatic_resolved_on=recovery.resolved_on if recovery else None,
            second_cycle_cancelled_on=ends.get(cycle.course) if cycle.number % 2 else None,
        )


def _evaluations(patient: Patient) -> Iterable[Evaluation]:
    for scan, response in responses(patient):
        decision = getattr(scan, "decision", None)
        yield Evaluation(
            after_cycle=scan.after_cycle,
            scanned_on=scan.scanned_on,
            protocol=response.protocol,
            decision=Decision(decision.decision) if decision else None,
            decided_on=decision.decided_on if decision else None,
        )


def responses(patient: Patient) -> list[tuple[Scan, Response]]:
    """Each scan after the baseline with what it says, in order of time."""
    scans = list(patient.scan_set.standing().select_related("decision").order_by("scanned_on", "pk"))
    baseline = next((scan for scan in scans if scan.after_cycle == 0), None)
    if baseline is None:
        return []
    later = [scan for scan in scans if scan.after_cycle]
    answers = evaluate(baseline_of(baseline), [reading_of(scan, baseline) for scan in later])
    return list(zip(later, answers, strict=True))


def baseline_of(scan: Scan) -> Baseline:
    targets = (Target(reading.mm, reading.lesion.is_node) for reading in scan.readings.all())
    return Baseline(targets=tuple(targets), non_targets=scan.has_non_targets)


def reading_of(scan: Scan, baseline: Scan) -> ScanReading:
    """The scan with one diameter for each lesion of the baseline, in its order."""
    measured = {reading.lesion_id: reading.mm for reading in scan.readings.all()}
    return ScanReading(
        targets=tuple(measured.get(reading.lesion_id) for reading in baseline.readings.all()),
        non_target=NonTarget(scan.non_target) if scan.non_target else None,
        new_lesion=scan.new_lesion,
        shrunk_by_reader=scan.shrunk_by_reader,
    )
