"""Signing eligibility."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from eligibility.facts import Workup, shown_of, workup_of
from eligibility.models import SignOff
from eligibility.models.changes import registered_of
from eligibility.models.sign_off import Eligible
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
    seen: Shown | None = None,
) -> SignOff:
    """Sign whether a patient may be treated in this course.

    exceptions: a reason for each criterion that is not met, unknown or expired, asked for where
    the answer is "eligible". seen: what the page showed of the workup.
    """
    patient = Patient.objects.locked(patient.pk)
    today = timezone.localdate()
    workup = workup_of(patient, on=today)
    check_unchanged(seen, shown_of(workup))
    asked = workup.exceptions if decision == Eligible.ELIGIBLE else []
    reasons = {key: exceptions.get(key, "").strip() for key in asked}
    if missing := [key for key, why in reasons.items() if not why]:
        raise ValidationError({f"exception_{key}": "Say why you accept this." for key in missing})
    if decision == Eligible.NOT_ELIGIBLE and not reason.strip():
        raise ValidationError({"reason": "Say why the patient is not eligible; the reply to the referrer prints it."})
    row = SignOff(
        patient=patient,
        course=course,
        decision=decision,
        decided_on=today,
        exceptions=reasons,
        reason=reason,
        assessment=assessment_of(workup),
        measurements=sorted(row.pk for row in workup.latest.values()),
        registered=registered_of(patient),
    )
    row.full_clean(exclude=["signature"])
    sentence = f"Signed {row.get_decision_display().lower()} for course {course}"
    with trail.action("signed eligibility", patient, by=proof.person, sentence=sentence, reason=reason):
        row.sign_with(proof)
    return row


def assessment_of(workup: Workup) -> dict[str, Any]:
    """What is frozen of the workup when it is signed: each criterion's answer and reason, and the verdict."""
    found = {
        judgement.criterion.id: {"answer": judgement.answer.value, "reason": judgement.reason}
        for judgement in workup.assessment.judgements
    }
    return {"verdict": workup.assessment.verdict.value, "criteria": found}
