"""Bands of numbers: where a criterion fires, with ends that belong to it or not."""

from dataclasses import dataclass
from decimal import Decimal

from patients.rules.analytes import with_unit
from patients.rules.numbers import Quantity, show

# A place on the line of numbers: on a number (0), or a hair under or over it.
_Place = tuple[Decimal, int]
_LOWEST, _HIGHEST = (Decimal("-Infinity"), 0), (Decimal("Infinity"), 0)
_FINEST_DECIMALS = 6


@dataclass(frozen=True)
class Band:
    """All numbers between two places, both included."""

    low: _Place = _LOWEST
    high: _Place = _HIGHEST

    def holds(self, quantity: Quantity) -> bool | None:
        """Whether the band holds a value; None where its comparator leaves that open ("<5" against 4 or more)."""
        value = _possible(quantity)
        if self.low <= value.low and value.high <= self.high:
            return True
        if value.high < self.low or self.high < value.low:
            return False
        return None

    def words(self, unit: str) -> str:
        """The band as people read it: "under 90 mmHg", "3 to 4 L/min", "over 0.5 to 0.8 µg/kg/min"."""
        low = f"{'over ' if self.low[1] > 0 else ''}{_digits(self.low[0])}"
        high = f"{'under ' if self.high[1] < 0 else ''}{_digits(self.high[0])}"
        if self.low == _LOWEST:
            return with_unit(high, unit) + (" or less" if self.high[1] == 0 else "")
        if self.high == _HIGHEST:
            return with_unit(low, unit) + (" or more" if self.low[1] == 0 else "")
        return f"{low} to {with_unit(high, unit)}"


def under(value: Decimal) -> Band:
    return Band(high=(value, -1))


def at_most(value: Decimal) -> Band:
    return Band(high=(value, 0))


def at_least(value: Decimal) -> Band:
    return Band(low=(value, 0))


def over(value: Decimal) -> Band:
    return Band(low=(value, 1))


def both(low: Band, high: Band) -> Band:
    """Over the low end of one and under the high end of the other."""
    return Band(low.low, high.high)


def _possible(quantity: Quantity) -> Band:
    """Every value that a laboratory's "<0.2" may stand for."""
    value = quantity.value
    return {
        "": Band((value, 0), (value, 0)),
        "<": under(value),
        "<=": at_most(value),
        ">": over(value),
        ">=": at_least(value),
    }[quantity.comparator]


def _digits(value: Decimal) -> str:
    return show(value, _FINEST_DECIMALS, grouped=True) if value.is_finite() else ""
