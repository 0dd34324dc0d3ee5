"""What a workup lacks or deviates in, in few enough words for a line of the worklist."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format

from eligibility.facts import Workup
from eligibility.readiness import expiries
from eligibility.rules.facts import Answer, row
from eligibility.rules.judgements import Judgement
from eligibility.rules.workup import AREA_OF, PERIOD_OF, Area

# More than so many reasons, or missing things, are told as a count by area.
REASONS, NAMED = 2, 6


def unanswered(workup: Workup) -> list[Judgement]:
    """The criteria that have no answer, or one that is too old."""
    return [found for found in workup.assessment.judgements if found.answer in (Answer.UNKNOWN, Answer.EXPIRED)]


def what_is_missing(judgements: Sequence[Judgement]) -> str:
    """By name, what criteria without a valid answer ask for, and when it expired; empty where there is none."""
    if 0 < len(judgements) <= REASONS:
        return _reasons(judgements)
    missing, expired = _absent(judgements), _expired(judgements)
    parts = [f"Missing: {_listed(missing)}."] if missing else []
    if expired:
        told = [
            f"{group} (through {date_format(day)})" for group, day in sorted(expired.items(), key=lambda one: one[1])
        ]
        parts.append(f"Expired: {', '.join(told)}.")
    undecided = [one for one in judgements if one.answer is Answer.UNKNOWN and all(found.fact for found in one.inputs)]
    return " ".join([*parts, *(found.reason for found in undecided)])


def what_expires_first(workup: Workup, before: date) -> str:
    """What counts today and no longer on a later day: the group that expires first, and how many follow."""
    found = expiries(workup, before)
    if not found:
        return ""
    last_day = found[0].last_day
    groups = dict.fromkeys(one.group for one in found if one.last_day == last_day)
    others = len({one.group for one in found} - groups.keys())
    more = f", and {others} more" if others else ""
    return f"Expires first: {', '.join(groups)}, valid through {date_format(last_day)}{more}."


def what_deviates(workup: Workup) -> str:
    """How many criteria are met, and why the others are not."""
    judgements = workup.assessment.judgements
    others = [found for found in judgements if found.answer is not Answer.MET]
    if not others:
        return f"All {len(judgements)} criteria are met."
    return f"{len(judgements) - len(others)} of {len(judgements)} criteria are met. {_told(others)}"


def _absent(judgements: Sequence[Judgement]) -> list[str]:
    """The keys of what is not recorded, each once."""
    unknown = [found for found in judgements if found.answer is Answer.UNKNOWN]
    return list(dict.fromkeys(one.key for found in unknown for one in found.inputs if one.fact is None))


def _expired(judgements: Sequence[Judgement]) -> dict[str, date]:
    """What is renewed together, and the last day on which the oldest of it counted."""
    groups: dict[str, date] = {}
    for one in (one for found in judgements if found.answer is Answer.EXPIRED for one in found.inputs):
        if one.fact and one.fact.on and one.expires_on and (one.expires_on - one.fact.on).days < (one.age_days or 0):
            group = PERIOD_OF[one.key].words
            groups[group] = min(one.expires_on, groups.get(group, one.expires_on))
    return groups


def _listed(keys: Sequence[str]) -> str:
    """By name where they are few, else how many there are in each area."""
    if len(keys) <= NAMED:
        return ", ".join(row(key).label for key in keys)
    return _by_area([AREA_OF.get(key, Area.HISTORY) for key in keys])


def _by_area(areas: Sequence[Area]) -> str:
    return ", ".join(f"{area.heading.lower()} {number}" for area, number in Counter(areas).items())


def _reasons(judgements: Sequence[Judgement]) -> str:
    return " ".join(found.reason for found in judgements)


def _told(judgements: Sequence[Judgement]) -> str:
    """The reasons themselves where they are few, else how many there are in each area."""
    if len(judgements) <= REASONS:
        return _reasons(judgements)
    return f"Others: {_by_area([found.criterion.area for found in judgements])}."
