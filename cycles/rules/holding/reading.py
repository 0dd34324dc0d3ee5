"""What is charted as it stands at one decision: known, not charted, or too old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal

from cycles.rules.board import in_hours
from cycles.rules.holding.ages import Ages, limit_in_words, oldest_at
from cycles.rules.holding.facts import Fact, Facts, Finding, Input, Moment, State
from cycles.rules.holding.inputs import asked
from patients.rules.numbers import Quantity

# What "none since the last slot" says of an event.
_NONE = (False, "no", 0)


@dataclass(frozen=True)
class Reading:
    """The facts, the slot for which they are judged, how old each group may be, and whose clock says 06:00."""

    facts: Facts
    moment: Moment
    oldest: Mapping[Ages, timedelta | time]
    zone: tzinfo

    @property
    def is_first_slot(self) -> bool:
        return self.moment.slot == 1

    def input(self, key: str) -> Input:
        """The fact with its age at the decision, and whether it is too old to count."""
        fact, now = self.facts.get(key), self.moment.at
        if fact is None or fact.at is None or now is None:
            return Input(key, fact)
        found_at = fact.at.astimezone(UTC)
        limit = self._oldest_at(key, fact, now)
        return Input(key, fact, now.astimezone(UTC) - found_at, limit is not None and found_at < limit)

    def lacking(self, key: str) -> Finding | None:
        """Why this fact cannot be used at the decision, or None when it can."""
        found = self.input(key)
        if found.fact is None:
            return Finding(State.UNKNOWN, f"Not charted: {label(key)}.", (key,))
        if found.age is not None and found.age < timedelta(0):
            return Finding(State.UNKNOWN, f"{named(key, found.fact)} was found after this decision.", (key,))
        if found.too_old and found.age is not None:
            age = in_hours(found.age // timedelta(minutes=1))
            limit = limit_in_words(self.oldest.get(asked(key).ages))
            return Finding(State.UNKNOWN, f"{named(key, found.fact)} is too old: {age}; {limit}.", (key,))
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
        if found not in asked(key).row.codes:
            raise ValueError(f"{label(key)} cannot be {found!r}.")
        return found

    def _oldest_at(self, key: str, fact: Fact, now: datetime) -> datetime | None:
        ages = asked(key).ages
        if ages is Ages.EVENT:
            before = self.moment.previous_at
            return before.astimezone(UTC) if before is not None and fact.value in _NONE else None
        return oldest_at(self.oldest.get(ages), now, self.zone)


def label(key: str) -> str:
    return asked(key).row.label


def named(key: str, fact: Fact) -> str:
    """The fact in words: "Creatinine 1.6 mg/dL", "Rhythm: Sinus rhythm"."""
    row = asked(key).row
    gap = ": " if isinstance(fact.value, str | bool) else " "
    return f"{row.label}{gap}{row.measured(fact.value, fact.comparator)}"
