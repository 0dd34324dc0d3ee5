"""The physician's lines: what waits for a signature, and with what it deviates."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Cycle
from cycles.rules.next_step import Step
from cycles.rules.protocol import course_of
from eligibility.facts import Workup
from il2program.pathway.course import course_in_question
from il2program.pathway.deviations import what_deviates
from il2program.pathway.recovery import hepatic_words, unresolved_hepatic_failure
from il2program.pathway.worklist import ended, telephone_orders
from il2program.pathway.worklist.line import Line, When, when_due
from il2program.pathway.worklist.program import Program
from il2program.signatures.changes import Change, named
from patients.models import Patient

EMPTY = "Nothing waits for your signature."


def lines(program: Program) -> Iterator[Line]:
    for journey in program.journeys:
        yield from _eligibility(journey)
        yield from _next_course(program, journey)
        yield from _void(journey)
        yield from _decision(journey)
        yield from _hepatic_recovery(journey)
    yield from ended.summaries(program.ended)
    yield from telephone_orders.to_countersign(program)
    for journey, cycle in program.running:
        if cycle.admission_order is None and not journey.facts.permanent_stop:
            yield _orders(journey.patient, cycle)


def _eligibility(journey: Journey) -> Iterator[Line]:
    """The first sign-off, once the workup is complete."""
    if journey.step.step is not Step.SIGN_OFF or journey.workup is None or journey.sign_off_is_void:
        return
    since = waiting_since(journey.workup)
    yield Line(
        "Sign eligibility for course 1",
        "sign_off",
        When.NOW,
        journey.patient,
        why=what_deviates(journey.workup),
        due=f"since {date_format(since)}",
        at=since,
    )


def _next_course(program: Program, journey: Journey) -> Iterator[Line]:
    """The sign-off that cycle 3 or 5 waits for; before the workup is complete it can be seen coming."""
    step = journey.step
    waits = step.needs_sign_off and not journey.returned
    if not waits or step.cycle is None or journey.workup is None or journey.sign_off_is_void:
        return
    expected = program.expected(journey)
    near = when_due(expected.day, program.today) if expected.day else When.WEEK
    when = When.NOW if journey.workup.is_complete else near
    if when is not None:
        what, before = f"Sign eligibility for course {course_of(step.cycle)}", f"Cycle {step.cycle} waits for it."
        why = f"{before} {what_deviates(journey.workup)}"
        yield Line(what, "sign_off", when, journey.patient, why=why, due=expected.words, at=expected.day)


def _void(journey: Journey) -> Iterator[Line]:
    """What was signed on facts that are different since is signed again."""
    sign_off, course = journey.sign_off, course_in_question(journey)
    if not journey.sign_off_is_void or sign_off is None or course is None:
        return
    signed = date_format(timezone.localdate(sign_off.signature.signed_at))
    what = f"Sign again: {named(journey.changes)} {_was(journey.changes)} after the signature"
    why = f"Eligibility for course {course} was signed on {signed}. {told(journey.changes)}"
    yield Line(what, "sign_off", When.NOW, journey.patient, why=why)


def _decision(journey: Journey) -> Iterator[Line]:
    step = journey.step
    again = {row.after_cycle for row in journey.void_decisions}
    yield from (_decide_again(journey, cycle) for cycle in sorted(again) if step.step is not Step.FOLLOW_UP)
    if step.step is not Step.DECIDE or step.cycle is None or step.cycle in again:
        return
    scan = journey.facts.evaluation_after(step.cycle)
    scanned_on = scan.scanned_on if scan else None
    yield Line(
        f"Decide on the scan after cycle {step.cycle}",
        "decide",
        When.NOW,
        journey.patient,
        (step.cycle,),
        why=step.reason,
        due=f"scanned {date_format(scanned_on)}" if scanned_on else "",
        at=scanned_on,
    )


def _decide_again(journey: Journey, cycle: int) -> Line:
    why = "The decision was signed before a scan was corrected. No next admission rests on it."
    what = f"Sign again: a scan was corrected after the decision after cycle {cycle}"
    return Line(what, "decide", When.NOW, journey.patient, (cycle,), why=why)


def _orders(patient: Patient, cycle: Cycle) -> Line:
    """Without them no dose is given."""
    first = timezone.localtime(cycle.first_dose_due_at)
    return Line(
        f"Sign the orders of cycle {cycle.number}",
        "sign_orders",
        When.NOW,
        patient,
        (cycle.number,),
        why=f"Admitted to bed {cycle.bed}.",
        due=f"first dose {date_format(first, 'D j M H:i')}",
        at=cycle.first_dose_due_at,
    )


def _hepatic_recovery(journey: Journey) -> Iterator[Line]:
    failed = unresolved_hepatic_failure(journey)
    if failed is not None and failed.discharged_on is not None:
        when = When.TODAY if journey.step.step is Step.ADMIT else When.WEEK
        since = f"since {date_format(failed.discharged_on)}"
        what = "Record the recovery of the liver"
        why = hepatic_words(failed)
        yield Line(what, "hepatic_recovery", when, journey.patient, why=why, due=since, at=failed.discharged_on)


def waiting_since(workup: Workup) -> date:
    """The day on which the last piece of a complete workup was recorded."""
    recorded = [row.recorded_at for row in workup.latest.values()]
    if workup.consent:
        recorded.append(workup.consent.recorded_at)
    return timezone.localdate(max(recorded, default=None))


def _was(changes: Sequence[Change]) -> str:
    """Whether values were corrected, or registered facts changed."""
    return "was corrected" if len({change.label for change in changes}) == 1 else "were corrected"


def told(changes: Sequence[Change]) -> str:
    """What was signed and what it is now: "Creatinine 1 mg/dL, now 1.6 mg/dL."."""
    return "; ".join(f"{change.label} {change.signed}, now {change.now}" for change in changes) + "."
