"""The criteria of the blood tests. Source: clinical reference 2.3."""

from decimal import Decimal

from eligibility.rules.checks import coded, number
from eligibility.rules.judgements import Criterion
from eligibility.rules.limits import Limit, Limits, Side
from eligibility.rules.workup import Area
from patients.rules.analytes import analyte

SOURCE = "clinical reference 2.3"


def blood(limits: Limits) -> tuple[Criterion, ...]:
    """S-B1 to S-B5."""
    return (
        _number("S-B1", "wbc_per_ul", Side.AT_LEAST, limits.wbc_least_per_ul),
        _number("S-B2", "hemoglobin_g_dl", Side.AT_LEAST, limits.hemoglobin_least_g_dl),
        _number("S-B3", "platelets_per_ul", Side.AT_LEAST, limits.platelets_least_per_ul),
        _number("S-B4", "inr", Side.AT_MOST, limits.inr_most),
        Criterion("S-B5", "HIV negative", Area.BLOOD, SOURCE, ("hiv",), coded("hiv", "negative")),
    )


def _number(id: str, key: str, side: Side, limit: Decimal) -> Criterion:
    row = analyte(key)
    title = f"{row.label} {Limit(side, limit).words(row.unit, row.decimals)}"
    return Criterion(id, title, Area.BLOOD, SOURCE, (key,), number(key, side, limit))
