"""The discharge summary of a stay with the instructions that go home with it.

Source: clinical reference 8, form 6.
"""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Booking, DischargeSummary
from cycles.models.booking import BookingKind
from il2program.documents.printed_form import BLANK, Copy
from il2program.signatures.changes import named

# What is filled in by hand: heading, and each line under it.
TO_FILL_IN = (
    ("Stay", ("Admitted", "Discharged", "Length of stay, first and last day counted", "No further dose because")),
    ("Doses", ("Given, of 14 at most", "Withheld, and why")),
    ("Toxicity", ("Worst grade of each term, began, recovered",)),
    ("Weight and laboratory", ("Weight at admission and at discharge", "Creatinine", "Platelets", "Bilirubin")),
    ("Before going home", ("Central line taken out", "Medicines stopped and restarted", "Laboratory follow-up")),
)


def copies(journey: Journey) -> list[Copy]:
    """Each signed version, the newest first, and blank."""
    rows = list(_summaries(journey).order_by("-cycle__admitted_at", "-version"))
    return [*(_copy(row, rows) for row in rows), BLANK]


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    blank = of == BLANK.of
    summary = None if blank else _summaries(journey).get(pk=int(of))
    booked = Booking.objects.open().filter(patient=journey.patient, kind=BookingKind.ADMISSION).first()
    return {
        "blank": blank,
        "summary": summary,
        "changes": summary.changed_since() if summary else [],
        "to_fill_in": TO_FILL_IN,
        "next_admission": booked,
    }


def _summaries(journey: Journey) -> Any:
    rows = DischargeSummary.objects.filter(cycle__patient=journey.patient)
    return rows.select_related("cycle__patient", "signature")


def _copy(row: DischargeSummary, rows: list[DischargeSummary]) -> Copy:
    at = date_format(timezone.localtime(row.signature.signed_at), "D j M Y H:i")
    return Copy(str(row.pk), f"Cycle {row.cycle.number}, version {row.version}, signed {at}", row, _became(row, rows))


def _became(row: DischargeSummary, rows: list[DischargeSummary]) -> str:
    """What has become of a signed version since."""
    if any(one.cycle_id == row.cycle_id and one.version > row.version for one in rows):
        return "A later version was signed. This one still says what was signed then."
    changes = row.changed_since()
    return f"What it rests on was changed since: {named(changes)}. Sign a new version." if changes else ""
