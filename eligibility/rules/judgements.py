"""The shapes of a criterion, of what it answers, and of all answers on one day."""

from dataclasses import dataclass, field
from datetime import date

from eligibility.rules.checks import Check
from eligibility.rules.facts import Answer, Input, Verdict
from eligibility.rules.workup import Area


@dataclass(frozen=True)
class Criterion:
    """One requirement, in a sentence that says what is fulfilled when it is met."""

    id: str
    title: str
    area: Area
    source: str
    inputs: tuple[str, ...]
    check: Check = field(compare=False, repr=False)
    # The requirement rests on recalled wording of an older label or on this program's own knowledge.
    confirm_against_label: bool = False
    # What to know beside it.
    note: str = ""


@dataclass(frozen=True)
class Judgement:
    """What one criterion answers, why, and from what: inputs that are absent are named too."""

    criterion: Criterion
    answer: Answer
    reason: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class Assessment:
    """All criteria on one day, the verdict, and the judgements that stand in the way of *eligible*."""

    on: date
    judgements: tuple[Judgement, ...]
    verdict: Verdict
    deciding: tuple[Judgement, ...]
