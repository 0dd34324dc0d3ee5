from decimal import Decimal
from fractions import Fraction

import pytest

from cycles.rules.rounding import half_up


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("68.75", "68.8"), ("68.749", "68.7"), ("2.45", "2.5"), ("-12.25", "-12.3"), ("-12.249", "-12.2"), ("0", "0.0")],
)
def test_a_half_goes_away_from_zero(value: str, rounded: str) -> None:
    assert str(half_up(Decimal(value), 1)) == rounded


def test_thirds_are_rounded_exactly() -> None:
    assert half_up(Fraction(1, 3), 2) == Decimal("0.33")
    assert half_up(Fraction(2, 3), 2) == Decimal("0.67")
