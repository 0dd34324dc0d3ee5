"""What a workup lacks or deviates in, in few enough words for a line of the worklist."""

from collections import Counter
from collections.abc import Sequence

from eligibility.facts import Workup
from eligibility.rules.facts import Answer
from eligibility.rules.judgements import Judgement

# More than so many reasons are told as a count by area.
REASONS = 2


def unanswered(workup: Workup) -> list[Judgement]:
    """The criteria that have no answer, or one that is too old."""
    return [found for found in workup.assessment.judgements if found.answer in (Answer.UNKNOWN, Answer.EXPIRED)]


def what_is_missing(judgements: Sequence[Judgement]) -> str:
    """In words, what criteria without a valid answer ask for; empty where there is none."""
    return _told(judgements, "Criteria without a valid answer")


def what_deviates(workup: Workup) -> str:
    """How many criteria are met, and why the others are not."""
    judgements = workup.assessment.judgements
    others = [found for found in judgements if found.answer is not Answer.MET]
    if not others:
        return f"All {len(judgements)} criteria are met."
    return f"{len(judgements) - len(others)} of {len(judgements)} criteria are met. {_told(others, 'Others')}"


def _told(judgements: Sequence[Judgement], what: str) -> str:
    """The reasons themselves where they are few, else how many there are in each area."""
    if len(judgements) <= REASONS:
        return " ".join(found.reason for found in judgements)
    areas = Counter(found.criterion.area.heading.lower() for found in judgements)
    return f"{what}: {', '.join(f'{area} {number}' for area, number in areas.items())}."
