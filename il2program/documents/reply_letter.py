"""The reply to the referring physician: what was decided, why, what is planned, and whom to call.

Source: clinical reference 8, form 12.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from cycles.facts import Journey
from cycles.rules.outline import State
from eligibility.models import SignOff
from il2program.documents import checklist, treatment_calendar
from il2program.documents.printed_form import BLANK, Copy
from il2program.pathway.letter import TITLES, sites_of

DONE = treatment_calendar.STATES[State.PAST]


@dataclass(frozen=True)
class Accepted:
    """A criterion that was accepted as an exception, with the physician's reason."""

    title: str
    reason: str


def copies(journey: Journey) -> list[Copy]:
    """Those of the checklist, without a sealed original: the plan of the letter is that of the day of printing."""
    return [replace(copy, record=None) for copy in checklist.copies(journey)]


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    sign_off = checklist.signed_as(journey, of)
    return {
        "blank": of == BLANK.of,
        "sign_off": sign_off,
        "is_void": sign_off is not None and sign_off.is_eligible and bool(sign_off.changed_since()),
        "accepted": _accepted(sign_off),
        "plan": _plan(journey) if sign_off and sign_off.is_eligible else (),
        "sites": sites_of(journey.patient),
        "today": timezone.localdate(),
    }


def _accepted(sign_off: SignOff | None) -> list[Accepted]:
    exceptions = sign_off.exceptions if sign_off else {}
    return [Accepted(TITLES.get(key, key), why) for key, why in exceptions.items()]


def _plan(journey: Journey) -> tuple[treatment_calendar.Entry, ...]:
    """What of the course at hand is still to come, with its days."""
    chapters = treatment_calendar.fill(journey, "")["chapters"]
    ahead = ([one for one in chapter.entries if one.state != DONE] for chapter in chapters if chapter.is_course)
    return tuple(next((entries for entries in ahead if entries), []))
