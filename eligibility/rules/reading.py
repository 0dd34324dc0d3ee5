"""Facts as they stand on one day: known, not known, or too old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eligibility.rules.facts import Answer, Fact, Facts, Finding, Input, row
from eligibility.rules.workup import expires_on
from patients.rules.numbers import Quantity


@dataclass(frozen=True)
class Reading:
    """The facts, the day for which they are judged, and how many days each stays valid."""

    facts: Facts
    on: date
    validity: Mapping[str, int]

    def fact(self, key: str) -> Fact | None:
        return self.facts.get(key)

    def input(self, key: str) -> Input:
        """The fact with its age on the day and its last valid day."""
        fact = self.fact(key)
        if fact is None or fact.on is None:
            return Input(key, fact, None, None)
        return Input(key, fact, (self.on - fact.on).days, expires_on(key, fact.on, self.validity))

    def lacking(self, key: str) -> Finding | None:
        """Why this fact cannot be used on the day, or None when it can.

        A fact of a later day was not known on this one.
        """
        _, fact, age_days, last_day = self.input(key)
        if fact is None:
            return Finding(Answer.UNKNOWN, f"Not recorded: {label(key)}.")
        if age_days is not None and age_days < 0:
            return Finding(Answer.UNKNOWN, f"{named(key, fact)} is of {_day(fact.on)}, later than {_day(self.on)}.")
        if last_day is not None and last_day < self.on:
            return Finding(
                Answer.EXPIRED,
                f"{named(key, fact)} of {_day(fact.on)} is {age_days} days old and was valid through {_day(last_day)}.",
            )
        return None

    def quantity(self, key: str) -> Quantity:
        """The number that was found, with its comparator; asked only where nothing is lacking."""
        fact = self.facts[key]
        if isinstance(fact.value, bool | str):
            raise ValueError(f"{label(key)} must be a number.")
        return Quantity(fact.comparator, Decimal(fact.value))

    def code(self, key: str) -> str:
        """The code that was found; asked only where nothing is lacking."""
        value = self.facts[key].value
        found = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        if found not in row(key).codes:
            raise ValueError(f"{label(key)} cannot be {found!r}.")
        return found


def label(key: str) -> str:
    return row(key).label


def named(key: str, fact: Fact) -> str:
    """The fact in words: "Creatinine 1.6 mg/dL", "ECG: Abnormal"."""
    known = row(key)
    gap = ": " if isinstance(fact.value, str | bool) else " "
    return f"{known.label}{gap}{known.measured(fact.value, fact.comparator)}"


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%a} {day.day} {day:%b %Y}"
