"""Intake and output by shift and by day, and the weight, as the flowsheet shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from cycles.flowsheet.found import Found
from cycles.models import Cycle
from cycles.rules.flowsheet import ROWS, mean_pressure_mmhg
from cycles.rules.intake_output import URINE_TARGET_ML_KG_H, Amount, Balance, balance, spans

# What of a column something is worked out from.
WORKED_OUT_OF = ("sbp_mmhg", "dbp_mmhg", "weight_kg")
Weights = Sequence[tuple[datetime, Decimal]]


@dataclass(frozen=True)
class Line:
    """A shift or a day: its sums, and urine by weight and hour."""

    balance: Balance
    urine_ml_kg_h: Decimal | None
    is_running: bool

    @property
    def urine_is_low(self) -> bool:
        return self.urine_ml_kg_h is not None and self.urine_ml_kg_h < URINE_TARGET_ML_KG_H


@dataclass(frozen=True)
class WardDay:
    """A day of the ward with its shifts."""

    line: Line
    shifts: tuple[Line, ...]
    weight_kg: Decimal | None
    weight_percent: Decimal | None


@dataclass(frozen=True)
class Totals:
    """Every day of a stay, the newest first; the newest weight with its change from the admission."""

    days: tuple[WardDay, ...]
    weight_kg: Decimal | None
    weight_at: datetime | None
    weight_percent: Decimal | None

    @property
    def shift(self) -> Line:
        """The shift that runs, or the last one."""
        return self.days[0].shifts[-1]

    @property
    def day(self) -> Line:
        return self.days[0].line


def totals_of(cycle: Cycle, until: datetime, amounts: Sequence[Amount], weights: Weights) -> Totals:
    """The sums of a stay up to now, or to its discharge."""
    zone, starts = ZoneInfo(settings.TIME_ZONE), shift_starts()

    def lines(of: Sequence[time]) -> list[Line]:
        found = spans(cycle.admitted_at, until, of, zone)
        sums = [balance(amounts, span, since=cycle.admitted_at, until=until) for span in found]
        return [Line(one, one.urine_ml_kg_h(cycle.dosing_weight_kg), one.span.end > until) for one in sums]

    shifts = lines(starts)
    days = [_day(day, shifts, weights, cycle) for day in lines(starts[:1])]
    at, kg = weights[-1] if weights else (None, None)
    return Totals(tuple(reversed(days)), kg, at, change_percent(kg, cycle.dosing_weight_kg))


def shift_starts() -> list[time]:
    """When the shifts of this hospital begin; a day of the ward begins with the first."""
    return [time.fromisoformat(start) for start in settings.SHIFT_STARTS]


def change_percent(weight_kg: Decimal | None, admission_kg: Decimal) -> Decimal | None:
    return None if weight_kg is None else 100 * (weight_kg - admission_kg) / admission_kg


def _day(day: Line, shifts: Sequence[Line], weights: Weights, cycle: Cycle) -> WardDay:
    span = day.balance.span
    kg = next((number for at, number in reversed(weights) if span.holds(at)), None)
    within = tuple(shift for shift in shifts if span.start <= shift.balance.span.start < span.end)
    return WardDay(day, within, kg, change_percent(kg, cycle.dosing_weight_kg))


def worked_out(column: Found, dosing_weight_kg: Decimal) -> dict[str, str]:
    """What is worked out from the values of one column, by row and as it is read."""
    found = {key: value.number for key in WORKED_OUT_OF if (value := column.standing(key)) and value.number is not None}
    computed = {}
    if "sbp_mmhg" in found and "dbp_mmhg" in found:
        computed["map_mmhg"] = mean_pressure_mmhg(found["sbp_mmhg"], found["dbp_mmhg"])
    if (percent := change_percent(found.get("weight_kg"), dosing_weight_kg)) is not None:
        computed["weight_gain_percent"] = percent
    return {key: ROWS[key].shown(number) for key, number in computed.items()}
