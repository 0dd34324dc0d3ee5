"""What the chart holds already, and whether a result of a file is in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Standing:
    """A value on the chart. `stands` is False for one that was corrected or struck since."""

    key: str
    taken_on: date
    taken_at: datetime | None
    value: Decimal | None
    comparator: str
    choice: str
    shown: str
    by: str
    stands: bool = True

    def is_of(self, on: date, at: datetime | None) -> bool:
        """Whether it was taken then; where one of both has no time of day, the day decides."""
        if self.taken_at is not None and at is not None:
            return self.taken_at == at
        return self.taken_on == on

    def says(self, meant: "Meant") -> bool:
        return (self.value, self.comparator, self.choice) == (meant.value, meant.comparator, meant.choice)


@dataclass(frozen=True)
class Meant:
    """A result in the form in which the chart keeps it."""

    value: Decimal | None = None
    comparator: str = ""
    choice: str = ""


def recorded_as(rows: Sequence[Standing], meant: Iterable[Meant], on: date, at: datetime | None) -> Standing | None:
    """The row that says one of these already, a standing one rather than one that was corrected."""
    wanted = tuple(meant)
    same = [row for row in rows if row.is_of(on, at) and any(row.says(one) for one in wanted)]
    return max(same, key=lambda row: row.stands, default=None)


def differing(rows: Sequence[Standing], on: date, at: datetime | None) -> Standing | None:
    """A standing value of the same moment; asked where none says the same."""
    return next((row for row in rows if row.stands and row.is_of(on, at)), None)
