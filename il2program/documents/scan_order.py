"""The order of a scan with the warning of contrast, as it was said when the scan was ordered.

Source: clinical reference 8, form 13, and 3.5.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Booking, ScanOrder
from cycles.models.booking import BookingKind
from cycles.rules.contrast import REACTION, STEROIDS
from il2program.documents.printed_form import BLANK, Copy
from patients.models import Measurement
from patients.rules.analytes import analyte
from patients.rules.renal import egfr_ml_min_173


def copies(journey: Journey) -> list[Copy]:
    """Each order, the newest first, and blank."""
    return [*(_copy(row) for row in _orders(journey).order_by("-pk")), BLANK]


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    blank = of == BLANK.of
    order = None if blank else _orders(journey).get(pk=int(of))
    return {
        "blank": blank,
        "order": order,
        "kidney": list(_kidney(journey)),
        "window": _window(journey, order),
        "always": (REACTION, STEROIDS),
    }


def _orders(journey: Journey) -> Any:
    return ScanOrder.objects.for_print().filter(patient=journey.patient)


def _copy(order: ScanOrder) -> Copy:
    note = "Withdrawn." if hasattr(order, "withdrawal") else ""
    return Copy(str(order.pk), f"{_what(order)}, planned for {date_format(order.planned_on)}", note=note)


def _what(order: ScanOrder) -> str:
    return f"Scan after cycle {order.after_cycle}" if order.after_cycle else "Baseline scan"


def _kidney(journey: Journey) -> Iterator[str]:
    """The newest creatinine and what it says of the kidneys, which radiology asks for before contrast."""
    rows = Measurement.objects.filter(patient=journey.patient, analyte="creatinine_mg_dl")
    row = rows.latest_by_analyte().get("creatinine_mg_dl")
    if row is None or row.value is None:
        return
    age = journey.patient.age_on(row.taken_on)
    yield f"Creatinine {row.measured}, {date_format(row.taken_on)}"
    egfr = egfr_ml_min_173(creatinine_mg_dl=row.value, age_years=age, sex=journey.patient.sex)
    if egfr is not None and not row.comparator:
        yield f"eGFR {analyte('egfr').measured(egfr)}"


def _window(journey: Journey, order: ScanOrder | None) -> str:
    """Between which days the scan lies, as it is booked."""
    rows = Booking.objects.filter(patient=journey.patient, kind=BookingKind.SCAN).order_by("pk")
    booked = (rows.filter(cycle=order.after_cycle) if order else rows).last()
    if booked is None or booked.earliest is None or booked.latest is None:
        return ""
    return f"{date_format(booked.earliest)} to {date_format(booked.latest)}"
