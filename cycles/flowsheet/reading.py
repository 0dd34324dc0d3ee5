"""A stay as its flowsheet shows it: the last day, every dose, and the earlier days that are asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from cycles.flowsheet.found import Found, Value, found_in
from cycles.flowsheet.totals import Totals, totals_of
from cycles.models import Cycle, Dose, NotDone, ProviderCall
from cycles.models.admission_orders import current_order_set
from cycles.rules.flowsheet import VITALS, next_vitals_at
from cycles.rules.intake_output import INTAKE, OUTPUT, Amount
from cycles.rules.notify import Limits, before_next_dose, calls, limits_by_row
from patients.models import Measurement

LAST = timedelta(hours=24)
# What was charted so long before a dose is shown with it.
BEFORE_DOSE = timedelta(hours=1)
ALL = "all"
WEIGHT = "weight_kg"
OXYGEN = ("oxygen_l_min", "oxygen_device")


@dataclass
class Column:
    """What was found at one time, with the doses that were decided then, and what was not done."""

    found: Found
    doses: list[Dose] = field(default_factory=list)
    not_done: list[NotDone] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.found.at

    @property
    def day(self) -> date:
        return self.found.day

    @property
    def mark(self) -> str:
        """What tells the column apart on its page, and in the address that shows it marked."""
        return f"{int(self.at.timestamp()) // 60}" if self.found.has_time else f"{self.day:%Y%m%d}"


@dataclass(frozen=True)
class Day:
    """A day of the stay, how many values were charted on it, and whether all of it is shown."""

    on: date
    values: int
    is_shown: bool


@dataclass(frozen=True)
class Passed:
    """A value that calls for the physician, and why."""

    value: Value
    words: tuple[str, ...]

    @property
    def measured(self) -> str:
        """ "Potassium 5.8 mmol/L"."""
        gap = " " if self.value.number is not None else ": "
        return f"{self.value.label}{gap}{self.value.measured}"

    @property
    def told(self) -> str:
        """The value, when it was found, and why it calls."""
        return f"{self.measured} at {self.value.found_words} ({'; '.join(self.words)})"


@dataclass(frozen=True)
class Sheet:
    """The flowsheet of a stay at an instant: `all_found` is every column of it, `columns` those that are shown."""

    cycle: Cycle
    now: datetime
    all_found: list[Found]
    columns: list[Column]
    days: list[Day]
    # The limits of each row that has some, or calls for itself; and what they are of.
    limits: Mapping[str, Limits]
    limits_of: object
    limits_are_signed: bool
    totals: Totals
    calls: list[ProviderCall]

    def calls_for(self, value: Value) -> tuple[str, ...]:
        return calls(self.limits.get(value.key, ()), value.key, value.typed, value.comparator)

    @cached_property
    def passed(self) -> list[Passed]:
        """Values that are shown and call for the physician, of whom nobody was told; the newest first."""
        told = {key for call in self.calls for key in call.measurements}
        found = (
            Passed(value, words)
            for column in self.columns
            for key in self.limits.keys() & column.found.cells.keys()
            for value in column.found.cells[key]
            if value.stands and value.pk not in told and (words := self.calls_for(value))
        )
        return sorted(found, key=lambda one: (one.value.found_at, one.value.pk), reverse=True)

    @cached_property
    def to_tell(self) -> list[tuple[Passed, int]]:
        """Of each row the newest value that calls, with the number of earlier ones."""
        by_row: dict[str, list[Passed]] = {}
        for one in self.passed:
            by_row.setdefault(one.value.key, []).append(one)
        return [(found[0], len(found) - 1) for found in by_row.values()]

    @property
    def oxygen_words(self) -> str:
        """That somebody is to be called before the next dose, where oxygen is in use."""
        if not self.cycle.is_running:
            return ""
        newest = {key: value for found in self.all_found for key in OXYGEN if (value := found.standing(key))}
        return next((told for key, one in newest.items() if (told := before_next_dose(key, one.typed))), "")

    @cached_property
    def corrected(self) -> list[tuple[Value, Measurement]]:
        """Each value that was replaced, with the row that was put in its place."""
        values = [value for column in self.columns for cell in column.found.cells.values() for value in cell]
        by_key = {value.replaced_by: value for value in values if value.replaced_by is not None}
        if not by_key:
            return []
        rows = Measurement.objects.filter(pk__in=by_key).select_related("recorded_by")
        return [(by_key[row.pk], row) for row in rows]

    @property
    def corrected_reasons(self) -> list[NotDone]:
        """What was said to be left out, and was corrected."""
        return [one for column in self.columns for one in column.not_done if not one.stands]

    @cached_property
    def vitals_at(self) -> datetime | None:
        taken = (one.at for one in self.all_found if one.has_time and any(one.standing(key) for key in VITALS))
        return max(taken, default=None)

    @property
    def vitals_due_at(self) -> datetime:
        return next_vitals_at(self.vitals_at, self.cycle.admitted_at)

    @property
    def hides_days(self) -> bool:
        return any(not day.is_shown for day in self.days)


def sheet_of(cycle: Cycle, now: datetime, asked: str = "") -> Sheet:
    """The flowsheet of a stay. asked: the earlier days to show besides, as YYYY-MM-DD with commas, or "all"."""
    until = min(now, cycle.discharged_at or now)
    found = found_in(cycle)
    doses = [dose for _, dose in sorted(cycle.standing_doses.items())]
    is_shown = _shown(doses, until - LAST, asked)
    days = [_day(on, list(group), is_shown) for on, group in groupby(found, key=lambda column: column.day)]
    order = cycle.admission_orders.order_by("-version").first()
    care = order.care if order else current_order_set()
    return Sheet(
        cycle=cycle,
        now=now,
        all_found=found,
        columns=_columns(cycle, [column for column in found if is_shown(column)], doses, until - LAST),
        days=days,
        limits=limits_by_row(care.limits),
        limits_of=("order", order.pk) if order else ("set", care.version),
        limits_are_signed=order is not None,
        totals=totals_of(cycle, until, *series_of(found)),
        calls=list(ProviderCall.objects.standing().filter(cycle=cycle).select_related("recorded_by")),
    )


def _shown(doses: Iterable[Dose], since: datetime, asked: str) -> Callable[[Found], bool]:
    """Whether a column is of the last day, before a dose, or of a day that is asked for."""
    spans = [(at - BEFORE_DOSE, at) for at in map(_decided_at, doses)]
    days = set(asked.split(","))

    def is_shown(column: Found) -> bool:
        if asked == ALL or column.at > since or column.day.isoformat() in days:
            return True
        return column.has_time and any(first < column.at <= last for first, last in spans)

    return is_shown


def _decided_at(dose: Dose) -> datetime:
    return dose.started_at or dose.charted_at


def _day(on: date, found: list[Found], is_shown: Callable[[Found], bool]) -> Day:
    count = sum(len(values) for column in found for values in column.cells.values())
    return Day(on, count, all(map(is_shown, found)))


def _columns(cycle: Cycle, found: Iterable[Found], doses: Iterable[Dose], since: datetime) -> list[Column]:
    """The columns that are shown, and those of doses and reasons at times at which nothing was found."""
    columns = {one.at if one.has_time else one.day: Column(one) for one in found}
    days = {one.day for one in columns.values()}
    for dose in doses:
        _at(columns, _decided_at(dose)).doses.append(dose)
    for omitted in cycle.not_done.select_related("recorded_by", "correction__recorded_by", "correction__instead"):
        day = timezone.localdate(omitted.found_at)
        if omitted.found_at > since or day in days:
            _at(columns, omitted.found_at).not_done.append(omitted)
    return sorted(columns.values(), key=lambda column: (column.at, column.found.has_time))


def _at(columns: dict[datetime | date, Column], at: datetime) -> Column:
    minute = at.astimezone(UTC).replace(second=0, microsecond=0)
    if minute not in columns:
        columns[minute] = Column(Found(minute, timezone.localdate(minute), has_time=True, cells={}))
    return columns[minute]


def series_of(found: Iterable[Found]) -> tuple[list[Amount], list[tuple[datetime, Decimal]]]:
    """Every amount that went in or came out, and every weight of the stay."""
    standing = [
        (key, column.at, value.number)
        for column in found
        for key in (*INTAKE, *OUTPUT, WEIGHT)
        for value in reversed(column.cells.get(key, []))
        if value.stands and value.number is not None
    ]
    amounts = [Amount(key, at, number) for key, at, number in standing if key != WEIGHT]
    return amounts, [(at, number) for key, at, number in standing if key == WEIGHT]
