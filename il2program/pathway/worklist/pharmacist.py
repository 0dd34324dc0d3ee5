"""The pharmacist's lines: the doses of the next 24 hours, each with its bag and vials."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from cycles.models import Cycle
from il2program.pathway.bedside import Slot, slots_within
from il2program.pathway.durations import counted
from il2program.pathway.worklist.line import Line, When
from il2program.pathway.worklist.program import Program
from patients.models import Patient
from patients.rules.numbers import show

EMPTY = "No dose is due in the next 24 hours."

HOURS = 24
PREPARED_AHEAD = timedelta(hours=2)


def lines(program: Program) -> Iterator[Line]:
    for journey, cycle in program.running:
        if not journey.facts.permanent_stop:
            for slot in slots_within(cycle, program.now, HOURS):
                if not slot.too_late:
                    yield _dose(program, journey.patient, cycle, slot)


def _dose(program: Program, patient: Patient, cycle: Cycle, slot: Slot) -> Line:
    is_today = timezone.localdate(slot.due_at) == program.today
    due_at = date_format(timezone.localtime(slot.due_at), "H:i" if is_today else "D H:i")
    return Line(
        f"Dose {slot.number} of cycle {cycle.number}",
        "board",
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
