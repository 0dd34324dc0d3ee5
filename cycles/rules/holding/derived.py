"""Inputs that are worked out from what is charted. Source: clinical reference 4.3."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

URINE_SPAN = timedelta(hours=8)
MINUTE = timedelta(minutes=1)
# Source: clinical reference 4.1, H10.
LOW_ML_H = Decimal(10)


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
    """The urine of the 8 hours before an instant, which shift totals are not; None where none was charted."""
    return urine_ml_within(amounts_ml, span=URINE_SPAN, until=until)


def urine_ml_within(
    amounts_ml: Iterable[tuple[datetime, Decimal]], *, span: timedelta, until: datetime
) -> Decimal | None:
    """The urine of so much time before an instant; None where none was charted.

    An amount ran evenly since the one before it: of one that reaches over the beginning, the part within counts.
    """
    last = until.astimezone(UTC)
    first, before = last - span, None
    found: list[Decimal] = []
    for at, ml in sorted((at.astimezone(UTC), ml) for at, ml in amounts_ml):
        if first < at <= last:
            found.append(ml if before is None or before >= first else ml * _part(at - first, at - before))
        before = at
    return sum(found, Decimal(0)) if found else None


def _part(within: timedelta, whole: timedelta) -> Decimal:
    return Decimal(within // MINUTE) / Decimal(max(1, whole // MINUTE))


def urine_low_hours(amounts_ml: Iterable[tuple[datetime, Decimal]], *, until: datetime, since: datetime) -> Decimal:
    """The longest time up to an instant in which less than 10 mL an hour ran.

    What was not charted since the admission counts as none: it never makes the time shorter.
    """
    last, first = until.astimezone(UTC), since.astimezone(UTC)
    found = sorted((at.astimezone(UTC), ml) for at, ml in amounts_ml if first < at.astimezone(UTC) <= last)
    starts = [first, *(at for at, _ in found)]
    hours = [Decimal((last - start) // MINUTE) / 60 for start in starts if start < last and _is_low(found, start, last)]
    return max(hours, default=Decimal(0))


def _is_low(amounts_ml: list[tuple[datetime, Decimal]], start: datetime, until: datetime) -> bool:
    passed_ml = sum((ml for at, ml in amounts_ml if at > start), Decimal(0))
    return passed_ml < LOW_ML_H * Decimal((until - start) // MINUTE) / 60
