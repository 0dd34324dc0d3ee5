"""The consent to treatment: to be signed by hand, and what was recorded of one that was signed.

Source: clinical reference 8, form 2.
"""

from typing import Any

from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.rules.protocol import PROTOCOL
from il2program.documents.printed_form import BLANK, Copy

TO_SIGN = Copy(BLANK.of, "To be signed by hand")


def copies(journey: Journey) -> list[Copy]:
    """The form to sign, and each consent that was recorded, the newest first."""
    rows = journey.patient.consent_set.all()
    recorded = (Copy(str(row.pk), f"As recorded: signed on {date_format(row.signed_on)}") for row in rows)
    return [TO_SIGN, *recorded]


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    rows = {str(row.pk): row for row in journey.patient.consent_set.all()}
    return {"blank": of == BLANK.of, "consent": rows.get(of), "protocol": PROTOCOL}
