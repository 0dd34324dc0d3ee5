"""What happens to a patient besides the protocol. Days are told from day 0, the admission to cycle 1."""

from datetime import timedelta

from django.utils import timezone

from cycles.actions import (
    correct_dose,
    end_course,
    move_booking,
    order_early_admission,
    record_hepatic_recovery,
    stop_permanently,
)
from cycles.models import Booking, Dose
from cycles.planning import replan
from il2program.accounts.roles import Role
from il2program.demo.life import INFUSION, Life, Script, Turn
from patients.actions import correct, leave
from patients.models import Measurement


def leaves(day: int, reason: str, note: str = "") -> Turn:
    def turn(life: Life) -> Script:
        yield life.on(day, 10, "departure")
        by = life.staff.one(Role.COORDINATOR)
        leave(patient=life.patient, left_on=timezone.localdate(), reason=reason, note=note, by=by)

    return turn


def moves_booking(day: int, *, by_days: int, because: str) -> Turn:
    """The coordinator books another day than the target of what comes next."""

    def turn(life: Life) -> Script:
        yield life.on(day, 11, "move")
        replan(life.patient.pk)
        booking = Booking.objects.open().get(patient=life.patient)
        move_booking(
            booking=booking,
            booked_on=booking.target + timedelta(days=by_days),
            moved_because=because,
            seen=booking.version,
            by=life.staff.one(Role.COORDINATOR),
        )

    return turn


def ends_course(day: int, reason: str) -> Turn:
    def turn(life: Life) -> Script:
        yield life.on(day, 14, "end of course")
        end_course(patient=life.patient, reason=reason, proof=life.staff.signer())

    return turn


def stops_for_good(day: int, criterion: str, note: str) -> Turn:
    def turn(life: Life) -> Script:
        yield life.on(day, 23, "permanent stop")
        found_on, proof = timezone.localdate(), life.staff.signer()
        stop_permanently(patient=life.patient, criterion=criterion, found_on=found_on, note=note, proof=proof)

    return turn


def orders_early_admission(day: int, *, to: int, admit_on: int, reason: str) -> Turn:
    def turn(life: Life) -> Script:
        yield life.on(day, 15, "early admission")
        order_early_admission(
            patient=life.patient,
            number=to,
            admit_on=life.day(admit_on),
            reason=reason,
            short_rest=True,
            proof=life.staff.signer(),
        )

    return turn


def liver_recovers(day: int) -> Turn:
    def turn(life: Life) -> Script:
        yield life.on(day, 12, "liver")
        by = life.staff.nurse(life.random)
        record_hepatic_recovery(patient=life.patient, resolved_on=timezone.localdate(), by=by)

    return turn


def corrects_dose(day: int, *, slot: int, minutes_late: int, because: str) -> Turn:
    """A dose of cycle 1 was charted with a wrong time."""

    def turn(life: Life) -> Script:
        yield life.on(day, 23, "correction")
        wrong = Dose.objects.get(cycle__patient=life.patient, cycle__number=1, slot=slot)
        started_at, nurse = wrong.due_at + timedelta(minutes=minutes_late), life.staff.nurse(life.random)
        correct_dose(
            dose=wrong,
            because=because,
            decision=wrong.decision,
            started_at=started_at,
            ended_at=started_at + INFUSION,
            confirmed=life.staff.second(life.random, nurse),
            by=nurse,
        )

    return turn


def corrects(day: int, analyte: str, entered: str, because: str) -> Turn:
    """A value of the workup was wrong."""

    def turn(life: Life) -> Script:
        yield life.on(day, 8, "correction")
        wrong = Measurement.objects.filter(patient=life.patient).latest_by_analyte()[analyte]
        correct(
            measurement=wrong,
            entered=entered,
            unit=wrong.definition.unit,
            taken_on=wrong.taken_on,
            because=because,
            by=life.staff.nurse(life.random),
        )

    return turn
