"""Limits: the numbers that a hospital's medical director may set, and how a value is held against one."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from eligibility.rules.facts import Answer, Finding
from patients.rules.analytes import with_unit
from patients.rules.numbers import Quantity, rounded_half_up, show

# Nobody measures more finely.
_FINEST_DECIMALS = 6


@dataclass(frozen=True)
class Limits:
    """The limits of the criteria. Source: clinical reference 2.1 to 2.8."""

    age_least_years: Decimal = Decimal(18)
    ecog_most: Decimal = Decimal(1)
    karnofsky_least_percent: Decimal = Decimal(80)
    wbc_least_per_ul: Decimal = Decimal(4_000)
    hemoglobin_least_g_dl: Decimal = Decimal(10)
    platelets_least_per_ul: Decimal = Decimal(100_000)
    inr_most: Decimal = Decimal("1.2")
    stress_test_from_years: Decimal = Decimal(50)
    lvef_least_percent: Decimal = Decimal(50)
    fev1_over_l: Decimal = Decimal(2)
    fev1_least_percent: Decimal = Decimal(75)
    creatinine_most_mg_dl: Decimal = Decimal("1.5")
    clearance_least_ml_min: Decimal = Decimal(60)
    bilirubin_most_mg_dl: Decimal = Decimal("1.4")
    transaminases_most_times_uln: Decimal = Decimal(3)


LIMITS = Limits()


class Side(StrEnum):
    AT_MOST = "or less"
    AT_LEAST = "or more"
    OVER = "more than"


@dataclass(frozen=True)
class Limit:
    side: Side
    value: Decimal

    def admits(self, quantity: Quantity) -> bool | None:
        """Whether a value keeps the limit; None where its comparator leaves that open (">1.2" against 1.4)."""
        ends = [self._keeps(quantity.value, hair) for hair in _hairs(quantity.comparator)]
        if quantity.comparator:
            ends.append(self._keeps_far(quantity.comparator))
        return ends[0] if len(set(ends)) == 1 else None

    def _keeps(self, value: Decimal, hair: int) -> bool:
        """Whether a value keeps the limit that lies a hair over (1) or under (-1) the given number."""
        place = (value > self.value) - (value < self.value) or hair
        return {Side.AT_MOST: place <= 0, Side.AT_LEAST: place >= 0, Side.OVER: place > 0}[self.side]

    def _keeps_far(self, comparator: str) -> bool:
        """Whether values far along the comparator's direction keep the limit."""
        return comparator.startswith(">") != (self.side is Side.AT_MOST)

    def words(self, unit: str, decimals: int) -> str:
        """The limit as people read it: "1.5 mg/dL or less", "more than 2 L"."""
        measure = with_unit(show(self.value, max(decimals, _places(self.value)), grouped=True), unit)
        return f"{self.side} {measure}" if self.side is Side.OVER else f"{measure} {self.side}"


@dataclass(frozen=True)
class Measured:
    """A number with its name, ready to be held against a limit."""

    label: str
    unit: str
    decimals: int
    quantity: Quantity


def held_against(measured: Measured, limit: Limit) -> Finding:
    """The answer and its sentence: the value, the limit, and how far off where it is not kept."""
    kept = limit.admits(measured.quantity)
    decimals = _decimals_that_tell(measured, limit)
    digits = show(measured.quantity.value, decimals, grouped=True)
    value = f"{measured.label} {with_unit(measured.quantity.comparator + digits, measured.unit)}"
    wanted = limit.words(measured.unit, measured.decimals)
    if kept is None:
        return Finding(Answer.UNKNOWN, f"{value} does not decide the limit, {wanted}.")
    if kept:
        return Finding(Answer.MET, f"{value}; the limit is {wanted}.")
    return Finding(Answer.NOT_MET, f"{value}{_how_far(measured, limit, decimals)}; the limit is {wanted}.")


def _how_far(measured: Measured, limit: Limit, decimals: int) -> str:
    gap = measured.quantity.value - limit.value
    side = "over" if limit.side is Side.AT_MOST else "under"
    if gap == 0:
        return f" is {side}" if measured.quantity.comparator else " is not enough"
    at_least = "at least " if measured.quantity.comparator else ""
    return f" is {at_least}{with_unit(show(abs(gap), decimals, grouped=True), measured.unit)} {side}"


def _decimals_that_tell(measured: Measured, limit: Limit) -> int:
    """As many decimals as usual, and more where rounding would hide on which side of the limit the value lies."""
    value = measured.quantity.value
    for decimals in range(measured.decimals, _FINEST_DECIMALS):
        rounded = rounded_half_up(value, decimals)
        if (rounded > limit.value, rounded < limit.value) == (value > limit.value, value < limit.value):
            return decimals
    return _FINEST_DECIMALS


def _hairs(comparator: str) -> tuple[int, ...]:
    """Where the values nearest to the number lie: on it, a hair over, or a hair under."""
    return {"": (0,), "<": (-1,), ">": (1,), "<=": (0, -1), ">=": (0, 1)}[comparator]


def _places(value: Decimal) -> int:
    """Decimals that the number is written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
