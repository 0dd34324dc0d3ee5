"""One toxicity through a cycle: when it began, how grave it became, and when it had recovered.

Source: clinical reference 8, form 11: worst grade, onset, recovery to grade 1 or less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

RECOVERED_AT_MOST = 1


@dataclass(frozen=True)
class Point:
    """A grade and when it was found. key: of the row that says so."""

    at: datetime
    grade: int
    key: int = 0


@dataclass(frozen=True)
class Course:
    """How a toxicity ran. onset: the first grade over 0. recovered: the first grade of 1 or less that stayed so.

    A toxicity that never went over grade 1 has nothing to recover from.
    """

    onset: Point | None
    peak: Point | None
    recovered: Point | None
    last: Point

    @property
    def is_open(self) -> bool:
        """Whether it is over grade 1 still, as far as anybody has graded it."""
        return self.last.grade > RECOVERED_AT_MOST


def course_of_grades(points: Sequence[Point]) -> Course:
    """The course that these grades tell, in the order of their instants. ValueError where there is none."""
    if not points:
        raise ValueError("Nothing was graded.")
    ran = sorted(points, key=lambda point: (point.at, point.key))
    over = [place for place, point in enumerate(ran) if point.grade > RECOVERED_AT_MOST]
    after = ran[over[-1] + 1 :] if over else []
    present = [point for point in ran if point.grade]
    peak = max(present, key=lambda point: point.grade, default=None)
    return Course(next(iter(present), None), peak, next(iter(after), None), ran[-1])
