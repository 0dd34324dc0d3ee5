"""Each target lesion over time, laid out as the curve of the sums is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cycles.curve import BOTTOM, LINE, Scale, Stay, drawn_stay, span_of, ticks_of
from cycles.models import Lesion
from cycles.response_table import ResponseTable
from cycles.rules.lesions import figure


@dataclass(frozen=True)
class Size:
    """A lesion on one scan: where it is drawn, the day, and its size in mm."""

    x: int
    y: int
    day: date
    mm: str


@dataclass(frozen=True)
class LesionCurve:
    """One target lesion. `style` tells its line apart from the others, 1 to 5."""

    label: str
    style: int
    points: tuple[Size, ...]
    label_y: int

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


@dataclass(frozen=True)
class LesionCurves:
    lesions: tuple[LesionCurve, ...]
    # Where each scan lies, and its day.
    days: tuple[tuple[int, date], ...]
    stays: tuple[Stay, ...]
    ticks: tuple[tuple[int, int], ...]


def lesion_curves_of(table: ResponseTable, stays: Sequence[tuple[int, date, date | None]]) -> LesionCurves | None:
    """None where there is no target. A scan that did not assess a lesion leaves a gap in its curve."""
    days = [column.scan.scanned_on for column in table.columns]
    sizes = [
        (
            lesion,
            [(day, one.mm) for day, one in zip(days, readings, strict=True) if one is not None and one.mm is not None],
        )
        for lesion, readings in table.rows
    ]
    if not sizes:
        return None
    scale = Scale(*span_of(days, stays), max(mm for _, found in sizes for _, mm in found))
    drawn = [_curve(lesion, found, style, scale) for style, (lesion, found) in enumerate(sizes, 1)]
    marks = tuple((scale.x(day), day) for day in days)
    return LesionCurves(_labeled(drawn), marks, tuple(drawn_stay(row, scale) for row in stays), ticks_of(scale))


def _curve(lesion: Lesion, found: Sequence[tuple[date, Decimal]], style: int, scale: Scale) -> LesionCurve:
    points = tuple(Size(scale.x(day), scale.y(mm), day, figure(mm)) for day, mm in found)
    return LesionCurve(str(lesion), style, points, points[-1].y)


def _labeled(curves: Sequence[LesionCurve]) -> tuple[LesionCurve, ...]:
    """Each label at the end of its curve or, where that is taken or below the picture, a line of text above."""
    placed: list[LesionCurve] = []
    for curve in sorted(curves, key=lambda one: -one.label_y):
        y = min(curve.label_y, placed[-1].label_y - LINE) if placed else min(curve.label_y, BOTTOM - LINE // 2)
        placed.append(replace(curve, label_y=y))
    return tuple(sorted(placed, key=lambda one: one.style))
