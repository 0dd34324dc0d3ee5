"""Patients at the stages that the pages of the pathway show, made through the actions on days of March 2026."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cycles.models import Cycle, Scan
from il2program.outbox.tasks import sweep
from patients.models import Patient
from tests import make

ZONE = ZoneInfo("America/Los_Angeles")
SIZES = ("50", "30")


def at(day: int, hour: int = 12, minute: int = 0, month: int = 3) -> datetime:
    """An instant of 2026 in the hospital's zone."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def text(response: object) -> str:
    """The page's words, with every stretch of white space as one blank."""
    return " ".join(response.content.decode().split())


def admitted(clock: object, number: int = 1, patient: Patient | None = None, **facts: object) -> Cycle:
    """In bed since four hours ago, one dose given."""
    patient = patient or ready(**facts)
    cycle = make.cycle(patient, number, at=timezone.now() - timedelta(hours=4))
    make.given(cycle, 1, timezone.now() - timedelta(hours=4))
    return Cycle.objects.get(pk=cycle.pk)


def ready(**facts: object) -> Patient:
    """Signed off for course 1, with a baseline scan."""
    patient = make.patient(**({"referred_on": date(2026, 2, 1)} | facts))
    make.workup(patient)
    make.consent(patient)
    make.baseline(patient, timezone.localdate(), *SIZES)
    make.eligible(patient)
    return patient


def stayed(clock: object, number: int = 1, patient: Patient | None = None, **facts: object) -> Patient:
    """Discharged four days after the admission; the clock stands there."""
    cycle = admitted(clock, number, patient)
    clock.move_to(timezone.now() + timedelta(days=4))
    make.discharged(cycle, timezone.now(), **facts)
    sweep()
    return Patient.objects.get(pk=cycle.patient_id)


def after_course_1(clock: object) -> Patient:
    """Two cycles given; the clock stands on the last discharge."""
    patient = stayed(clock)
    clock.move_to(timezone.now() + timedelta(days=14))
    return stayed(clock, 2, patient)


def scanned(clock: object, *mm: str) -> Scan:
    """The scan after cycle 2 has been read a month later and waits for the decision."""
    patient = after_course_1(clock)
    clock.move_to(timezone.now() + timedelta(days=31))
    return make.scan(patient, 2, timezone.localdate(), *(mm or ("40", "20")))


def going_on(clock: object) -> Patient:
    """The physician has signed "continue"; course 2 needs its own sign-off."""
    scan = scanned(clock)
    make.decision(scan)
    sweep()
    return Patient.objects.get(pk=scan.patient_id)
