"""The pictures of a stay, laid out in the units in which the page draws them: the capillary-leak strip and the trends.

Each panel is one quantity over the days of the cycle, with the doses marked, and the same days of the cycle before laid
under it. What is drawn stands in a table by day beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from django.utils import timezone

from cycles.flowsheet.found import Found, found_in
from cycles.flowsheet.reading import series_of
from cycles.flowsheet.totals import change_percent, totals_of
from cycles.models import Cycle
from cycles.rules.flowsheet import ROWS
from patients.rules.numbers import show

WIDTH, LEFT, RIGHT = 960, 190, 940
TOP, PANEL, GAP = 34, 64, 22
DAY = timedelta(days=1)
# A stay is five to seven days; a shorter one is drawn as long, so that cycles compare at a glance.
LEAST_DAYS = 5
# A line is not drawn over a stretch in which nothing was found.
BROKEN_AFTER = timedelta(hours=30)

Points = Sequence[tuple[timedelta, Decimal]]


@dataclass(frozen=True)
class Quantity:
    """What a panel shows, and how it is read from a stay, as time since the admission's day began and value."""

    label: str
    unit: str
    decimals: int
    read: Callable[[Cycle, list[Found]], Points]


@dataclass(frozen=True)
class Panel:
    """One quantity: its curves in pieces, the points of this cycle, and the least and the most of its scale."""

    label: str
    unit: str
    y: int
    lines: tuple[str, ...]
    before: tuple[str, ...]
    points: tuple[tuple[int, int], ...]
    least: str
    most: str

    @property
    def bottom(self) -> int:
        return self.y + PANEL


@dataclass(frozen=True)
class Mark:
    """A dose: where, which, and whether it was given."""

    x: int
    slot: int
    is_given: bool


@dataclass(frozen=True)
class Picture:
    """Panels one below the other over the same days, and the same as a table: a row a day, two cells a quantity."""

    key: str
    title: str
    panels: tuple[Panel, ...]
    days: tuple[tuple[int, int], ...]
    marks: tuple[Mark, ...]
    table: tuple[tuple[int, tuple[str, ...]], ...]
    before: int | None

    @property
    def height(self) -> int:
        return TOP + len(self.panels) * (PANEL + GAP) + 8

    @property
    def bottom(self) -> int:
        return self.panels[-1].bottom

    @property
    def heads(self) -> list[str]:
        """The heads of the table: each quantity of this cycle, and of the one before where there is one."""
        named = [f"{panel.label}, {panel.unit}" for panel in self.panels]
        before = [None] if self.before is None else [None, self.before]
        return [name if one is None else f"cycle {one}" for name in named for one in before]


def _row(key: str) -> Quantity:
    row = ROWS[key]
    return Quantity(row.label, row.unit, row.decimals, lambda cycle, found: list(_values(cycle, found, key)))


def _weight_percent(cycle: Cycle, found: list[Found]) -> Points:
    values = _values(cycle, found, "weight_kg")
    return [(at, kg) for at, number in values if (kg := change_percent(number, cycle.dosing_weight_kg)) is not None]


def _net_balance(cycle: Cycle, found: list[Found]) -> Points:
    """The balance of each shift that is over, at its end."""
    until = cycle.discharged_at or timezone.now()
    shifts = [shift for day in totals_of(cycle, until, *series_of(found)).days for shift in day.shifts]
    ended = [(one.balance.span.end, one.balance.net_ml) for one in shifts if not one.is_running]
    return sorted((_since(cycle, at), net) for at, net in ended if net is not None)


STRIP = (
    Quantity("Weight from admission", "%", 1, _weight_percent),
    Quantity("Net balance by shift", "mL", 0, _net_balance),
    _row("oxygen_l_min"),
    _row("albumin_g_dl"),
)
TRENDS = tuple(
    map(
        _row,
        (
            "sbp_mmhg",
            "heart_rate",
            "temperature_c",
            "creatinine_mg_dl",
            "platelets_per_ul",
            "bilirubin_total_mg_dl",
        ),
    )
)


def pictures_of(cycle: Cycle, before: Cycle | None) -> list[Picture]:
    """Both pictures of a stay, with the cycle before it under them."""
    found, earlier = found_in(cycle), found_in(before) if before else []
    stays = [_length(one) for one in (cycle, before) if one is not None]
    days = max(LEAST_DAYS, *(-(-stay // DAY) for stay in stays))
    leak = ("leak", "Capillary leak: weight, balance, oxygen, albumin", STRIP)
    trends = ("trends", "Pressure, pulse, temperature, creatinine, platelets, bilirubin", TRENDS)
    return [
        _picture(key, title, quantities, (cycle, found), (before, earlier), days)
        for key, title, quantities in (leak, trends)
    ]


def _picture(
    key: str,
    title: str,
    quantities: Iterable[Quantity],
    now: tuple[Cycle, list[Found]],
    earlier: tuple[Cycle | None, list[Found]],
    days: int,
) -> Picture:
    cycle, before = now[0], earlier[0]
    read = [(one, one.read(*now), one.read(before, earlier[1]) if before else []) for one in quantities]
    panels = (_panel(one, place, days, mine, under) for place, (one, mine, under) in enumerate(read))
    return Picture(
        key=key,
        title=title,
        panels=tuple(panels),
        days=tuple((number, _x(DAY * (number - 1), days)) for number in range(1, days + 1)),
        marks=tuple(
            Mark(_x(_since(cycle, dose.started_at or dose.charted_at), days), dose.slot, dose.was_given)
            for _, dose in sorted(cycle.standing_doses.items())
        ),
        table=tuple((number, tuple(_of_day(read, number, before is not None))) for number in range(1, days + 1)),
        before=before.number if before else None,
    )


def _panel(quantity: Quantity, place: int, days: int, mine: Points, under: Points) -> Panel:
    y = TOP + place * (PANEL + GAP)
    values = [value for _, value in (*mine, *under)]
    least, most = (min(values), max(values)) if values else (Decimal(0), Decimal(0))

    def at(point: tuple[timedelta, Decimal]) -> tuple[int, int]:
        part = (point[1] - least) / (most - least) if most > least else Decimal("0.5")
        return _x(point[0], days), y + PANEL - round(PANEL * part)

    return Panel(
        label=quantity.label,
        unit=quantity.unit,
        y=y,
        lines=_pieces(mine, at),
        before=_pieces(under, at),
        points=tuple(at(point) for point in mine),
        least=show(least, quantity.decimals, grouped=True) if values else "",
        most=show(most, quantity.decimals, grouped=True) if most > least else "",
    )


def _pieces(points: Points, at: Callable[[tuple[timedelta, Decimal]], tuple[int, int]]) -> tuple[str, ...]:
    """The curve as SVG reads it, broken where for long nothing was found."""
    pieces: list[list[tuple[timedelta, Decimal]]] = [list(points[:1])] if points else []
    for one, following in pairwise(points):
        if following[0] - one[0] > BROKEN_AFTER:
            pieces.append([])
        pieces[-1].append(following)
    return tuple(" ".join("{},{}".format(*at(point)) for point in piece) for piece in pieces)


def _of_day(read: Iterable[tuple[Quantity, Points, Points]], number: int, has_before: bool) -> Iterable[str]:
    """Least and most of each quantity on a day of the cycle."""
    for quantity, mine, under in read:
        for points in (mine, under) if has_before else (mine,):
            values = [value for at, value in points if at // DAY == number - 1]
            ends = (min(values), max(values)) if values else ()
            # One value is told once.
            yield " to ".join(dict.fromkeys(show(end, quantity.decimals, grouped=True) for end in ends))


def _values(cycle: Cycle, found: Iterable[Found], key: str) -> Iterable[tuple[timedelta, Decimal]]:
    for column in found:
        value = column.standing(key) if column.has_time else None
        if value is not None and value.number is not None:
            yield _since(cycle, column.at), value.number


def _since(cycle: Cycle, at: datetime) -> timedelta:
    """From the beginning of the admission's day, by the clocks of the ward: the days are those of the flowsheet."""
    begins = datetime.combine(cycle.admitted_on, time())
    return timezone.make_naive(at.astimezone(UTC)) - begins


def _length(cycle: Cycle) -> timedelta:
    return _since(cycle, cycle.discharged_at or timezone.now())


def _x(since: timedelta, days: int) -> int:
    return LEFT + round((RIGHT - LEFT) * min(since / (DAY * days), 1))
