"""The lesions on the body map: a marker each, with what became of it, in the 200 by 400 units of the picture."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from cycles.models import Lesion, LesionReading
from cycles.response_table import ResponseTable
from cycles.rules.lesion_states import LesionState, Role

# Markers that would lie on one another stand this far apart.
APART = 15
GONE = (LesionState.ABSENT, LesionState.REFUTED)
BAD = (LesionState.WORSE, LesionState.NEW, LesionState.CONFIRMED)


@dataclass(frozen=True)
class Marker:
    """`tone` is its shape and color, `words` what was found last."""

    lesion: Lesion
    x: int
    y: int
    tone: str
    words: str

    @property
    def label(self) -> str:
        return f"{self.lesion}, {self.lesion.place.name}: {self.words}"


def markers(table: ResponseTable) -> list[Marker]:
    """Every lesion that is followed or was seen anew, each where its organ lies."""
    return list(_apart(_marker(lesion, readings) for lesion, readings in [*table.rows, *table.other_rows]))


def _marker(lesion: Lesion, readings: list[LesionReading | None]) -> Marker:
    seen = [reading for reading in readings if reading is not None]
    last = seen[-1]
    place = lesion.place
    return Marker(lesion, place.x, place.y, _tone(last, seen), _words(last, seen))


def _tone(last: LesionReading, seen: list[LesionReading]) -> str:
    if last.found in GONE or (last.lesion.role == Role.TARGET and last.mm == 0):
        return "gone"
    if last.found in BAD or _change_mm(last, seen) > 0:
        return "larger"
    if last.found is LesionState.DOUBTFUL:
        return "doubtful"
    return "smaller" if _change_mm(last, seen) < 0 else "there"


def _change_mm(last: LesionReading, seen: list[LesionReading]) -> Decimal:
    """From the first size of a target to its last; 0 where there is nothing to compare."""
    if last.lesion.role != Role.TARGET or last.mm is None or seen[0].mm is None:
        return Decimal(0)
    return last.mm - seen[0].mm


def _words(last: LesionReading, seen: list[LesionReading]) -> str:
    if last.lesion.role != Role.TARGET or len(seen) < 2 or seen[0].mm is None:
        return last.in_words
    return f"{seen[0].size} mm at baseline, now {last.in_words}"


def _apart(found: Iterable[Marker]) -> Iterator[Marker]:
    """Markers of one place stand beside one another."""
    taken: set[tuple[int, int]] = set()
    for marker in found:
        x = marker.x
        while any(abs(x - other) < APART and abs(marker.y - height) < APART for other, height in taken):
            x += APART
        taken.add((x, marker.y))
        yield replace(marker, x=x)
