"""One signed record of each kind, made through the program's own actions."""

from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine
from django.utils import timezone

from cycles.actions import (
    chart_dose,
    countersign,
    end_course,
    order_early_admission,
    order_early_contrast,
    record_checklist,
    sign_admission_exception,
    sign_summary,
    stop_permanently,
)
from cycles.facts import step_of
from cycles.models.discharge import ITEMS
from il2program.accounts.roles import Role
from il2program.signatures.models import Signed
from patients.models import Patient
from tests import make


def treated(cycles: int = 1) -> Patient:
    """A patient who has had so many cycles; the last one ended twenty days before the end of the first break."""
    # In the morning, so that no stay ends on another day than it would at any other hour.
    start = timezone.localtime().replace(hour=9) - timedelta(days=90)
    with time_machine.travel(start, tick=False):
        patient = make.patient(referred_on=timezone.localdate())
        make.workup(patient)
        make.consent(patient)
        make.baseline(patient, timezone.localdate(), "50", "30")
        make.eligible(patient)
    for number in range(1, cycles + 1):
        stay(patient, number, start + timedelta(days=18 * (number - 1)))
    return patient


def stay(patient: Patient, number: int, start: datetime) -> None:
    with time_machine.travel(start + timedelta(days=4, hours=4), tick=False):
        cycle = make.cycle(patient, number, at=start)
        make.given(cycle, 1, start)
        make.discharged(cycle, start + timedelta(days=4, hours=2))


def sign_off() -> Signed:
    patient = make.patient()
    make.workup(patient)
    return make.eligible(patient)


def permanent_stop() -> Signed:
    facts = {"criterion": "P3", "found_on": timezone.localdate(), "note": "Invented."}
    return stop_permanently(patient=treated(), proof=make.proof_of(Role.PHYSICIAN), **facts)


def early_admission() -> Signed:
    patient = treated()
    with time_machine.travel(timezone.now() - timedelta(days=84), tick=False):
        earliest = step_of(patient).earliest
        facts = {"number": 2, "admit_on": earliest - timedelta(days=1), "reason": "Invented.", "short_rest": True}
        return order_early_admission(patient=patient, proof=make.proof_of(Role.PHYSICIAN), **facts)


def admission_exception() -> Signed:
    patient = treated()
    facts = {"number": 2, "reason": "Invented."}
    return sign_admission_exception(patient=patient, proof=make.proof_of(Role.PHYSICIAN), **facts)


def course_end() -> Signed:
    return end_course(patient=treated(), reason="Invented.", proof=make.proof_of(Role.PHYSICIAN))


def response_decision() -> Signed:
    patient = treated(cycles=2)
    scan = make.scan(patient, 2, step_of(patient).target, "40", "25")
    return make.decision(scan)


def countersignature() -> Signed:
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(hours=2))
    return countersign(order=make.order(cycle), confirmed=True, reason="Invented.", proof=make.proof_of(Role.PHYSICIAN))


def discharge_summary() -> Signed:
    cycle = treated().cycles.get()
    record_checklist(cycle=cycle, by=make.someone(Role.NURSE), **dict.fromkeys(ITEMS, "done"))
    return sign_summary(cycle=cycle, course="Invented.", proof=make.proof_of(Role.PHYSICIAN))


def admission_order() -> Signed:
    return make.orders(make.cycle(make.ready_patient(), at=timezone.now() - timedelta(hours=2)))


def order_verification() -> Signed:
    cycle = make.ordered(make.cycle(make.ready_patient(), at=timezone.now() - timedelta(hours=2)))
    return cycle.admission_order.verification


def override() -> Signed:
    """A dose that a physician lets be given although nothing has been checked."""
    start = timezone.now() - timedelta(hours=2)
    with time_machine.travel(start, tick=False):
        cycle = make.cycle(make.ready_patient(referred_on=timezone.localdate()))
        bag = make.bag(cycle, start)
    given = {"slot": 1, "decision": "given", "started_at": start + timedelta(hours=1), "bag": bag}
    people = {"by": make.someone(Role.NURSE), "confirmed": make.proof_of(Role.PHARMACIST)}
    row = chart_dose(cycle=cycle, reason="Invented.", physician=make.proof_of(Role.PHYSICIAN), **given, **people)
    return row.snapshot.override


def early_contrast() -> Signed:
    start = timezone.now() - timedelta(hours=2)
    with time_machine.travel(start, tick=False):
        cycle = make.cycle(make.ready_patient(referred_on=timezone.localdate()))
        make.given(cycle, 1, start)
    return order_early_contrast(patient=cycle.patient, reason="Invented.", proof=make.proof_of(Role.PHYSICIAN))


RECORDS: dict[str, Callable[[], Signed]] = {
    "cycles.AdmissionException": admission_exception,
    "cycles.AdmissionOrder": admission_order,
    "cycles.Countersignature": countersignature,
    "cycles.CourseEnd": course_end,
    "cycles.DischargeSummary": discharge_summary,
    "cycles.EarlyAdmission": early_admission,
    "cycles.EarlyContrast": early_contrast,
    "cycles.OrderVerification": order_verification,
    "cycles.Override": override,
    "cycles.PermanentStop": permanent_stop,
    "cycles.ResponseDecision": response_decision,
    "eligibility.SignOff": sign_off,
}
