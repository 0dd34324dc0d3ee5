"""What contrast into a vein means after IL-2: when it is refused, what to watch for, and until when.

Source: clinical reference 3.5, and 0 for what a physician orders all the same.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cycles.rules.protocol import PROTOCOL, in_words

# Most reactions came within four weeks of the last dose.
MOST_REACTIONS_WITHIN = timedelta(weeks=4)
# Patients are watched after contrast until six months after therapy, or until two scans have passed without event.
OBSERVE_HOURS = 2
OBSERVE_FOR_MONTHS = 6
UNEVENTFUL_SCANS = 2
STEROIDS = "No premedication with steroids: they cut the effect of IL-2 on the tumor."
REACTION = "A reaction can come hours after contrast: hives, fever, chills, low blood pressure."


@dataclass(frozen=True)
class ContrastFacts:
    """What is known of a patient when a scan is ordered.

    `earlier_reaction` says what happened, in words; empty where nothing is known to have. `uneventful_scans` counts
    the scans with contrast since the last dose after which nothing happened. `steroids` is None where nobody said.
    """

    last_dose_on: date | None = None
    earlier_reaction: str = ""
    allergies_name_contrast: bool = False
    uneventful_scans: int = 0
    steroids: bool | None = None
    # Who orders contrast within two weeks of this dose all the same, and why; empty where nobody does.
    ordered_early: str = ""

    @property
    def no_contrast_until(self) -> date | None:
        """The last day on which contrast is still too close to the last dose."""
        return self.last_dose_on and self.last_dose_on + timedelta(days=PROTOCOL.contrast_free_days)


def is_too_soon(facts: ContrastFacts, on: date) -> bool:
    """Whether this day is within two weeks of the last dose."""
    return facts.no_contrast_until is not None and on <= facts.no_contrast_until


def why_no_contrast(facts: ContrastFacts, on: date) -> str | None:
    """Why no contrast is given on this day, in a sentence; None where nothing forbids it."""
    if is_too_soon(facts, on) and not facts.ordered_early and facts.last_dose_on and facts.no_contrast_until:
        return (
            f"The last dose of IL-2 was on {in_words(facts.last_dose_on)}: no contrast up to and including"
            f" {in_words(facts.no_contrast_until)}. Choose a later day, order the scan without contrast, or let a"
            " physician order contrast all the same, with reason and signature."
        )
    if facts.earlier_reaction:
        return (
            f"This patient has reacted to contrast before ({facts.earlier_reaction}) and gets none."
            " Order the scan without contrast."
        )
    return None


def is_observed(facts: ContrastFacts, on: date) -> bool:
    """Whether the patient is watched after contrast: not after two uneventful scans, nor six months after therapy."""
    if facts.last_dose_on is None or facts.uneventful_scans >= UNEVENTFUL_SCANS:
        return False
    return on <= _months_after(facts.last_dose_on, OBSERVE_FOR_MONTHS)


def warnings(facts: ContrastFacts, on: date | None = None) -> list[str]:
    """What the page and the printed order say of contrast on this day, a sentence each."""
    told = []
    if facts.last_dose_on and facts.no_contrast_until:
        until = in_words(facts.no_contrast_until)
        told.append(f"The last dose was on {in_words(facts.last_dose_on)}: no contrast up to and including {until}.")
        if facts.ordered_early and (on is None or is_too_soon(facts, on)):
            told.append(facts.ordered_early)
        if on is None or on <= facts.last_dose_on + MOST_REACTIONS_WITHIN:
            risky = in_words(facts.last_dose_on + MOST_REACTIONS_WITHIN)
            told.append(f"Most delayed reactions came within four weeks of the last dose, that is up to {risky}.")
    if facts.earlier_reaction:
        told.append(f"Earlier reaction to contrast: {facts.earlier_reaction}. No further contrast.")
    elif facts.allergies_name_contrast:
        told.append("The allergies of this patient name contrast: ask before any is given.")
    else:
        told.append("Whoever has reacted to contrast before gets none. No earlier reaction is recorded here.")
    told.append(f"{REACTION} {_watched(facts, on)}")
    told.append(f"{STEROIDS} The workup says that steroids are needed." if facts.steroids else STEROIDS)
    return told


def _watched(facts: ContrastFacts, on: date | None) -> str:
    if on is None or facts.last_dose_on is None or is_observed(facts, on):
        return f"Watch the patient for at least {OBSERVE_HOURS} hours."
    if facts.uneventful_scans >= UNEVENTFUL_SCANS:
        return f"{UNEVENTFUL_SCANS} scans with contrast have passed without event; no longer watch is asked for."
    return f"The last dose is more than {OBSERVE_FOR_MONTHS} months ago; no longer watch is asked for."


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))
