"""The pharmacist's lines: orders to verify, and the bags for the doses of the next 24 hours."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import AdmissionOrder, Cycle
from il2program.pathway.bedside import Slot, slots_within
from il2program.pathway.durations import counted
from il2program.pathway.worklist.line import Line, When
from il2program.pathway.worklist.program import Program
from patients.models import Patient
from patients.rules.numbers import show

EMPTY = "No orders wait to be verified, and the doses of the next 24 hours have their bags."

HOURS = 24
PREPARED_AHEAD = timedelta(hours=2)


def lines(program: Program) -> Iterator[Line]:
    for journey, cycle in program.running:
        order = cycle.admission_order
        if order is None or journey.facts.permanent_stop:
            continue
        if order.verified is None:
            yield _verification(journey.patient, cycle, order)
        else:
            yield from _bags(program, journey.patient, cycle)


def _verification(patient: Patient, cycle: Cycle, order: AdmissionOrder) -> Line:
    return Line(
        f"Verify the orders of cycle {cycle.number}",
        "verify_orders",
        When.NOW,
        patient,
        (cycle.number,),
        why=f"Bed {cycle.bed}. Version {order.version}, signed by {order.signature.printed_name}.",
        due=f"since {date_format(timezone.localtime(order.signature.signed_at), 'D j M H:i')}",
        at=order.signature.signed_at,
    )


def _bags(program: Program, patient: Patient, cycle: Cycle) -> Iterator[Line]:
    """The doses of the next day for which no bag is ready; the bags that are serve the first ones."""
    due = [slot for slot in slots_within(cycle, program.now, HOURS) if not slot.too_late]
    left = cycle.admission_order.max_doses - cycle.given_count if cycle.admission_order else 0
    for slot in due[len(cycle.free_bags(program.now)) : left]:
        yield _bag(program, patient, cycle, slot)


def _bag(program: Program, patient: Patient, cycle: Cycle, slot: Slot) -> Line:
    is_today = timezone.localdate(slot.due_at) == program.today
    due_at = date_format(timezone.localtime(slot.due_at), "H:i" if is_today else "D H:i")
    return Line(
        f"Prepare the bag for dose {slot.number} of cycle {cycle.number}",
        "prepare_bag",
        When.NOW if slot.ahead <= PREPARED_AHEAD else When.TODAY,
        patient,
        (cycle.number,),
        why=f"{_amounts(cycle)} Bed {cycle.bed}.",
        due=f"{due_at}, {slot.words}",
        at=slot.due_at,
        is_late=slot.is_late,
    )


def _amounts(cycle: Cycle) -> str:
    """Amount, volume, bag and vials of one dose, as the order shows them."""
    dose = cycle.computed_dose
    amount = f"{show(dose.dose_million_units, 1)} million units, {show(dose.volume_ml, 2)} mL"
    return f"{amount}, in {dose.bag_ml} mL of dextrose 5 %, {counted(dose.vials, 'vial')}."
