"""May the next dose be given? Every criterion with what it says, and the advice that follows.

The advice is decision support: nurse and physician decide. A new criterion is one entry of a table in this room
(`label`, `permanent`, `bedside`), its case and its row in the reference. Source: clinical reference 4.1 to 4.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from cycles.rules.holding.advising import advise
from cycles.rules.holding.ages import OLDEST, Ages
from cycles.rules.holding.bedside import BEDSIDE
from cycles.rules.holding.criteria import Criterion
from cycles.rules.holding.facts import Advice, Fact, Facts, Finding, Input, Kind, Moment, Profile, State
from cycles.rules.holding.inputs import EVENTS, INPUTS, Asking
from cycles.rules.holding.judging import Judgement, held_for, judge
from cycles.rules.holding.label import HOLDS
from cycles.rules.holding.permanent import STOPS
from cycles.rules.holding.reading import Reading
from cycles.rules.slots import LOS_ANGELES
from patients.rules.analytes import Kind as ValueKind

__all__ = [
    "CRITERIA",
    "EVENTS",
    "INPUTS",
    "NAMES",
    "OLDEST",
    "VERSION",
    "Advice",
    "Ages",
    "Asking",
    "Assessment",
    "Criterion",
    "Fact",
    "Facts",
    "Finding",
    "Input",
    "Judgement",
    "Kind",
    "Moment",
    "Profile",
    "State",
    "assess",
    "criteria_of",
    "none_since",
]

# Kept with what was seen at a decision; it changes with any criterion, limit or age.
VERSION = "1"

CRITERIA: tuple[Criterion, ...] = (*HOLDS, *STOPS, *BEDSIDE)

# What people call the criteria: the label's ids, and for those of the bedside kind and system.
NAMES: tuple[str, ...] = tuple(dict.fromkeys(criterion.name for criterion in CRITERIA))


@dataclass(frozen=True)
class Assessment:
    """All criteria at one decision, the advice, its reasons, and the inputs that are missing or too old."""

    moment: Moment
    judgements: tuple[Judgement, ...]
    advice: Advice
    reasons: tuple[str, ...]
    missing: tuple[Input, ...]

    @property
    def firing(self) -> tuple[Judgement, ...]:
        return tuple(judgement for judgement in self.judgements if judgement.fires)

    @property
    def names(self) -> tuple[str, ...]:
        """What fires, by name, each once."""
        return tuple(dict.fromkeys(judgement.criterion.name for judgement in self.firing))


def criteria_of(profile: Profile) -> tuple[Criterion, ...]:
    """The criteria that a profile asks: the label's hold in both."""
    return tuple(one for one in CRITERIA if one.profile is Profile.LABEL or profile is Profile.BEDSIDE)


def assess(
    facts: Facts,
    *,
    moment: Moment,
    oldest: Mapping[Ages, timedelta | time] = OLDEST,
    zone: tzinfo = LOS_ANGELES,
) -> Assessment:
    """Judge every criterion of the profile for one slot, and advise.

    `oldest` says how old each group of inputs may be; a hospital's own may name some of them only.
    """
    reading = Reading(facts, moment, {**OLDEST, **oldest}, zone)
    criteria = criteria_of(moment.profile)
    held = held_for(CRITERIA, moment.held_for)
    judgements = tuple(judge(one, reading, is_held_for=one.id in held) for one in criteria)
    advised = advise(judgements, moment)
    missing = dict.fromkeys(key for judgement in judgements for key in judgement.missing)
    return Assessment(moment, judgements, advised.advice, advised.reasons, tuple(map(reading.input, missing)))


def none_since(facts: Facts, *, at: datetime, source: str) -> dict[str, Fact]:
    """The facts with the one statement "none since the last slot", which answers every event that is not charted.

    An event answered "no" before is answered anew; one that was found stands.
    """
    answered = dict(facts)
    for key in EVENTS:
        known = facts.get(key)
        if known is None or known.value in (False, "no", 0):
            none: bool | int = 0 if INPUTS[key].row.kind is ValueKind.NUMBER else False
            answered[key] = Fact(none, at, source)
    return answered
