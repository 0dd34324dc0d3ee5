"""Admitting to a cycle."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from cycles.actions.results import check_results
from cycles.facts import journey_facts, journey_of
from cycles.models import Cycle
from cycles.models.cycle import possible_weight
from cycles.models.stops import EarlyAdmission, PermanentStop
from cycles.rules.dosing import dose
from cycles.rules.next_step import NextStep, Step, next_step
from cycles.rules.protocol import PROTOCOL, course_of, opens_course
from eligibility.models import SignOff
from eligibility.models.sign_off import serving
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.forms import Conflict
from patients.models import Consent, Patient

FIRST_DOSE_WITHIN = timedelta(days=2)


@transaction.atomic
def admit(
    *,
    patient: Patient,
    number: int,
    bed: str,
    admitted_at: datetime,
    dosing_weight_kg: Decimal,
    first_dose_due_at: datetime,
    by: Person,
    short_gap_acknowledged_by: Person | None = None,
    toxicity_reviewed_by: Person | None = None,
) -> Cycle:
    """Start the admission for a cycle; the dose is computed and frozen.

    Refused without a valid sign-off for this course, out of turn, in the break without a
    physician's signed order, on results that do not count any more, and after a permanent stop.
    """
    patient = Patient.objects.locked(patient.pk)
    _check_instants(patient, admitted_at, first_dose_due_at)
    admitted_on = timezone.localdate(admitted_at)
    step = _check_turn(patient, number, admitted_on)
    _check_gap(step, admitted_on, short_gap_acknowledged_by)
    sign_off = _valid_sign_off(patient, number, admitted_on)
    _check_toxicity_review(number, toxicity_reviewed_by)
    _check_weight(dosing_weight_kg)
    cycle = Cycle(
        patient=patient,
        number=number,
        sign_off=sign_off,
        bed=bed,
        admitted_at=admitted_at,
        dosing_weight_kg=dosing_weight_kg,
        dose_iu=int(dose(dosing_weight_kg).dose_iu),
        first_dose_due_at=first_dose_due_at,
        short_gap_acknowledged_by=short_gap_acknowledged_by,
        toxicity_reviewed_by=None if opens_course(number) else toxicity_reviewed_by,
    )
    cycle.full_clean()
    with trail.action("admitted", cycle, by=by, sentence=f"Admitted to cycle {number}"):
        cycle.save()
    return cycle


def obstacles(patient: Patient, number: int, admitted_on: date) -> list[str]:
    """What stands in the way of this admission on this day, in the sentences with which `admit` refuses it."""
    try:
        _check_turn(patient, number, admitted_on)
        _valid_sign_off(patient, number, admitted_on)
    except ValidationError as refusal:
        return refusal.messages
    return []


def _check_weight(dosing_weight_kg: Decimal) -> None:
    try:
        possible_weight(dosing_weight_kg)
    except ValidationError as refusal:
        raise ValidationError({"dosing_weight_kg": refusal.messages}) from None


def _check_instants(patient: Patient, admitted_at: datetime, first_dose_due_at: datetime) -> None:
    if admitted_at > timezone.now():
        raise ValidationError({"admitted_at": "The admission is in the future."})
    if timezone.localdate(admitted_at) < patient.referred_on:
        raise ValidationError({"admitted_at": "The admission is before the referral."})
    if not admitted_at.astimezone(UTC) <= first_dose_due_at <= admitted_at.astimezone(UTC) + FIRST_DOSE_WITHIN:
        raise ValidationError({"first_dose_due_at": "The first dose must be within two days after the admission."})


def _check_turn(patient: Patient, number: int, admitted_on: date) -> NextStep:
    """Refuse an admission that is not the patient's next step, or comes too early."""
    if PermanentStop.objects.filter(patient=patient).exists():
        raise Conflict("IL-2 has been stopped permanently for this patient: no admission is possible.")
    if number > PROTOCOL.max_cycles:
        raise Conflict("The protocol has six cycles at most; a seventh cannot be given.")
    last = patient.cycles.order_by("admitted_at").last()
    if last and last.discharged_on is None:
        raise Conflict(f"This patient is already admitted, for cycle {last.number} in bed {last.bed}.")
    if last and last.discharged_on and admitted_on < last.discharged_on:
        raise ValidationError(
            {"admitted_at": f"The admission is before the last discharge on {date_format(last.discharged_on)}."}
        )
    step = next_step(journey_facts(patient), admitted_on)
    if (step.step, step.cycle) != (Step.ADMIT, number) and not _waits_for_sign_off_only(step, number):
        raise Conflict(f"Cycle {number} is not what comes next for this patient. {step.reason}")
    if number > 1 and step.earliest is None:
        raise Conflict(f"Cycle {number} has no day yet. {step.reason}")
    if step.earliest and admitted_on < step.earliest and not _ordered_early(patient, number, admitted_on):
        raise Conflict(
            f"Cycle {number} may begin on {date_format(step.earliest)} at the earliest. "
            "An earlier admission needs a physician's signed order with a reason."
        )
    return step


def _check_gap(step: NextStep, admitted_on: date, acknowledged_by: Person | None) -> None:
    """Between courses an admission before the target is a warning that a physician acknowledges, not a block.

    One before the earliest day is no warning but an override, and rests on a signed order of its own.
    """
    if step.earliest is None or step.target is None or not step.earliest <= admitted_on < step.target:
        return
    if acknowledged_by is None:
        raise ValidationError(
            {
                "short_gap_acknowledged_by": f"This is before {date_format(step.target)}, seven weeks after the last "
                "discharge. Name the physician who has taken note of it."
            }
        )
    if Role.PHYSICIAN not in acknowledged_by.roles:
        raise ValidationError({"short_gap_acknowledged_by": "Only a physician can take note of it."})


def _waits_for_sign_off_only(step: NextStep, number: int) -> bool:
    """Before cycle 1 the next step is the sign-off itself; that refusal is told by `_valid_sign_off`."""
    return number == 1 and step.step in (Step.WORKUP, Step.SIGN_OFF)


def _ordered_early(patient: Patient, number: int, admitted_on: date) -> bool:
    return EarlyAdmission.objects.filter(patient=patient, cycle_number=number, admit_on__lte=admitted_on).exists()


def _valid_sign_off(patient: Patient, number: int, admitted_on: date) -> SignOff:
    """The eligible sign-off that serves this cycle's course; refused where there is none."""
    course = course_of(number)
    if not Consent.objects.filter(patient=patient, signed_on__lte=admitted_on).exists():
        raise Conflict("The patient's signed consent has not been recorded. Nobody is admitted without it.")
    sign_off = serving(patient, course)
    _check_decision_stands(patient, course)
    if sign_off is None:
        raise Conflict(
            f"No physician has signed eligibility for course {course}. Nobody is admitted without a valid signature."
        )
    check_results(patient, number, sign_off, admitted_on)
    return sign_off


def _check_decision_stands(patient: Patient, course: int) -> None:
    """A decision to go on serves its course only as long as the scans it was signed on stand as they were."""
    void = [row for row in journey_of(patient).void_decisions if course_of(row.after_cycle) < course]
    if void:
        raise Conflict(
            f"A scan was corrected after the decision after cycle {void[-1].after_cycle} was signed. "
            "Nobody is admitted until a physician has decided on it anew."
        )


def _check_toxicity_review(number: int, reviewed_by: Person | None) -> None:
    """Before the second admission of a course a physician has reviewed the toxicity. Source: clinical reference 0."""
    if opens_course(number):
        return
    if reviewed_by is None:
        told = "Name the physician who has reviewed the toxicity of the cycle before."
        raise ValidationError({"toxicity_reviewed_by": told})
    if Role.PHYSICIAN not in reviewed_by.roles:
        raise ValidationError({"toxicity_reviewed_by": "Only a physician reviews the toxicity."})
