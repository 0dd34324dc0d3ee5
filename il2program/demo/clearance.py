"""Before each course: the workup, the consent, and the physician's signature."""

from datetime import date, timedelta

from django.utils import timezone

from cycles.rules.next_step import NextStep, Step, Who
from cycles.rules.protocol import course_of
from eligibility.actions import sign_off
from eligibility.facts import workup_is_complete, workup_of
from eligibility.models.sign_off import Eligible
from eligibility.readiness import recent_ct
from eligibility.rules.facts import Answer
from il2program.accounts.roles import Role
from il2program.demo import workup
from il2program.demo.life import Life, Script
from il2program.demo.response import baseline
from il2program.demo.ward import admission, day_of_admission
from patients.actions import record_consent

# What follows from the first signature: an admission without a day of its own.
FIRST = NextStep(Step.ADMIT, Who.NURSE, reason="", cycle=1)
# Days before the admission that opens the course.
IMAGED, TESTED, VISITED, SIGNED = 12, 7, 5, 4


def first_workup(life: Life) -> Script:
    yield life.on(-IMAGED, 14, "imaging")
    life.image(workup.brain(life.random, life.case))
    baseline(life)
    yield life.on(-TESTED, 10, "tests")
    life.record(workup.heart_and_lung(life.random, life.case))
    yield life.on(-VISITED, 11, "visit")
    life.record(workup.visit(life.random, life.case))
    yield life.on(-SIGNED, 9, "consent")
    consent(life)


def first_sign_off(life: Life) -> Script:
    """The first signature, and the admission to cycle 1 where it says “eligible”."""
    yield life.on(-SIGNED, 15, "sign-off 1")
    if workup_is_complete(life.patient, on=timezone.localdate()):
        sign(life, 1)
        if not life.case.not_eligible_because:
            yield from admission(life, FIRST)


def next_clearance(life: Life, step: NextStep) -> Script:
    """A new course needs everything anew; the response scan serves as its CT."""
    admitted_on, course = day_of_admission(life, step), course_of(step.cycle or 1)
    yield life.moment(admitted_on - timedelta(days=VISITED + 1), 11, f"workup {course}")
    life.image(workup.brain(life.random, life.case))
    if _ct_is_too_old(life, admitted_on):
        life.image(workup.body(life.random, ()))
    life.record(workup.heart_and_lung(life.random, life.case))
    life.record(workup.visit(life.random, life.case))
    yield life.moment(admitted_on - timedelta(days=SIGNED), 15, f"sign-off {course}")
    if life.still_at(step):
        sign(life, course)


def _ct_is_too_old(life: Life, admitted_on: date) -> bool:
    """Whether the response scan will not count any more on the day of the admission."""
    return any(found.answer is not Answer.MET for found in recent_ct(workup_of(life.patient, on=admitted_on)))


def consent(life: Life) -> None:
    record_consent(
        patient=life.patient,
        signed_on=timezone.localdate(),
        form_version="2026-1",
        explained_by=life.staff.one(Role.PHYSICIAN).full_name,
        witness=life.staff.nurse(life.random).full_name,
        by=life.staff.one(Role.COORDINATOR),
    )


def sign(life: Life, course: int) -> None:
    seen, refused = workup_of(life.patient, on=timezone.localdate()), life.case.not_eligible_because
    sign_off(
        patient=life.patient,
        course=course,
        decision=Eligible.NOT_ELIGIBLE if refused else Eligible.ELIGIBLE,
        exceptions=dict.fromkeys(seen.exceptions, life.case.accepted_because),
        reason=refused,
        codes=life.case.not_eligible_codes if refused else (),
        proof=life.staff.signer(),
    )
