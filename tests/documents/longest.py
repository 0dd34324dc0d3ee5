"""The longest plausible patient: six cycles, 84 slots, 40 lesions over six scans; many scripts, and no spaces."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle as in_turn
from zoneinfo import ZoneInfo

import time_machine

from cycles.actions import chart_dose, record_baseline, record_scan
from cycles.facts import step_of
from cycles.models import Scan
from cycles.rules.lesion_states import LesionState, Reading, Role
from cycles.rules.targets import Measured
from il2program.accounts.roles import Role as Work
from patients.models import Patient
from tests import make

ZONE = ZoneInfo("America/Los_Angeles")
WORDS = ("Invented", "王小明測", "ทดสอบ", "परीक्षण", "مثال", "דוגמה", "Пример", "Ωμέγα")


def filled(word: str, length: int) -> str:
    return (word * length)[:length]


NAMES = {"family_name": filled("".join(WORDS[1:4]), 80), "given_name": filled("".join(WORDS[4:]), 80)}
NOTES = [filled(word, 300) for word in WORDS]
ORGANS = [filled(word, 38) for word in WORDS]
PLACES = [filled(word, 120) for word in WORDS]
READER = filled("Invented", 120)
TARGETS, OTHERS = 5, 35


def treated() -> Patient:
    """After six cycles and their scans, of which two could not be evaluated and were made anew."""
    with time_machine.travel(datetime(2026, 2, 25, 12, tzinfo=ZONE), tick=False):
        patient = make.patient(referred_on=date(2026, 2, 1), referred_by=filled("Invented", 120), **NAMES)
        make.workup(patient)
        make.consent(patient)
        _baseline(patient)
        make.eligible(patient)
    first = date(2026, 3, 2)
    for course in (1, 2, 3):
        _stay(patient, 2 * course - 1, first)
        _stay(patient, 2 * course, first + timedelta(days=18))
        first = _scanned(patient, course, step_of(patient, first).target) + timedelta(days=30)
        if course < 3:
            with time_machine.travel(datetime(first.year, first.month, first.day, 7, tzinfo=ZONE), tick=False):
                make.workup(patient)
                make.eligible(patient, course + 1)
    return patient


def _stay(patient: Patient, number: int, first: date) -> None:
    """A five-day admission: the first dose given, all others withheld, each with a note as long as it can be."""
    start, notes = datetime(first.year, first.month, first.day, 8, tzinfo=ZONE), in_turn(NOTES)
    with time_machine.travel(start + timedelta(days=4, hours=12), tick=False):
        cycle = make.cycle(patient, number, at=start)
        make.given(cycle, 1, start)
        for slot in range(2, 15):
            told = {"withheld_for": "kidney", "note": next(notes), "by": make.someone(Work.NURSE)}
            chart_dose(cycle=cycle, slot=slot, decision="withheld", **told)
        make.discharged(cycle, start + timedelta(days=4, hours=10))


def _scanned(patient: Patient, course: int, day: date) -> date:
    """The scan after a course; after the first two it takes a second one to say something."""
    if course < 3:
        _scan(patient, course, day, LesionState.NOT_ASSESSED)
        day += timedelta(days=7)
    scan = _scan(patient, course, day, LesionState.MEASURED)
    if course < 3:
        with time_machine.travel(datetime(day.year, day.month, day.day, 18, tzinfo=ZONE), tick=False):
            make.decision(scan)
    return day


def _baseline(patient: Patient) -> None:
    lesions = [
        Measured(f"{organ}{number}", Decimal(60), place)
        for number, organ, place in zip(range(TARGETS + OTHERS), in_turn(ORGANS), in_turn(PLACES), strict=False)
    ]
    record_baseline(
        patient=patient,
        targets=lesions[:TARGETS],
        others=lesions[TARGETS:],
        scanned_on=date(2026, 2, 20),
        read_by=READER,
        acknowledged=True,
        by=make.someone(Work.COORDINATOR),
    )


def _scan(patient: Patient, course: int, day: date, state: LesionState) -> Scan:
    size = Decimal(60 - 10 * course) if state is LesionState.MEASURED else None
    read = {Role.TARGET: Reading(state, size), Role.NON_TARGET: Reading(LesionState.PRESENT)}
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=ZONE), tick=False):
        return record_scan(
            patient=patient,
            after_cycle=2 * course,
            readings={lesion.pk: read[Role(lesion.role)] for lesion in patient.lesion_set.all()},
            scanned_on=day,
            read_by=READER,
            by=make.someone(Work.COORDINATOR),
        )
