"""The admission orders with the pharmacy's dose worksheet: what is ordered, and how the dose was computed twice.

Source: clinical reference 8, form 3.
"""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import AdmissionOrder, Cycle
from cycles.models.admission_orders import current_order_set
from cycles.rules.dosing import (
    BAG_25_ML_UP_TO_IU,
    BAG_50_ML_UP_TO_IU,
    CONCENTRATION_UG_ML,
    IU_PER_MILLION_UNITS,
    IU_PER_ML,
)
from cycles.rules.protocol import PROTOCOL
from il2program.documents.printed_form import BLANK, Copy
from patients.rules.diseases import SECONDARY_SITES


def copies(journey: Journey) -> list[Copy]:
    """Each signed version, the newest first: sealed once the pharmacist has verified it; and blank."""
    rows = list(_orders(journey).order_by("-cycle__admitted_at", "-version"))
    return [*(_copy(row, rows) for row in rows), BLANK]


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy; the dose is computed on it for nobody before the pharmacist has."""
    blank = of == BLANK.of
    order = None if blank else _orders(journey).get(pk=int(of))
    cycle = order.cycle if order else Cycle.objects.running().filter(patient=journey.patient).first()
    patient = journey.patient
    return {
        "blank": blank,
        "order": order,
        "verified": order.verified if order else None,
        "computed": order.computed if order and order.verified else None,
        "care": order.care if order else current_order_set(),
        "cycle": cycle,
        "age": patient.age_on(timezone.localdate(cycle.admitted_at) if cycle else timezone.localdate()),
        "sites": ", ".join(SECONDARY_SITES.get(code, code) for code in patient.diagnosis.sites),
        "most_doses": PROTOCOL.slots_per_cycle,
        "bag_lines": range(1, PROTOCOL.slots_per_cycle + 1),
        "million_units_per_ml": IU_PER_ML // IU_PER_MILLION_UNITS,
        "small_bag_up_to": BAG_25_ML_UP_TO_IU / IU_PER_MILLION_UNITS,
        "middle_bag_up_to": BAG_50_ML_UP_TO_IU // IU_PER_MILLION_UNITS,
        "window": CONCENTRATION_UG_ML,
    }


def _orders(journey: Journey) -> Any:
    rows = AdmissionOrder.objects.filter(cycle__patient=journey.patient)
    return rows.select_related("cycle__patient", "signature", "verification__signature")


def _copy(order: AdmissionOrder, rows: list[AdmissionOrder]) -> Copy:
    at = date_format(timezone.localtime(order.signature.signed_at), "D j M Y H:i")
    label = f"Cycle {order.cycle.number}, version {order.version}, signed {at}"
    if order.verified is None:
        note = "Not verified by a pharmacist. No dose is given from it."
        return Copy(str(order.pk), label, note=note)
    later = any(row.cycle_id == order.cycle_id and row.version > order.version for row in rows)
    note = "A later version was signed. This one still says what was ordered then." if later else ""
    return Copy(str(order.pk), label, order.verified, note, also=(order,))
