"""After a stay: when the patient is called, and whether what the stay did has recovered.

Calls are due on days 3 and 7 after the discharge and then every week, until creatinine, weight and grades have
recovered, for thirty days at most: by then 95 % have. Source: clinical reference 3.4 and the program's own knowledge,
to be confirmed by the medical director: creatinine has recovered at its baseline or within normal, weight at less than
5 % over the dosing weight, a toxicity at grade 1 or less. What is not known has not recovered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from patients.rules.analytes import analyte

FIRST_DAYS = (3, 7)
THEN_EVERY_DAYS = 7
LAST_DAY = 30
# A call so many days early counts for the one that is due.
EARLY_DAYS = 1
WEIGHT_UNDER_PERCENT = Decimal(5)


@dataclass(frozen=True)
class Item:
    """One thing that has to recover; `recovered` is None where nobody knows."""

    what: str
    recovered: bool | None
    told: str


def creatinine(value: Decimal | None, baseline: Decimal | None, uln: Decimal | None) -> Item:
    """The newest creatinine since the last dose, in mg/dL, against the baseline before the course."""
    row = analyte("creatinine_mg_dl")
    if value is None:
        return Item("Creatinine", None, "not measured since the last dose")
    against = [limit for limit in (baseline, uln) if limit is not None]
    told = row.measured(value) + (f", baseline {row.measured(baseline)}" if baseline is not None else "")
    return Item("Creatinine", value <= max(against) if against else None, told)


def weight(value: Decimal | None, dosing_weight_kg: Decimal) -> Item:
    """The newest weight since the last dose, in kg, against the dosing weight."""
    row = analyte("weight_kg")
    if value is None:
        return Item("Weight", None, "not measured since the last dose")
    gain = 100 * (value - dosing_weight_kg) / dosing_weight_kg
    return Item(
        "Weight", gain < WEIGHT_UNDER_PERCENT, f"{row.measured(value)}, at admission {row.measured(dosing_weight_kg)}"
    )


def grades(over: Iterable[str], *, any_graded: bool) -> Item:
    """The toxicities that are over grade 1 still, by name and grade. Where nobody graded any, nobody knows."""
    named = ", ".join(over)
    if named:
        return Item("Toxicity", False, named)
    return Item("Toxicity", True if any_graded else None, "none over grade 1" if any_graded else "none was graded")


def has_recovered(items: Iterable[Item]) -> bool:
    return all(item.recovered for item in items)


def due_days(discharged_on: date) -> Iterator[date]:
    """The days on which a call is due after a discharge."""
    days, day = list(FIRST_DAYS), FIRST_DAYS[-1]
    while (day := day + THEN_EVERY_DAYS) <= LAST_DAY:
        days.append(day)
    return (discharged_on + timedelta(days=day) for day in days)


def next_call(discharged_on: date, reached_on: Iterable[date], *, recovered: bool) -> date | None:
    """The day of the call that is due next; None where the patient was reached once and has recovered, or it is over.

    reached_on: the days on which somebody spoke with the patient. The first call is due in any case.
    """
    last = max(reached_on, default=None)
    if last is not None and recovered:
        return None
    return next(
        (day for day in due_days(discharged_on) if last is None or day - timedelta(days=EARLY_DAYS) > last), None
    )


def day_after(discharged_on: date, day: date) -> int:
    return (day - discharged_on).days
