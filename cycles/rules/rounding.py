"""Rounding half up, of what is shown; whatever is compared stays exact. Source: clinical reference 1.3."""

from decimal import Decimal
from fractions import Fraction


def half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """The value with so many decimals, a half away from zero: 68.75 to 68.8, -12.25 to -12.3."""
    exact = Fraction(value)
    steps = (abs(exact) * 10**places * 2 + 1) // 2
    return Decimal(steps if exact >= 0 else -steps).scaleb(-places)
