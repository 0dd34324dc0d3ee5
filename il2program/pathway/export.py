"""The list of patients as a CSV file."""

import csv
import unicodedata
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

COLUMNS = (
    "Record number",
    "Family name",
    "Given name",
    "Born",
    "Sex",
    "Diagnosis",
    "Next step",
    "Cycle",
    "Day",
    "Late",
)
# A spreadsheet takes a cell that begins with one of these, wide forms included, for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def exported(patients: Any) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="patients-{timezone.localdate():%Y-%m-%d}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows([neutral(cell) for cell in _row(patient)] for patient in patients)
    return response


def _row(patient: Any) -> tuple[str, ...]:
    plan = getattr(patient, "plan", None)
    return (
        patient.record_number,
        patient.family_name,
        patient.given_name,
        patient.born_on.isoformat(),
        patient.get_sex_display(),
        str(patient.diagnosis),
        str(plan) if plan else "",
        str(plan.cycle) if plan and plan.cycle else "",
        patient.due_on.isoformat() if patient.due_on else "",
        "late" if patient.is_late else "",
    )


def neutral(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    plain = unicodedata.normalize("NFKC", cell).lstrip(" ")
    return f"'{cell}" if plain.startswith(FORMULA) else cell
