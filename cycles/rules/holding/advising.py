"""From what the criteria say to one advice with its reasons. Source: clinical reference 4.3."""

from dataclasses import dataclass

from cycles.rules.holding.facts import Advice, Kind, Moment, Profile, State
from cycles.rules.holding.judging import Judgement, asks_for

# So many relative criteria at once stop the cycle, and so does the slot with which so many were withheld.
RELATIVE_STOP = 3
HELD_STOP = 3

_STOPS = (Kind.STOP, Kind.ABSOLUTE)
_HOLDS = (Kind.HOLD, Kind.RELATIVE)


@dataclass(frozen=True)
class Advised:
    advice: Advice
    reasons: tuple[str, ...]


def advise(judgements: tuple[Judgement, ...], moment: Moment) -> Advised:
    """The gravest advice that any criterion gives; where none does, incomplete while anything is unknown."""
    firing = [one for one in judgements if one.fires]
    if permanent := [one.told for one in firing if asks_for(one) is Kind.PERMANENT]:
        return Advised(Advice.PERMANENT_STOP, tuple(permanent))
    holds = [one for one in firing if asks_for(one) in _HOLDS]
    stops = [one.told for one in firing if asks_for(one) in _STOPS]
    stops += _counted(holds, moment)
    if stops:
        return Advised(Advice.STOP_CYCLE, (*stops, *(one.told for one in holds)))
    if holds:
        return Advised(Advice.HOLD, tuple(one.told for one in holds))
    if unknown := _unknown(judgements, moment):
        return Advised(Advice.INCOMPLETE, unknown)
    return Advised(Advice.GIVE, ("Every criterion is answered, and none fires.",))


def _counted(holds: list[Judgement], moment: Moment) -> list[str]:
    """Why counting stops the cycle in the bedside profile: three relative criteria, or a third slot withheld."""
    if moment.profile is not Profile.BEDSIDE:
        return []
    found: list[str] = []
    relative = [one for one in holds if asks_for(one) is Kind.RELATIVE]
    if len(relative) >= RELATIVE_STOP:
        found.append(f"{len(relative)} relative criteria are found at once; {RELATIVE_STOP} stop the cycle.")
    withheld = moment.held_so_far or 0
    if withheld >= HELD_STOP:
        found.append(f"{withheld} doses of this cycle were withheld; {HELD_STOP} stop the cycle.")
    elif holds and withheld + 1 == HELD_STOP:
        found.append(f"{withheld} doses of this cycle were withheld, and this one would be the third: it stops.")
    return found


def _unknown(judgements: tuple[Judgement, ...], moment: Moment) -> tuple[str, ...]:
    """The sentences of what is missing, each once."""
    found = [gap for one in judgements if one.state is State.UNKNOWN for gap in one.gaps]
    if moment.profile is Profile.BEDSIDE and moment.held_so_far is None:
        found.append("Not known: how many doses of this cycle were withheld so far.")
    return tuple(dict.fromkeys(found))
