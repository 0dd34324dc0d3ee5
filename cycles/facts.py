"""What the rules need of one patient's journey, read from the rows; of one or of many patients alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from cycles.evaluation import evaluated
from cycles.models import Cycle, ResponseDecision, StopReason
from cycles.read_ahead import ended, one_with_rows, with_rows
from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.next_step import NextStep, Step, next_step
from cycles.rules.protocol import opens_course
from eligibility.facts import Workup, judged, validity
from eligibility.models import SignOff
from eligibility.models.changes import changes_of, registered_otherwise
from eligibility.rules.workup import within_course
from il2program.signatures.changes import Change
from patients.models import Measurement, Patient
from patients.models.departure import LeaveReason
from patients.rules.analytes import BEDSIDE_ONLY
from patients.rules.numbers import rounded_half_up


@dataclass(frozen=True)
class Journey:
    """One patient's journey: the rows as they stand now, and what the rules make of them.

    The patient carries its rows read ahead (`cycles`, `signoff_set`, `scan_set` …). `workup` is read
    only where it counts: until the first admission of a course. `changes` is what became of the facts
    that the newest sign-off rests on; `void_decisions` are those whose scans were corrected and that
    nobody has signed anew.
    """

    patient: Patient
    facts: JourneyFacts
    step: NextStep
    sign_off: SignOff | None
    changes: tuple[Change, ...]
    void_decisions: tuple[ResponseDecision, ...]
    workup: Workup | None
    left_because: str
    # Before the second admission of a course: the workup as judged by what is renewed for it.
    renewal: Workup | None = None
    # Who returned the workup and what they miss, while nothing has been recorded since.
    returned: str = ""

    @property
    def sign_off_is_void(self) -> bool:
        """Whether something that an "eligible" was based on is different since."""
        return self.sign_off is not None and self.sign_off.is_eligible and bool(self.changes)


def journeys(patients: Any, today: date | None = None) -> list[Journey]:
    """The journeys of a queryset of patients, in as many queries for many as for one."""
    return _journeys(list(with_rows(patients)), today or timezone.localdate())


def _journeys(rows: list[Any], today: date) -> list[Journey]:
    changes, void = _changes(rows), _void_decisions(rows)
    told = [(patient, _facts_of(patient, changes.get(patient.pk, []))) for patient in rows]
    steps = [(patient, next_step(facts, today)) for patient, facts in told]
    first = [patient for patient, step in steps if _asks_for_workup(step)]
    second = [patient for patient, step in steps if _asks_for_renewal(step)]
    workups = _workups(first, second, on=timezone.localdate())
    return [
        _journey(patient, facts, workups.get(patient.pk), changes.get(patient.pk, []), void[patient.pk], today)
        for patient, facts in told
    ]


def journey_facts(patient: Patient) -> JourneyFacts:
    """All that the next step follows from."""
    return journey_of(patient).facts


def step_of(patient: Patient, today: date | None = None) -> NextStep:
    """What comes next for this patient, and why."""
    return journey_of(patient, today).step


def journey_of(patient: Patient, today: date | None = None) -> Journey:
    """Read afresh, whatever the caller's patient has read ahead."""
    return _journeys(list(one_with_rows(pk=patient.pk)), today or timezone.localdate())[0]


def journey_on_chart(chart: UUID) -> Journey:
    """The journey of the patient whose chart has this code."""
    return _journeys(list(one_with_rows(code=chart)), timezone.localdate())[0]


def _changes(patients: Sequence[Any]) -> dict[int, list[Change]]:
    """By the patient's key, what became of the facts of the newest sign-off; only where something did."""
    newest = {patient.pk: _newest_sign_off(patient) for patient in patients}
    concerned = {key: row for key, row in newest.items() if row is not None and _may_be_void(row)}
    if not concerned:
        return {}
    found = changes_of(list(concerned.values()))
    return {key: found[row.pk] for key, row in concerned.items()}


def _may_be_void(sign_off: Any) -> bool:
    return sign_off.corrected_later or bool(registered_otherwise(sign_off))


def _void_decisions(patients: Sequence[Any]) -> dict[int, tuple[ResponseDecision, ...]]:
    return {patient.pk: tuple(_void(patient)) for patient in patients}


def _void(patient: Any) -> Iterable[ResponseDecision]:
    """The newest decision after each cycle, where a scan that it rests on was corrected."""
    newest = {row.after_cycle: row for row in patient.responsedecision_set.all()}
    return [row for row in newest.values() if row.is_void(_standing(patient))]


def _standing(patient: Any) -> set[int]:
    return {scan.pk for scan in patient.scan_set.all()}


def _asks_for_workup(step: NextStep) -> bool:
    """Whether the journey stands before the first admission of a course."""
    opens = step.step is Step.ADMIT and step.cycle is not None and opens_course(step.cycle)
    return opens or step.step in (Step.WORKUP, Step.SIGN_OFF)


def _asks_for_renewal(step: NextStep) -> bool:
    """Whether the journey stands before the second admission of a course."""
    return step.step is Step.ADMIT and step.cycle is not None and not opens_course(step.cycle)


def _workups(first: Sequence[Patient], second: Sequence[Patient], *, on: date) -> dict[int, Workup]:
    """The workups of many patients in one query, each as `workup_of` reads it, but for who recorded what.

    Before the second admission of a course (`second`) only what is renewed for it expires.
    """
    patients, renewing = [*first, *second], {patient.pk for patient in second}
    latest: dict[int, dict[str, Measurement]] = {patient.pk: {} for patient in patients}
    rows = Measurement.objects.filter(patient__in=patients).exclude(analyte__in=BEDSIDE_ONLY)
    for row in rows.newest() if patients else ():
        latest[row.patient_id][row.analyte] = row
    consents = {patient.pk: next(iter(patient.consent_set.all()), None) for patient in patients}
    days, within = validity(), within_course(validity())
    return {
        one.pk: judged(one, latest[one.pk], consents[one.pk], on=on, days=within if one.pk in renewing else days)
        for one in patients
    }


def _journey(
    patient: Any,
    facts: JourneyFacts,
    workup: Workup | None,
    changes: Sequence[Change],
    void_decisions: tuple[ResponseDecision, ...],
    today: date,
) -> Journey:
    returned = f"Returned by {patient.returned_by}: {patient.returned_missing}" if patient.returned_missing else ""
    if workup is not None and facts.workup_complete is None:
        facts = replace(facts, workup_complete=workup.is_complete and not returned)
    step, renews = next_step(facts, today), _asks_for_renewal(next_step(facts, today))
    return Journey(
        patient=patient,
        facts=facts,
        step=step,
        sign_off=_newest_sign_off(patient),
        changes=tuple(changes),
        void_decisions=void_decisions,
        workup=None if renews else workup,
        left_because=patient.left_because or "",
        renewal=workup if renews else None,
        returned=returned,
    )


def _newest_sign_off(patient: Patient) -> SignOff | None:
    return next(reversed(patient.signoff_set.all()), None)


def _facts_of(patient: Any, changes: Sequence[Change]) -> JourneyFacts:
    """The facts without the workup's, which is asked for only where they do not tell enough."""
    sign_off = _newest_sign_off(patient)
    if sign_off is not None and sign_off.is_eligible and changes:
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
            second_cycle_cancelled_on=getattr(patient, ended(cycle.course)) if opens_course(cycle.number) else None,
        )


def _resolved_since(cycle: Cycle, resolved_on: date | None) -> date | None:
    """The day of recovery, where it is about this cycle: one from before its admission belongs to an earlier one."""
    return resolved_on if resolved_on and resolved_on >= cycle.admitted_on else None


def _evaluations(patient: Any) -> Iterable[Evaluation]:
    standing = _standing(patient)
    decided = {row.scan_id: row for row in patient.responsedecision_set.all() if not row.is_void(standing)}
    for scan, response in evaluated(list(patient.scan_set.all())):
        decision = decided.get(scan.pk)
        yield Evaluation(
            after_cycle=scan.after_cycle,
            scanned_on=scan.scanned_on,
            protocol=response.protocol,
            decision=Decision(decision.decision) if decision else None,
            decided_on=decision.decided_on if decision else None,
        )


def screening_weight_kg(cycle: Cycle) -> Decimal | None:
    """The weight on which eligibility was signed, with which a dosing weight is compared."""
    return signed_weight_kg(cycle.sign_off)


def signed_weight_kg(sign_off: SignOff | None) -> Decimal | None:
    """The weight, to 0.1 kg, that a sign-off rests on; None where it rests on none."""
    if sign_off is None:
        return None
    row = Measurement.objects.filter(pk__in=sign_off.measurements, analyte="weight_kg").first()
    return rounded_half_up(row.value, 1) if row and row.value is not None else None
