"""What the pages of this room have in common: whose chart it is, and which cycle."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from cycles.models import Cycle, PermanentStop, WrongChart
from cycles.models.cycle_rows import CycleQuerySet
from cycles.rules.dosing import differs_from_screening
from patients.models import Departure, Patient
from patients.models.departure import LeaveReason


def patient_or_404(code: UUID) -> Patient:
    return get_object_or_404(Patient.objects.select_related("diagnosis"), code=code)


def cycle_or_404(code: UUID, number: int, rows: CycleQuerySet | None = None) -> Cycle:
    """The cycle of this number; where there is none, the last admission for it that ended before its first dose.

    rows: where the page reads less than the board.
    """
    died = Departure.objects.filter(patient=OuterRef("patient"), reason=LeaveReason.DIED).values("left_on")[:1]
    alike = Patient.objects.filter(family_name__iexact=OuterRef("patient__family_name"))
    alike = alike.exclude(pk=OuterRef("patient"))
    elsewhere = WrongChart.objects.filter(belongs_to=OuterRef("patient"))
    stopped = PermanentStop.objects.filter(patient=OuterRef("patient"))
    told = {"died_on": Subquery(died), "namesakes": Exists(alike), "is_on_other_charts": Exists(elsewhere)}
    told["is_stopped_for_good"] = Exists(stopped)
    cycles = (Cycle.objects.for_board() if rows is None else rows).annotate(**told)
    cycle: Cycle | None = cycles.filter(patient__code=code).numbered(number).first()
    if cycle is None:
        raise Http404("There is no such cycle.")
    return cycle


def about(patient: Patient, cycle: Cycle | None = None) -> dict[str, Any]:
    """What the patient's banner shows; a cycle that `cycle_or_404` found knows it already."""
    if cycle is not None and hasattr(cycle, "namesakes"):
        known: Any = cycle
        return {"patient": patient, "cycle": cycle, "namesakes": known.namesakes, "died_on": known.died_on}
    departure = Departure.objects.filter(patient=patient, reason=LeaveReason.DIED).first()
    return {
        "patient": patient,
        "cycle": cycle or patient.cycles.counted().last(),
        "namesakes": Patient.objects.named_alike(patient).exists(),
        "died_on": departure.left_on if departure else None,
    }


def differs(weight_kg: Decimal | None, screening_kg: Decimal | None) -> bool:
    """Whether a dosing weight differs so much from the screening weight that the page warns."""
    if weight_kg is None or screening_kg is None:
        return False
    return differs_from_screening(weight_kg, screening_kg)
