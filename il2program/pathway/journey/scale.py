"""Days as places on the line, and the calendar below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from il2program.pathway.journey.labels import Label
from il2program.pathway.journey.placing import Placed

WIDTH, MARGIN = 960, 22
AXIS, AXIS_WORDS, SMALL = 189, 210, 13
BETWEEN_MONTHS = 46
# How far beyond the last event the picture reaches to show today.
TODAY_WITHIN = timedelta(days=45)


@dataclass(frozen=True)
class Scale:
    """A day is drawn from its own morning to the next."""

    first: date
    last: date

    def x(self, day: date) -> float:
        days = (self.last - self.first).days + 1
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (day - self.first).days / days, 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def scale_of(pieces: Sequence[Placed], today: date) -> Scale:
    """From the first day to the last; today too, unless the journey ended long before."""
    first, last = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    return Scale(min(first, today), today if last < today <= last + TODAY_WITHIN else last)


def months(scale: Scale, last: date) -> Iterator[Label]:
    """The first of each month, as far as days are known; the year with the first and with each January."""
    day, free_from, is_first = _next_month(scale.first), 0.0, True
    while day <= last:
        words = f"{day:%b %Y}" if is_first or day.month == 1 else f"{day:%b}"
        label = Label(words, scale.x(day), AXIS_WORDS, SMALL, "minor")
        if label.x >= free_from:
            yield label
            free_from, is_first = label.x + max(label.width + 8, BETWEEN_MONTHS), False
        day = _next_month(day + timedelta(days=1))


def _next_month(day: date) -> date:
    """The day itself where it is the first of a month, else the first of the next."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=31)).replace(day=1)
