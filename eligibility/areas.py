"""The workup by area and by criterion, as pages and printed forms show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format

from eligibility.computed import computed_values
from eligibility.facts import Workup, facts_of
from eligibility.rules.criteria import Answer, Input, Judgement
from eligibility.rules.facts import RECORD, row
from eligibility.rules.workup import AREA_OF, SECTIONS, Area, Section, expires_on
from patients.models import Measurement
from patients.rules.analytes import Analyte, Kind, is_usual, with_unit

# What stands in the way comes first.
ORDER = (Answer.NOT_MET, Answer.EXPIRED, Answer.UNKNOWN, Answer.MET)


@dataclass(frozen=True)
class Line:
    """What one criterion answers, in one line."""

    judgement: Judgement

    @property
    def state(self) -> str:
        return self.judgement.answer.value

    @property
    def is_met(self) -> bool:
        return self.judgement.answer is Answer.MET

    @property
    def asks_for_caution(self) -> bool:
        """Of information: something was found that one would rather not find."""
        return self.judgement.answer is Answer.NOT_MET

    @property
    def known(self) -> list[Input]:
        """The facts that it read, without those of the registration."""
        return [found for found in self.judgement.inputs if found.fact is not None and found.key not in RECORD]

    @property
    def value(self) -> str:
        """The value with its unit, where the answer rests on just one."""
        if len(self.known) != 1 or self.judgement.answer is Answer.UNKNOWN:
            return ""
        key, fact, _, _ = self.known[0]
        return row(key).measured(fact.value, fact.comparator) if fact else ""

    @property
    def age(self) -> str:
        """How old the value is that expires first, where the reason does not tell it."""
        dated = [(found.expires_on, found.age_days) for found in self.known if found.expires_on is not None]
        if not dated or self.judgement.answer not in (Answer.MET, Answer.NOT_MET):
            return ""
        last_day, days = min(dated, key=lambda pair: pair[0])
        return f"{_days(days or 0)}, valid through {date_format(last_day)}"

    @property
    def recorded_in(self) -> Area:
        """The area in which it is answered: that of the first value that is absent or too old, else of the first."""
        on_form = [found for found in self.judgement.inputs if found.key in AREA_OF]
        lacking = [found for found in on_form if _is_lacking(found)]
        return next((AREA_OF[found.key] for found in (*lacking, *on_form)), self.judgement.criterion.area)


@dataclass(frozen=True)
class Found:
    """One thing of an area with its newest value; `measurement` is None for what is registered or computed."""

    definition: Analyte
    value: str
    measurement: Measurement | None = None
    valid_through: date | None = None
    is_expired: bool = False
    is_out: bool = False

    @property
    def unit(self) -> str:
        return self.definition.unit

    @property
    def measured(self) -> str:
        """Value and unit in one."""
        return with_unit(self.value, self.unit)

    @property
    def named(self) -> str:
        """With what it is: "Creatinine 1.6 mg/dL", "ECG: Normal"."""
        gap = " " if self.definition.kind is Kind.NUMBER else ": "
        return f"{self.definition.label}{gap}{self.measured}"


@dataclass(frozen=True)
class Part:
    """One area: what is recorded in it, what a criterion misses, and what else is not recorded."""

    section: Section
    found: tuple[Found, ...]
    missing: tuple[str, ...]
    not_recorded: tuple[str, ...]


def lines_of(workup: Workup) -> list[Line]:
    """All criteria, those that are not met, expired or unknown first."""
    lines = [Line(judgement) for judgement in workup.assessment.judgements]
    return sorted(lines, key=lambda line: ORDER.index(line.judgement.answer))


def information_of(workup: Workup) -> list[Line]:
    """What the physician weighs beside the criteria; what asks for caution first."""
    return sorted(map(Line, workup.information), key=lambda line: ORDER.index(line.judgement.answer))


def lines_about(workup: Workup, section: Section) -> list[Line]:
    """The criteria of an area, and those that read something entered in it."""
    entered = set(section.entered)
    return [
        line
        for line in lines_of(workup)
        if line.judgement.criterion.area is section.area or entered & set(line.judgement.criterion.inputs)
    ]


def first_to_expire(workup: Workup) -> tuple[date, list[str]] | None:
    """The last day of what grows too old first of all that met criteria rest on, and the areas it is recorded in.

    A criterion can be met by one value where another is too old already; that one expires no more.
    """
    inputs = [found for line in lines_of(workup) if line.is_met for found in line.known]
    due = [(found.expires_on, AREA_OF[found.key]) for found in inputs if found.expires_on is not None]
    dated = [(day, area) for day, area in due if day >= workup.assessment.on]
    if not dated:
        return None
    first = min(day for day, _ in dated)
    return first, list(dict.fromkeys(area.heading for day, area in dated if day == first))


def parts_of(workup: Workup) -> list[Part]:
    """The eight areas."""
    lacking = _lacking(workup)
    computed = computed_values(workup)
    return [_part(section, workup, lacking, computed) for section in SECTIONS]


def found_of(workup: Workup, key: str) -> Found | None:
    """The newest value of one analyte, or what is registered; None where there is neither."""
    if key in RECORD:
        return Found(RECORD[key], _registered(workup, key))
    measurement = workup.latest.get(key)
    if measurement is None:
        return None
    definition = measurement.definition
    valid_through = expires_on(key, measurement.taken_on, workup.validity)
    return Found(
        definition,
        measurement.shown,
        measurement,
        valid_through,
        is_expired=valid_through is not None and valid_through < workup.assessment.on,
        is_out=measurement.value is not None and is_usual(definition, measurement.value) is False,
    )


def _registered(workup: Workup, key: str) -> str:
    if key == "consent":
        return f"{date_format(workup.consent.signed_on)}" if workup.consent else "Not recorded"
    told = facts_of(workup.patient, {}, workup.assessment.on)[key]
    return RECORD[key].shown(told.value)


def _lacking(workup: Workup) -> set[str]:
    """Keys that are not recorded and that a criterion which is not met looks for."""
    judgements = workup.assessment.judgements
    asked = (found for one in judgements if one.answer is not Answer.MET for found in one.inputs)
    return {found.key for found in asked if found.fact is None}


def _part(section: Section, workup: Workup, lacking: set[str], computed: dict[str, Decimal]) -> Part:
    found = (found_of(workup, key) or _computed(key, computed) for key in section.keys)
    absent = [key for key in section.entered if key not in workup.latest]
    return Part(
        section,
        tuple(one for one in found if one is not None),
        missing=_labels(key for key in absent if key in lacking),
        not_recorded=_labels(key for key in absent if key not in lacking),
    )


def _computed(key: str, computed: dict[str, Decimal]) -> Found | None:
    definition = row(key)
    return Found(definition, definition.shown(computed[key])) if key in computed else None


def _labels(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(row(key).label for key in keys)


def _is_lacking(found: Input) -> bool:
    """Whether a fact is absent or too old."""
    if found.fact is None or found.fact.on is None:
        return found.fact is None
    valid_days = (found.expires_on - found.fact.on).days if found.expires_on else None
    return valid_days is not None and found.age_days is not None and found.age_days > valid_days


def _days(days: int) -> str:
    return {0: "from today", 1: "1 day old"}.get(days, f"{days} days old")
