"""The toxicities of one cycle: how grave, since when, until when, what was done, and which doses were withheld.

Source: clinical reference 8, form 11.
"""

from typing import Any

from cycles.facts import Journey
from cycles.toxicities import toxicities_of
from il2program.documents.printed_form import BLANK
from il2program.documents.stays import stay_of

LINES_TO_FILL_IN = 16


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    cycle, blank = stay_of(journey, of), of == BLANK.of
    found = [] if blank or cycle is None else [one for one in toxicities_of(cycle) if one.course]
    return {"blank": blank, "cycle": cycle, "toxicities": found, "lines": range(LINES_TO_FILL_IN)}
