"""What the rules need of one patient's journey, read from the rows; of one or of many patients alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from cycles.models import CourseEnd, Cycle, HepaticRecovery, LesionReading, PermanentStop, Scan, StopReason
from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import Baseline, NonTarget, Response, ScanReading, Target
from cycles.rules.next_step import NextStep, Step, next_step
from cycles.rules.protocol import PROTOCOL, course_of, opens_course
from cycles.rules.recist import evaluate
from eligibility.facts import Workup, facts_of
from eligibility.models import SignOff
from eligibility.rules.criteria import assess
from patients.models import Departure, Measurement, Patient
from patients.models.departure import LeaveReason

COURSES = range(1, course_of(PROTOCOL.max_cycles) + 1)


@dataclass(frozen=True)
class Journey:
    """One patient's journey: the rows as they stand now, and what the rules make of them.

    The patient carries its rows read ahead (`cycles`, `signoff_set`, `scan_set` …). `workup` is read
    only where it counts: until the first admission of a course.
    """

    patient: Patient
    facts: JourneyFacts
    step: NextStep
    sign_off: SignOff | None
    sign_off_is_void: bool
    workup: Workup | None
    left_because: str


def journeys(patients: Any, today: date | None = None) -> list[Journey]:
    """The journeys of a queryset of patients, in as many queries for many as for one."""
    today = today or timezone.localdate()
    rows = list(_with_rows(patients))
    corrected = _corrected(rows)
    told = [(patient, _facts_of(patient, corrected)) for patient in rows]
    asked = [patient for patient, facts in told if _asks_for_workup(next_step(facts, today))]
    workups = _workups(asked, on=timezone.localdate())
    return [_journey(patient, facts, workups.get(patient.pk), corrected, today) for patient, facts in told]


def journey_facts(patient: Patient) -> JourneyFacts:
    """All that the next step follows from."""
    return _journey_of(patient, None).facts


def step_of(patient: Patient, today: date | None = None) -> NextStep:
    """What comes next for this patient, and why."""
    return _journey_of(patient, today).step


def _journey_of(patient: Patient, today: date | None) -> Journey:
    """Read afresh, whatever the caller's patient has read ahead."""
    return journeys(Patient.objects.filter(pk=patient.pk), today)[0]


def _with_rows(patients: Any) -> Any:
    """The patients with all rows of their journeys read ahead; what is one value each comes with the patient's row."""
    departure = Departure.objects.filter(patient=OuterRef("pk"))
    recovery = HepaticRecovery.objects.filter(patient=OuterRef("pk")).order_by("-pk")
    readings = LesionReading.objects.select_related("lesion")
    scans = Scan.objects.filter(replaced_by=None).select_related("decision__signature").order_by("scanned_on", "pk")
    return (
        patients.select_related("diagnosis", "plan")
        .annotate(
            left_on=departure.values("left_on")[:1],
            left_because=departure.values("reason")[:1],
            is_stopped=Exists(PermanentStop.objects.filter(patient=OuterRef("pk"))),
            hepatic_resolved_on=recovery.values("resolved_on")[:1],
            **{_ended(course): _end_of(course) for course in COURSES},
        )
        .prefetch_related(
            Prefetch("signoff_set", _sign_offs()),
            Prefetch("cycles", Cycle.objects.counted()),
            "consent_set",
            Prefetch("scan_set", scans.prefetch_related(Prefetch("readings", readings))),
        )
    )


def _ended(course: int) -> str:
    return f"course_{course}_ended_on"


def _end_of(course: int) -> Any:
    """The day on which a physician ended this course without its second cycle."""
    return CourseEnd.objects.filter(patient=OuterRef("pk"), course=course).values("ended_on")[:1]


def _sign_offs() -> Any:
    """Sign-offs, marked where something of the patient was corrected later; what it was is read for those only."""
    corrections = Measurement.objects.filter(patient=OuterRef("patient"), replaces__isnull=False)
    later = corrections.filter(recorded_at__gte=OuterRef("signature__signed_at"))
    return SignOff.objects.select_related("signature").annotate(corrected_later=Exists(later)).order_by("pk")


def _corrected(patients: Sequence[Any]) -> frozenset[int]:
    """Keys of the measurements that a later row has replaced since the patient's newest sign-off."""
    newest = {patient: _newest_sign_off(patient) for patient in patients}
    concerned = [patient for patient, sign_off in newest.items() if getattr(sign_off, "corrected_later", False)]
    if not concerned:
        return frozenset()
    corrections = Measurement.objects.filter(patient__in=concerned, replaces__isnull=False)
    return frozenset(corrections.values_list("replaces_id", flat=True))


def _asks_for_workup(step: NextStep) -> bool:
    """Whether the journey stands before the first admission of a course."""
    opens = step.step is Step.ADMIT and step.cycle is not None and opens_course(step.cycle)
    return opens or step.step in (Step.WORKUP, Step.SIGN_OFF)


def _workups(patients: Sequence[Patient], *, on: date) -> dict[int, Workup]:
    """The workups of many patients in one query, each as `workup_of` reads it, but for who recorded what."""
    latest: dict[int, dict[str, Measurement]] = {patient.pk: {} for patient in patients}
    rows = Measurement.objects.filter(patient__in=patients).standing() if patients else Measurement.objects.none()
    for row in rows.newest_first():
        latest[row.patient_id].setdefault(row.analyte, row)
    consents = {patient.pk: next(iter(patient.consent_set.all()), None) for patient in patients}
    found = {patient: assess(facts_of(patient, latest[patient.pk], on), on=on) for patient in patients}
    return {one.pk: Workup(one, latest[one.pk], told, consents[one.pk]) for one, told in found.items()}


def _journey(
    patient: Any, facts: JourneyFacts, workup: Workup | None, corrected: frozenset[int], today: date
) -> Journey:
    sign_off = _newest_sign_off(patient)
    if workup is not None and facts.workup_complete is None:
        facts = replace(facts, workup_complete=workup.is_complete)
    void = sign_off is not None and _is_void(sign_off, corrected)
    return Journey(patient, facts, next_step(facts, today), sign_off, void, workup, patient.left_because or "")


def _newest_sign_off(patient: Patient) -> SignOff | None:
    return next(reversed(patient.signoff_set.all()), None)


def _is_void(sign_off: SignOff, corrected: frozenset[int]) -> bool:
    """Whether something that an "eligible" was based on has been corrected since."""
    return sign_off.is_eligible and not corrected.isdisjoint(sign_off.measurements)


def _facts_of(patient: Any, corrected: frozenset[int]) -> JourneyFacts:
    """The facts without the workup's, which is asked for only where they do not tell enough."""
    sign_off = _newest_sign_off(patient)
    if sign_off is not None and _is_void(sign_off, corrected):
        sign_off = None
    died_on = _died_on(patient)
    return JourneyFacts(
        workup_complete=True if sign_off else None,
        signed_off_on=sign_off.decided_on if sign_off and sign_off.is_eligible else None,
        not_eligible_on=sign_off.decided_on if sign_off and not sign_off.is_eligible else None,
        cycles=tuple(_cycle_facts(patient)),
        evaluations=tuple(_evaluations(patient)),
        left_on=None if died_on else patient.left_on,
        died_on=died_on,
    )


def _died_on(patient: Any) -> date | None:
    """The day of death: as recorded when the patient left, or as the end of an admission."""
    if patient.left_because == LeaveReason.DIED:
        day: date | None = patient.left_on
        return day
    ends = (cycle.discharged_on for cycle in patient.cycles.all() if cycle.stop_reason == StopReason.DEATH)
    return next(ends, None)


def _cycle_facts(patient: Any) -> Iterable[CycleFacts]:
    cycles = list(patient.cycles.all())
    for cycle in cycles:
        yield CycleFacts(
            number=cycle.number,
            admitted_on=cycle.admitted_on,
            discharged_on=cycle.discharged_on,
            permanent_stop=patient.is_stopped and cycle == cycles[-1],
            hepatic_stop=cycle.stop_reason == StopReason.HEPATIC,
            hepatic_resolved_on=_resolved_since(cycle, patient.hepatic_resolved_on),
            second_cycle_cancelled_on=getattr(patient, _ended(cycle.course)) if opens_course(cycle.number) else None,
        )


def _resolved_since(cycle: Cycle, resolved_on: date | None) -> date | None:
    """The day of recovery, where it is about this cycle: one from before its admission belongs to an earlier one."""
    return resolved_on if resolved_on and resolved_on >= cycle.admitted_on else None


def _evaluations(patient: Patient) -> Iterable[Evaluation]:
    for scan, response in evaluated(list(patient.scan_set.all())):
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
    return evaluated(list(patient.scan_set.standing().select_related("decision").order_by("scanned_on", "pk")))


def evaluated(scans: Sequence[Scan]) -> list[tuple[Scan, Response]]:
    """The standing scans of one patient, in order of time, each after the baseline with what it says."""
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
