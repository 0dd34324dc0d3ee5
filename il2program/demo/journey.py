"""The ordinary way through the program: from the referral on, what the program's own next step says."""

from collections.abc import Callable

from django.utils import timezone

from cycles.rules.next_step import NextStep, Step
from il2program.accounts.roles import Role
from il2program.demo.clearance import first_sign_off, first_workup, next_clearance
from il2program.demo.life import Life, Script
from il2program.demo.referrals import registration
from il2program.demo.response import decision, scan
from il2program.demo.ward import admission
from patients.actions import register

# Days before the admission to cycle 1.
REFERRED = 20


def live(life: Life) -> Script:
    yield life.on(-REFERRED, 9, "registration")
    facts = registration(life.case, life.random, life.record_number, timezone.localdate())
    life.patient = register(by=life.staff.one(Role.COORDINATOR), **facts)
    yield from first_workup(life)
    yield from first_sign_off(life)
    while (script := SCRIPTS.get((step := life.step).step)) is not None:
        yield from script(life, step)


def next_admission(life: Life, step: NextStep) -> Script:
    return next_clearance(life, step) if step.needs_sign_off else admission(life, step)


# What is not here ends the script: the patient stays in the workup, before the signature or in follow-up.
SCRIPTS: dict[Step, Callable[[Life, NextStep], Script]] = {
    Step.ADMIT: next_admission,
    Step.SCAN: scan,
    Step.DECIDE: decision,
}
