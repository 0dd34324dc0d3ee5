"""Which results an admission rests on, and the physician's exception where one stands in the way.

Source: clinical reference 0: before the first admission of a course everything must count; before its second only blood
tests, pregnancy test, examination, ECOG and weight are renewed, and the rest carries over.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from cycles.models import AdmissionException
from cycles.models.exceptions import resting_on
from cycles.rules.protocol import course_of, opens_course
from cycles.shown import shown_to_accept
from eligibility.facts import Workup, workup_of
from eligibility.models import SignOff
from eligibility.models.sign_off import serving
from eligibility.readiness import recent_ct
from eligibility.rules.facts import Answer
from eligibility.rules.judgements import Judgement
from il2program.audit import trail
from il2program.forms import Conflict
from il2program.signatures.proof import Proof
from il2program.signatures.seen import Shown, check_unchanged
from patients.models import Patient

NAMED = 2
RENEWED = "blood tests, pregnancy test, examination, ECOG and weight"


@transaction.atomic
def sign_admission_exception(
    *, patient: Patient, number: int, reason: str, proof: Proof, seen: Shown | None = None
) -> AdmissionException:
    """Let a patient be admitted although results are too old or a criterion is not met.

    seen: what the page showed.
    """
    patient = Patient.objects.locked(patient.pk)
    workup, open_ones = in_the_way(patient, number, timezone.localdate())
    check_unchanged(seen, shown_to_accept(patient, open_ones))
    if not open_ones:
        raise Conflict(f"Nothing stands in the way of the admission to cycle {number}: no exception is needed.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why the patient is admitted all the same."})
    exception = AdmissionException(
        patient=patient,
        cycle_number=number,
        findings={found.criterion.id: found.reason for found in open_ones},
        measurements=resting_on(open_ones, workup.latest),
        reason=reason,
    )
    exception.full_clean(exclude=["signature"])
    sentence = f"Signed an exception for the admission to cycle {number}: {', '.join(exception.findings)}"
    with trail.action("signed exception", patient, by=proof.person, sentence=sentence, reason=reason):
        exception.sign_with(proof)
    return exception


def in_the_way(patient: Patient, number: int, day: date) -> tuple[Workup, list[Judgement]]:
    """The workup as it counts for this admission on this day, and what of it nobody has signed for."""
    workup = workup_of(patient, on=day, within_course_only=not opens_course(number))
    sign_off = serving(patient, course_of(number))
    exceptions = list(AdmissionException.objects.filter(patient=patient, cycle_number=number))
    return workup, [
        found for found in refusing(workup, sign_off) if not any(one.covers(found, workup.latest) for one in exceptions)
    ]


def accepted_for(workup: Workup, number: int) -> set[str]:
    """The criteria that a physician's exception for this admission accepts, as long as their values are the same."""
    exceptions = list(AdmissionException.objects.filter(patient=workup.patient, cycle_number=number))
    asked = (*workup.assessment.judgements, *recent_ct(workup))
    return {found.criterion.id for found in asked if any(one.covers(found, workup.latest) for one in exceptions)}


def refusing(workup: Workup, sign_off: SignOff | None) -> list[Judgement]:
    """Results that do not count any more and were not accepted as such, and those that the signer did not see."""
    accepted = sign_off.exceptions if sign_off else {}
    judgements = workup.assessment.judgements
    expired = [one for one in (*judgements, *recent_ct(workup)) if one.answer is Answer.EXPIRED]
    unseen = [one for one in judgements if sign_off is not None and sign_off.did_not_see(one)]
    return [*(one for one in expired if one.criterion.id not in accepted), *unseen]


def check_results(patient: Patient, number: int, sign_off: SignOff, admitted_on: date) -> None:
    """Refuse an admission on results that do not count on its day, or that speak against the signature."""
    if opens_course(number) and sign_off.decided_on > admitted_on:
        raise ValidationError({"admitted_at": "The admission is before the day on which eligibility was signed."})
    _, open_ones = in_the_way(patient, number, admitted_on)
    expired = [found for found in open_ones if found.answer is Answer.EXPIRED]
    against = [found.criterion.title for found in open_ones if found.answer is not Answer.EXPIRED]
    if against:
        raise Conflict(
            f"A result newer than the signature speaks against it: {'; '.join(against)}. A physician reads it and "
            f"signs {'again before the admission' if opens_course(number) else 'an exception with a reason'}."
        )
    if expired:
        raise Conflict(_too_old(number, expired))


def _too_old(number: int, expired: list[Judgement]) -> str:
    more = f" and {len(expired) - NAMED} more" if len(expired) > NAMED else ""
    titles = f"{'; '.join(found.criterion.title for found in expired[:NAMED])}{more}"
    if opens_course(number):
        return f"Results have expired since eligibility was signed: {titles}. Record them anew first."
    return (
        f"{capfirst(RENEWED)} are renewed before cycle {number}, and these are too old: {titles}. Record them "
        "anew, or have a physician sign an exception."
    )
