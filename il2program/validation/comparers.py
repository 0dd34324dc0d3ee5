"""How what a case expects is compared with what a rule answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from il2program.validation.readers import Reader, decimal, instant, listing, nullable

# Expected instants are compared in the zone in which the ward reads its clocks.
WARD_ZONE = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True)
class Comparer:
    """How an expected value is read, and when an answer agrees with it. Null agrees with null only."""

    reader: Reader
    same: Callable[[Any, Any], bool] = lambda expected, got: bool(expected == got)

    def read(self, value: object) -> Any:
        return nullable(self.reader)(value)

    def agrees(self, expected: Any, got: Any) -> bool:
        if expected is None or got is None:
            return expected is None and got is None
        return self.same(expected, got)


def exactly(reader: Reader) -> Comparer:
    """The same value: a word, a day, true or false."""
    return Comparer(reader)


def set_of(reader: Reader) -> Comparer:
    """The same members, in any order."""
    return Comparer(listing(reader), lambda expected, got: set(expected) == set(got))


def each(comparer: Comparer) -> Comparer:
    """A list that agrees entry by entry."""

    def same(expected: tuple[Any, ...], got: tuple[Any, ...]) -> bool:
        return len(expected) == len(got) and all(map(comparer.agrees, expected, got))

    return Comparer(listing(comparer.read), same)


def _same_on_the_ward(expected: datetime, got: datetime) -> bool:
    """Compared in UTC: in the hour that autumn repeats, Python calls instants of two zones unequal in any case."""
    if expected.astimezone(UTC) != got.astimezone(UTC):
        return False
    return expected.utcoffset() == got.astimezone(WARD_ZONE).utcoffset()


# Decimals are compared as numbers: 5 agrees with 5.0.
number = Comparer(decimal)
# Instants are compared as instants, and the expected offset must be the one that the ward's clocks then keep.
ward_instant = Comparer(instant, _same_on_the_ward)
