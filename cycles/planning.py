"""Keeping plan and bookings in step with the facts.

The plan is refreshed in the transaction of every act; the bookings follow from it through the
outbox, and are rebuilt from the facts at any time.
"""

from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format

from cycles.facts import journey_on_chart, step_of
from cycles.models import Booking, Plan
from cycles.models.booking import BookingKind, BookingState
from cycles.rules.next_step import NextStep, Step
from il2program.accounts.models import Person
from il2program.audit import trail
from il2program.outbox.models import put
from patients.models import Patient

BOOKED_STEPS = {Step.ADMIT: BookingKind.ADMISSION, Step.SCAN: BookingKind.SCAN}


def follow(chart: UUID, by: Person | None) -> None:
    """After each act on a chart: refresh its plan, and have the bookings follow where it changed."""
    journey = journey_on_chart(chart)
    if refresh_plan(journey.patient, journey.step):
        put("cycles.planning.replan", journey.patient.pk)


def refresh_plan(patient: Patient, step: NextStep) -> bool:
    """Write where the patient stands; whether that has changed."""
    now = {
        "step": step.step.value,
        "cycle": step.cycle,
        "earliest": step.earliest,
        "target": step.target,
        "latest": step.latest,
    }
    plan = getattr(patient, "plan", None) or Plan(patient=patient)
    if plan.pk and all(getattr(plan, name) == value for name, value in now.items()):
        return False
    for name, value in now.items():
        setattr(plan, name, value)
    plan.save()
    return True


@transaction.atomic
def replan(patient_id: int) -> None:
    """Make this patient's plan and open bookings what the facts ask for. Running it twice changes nothing."""
    patient = Patient.objects.locked(patient_id)
    step = step_of(patient)
    refresh_plan(patient, step)
    wanted = _wanted(step)
    open_bookings = {(row.kind, row.cycle): row for row in Booking.objects.open().filter(patient=patient)}
    over = {key for key, row in open_bookings.items() if key != wanted or _took_place(row, patient)}
    changes = [_settle(open_bookings[key], patient) for key in over]
    if wanted:
        # A scan that could not be evaluated took place; the one that repeats it is booked anew.
        changes.append(_book(None if wanted in over else open_bookings.get(wanted), patient, wanted, step))
    changed = [row for row in changes if row is not None]
    if not changed:
        return
    with trail.action("replanned", patient, by=None, sentence="Booked what follows from the facts"):
        for row in changed:
            row.save()


def _wanted(step: NextStep) -> tuple[str, int] | None:
    """Kind and cycle of the booking that the next step asks for; None where it asks for none."""
    kind = BOOKED_STEPS.get(step.step)
    return (kind, step.cycle) if kind and step.cycle and step.target else None


def _settle(row: Booking, patient: Patient) -> Booking | None:
    """What becomes of an open booking that is not the next step any more.

    One that took place is kept; one that a person set stays, flagged; the others are withdrawn.
    """
    if _took_place(row, patient):
        row.state = BookingState.KEPT
    elif row.booked_on is not None:
        said = f"What comes next is now another step: {step_of(patient).reason}"[:300]
        if row.contradicted == said:
            return None
        row.contradicted = said
    else:
        row.state = BookingState.WITHDRAWN
    return row


def _took_place(row: Booking, patient: Patient) -> bool:
    if row.kind == BookingKind.ADMISSION:
        return patient.cycles.counted().filter(number=row.cycle).exists()
    # A correction is recorded later than the scan that it is about.
    return patient.scan_set.filter(after_cycle=row.cycle, replaces=None, recorded_at__gt=row.made_at).exists()


def _book(row: Booking | None, patient: Patient, wanted: tuple[str, int], step: NextStep) -> Booking | None:
    """The booking of the next step, made or brought to its window; None where it is right already."""
    window = {"earliest": step.earliest, "target": step.target, "latest": step.latest}
    if row is None:
        kind, cycle = wanted
        return Booking(patient=patient, kind=kind, cycle=cycle, **window)
    contradicted = _contradiction(row, step)
    if row.contradicted == contradicted and all(getattr(row, name) == day for name, day in window.items()):
        return None
    for name, day in window.items():
        setattr(row, name, day)
    row.contradicted = contradicted
    return row


def _contradiction(row: Booking, step: NextStep) -> str:
    """What speaks against the day that a person chose, in a sentence; empty where nothing does."""
    if row.booked_on is None:
        return ""
    if step.earliest and row.booked_on < step.earliest:
        return f"Booked before the earliest day, {date_format(step.earliest)}."
    if step.latest and row.booked_on > step.latest:
        return f"Booked after the last day of the window, {date_format(step.latest)}."
    return ""


def replan_everybody() -> int:
    """Rebuild the plan and bookings of every patient; returns how many there are."""
    patients = list(Patient.objects.values_list("pk", flat=True))
    for pk in patients:
        replan(pk)
    return len(patients)
