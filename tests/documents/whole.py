"""A patient about whom every form has something to say, with the longest names that can be registered."""

from datetime import UTC, datetime, timedelta

import time_machine

from cycles.actions import (
    chart_dose,
    discharge,
    grade_toxicity,
    hold_dose,
    record_checklist,
    record_correction,
    sign_summary,
)
from cycles.models import Cycle
from il2program.accounts.roles import Role
from patients.models import Patient
from tests import make

# Fri 6 Mar 2026 08:00 in the hospital's zone; the clocks go forward in the night to Sunday.
FIRST_DOSE_AT = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
ADMITTED_AT = FIRST_DOSE_AT - timedelta(hours=2)
LONGEST = {"family_name": "W" * 80, "given_name": "Testaexample" * 6, "referred_by": "Dr. " + "Invented" * 14}
LONG_REASON = "Pressure is stable without pressor and the patient is awake; examined at the bedside. " * 3


def treated(**facts: object) -> Patient:
    """Doses 1 and 2 given, 3 held, corrected and given against the advice, 4 withheld; discharged on the next day."""
    with time_machine.travel(ADMITTED_AT, tick=False) as clock:
        patient = make.ready_patient(diagnosed_on=ADMITTED_AT.date(), referred_on=ADMITTED_AT.date(), **facts)
        make.baseline(patient, ADMITTED_AT.date(), "50", "30")
        cycle = make.ordered(make.cycle(patient, at=ADMITTED_AT, first_dose_due_at=FIRST_DOSE_AT))
        for slot in (1, 2):
            clock.move_to(_due(slot))
            make.given(cycle, slot, _due(slot))
        clock.move_to(_due(3))
        _held_and_given(cycle, clock)
        clock.move_to(_due(4))
        make.check(cycle, _due(4), creatinine_mg_dl="4.6")
        note = "Creatinine rose to 4.6 mg/dL."
        chart_dose(cycle=cycle, slot=4, decision="withheld", withheld_for="kidney", note=note, by=_nurse())
        clock.move_to(_due(4) + timedelta(hours=5))
        end = {"discharged_at": _due(5) - timedelta(hours=4), "stop_reason": "patient"}
        _graded(cycle)
        discharge(cycle=cycle, stay_reason="The patient wished to go home.", by=_nurse(), **end)
        _summed_up(cycle)
    return patient


def _held_and_given(cycle: Cycle, clock: time_machine.Traveller) -> None:
    at = _due(3)
    make.check(cycle, at, sbp_mmhg="84", dbp_mmhg="48")
    hold_dose(cycle=cycle, slot=3, recheck_at=at + timedelta(minutes=30), by=_nurse())
    record_correction(cycle=cycle, slot=3, kind="fluid", words="Saline 500 mL", done_at=at, by=_nurse())
    clock.move_to(later := at + timedelta(minutes=30))
    make.check(cycle, later, sbp_mmhg="88", dbp_mmhg="50")
    bag = make.bag(cycle, later)
    chart_dose(
        cycle=cycle,
        slot=3,
        decision="given",
        started_at=later,
        bag=bag,
        by=_nurse(),
        confirmed=make.proof_of(Role.PHYSICIAN),
        reason=LONG_REASON.strip(),
        physician=make.proof_of(Role.PHYSICIAN),
    )


def _graded(cycle: Cycle) -> None:
    """Hypotension from dose 3 on, over before the patient went home."""
    facts = {"cycle": cycle, "term": "Hypotension", "by": _nurse()}
    grade_toxicity(grade=3, found_at=_due(3), done="Saline 500 mL.", **facts)
    grade_toxicity(grade=0, found_at=_due(4) + timedelta(hours=1), **facts)


def _summed_up(cycle: Cycle) -> None:
    items = dict.fromkeys(("line_out", "medicines", "laboratory", "instructions", "understood"), "done")
    record_checklist(cycle=cycle, by=_nurse(), **items)
    plan = "Blood tests in one week."
    sign_summary(cycle=cycle, course="Three doses were given.", plan=plan, proof=make.proof_of(Role.PHYSICIAN))


def _nurse() -> object:
    return make.someone(Role.NURSE)


def _due(slot: int) -> datetime:
    return FIRST_DOSE_AT + timedelta(hours=8 * (slot - 1))
