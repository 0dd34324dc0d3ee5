"""Signing eligibility, or returning the workup with what is missing."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from eligibility.facts import Workup, shown_of, workup_of
from eligibility.models import Returned, SignOff
from eligibility.models.changes import registered_of
from eligibility.models.sign_off import Eligible, NotEligibleBecause
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.models import Patient


@transaction.atomic
def sign_off(
    *,
    patient: Patient,
    course: int,
    decision: str,
    exceptions: dict[str, str],
    proof: Proof,
    reason: str = "",
    codes: Sequence[str] = (),
    seen: Shown | None = None,
) -> SignOff:
    """Sign whether a patient may be treated in this course.

    exceptions: a reason for each criterion that is not met, unknown or expired, asked for where
    the answer is "eligible". seen: what the page showed of the workup. codes: of NotEligibleBecause,
    asked for where the answer is "not eligible".
    """
    patient = Patient.objects.locked(patient.pk)
    today = timezone.localdate()
    workup = workup_of(patient, on=today)
    check_unchanged(seen, shown_of(workup))
    asked = workup.exceptions if decision == Eligible.ELIGIBLE else []
    reasons = {key: exceptions.get(key, "").strip() for key in asked}
    if missing := [key for key, why in reasons.items() if not why]:
        raise ValidationError({f"exception_{key}": "Say why you accept this." for key in missing})
    if decision == Eligible.NOT_ELIGIBLE:
        _check_refusal(codes, reason)
    row = SignOff(
        patient=patient,
        course=course,
        decision=decision,
        decided_on=today,
        exceptions=reasons,
        reason=reason,
        codes=sorted(codes) if decision == Eligible.NOT_ELIGIBLE else None,
        assessment=assessment_of(workup),
        measurements=sorted(row.pk for row in workup.latest.values()),
        registered=registered_of(patient),
    )
    row.full_clean(exclude=["signature"])
    sentence = f"Signed {row.get_decision_display().lower()} for course {course}"
    with trail.action("signed eligibility", patient, by=proof.person, sentence=sentence, reason=reason):
        row.sign_with(proof)
    return row


def _check_refusal(codes: Sequence[str], reason: str) -> None:
    """Why a patient is not eligible is told in codes, and in words for the reply to the referrer."""
    if not codes or not set(codes) <= set(NotEligibleBecause.values):
        raise ValidationError({"codes": "Mark at least one reason; the program's report counts them."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why the patient is not eligible; the reply to the referrer prints it."})


@transaction.atomic
def return_workup(*, patient: Patient, course: int, missing: str, by: Person, seen: Shown | None = None) -> Returned:
    """Give a workup back to the coordinator with what is missing. It is no signature.

    seen: what the page showed of the workup.
    """
    patient = Patient.objects.locked(patient.pk)
    check_unchanged(seen, shown_of(workup_of(patient, on=timezone.localdate())))
    if not missing.strip():
        raise ValidationError({"missing": "Say what is missing; the coordinator reads it on the worklist."})
    row = Returned(patient=patient, course=course, missing=missing.strip(), returned_by=by)
    row.full_clean()
    with trail.action(
        "returned workup", patient, by=by, sentence=f"Returned the workup for course {course}", reason=row.missing
    ):
        row.save()
    return row


def assessment_of(workup: Workup) -> dict[str, Any]:
    """What is frozen of the workup when it is signed: each criterion's answer and reason, and the verdict."""
    found = {
        judgement.criterion.id: {"answer": judgement.answer.value, "reason": judgement.reason}
        for judgement in workup.assessment.judgements
    }
    return {"verdict": workup.assessment.verdict.value, "criteria": found}
