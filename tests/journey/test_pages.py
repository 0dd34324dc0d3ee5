"""Patients through the whole protocol by the pages, each act by the person whose it is, the clock moved by the test."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from cycles.facts import step_of
from cycles.models import Booking, Cycle
from il2program.accounts.roles import Role
from patients.models import Patient
from tests.journey.screens import SIGNED, ZONE, Screens, noon, typed

pytestmark = pytest.mark.django_db

NURSE, PHYSICIAN, COORDINATOR = Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR
REFERRED, FIRST = date(2026, 2, 10), date(2026, 3, 2)
START = datetime(2026, 3, 2, 12, tzinfo=ZONE)
# What becomes of the slots of cycle 1: given, withheld, and late by the minutes.
SLOTS = ("given", "given", 75, "given", "kidney", "given", "given", "pressure", "given", "given", "given", "neuro")


@pytest.fixture
def screens() -> Iterator[Screens]:
    with time_machine.travel(noon(REFERRED), tick=False) as clock:
        yield Screens(clock)


def ready(screens: Screens, *mm: str) -> Patient:
    """Referred in February; worked up, consented and signed eligible three days before cycle 1."""
    patient = screens.refer(REFERRED)
    screens.clock.move_to(noon(FIRST - timedelta(days=3)))
    screens.workup(patient)
    screens.consent(patient, FIRST - timedelta(days=3))
    screens.baseline(patient, FIRST - timedelta(days=10), *mm)
    screens.sign(patient)
    return patient


def next_course(screens: Screens, patient: Patient, first_day: date) -> None:
    """A workup and a signature of its own, two days before the course begins."""
    screens.clock.move_to(noon(first_day - timedelta(days=2)))
    screens.workup(patient)
    screens.sign(patient)


def only_booking(patient: Patient) -> tuple[str, int, date]:
    booking = Booking.objects.open().get(patient=patient)
    return booking.kind, booking.cycle, booking.target


def test_a_referral_becomes_an_admission_step_by_step_and_role_by_role(screens):
    patient = screens.refer(REFERRED)
    assert "The workup is not complete yet." in screens.see(COORDINATOR, "chart", patient.code)
    screens.clock.move_to(noon(FIRST))
    screens.workup(patient)
    screens.consent(patient, FIRST)
    assert "waits for the physician" in screens.see(COORDINATOR, "chart", patient.code)
    page = screens.see(NURSE, "admit", patient.code, 1)
    assert "No physician has signed eligibility for course 1." in page
    screens.sign(patient)
    assert "Cycle 1 can begin" in screens.see(NURSE, "chart", patient.code)
    screens.admit(patient, 1, START, weight_kg="73.3")
    assert "44 <span" in screens.see(NURSE, "board", patient.code, 1)


@pytest.mark.slow
def test_cycle_1_is_charted_slot_by_slot(screens):
    patient = ready(screens, "50", "30")
    screens.admit(patient, 1, START)
    for slot, fate in enumerate(SLOTS, 1):
        due = Cycle.objects.get().due_times()[slot - 1]
        assert f"Withhold dose {slot}" in screens.see(NURSE, "board", patient.code, 1)
        if fate == "given" or isinstance(fate, int):
            screens.give(patient, 1, slot, due + timedelta(minutes=fate if isinstance(fate, int) else 0))
        else:
            screens.withhold(patient, 1, slot, due, fate)
    page = screens.see(PHYSICIAN, "board", patient.code, 1)
    assert "<strong>9</strong> given of <strong>12</strong> offered" in page
    assert page.count("Given late") == 2  # in the strip and in the record
    screens.discharge(patient, 1, noon(date(2026, 3, 7)))
    assert (Cycle.objects.get().days_of_stay, only_booking(patient)) == (6, ("admission", 2, date(2026, 3, 21)))


@pytest.mark.slow
def test_a_shrinking_tumor_goes_on_to_six_cycles_and_never_to_a_seventh(screens):
    patient, first_day = ready(screens, "50", "30"), FIRST
    for course, sizes in enumerate((("40", "25"), ("30", "20"), ("20", "15")), 1):
        if course > 1:
            next_course(screens, patient, first_day)
        second_day = screens.stay(patient, 2 * course - 1, first_day) + timedelta(days=14)
        assert only_booking(patient) == ("admission", 2 * course, second_day)
        screens.stay(patient, 2 * course, second_day)
        kind, cycle, target = only_booking(patient)
        assert (kind, cycle) == ("scan", 2 * course)
        screens.scan(patient, 2 * course, target, *sizes)
        if course < 3:
            screens.decide(patient, 2 * course, "continue")
            first_day = only_booking(patient)[2]
    assert step_of(patient).step == "follow_up"
    assert not Booking.objects.open().exists()
    at = noon(date(2026, 12, 1))
    screens.clock.move_to(at)
    facts = {"bed": "A1", "dosing_weight_kg": "80", "admitted_at": typed(at), "first_dose_due_at": typed(at)}
    assert "a seventh cannot be given" in screens.refused(NURSE, "admit", patient.code, 7, **facts)
    page = screens.see(PHYSICIAN, "response", patient.code)
    # Each of the scans, and the best of them with and without confirmation.
    assert page.count("Partial response (PR)") == 4 + 2
    assert Cycle.objects.counted().count() == 6


@pytest.mark.slow
def test_progression_after_cycle_2_ends_in_a_signed_stop(screens):
    patient = ready(screens, "50", "30")
    second_day = screens.stay(patient, 1, FIRST) + timedelta(days=14)
    last_day = screens.stay(patient, 2, second_day)
    target = step_of(patient).target
    assert only_booking(patient) == ("scan", 2, target)
    screens.scan(patient, 2, target, "70", "40")
    page = screens.see(PHYSICIAN, "decide", patient.code, 2)
    assert "Progression: stop" in page
    refused = screens.refused(
        PHYSICIAN, "decide", patient.code, 2, decision="continue", reason="All the same.", **SIGNED
    )
    assert "Select a valid choice." in refused
    screens.decide(patient, 2, "stop")
    assert step_of(patient).step == "follow_up"
    assert not Booking.objects.open().exists()
    later = noon(last_day + timedelta(days=60))
    screens.clock.move_to(later)
    assert "to stop after cycle 2" in screens.see(NURSE, "admit", patient.code, 3)
    facts = {"bed": "A1", "dosing_weight_kg": "80", "admitted_at": typed(later), "first_dose_due_at": typed(later)}
    assert "Cycle 3 is not what comes next" in screens.refused(NURSE, "admit", patient.code, 3, **facts)
    assert Cycle.objects.count() == 2
