"""May this patient be treated? Every criterion with its answer, the reason for it, and the verdict.

A new criterion is one entry of a table in this room and its case. Source: clinical reference 2.1 to 2.9; what the
reference gives as information and not as a criterion is in `eligibility.rules.information`.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from eligibility.rules.criteria.blood import blood
from eligibility.rules.criteria.history import history
from eligibility.rules.criteria.organs import heart, kidney, liver, lung
from eligibility.rules.facts import Answer, Fact, Facts, Input, Verdict
from eligibility.rules.judgements import Assessment, Criterion, Judgement
from eligibility.rules.limits import LIMITS, Limits
from eligibility.rules.reading import Reading
from eligibility.rules.workup import VALIDITY_DAYS

__all__ = [
    "CRITERIA",
    "INPUTS",
    "LIMITS",
    "Answer",
    "Assessment",
    "Criterion",
    "Fact",
    "Facts",
    "Input",
    "Judgement",
    "Limits",
    "Verdict",
    "assess",
    "criteria_for",
    "expiring",
    "judge",
    "ready_on",
]


def criteria_for(limits: Limits = LIMITS) -> tuple[Criterion, ...]:
    """Every criterion, with the limits that a hospital's medical director has set."""
    return tuple(criterion for table in (history, blood, heart, lung, kidney, liver) for criterion in table(limits))


CRITERIA: tuple[Criterion, ...] = criteria_for()

# Every fact that some criterion reads, in the order in which they are asked.
INPUTS: tuple[str, ...] = tuple(dict.fromkeys(key for criterion in CRITERIA for key in criterion.inputs))


def judge(criterion: Criterion, facts: Facts, *, on: date, validity: Mapping[str, int] = VALIDITY_DAYS) -> Judgement:
    """What one criterion answers on a day.

    ValueError only for a fact that cannot be, such as a code that does not exist.
    """
    reading = Reading(facts, on, validity)
    finding = criterion.check(reading)
    return Judgement(criterion, finding.answer, finding.reason, tuple(map(reading.input, criterion.inputs)))


def assess(
    facts: Facts,
    *,
    on: date,
    validity: Mapping[str, int] = VALIDITY_DAYS,
    criteria: Sequence[Criterion] = CRITERIA,
) -> Assessment:
    """Judge all criteria on a day: not eligible if any is not met, else more data if any is unknown or expired.

    The deciding judgements are those that stand in the way of *eligible*; there are none when it is reached.
    """
    judgements = tuple(judge(criterion, facts, on=on, validity=validity) for criterion in criteria)
    failing = tuple(judgement for judgement in judgements if judgement.answer is Answer.NOT_MET)
    open_ones = tuple(judgement for judgement in judgements if judgement.answer in (Answer.UNKNOWN, Answer.EXPIRED))
    if failing:
        return Assessment(on, judgements, Verdict.NOT_ELIGIBLE, failing)
    if open_ones:
        return Assessment(on, judgements, Verdict.NEEDS_MORE_DATA, open_ones)
    return Assessment(on, judgements, Verdict.ELIGIBLE, ())


def ready_on(
    facts: Facts,
    day: date,
    *,
    validity: Mapping[str, int] = VALIDITY_DAYS,
    criteria: Sequence[Criterion] = CRITERIA,
) -> Assessment:
    """How today's facts will stand on the day of an admission."""
    return assess(facts, on=day, validity=validity, criteria=criteria)


def expiring(
    facts: Facts,
    *,
    on: date,
    before: date,
    validity: Mapping[str, int] = VALIDITY_DAYS,
    criteria: Sequence[Criterion] = CRITERIA,
) -> tuple[Input, ...]:
    """What criteria read that is valid on a day but no longer on a later one; what expires first comes first."""
    reading = Reading(facts, on, validity)
    keys = dict.fromkeys(key for criterion in criteria for key in criterion.inputs)
    inputs = [reading.input(key) for key in keys]
    due = [(found.expires_on, found) for found in inputs if found.expires_on is not None]
    return tuple(found for last_day, found in sorted(due, key=lambda pair: pair[0]) if on <= last_day < before)
