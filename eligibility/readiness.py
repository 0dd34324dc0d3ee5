"""Whether a workup lets a patient be admitted on a day: what stands in the way, and what expires before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from eligibility.areas import Line
from eligibility.facts import Workup, judged
from eligibility.rules.criteria import CRITERIA, Answer, Verdict, expiring
from eligibility.rules.facts import row
from eligibility.rules.information import RECENT_CT
from eligibility.rules.judgements import Judgement
from eligibility.rules.workup import PERIOD_OF


@dataclass(frozen=True)
class Expiry:
    """A result that counts today and will not on the day that is asked about."""

    key: str
    measured: str
    last_day: date

    @property
    def label(self) -> str:
        return row(self.key).label

    @property
    def group(self) -> str:
        """With what it is renewed: "blood tests", "ECG"."""
        return PERIOD_OF[self.key].words


@dataclass(frozen=True)
class Readiness:
    """How today's workup stands on the day of an admission; `expired` is how many criteria are too old today."""

    day: date
    verdict: Verdict
    in_the_way: tuple[Line, ...]
    expired: int
    expiring: tuple[Expiry, ...]
    has_consent: bool

    @property
    def is_ready(self) -> bool:
        return self.has_consent and not self.in_the_way and not self.expiring

    @property
    def answer(self) -> str:
        """In a sentence: ready or not, and what stands in the way."""
        day = date_format(self.day)
        if self.is_ready:
            return f"Ready for admission on {day}: everything counts through that day."
        return f"Not ready for admission on {day}: {'; '.join(self._why())}."

    def _why(self) -> list[str]:
        expiring = len(self.expiring)
        missing = sum(line.judgement.answer is Answer.UNKNOWN for line in self.in_the_way)
        failing = sum(line.judgement.answer is Answer.NOT_MET for line in self.in_the_way)
        told = [
            (self.expired, f"{_criteria(self.expired)} expired already"),
            (expiring, f"{_items(expiring)} before"),
            (failing, f"{_criteria(failing)} not met"),
            (missing, f"{_criteria(missing)} without an answer"),
            (not self.has_consent, "no consent is recorded"),
        ]
        return [words for there, words in told if there]


def readiness(workup: Workup, day: date, *, accepted: Collection[str] = ()) -> Readiness:
    """How the values of today's workup will stand on this day."""
    then = judged(workup.patient, workup.latest, workup.consent, on=day, days=workup.validity)
    asked = (*then.assessment.judgements, *recent_ct(then))
    open_ones = [found for found in asked if found.criterion.id not in accepted]
    today = [*workup.assessment.judgements, *recent_ct(workup)]
    return Readiness(
        day,
        then.assessment.verdict,
        tuple(Line(found) for found in open_ones if found.answer is not Answer.MET),
        sum(found.answer is Answer.EXPIRED and found.criterion.id not in accepted for found in today),
        expiries(workup, day, accepted=accepted),
        workup.consent is not None,
    )


def expiries(workup: Workup, before: date, *, accepted: Collection[str] = ()) -> tuple[Expiry, ...]:
    """What counts on the day of the workup and no longer on a later one, the first to expire first."""
    asked = [criterion for criterion in (*CRITERIA, RECENT_CT) if criterion.id not in accepted]
    found = expiring(workup.facts, on=workup.assessment.on, before=before, validity=workup.validity, criteria=asked)
    return tuple(
        Expiry(one.key, row(one.key).measured(one.fact.value, one.fact.comparator), one.expires_on)
        for one in found
        if one.fact is not None and one.expires_on is not None
    )


def recent_ct(workup: Workup) -> list[Judgement]:
    """Whether the CT still counts; it decides no verdict."""
    return [found for found in workup.information if found.criterion is RECENT_CT]


def _items(number: int) -> str:
    return "1 item expires" if number == 1 else f"{number} items expire"


def _criteria(number: int) -> str:
    return "1 criterion is" if number == 1 else f"{number} criteria are"
