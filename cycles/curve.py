"""The sum of diameters over time, laid out in the 960 by 340 units in which the page draws it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cycles.rules.lesions import figure
from cycles.rules.recist import PARTIAL_FALL_PERCENT, PROGRESSION_RISE_MM, PROGRESSION_RISE_PERCENT

LEFT, RIGHT, TOP, BOTTOM = 56, 690, 28, 256
# The labels of the levels stand right of the curve, at least a line of text apart.
LINE = 18
LEAST_STAY_WIDTH = 6
TICKS_MM = (5, 10, 20, 25, 50, 100, 200, 250, 500)
MOST_TICKS = 6


@dataclass(frozen=True)
class Point:
    """A scan: where it lies, its day and its sum in mm."""

    x: int
    y: int
    day: date
    mm: str
    is_nadir: bool


@dataclass(frozen=True)
class Level:
    """A line across the picture, with the place of its label."""

    kind: str
    y: int
    label_y: int
    label: str


@dataclass(frozen=True)
class Stay:
    """An admission, drawn under the curve."""

    number: int
    x: int
    width: int


@dataclass(frozen=True)
class Curve:
    points: tuple[Point, ...]
    levels: tuple[Level, ...]
    stays: tuple[Stay, ...]
    # Marks of the scale: where, and how many mm.
    ticks: tuple[tuple[int, int], ...]

    @property
    def line(self) -> str:
        """The points as SVG reads them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class Scale:
    first: date
    last: date
    most_mm: Decimal

    def x(self, day: date) -> int:
        days = max((self.last - self.first).days, 1)
        return LEFT + round((RIGHT - LEFT) * (day - self.first).days / days)

    def y(self, mm: Decimal) -> int:
        return BOTTOM - round((BOTTOM - TOP) * mm / self.most_mm)


def curve_of(sums: Sequence[tuple[date, Decimal]], stays: Sequence[tuple[int, date, date | None]]) -> Curve | None:
    """The curve of the sums in mm, the first of them the baseline, with the stays; None where nothing was measured."""
    if not sums:
        return None
    nadir_mm = min(mm for _, mm in sums)
    levels = _levels(sums[0][1], nadir_mm)
    scale = Scale(
        *span_of([day for day, _ in sums], stays), max(mm for _, mm in [*sums, *((kind, mm) for kind, mm, _ in levels)])
    )
    points = (Point(scale.x(day), scale.y(mm), day, figure(mm), mm == nadir_mm) for day, mm in sums)
    return Curve(tuple(points), _placed(levels, scale), tuple(drawn_stay(row, scale) for row in stays), ticks_of(scale))


def span_of(days: Sequence[date], stays: Sequence[tuple[int, date, date | None]]) -> tuple[date, date]:
    """The first and the last day of scans and stays."""
    every = [*days, *(day for _, start, end in stays for day in (start, end or timezone.localdate()))]
    return min(every), max(every)


def _levels(baseline_mm: Decimal, nadir_mm: Decimal) -> list[tuple[str, Decimal, str]]:
    """Kind, mm and words of each line. Source: clinical reference 6.1."""
    response_mm = baseline_mm * (100 - PARTIAL_FALL_PERCENT) / 100
    by_percent_mm = nadir_mm * (100 + PROGRESSION_RISE_PERCENT) / 100
    progression_mm = max(by_percent_mm, nadir_mm + PROGRESSION_RISE_MM)
    rise = f"+{PROGRESSION_RISE_PERCENT} %" if by_percent_mm == progression_mm else f"+{PROGRESSION_RISE_MM} mm"
    return [
        ("baseline", baseline_mm, f"baseline {figure(baseline_mm)} mm"),
        ("nadir", nadir_mm, f"smallest sum {figure(nadir_mm)} mm"),
        ("threshold-response", response_mm, f"−{PARTIAL_FALL_PERCENT} %: response from {figure(response_mm)} mm"),
        ("threshold-progression", progression_mm, f"{rise}: progression from {figure(progression_mm)} mm"),
    ]


def _placed(levels: Sequence[tuple[str, Decimal, str]], scale: Scale) -> tuple[Level, ...]:
    """From the top down, each label at its line or, where that is taken, a line of text below the one before."""
    placed: list[Level] = []
    for kind, mm, label in sorted(levels, key=lambda level: -level[1]):
        y = scale.y(mm)
        label_y = max(y, placed[-1].label_y + LINE) if placed else y
        placed.append(Level(kind, y, label_y, label))
    return tuple(placed)


def drawn_stay(row: tuple[int, date, date | None], scale: Scale) -> Stay:
    number, start, end = row
    x = scale.x(start)
    return Stay(number, x, max(scale.x(end or timezone.localdate()) - x, LEAST_STAY_WIDTH))


def ticks_of(scale: Scale) -> tuple[tuple[int, int], ...]:
    step = next((step for step in TICKS_MM if scale.most_mm / step <= MOST_TICKS), TICKS_MM[-1])
    return tuple((scale.y(Decimal(mm)), mm) for mm in range(0, int(scale.most_mm) + 1, step))
