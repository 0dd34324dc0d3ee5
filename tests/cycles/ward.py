"""What the tests of the ward's pages need besides `tests.make`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cycles.actions import chart_dose, order_early_admission, stop_permanently
from cycles.models import Cycle, Dose, EarlyAdmission, PermanentStop, Scan
from il2program.accounts.roles import Role
from patients.models import Patient
from tests import make

ZONE = ZoneInfo("America/Los_Angeles")

# A slot as given and as withheld, as the form sends it.
GIVEN = {
    "decision": "given",
    "started_at": "2026-03-02T11:55",
    "second_person": "physician",
    "second_password": make.PASSWORD,
    "note": "Left arm.",
}
WITHHELD = {"decision": "withheld", "withheld_for": "kidney", "note": "Urine 5 mL/h."}


def given_from(cycle: Cycle, prepared_at: datetime | None = None, **typed: object) -> dict[str, object]:
    """The form of a given dose, with a bag that is prepared for it where none is ready."""
    cycle = Cycle.objects.for_board().get(pk=cycle.pk)
    free = cycle.free_bags(timezone.now())
    bag = free[0] if free else make.bag(cycle, prepared_at or timezone.now() - timedelta(hours=1))
    make.check(cycle, timezone.now() - timedelta(minutes=20))
    return GIVEN | {"bag": bag.pk} | typed


def text(response: object) -> str:
    return response.content.decode()


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """An instant of 2026 in the hospital's zone."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def withheld(cycle: Cycle, slot: int, because: str = "kidney") -> Dose:
    return chart_dose(cycle=cycle, slot=slot, decision="withheld", withheld_for=because, by=make.someone(Role.NURSE))


def early_order(patient: Patient, number: int, admit_on: date, *, short_rest: bool = True) -> EarlyAdmission:
    return order_early_admission(
        patient=patient,
        number=number,
        admit_on=admit_on,
        reason="A reason of this test.",
        short_rest=short_rest,
        proof=make.proof_of(Role.PHYSICIAN),
    )


def permanent_stop(patient: Patient, criterion: str = "P1") -> PermanentStop:
    proof = make.proof_of(Role.PHYSICIAN)
    return stop_permanently(patient=patient, criterion=criterion, found_on=timezone.localdate(), proof=proof)


def after_cycle_1(patient: Patient, clock: object, **facts: object) -> Cycle:
    """Cycle 1 from Monday to Friday with one dose; it is Tuesday 10 March, in the break."""
    cycle = make.cycle(patient, at=timezone.now() - timedelta(hours=4))
    make.given(cycle, 1, timezone.now() - timedelta(hours=3))
    clock.move_to(at(6, 12))
    cycle = make.discharged(cycle, at(6, 11), **facts)
    clock.move_to(at(10, 12))
    return cycle


def before_course_2(patient: Patient, clock: object) -> None:
    """Course 1 given, its scan decided on, course 2 signed; seven weeks end on Tuesday 12 May, and it is the 10th."""
    make.baseline(patient, date(2026, 2, 20), "50", "30")
    after_cycle_1(patient, clock)
    clock.move_to(at(24, 12))
    second = make.cycle(patient, 2, at=at(20, 10))
    make.given(second, 1, at(20, 11))
    make.discharged(second, at(24, 11))
    clock.move_to(at(24, 12, month=4))
    make.decision(make.scan(patient, 2, date(2026, 4, 24), "30", "20"))
    clock.move_to(at(10, 12, month=5))
    make.workup(patient)
    make.eligible(patient, 2)


def before_the_scan(patient: Patient, clock: object) -> Patient:
    """With a baseline of 80 mm; the course ended after cycle 1; it is Monday 6 April, the target of the scan."""
    make.baseline(patient, date(2026, 2, 20), "50", "30")
    after_cycle_1(patient, clock, stop_reason="hepatic")
    clock.move_to(at(6, 12, month=4))
    return patient


def scanned_after_cycle_1(patient: Patient, *mm: str) -> Scan:
    return make.scan(patient, 1, date(2026, 4, 6), *mm)
