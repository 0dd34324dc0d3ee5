"""What a physician orders about the journey: early admission, end of a course, permanent stop."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import step_of
from cycles.gate import gate_of
from cycles.models import CourseEnd, Cycle, CycleStop, EarlyAdmission, HepaticRecovery, PermanentStop, StopReason
from cycles.models.stops import PermanentCriterion
from cycles.rules.next_step import Step
from cycles.rules.protocol import PROTOCOL, course_of, opens_course, rest_days
from cycles.shown import shown_to_order, shown_to_stop
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.actions.people import check_day
from patients.models import Patient


@transaction.atomic
def order_early_admission(
    *,
    patient: Patient,
    number: int,
    admit_on: date,
    reason: str,
    proof: Proof,
    short_rest: bool = False,
    seen: Shown | None = None,
) -> EarlyAdmission:
    """Let a patient be admitted before the break or gap is over; the physician signs it with a reason.

    short_rest: the physician has been told that the rest is under the label's nine days. seen: what the page showed.
    """
    patient = Patient.objects.locked(patient.pk)
    check_unchanged(seen, shown_to_order(patient))
    step = step_of(patient)
    rest = rest_before(patient, admit_on)
    if (step.step, step.cycle) != (Step.ADMIT, number) or step.earliest is None or rest is None:
        raise Conflict(f"An early admission to cycle {number} is not in question. {step.reason}")
    if rest < 0 or admit_on < timezone.localdate():
        raise ValidationError({"admit_on": "Choose a day from today on, after the last discharge."})
    if admit_on >= step.earliest:
        raise ValidationError({"admit_on": f"From {date_format(step.earliest)} on, no order is needed."})
    if rest < PROTOCOL.label_rest_days and not short_rest:
        told = f"This leaves {rest} days of rest; the label asks for {PROTOCOL.label_rest_days}. Confirm it."
        raise ValidationError({"short_rest": told})
    order = EarlyAdmission(patient=patient, cycle_number=number, admit_on=admit_on, rest_days=rest, reason=reason)
    order.full_clean(exclude=["signature"])
    sentence = f"Ordered the admission to cycle {number} after {rest} days of rest"
    with trail.action("ordered early admission", patient, by=proof.person, sentence=sentence, reason=reason):
        order.sign_with(proof)
    return order


def rest_before(patient: Patient, admit_on: date) -> int | None:
    """Days of rest that an admission on this day leaves after the last discharge; None where there was none."""
    last = patient.cycles.counted().exclude(discharged_at=None).order_by("admitted_at").last()
    return rest_days(last.discharged_on, admit_on) if last else None


@transaction.atomic
def end_course(*, patient: Patient, reason: str, proof: Proof, seen: Shown | None = None) -> CourseEnd:
    """Go on to the scan without the course's second cycle; the physician signs it with a reason."""
    patient = Patient.objects.locked(patient.pk)
    check_unchanged(seen, shown_to_order(patient))
    step = step_of(patient)
    if step.step is not Step.ADMIT or step.cycle is None or opens_course(step.cycle):
        raise Conflict(f"A course is ended here between its first and its second cycle. {step.reason}")
    end = CourseEnd(patient=patient, course=course_of(step.cycle), ended_on=timezone.localdate(), reason=reason)
    end.full_clean(exclude=["signature"])
    sentence = f"Ended course {end.course} without cycle {step.cycle}"
    with trail.action("ended course", patient, by=proof.person, sentence=sentence, reason=reason):
        end.sign_with(proof)
    return end


@transaction.atomic
def stop_cycle(*, cycle: Cycle, reason: str, by: Person, note: str = "") -> CycleStop:
    """Give no further dose of this cycle; from now on one takes a physician's order, and the discharge follows."""
    cycle = Cycle.objects.with_snapshots().locked(cycle.pk)
    if not cycle.is_running:
        raise Conflict("The patient has been discharged: nothing is left to stop.")
    if (stop := cycle.stopped) is not None:
        at = date_format(timezone.localtime(stop.stopped_at), "D j M H:i")
        raise Conflict(f"Cycle {cycle.number} was stopped on {at} already, by {stop.stopped_by}: {stop}.")
    gate = gate_of(cycle, timezone.now())
    if gate is None:
        raise Conflict("All slots of this cycle are decided: the discharge comes next.")
    if reason == StopReason.PHYSICIAN and not note.strip():
        raise ValidationError({"note": "Say why the physician stops the cycle."})
    firing = [one.criterion.id for one in gate.firing]
    stop = CycleStop(cycle=cycle, reason=reason, note=note, firing=firing, stopped_by=by)
    stop.full_clean(exclude=["cycle", "stopped_by"])
    sentence = f"Stopped cycle {cycle.number} before dose {gate.slot}: {stop}"
    with trail.action("stopped cycle", cycle, by=by, sentence=sentence, reason=note):
        stop.save()
    return stop


@transaction.atomic
def stop_permanently(
    *, patient: Patient, criterion: str, found_on: date, proof: Proof, note: str = "", seen: Shown | None = None
) -> PermanentStop:
    """Stop IL-2 for good; from this signature on no dose and no admission is possible."""
    patient = Patient.objects.locked(patient.pk)
    check_unchanged(seen, shown_to_stop(patient))
    check_day(found_on, patient, "found_on")
    if not any(cycle.given_count for cycle in patient.cycles.prefetch_related("doses")):
        raise Conflict("No dose has been given to this patient here: sign “not eligible” instead.")
    if criterion == PermanentCriterion.PHYSICIAN and not note.strip():
        raise ValidationError({"note": "Say what was found."})
    stop = PermanentStop(patient=patient, criterion=criterion, found_on=found_on, note=note)
    stop.full_clean(exclude=["signature"])
    sentence = f"Stopped IL-2 permanently: {stop.get_criterion_display()}"
    with trail.action("stopped permanently", patient, by=proof.person, sentence=sentence, reason=note):
        stop.sign_with(proof)
    return stop


@transaction.atomic
def record_hepatic_recovery(*, patient: Patient, resolved_on: date, by: Person) -> HepaticRecovery:
    """Record the day on which the signs of hepatic failure had resolved."""
    patient = Patient.objects.locked(patient.pk)
    check_day(resolved_on, patient, "resolved_on")
    last = Cycle.objects.filter(patient=patient, stop_reason=StopReason.HEPATIC).order_by("admitted_at").last()
    if last is None:
        raise Conflict("No cycle of this patient was stopped for signs of hepatic failure.")
    if resolved_on < last.admitted_on:
        raise ValidationError({"resolved_on": "This day is before the admission in which they appeared."})
    recovery = HepaticRecovery(patient=patient, resolved_on=resolved_on, recorded_by=by)
    with trail.action(
        "recorded hepatic recovery", patient, by=by, sentence=f"Hepatic failure resolved on {date_format(resolved_on)}"
    ):
        recovery.save()
    return recovery
