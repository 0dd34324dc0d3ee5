"""What went in and what came out, by shift and by day. Source: clinical reference 3.1 and 3.3 (0.5 mL/kg/h and more).

A day of the ward begins with its first shift. On the night of a clock change a shift lasts eleven or thirteen hours and
the day 23 or 25: amounts an hour are by elapsed hours. What was not charted is not known, and never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal

from cycles.rules.slots import LOS_ANGELES
from patients.rules.numbers import rounded_half_up

SHIFT_STARTS = (time(7), time(19))
INTAKE = ("intake_oral_ml", "intake_iv_ml", "intake_bolus_ml", "intake_blood_ml", "intake_other_ml")
URINE = "urine_ml"
OUTPUT = (URINE, "emesis_ml", "stool_ml", "output_other_ml")
URINE_TARGET_ML_KG_H = Decimal("0.5")
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Amount:
    """One amount in mL, as it was charted at an instant."""

    key: str
    at: datetime
    ml: Decimal


@dataclass(frozen=True)
class Span:
    """A shift or a day, in UTC: from after its start to its end, so that what is charted at its end belongs to it."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        return self.start < at.astimezone(UTC) <= self.end


@dataclass(frozen=True)
class Balance:
    """The sums of a span in mL, None where nothing of the kind was charted; and the hours of it that have passed."""

    span: Span
    hours: Decimal
    intake_ml: Decimal | None
    output_ml: Decimal | None
    urine_ml: Decimal | None

    @property
    def net_ml(self) -> Decimal | None:
        """Intake less output; not known where one of them is not."""
        return None if self.intake_ml is None or self.output_ml is None else self.intake_ml - self.output_ml

    def urine_ml_kg_h(self, weight_kg: Decimal) -> Decimal | None:
        """Urine by weight of the admission and elapsed hour, to two decimals."""
        if self.urine_ml is None or self.hours <= 0:
            return None
        return rounded_half_up(self.urine_ml / weight_kg / self.hours, 2)


def span_at(at: datetime, starts: Sequence[time] = SHIFT_STARTS, zone: tzinfo = LOS_ANGELES) -> Span:
    """The span in which an instant lies, where one begins at each of these times of day."""
    here = at.astimezone(zone).date()
    days = [here + timedelta(days=days) for days in (-1, 0, 1)]
    bounds = sorted(datetime.combine(day, start, tzinfo=zone).astimezone(UTC) for day in days for start in starts)
    start = max(bound for bound in bounds if bound < at.astimezone(UTC))
    return Span(start, min(bound for bound in bounds if bound > start))


def spans(
    first: datetime, last: datetime, starts: Sequence[time] = SHIFT_STARTS, zone: tzinfo = LOS_ANGELES
) -> list[Span]:
    """The spans from one instant to another, the earliest first."""
    found = [span_at(first + MINUTE, starts, zone)]
    while found[-1].end < last.astimezone(UTC):
        found.append(span_at(found[-1].end + MINUTE, starts, zone))
    return found


def balance(amounts: Iterable[Amount], span: Span, *, since: datetime, until: datetime) -> Balance:
    """The sums of a span of a stay that began at `since`; `until` is now, or the discharge."""
    first = since.astimezone(UTC)
    # At one comparison an amount, in whatever zone they come: aware instants of two zones compare as such.
    found = [one for one in amounts if span.start < one.at <= span.end or first == span.start == one.at]
    begun, ended = max(span.start, first), min(span.end, until.astimezone(UTC))
    return Balance(
        span,
        Decimal(max(ended - begun, timedelta(0)) // MINUTE) / 60,
        _sum(found, INTAKE),
        _sum(found, OUTPUT),
        _sum(found, (URINE,)),
    )


def _sum(amounts: Iterable[Amount], keys: Sequence[str]) -> Decimal | None:
    found = [amount.ml for amount in amounts if amount.key in keys]
    return sum(found, Decimal(0)) if found else None
