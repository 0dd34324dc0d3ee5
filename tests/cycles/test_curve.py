"""The curve of the sums: where its points, lines and labels lie."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from cycles.curve import BOTTOM, LEFT, LINE, RIGHT, TOP, curve_of

DAYS = (date(2026, 2, 20), date(2026, 4, 24), date(2026, 8, 3))


def sums(*mm: str) -> list[tuple[date, Decimal]]:
    return list(zip(DAYS, map(Decimal, mm), strict=False))


def test_without_a_sum_there_is_no_curve() -> None:
    assert curve_of([], [(1, date(2026, 3, 2), date(2026, 3, 6))]) is None


def test_points_lie_by_day_and_sum_and_the_smallest_is_marked() -> None:
    curve = curve_of(sums("80", "55", "60"), [])
    assert curve is not None
    assert (curve.points[0].x, curve.points[-1].x, curve.points[0].y) == (LEFT, RIGHT, TOP)
    assert TOP < curve.points[2].y < curve.points[1].y < BOTTOM
    assert [point.is_nadir for point in curve.points] == [False, True, False]
    assert curve.line.count(",") == 3


def test_a_small_tumor_progresses_by_five_millimeters() -> None:
    labels = [level.label for level in curve_of(sums("20", "10"), []).levels]
    assert labels == [
        "baseline 20 mm",
        "+5 mm: progression from 15 mm",
        "−30 %: response from 14 mm",
        "smallest sum 10 mm",
    ]


def test_labels_never_lie_on_one_another() -> None:
    places = [level.label_y for level in curve_of(sums("80", "66.7", "66.6"), []).levels]
    assert all(below - above >= LINE for above, below in pairwise(places))


def test_a_stay_is_drawn_where_it_was_and_one_of_a_day_can_be_seen() -> None:
    curve = curve_of(
        sums("80", "55"), [(1, date(2026, 3, 2), date(2026, 3, 6)), (2, date(2026, 3, 20), date(2026, 3, 20))]
    )
    assert curve.stays[0].x < curve.stays[1].x
    assert all(stay.width >= 6 for stay in curve.stays)


def test_the_scale_goes_from_nothing_to_the_largest_sum() -> None:
    assert [mm for _, mm in curve_of(sums("300", "55"), []).ticks] == [0, 50, 100, 150, 200, 250, 300]
