"""Inputs that are worked out from what is charted. Source: clinical reference 4.3."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

URINE_SPAN = timedelta(hours=8)


def creatinine_is_rising(
    latest_mg_dl: Decimal | None,
    *,
    before_mg_dl: Decimal | None,
    workup_mg_dl: Decimal | None,
    slot: int,
) -> bool | None:
    """Whether the latest creatinine is higher than the one before; slot 1 compares with the workup."""
    compared_mg_dl = workup_mg_dl if slot == 1 else before_mg_dl
    return None if latest_mg_dl is None or compared_mg_dl is None else latest_mg_dl > compared_mg_dl


def weight_gain_percent(weight_kg: Decimal | None, *, dosing_weight_kg: Decimal, slot: int) -> Decimal | None:
    """The gain over the weight of the admission; 0 at slot 1, which has none yet."""
    if slot == 1:
        return Decimal(0)
    return None if weight_kg is None else 100 * (weight_kg - dosing_weight_kg) / dosing_weight_kg


def urine_ml_8h(amounts_ml: Iterable[tuple[datetime, Decimal]], *, until: datetime) -> Decimal | None:
    """The urine of the 8 hours before an instant, which shift totals are not; None where none was charted.

    An amount belongs to the hours before the instant at which it was measured.
    """
    last = until.astimezone(UTC)
    found = [ml for at, ml in amounts_ml if last - URINE_SPAN < at.astimezone(UTC) <= last]
    return sum(found, Decimal(0)) if found else None
