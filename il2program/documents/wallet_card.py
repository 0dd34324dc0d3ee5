"""The card that a patient carries: the days of IL-2, what contrast and steroids do, and whom to call.

Source: clinical reference 8, form 10, and 3.5.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cycles.facts import Journey
from cycles.models.dose import GIVEN, Dose
from cycles.rules.protocol import PROTOCOL
from il2program.documents.printed_form import BLANK


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    first, last = (None, None) if of == BLANK.of else dose_days(journey)
    return {
        "blank": of == BLANK.of,
        "first_on": first,
        "last_on": last,
        "no_contrast_until": last + timedelta(days=PROTOCOL.contrast_free_days) if last else None,
        "contrast_free_days": PROTOCOL.contrast_free_days,
    }


def dose_days(journey: Journey) -> tuple[Any, Any]:
    """The days of the first and of the last dose that was given; None where none was."""
    rows = Dose.objects.filter(GIVEN, cycle__patient=journey.patient, replaced_by=None, struck=False)
    starts = sorted(rows.values_list("started_at", flat=True))
    days = [timezone.localdate(at) for at in starts]
    return (days[0], days[-1]) if days else (None, None)
