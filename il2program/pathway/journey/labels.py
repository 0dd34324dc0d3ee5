"""Words in the picture, laid out so that none lies on another."""

from collections.abc import Iterable
from dataclasses import dataclass

# The width of a letter as a share of its height, generous for a sans-serif.
LETTER = 0.57
GAP = 6
EDGE = 6


@dataclass(frozen=True)
class Label:
    """Words centered on `x`, with the class that sets their tone. Lengths are units of the picture."""

    words: str
    x: float
    y: float
    size: float
    tone: str = ""

    @property
    def width(self) -> float:
        return len(self.words) * LETTER * self.size

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    def overlaps(self, other: "Label") -> bool:
        return self.y == other.y and self.left < other.right + GAP and other.left < self.right + GAP


def laid_out(
    wanted: Iterable[tuple[str, float, str]], lanes: tuple[float, ...], size: float, width: float
) -> list[Label]:
    """Each of the words (with its center and tone) in the first lane where it fits; left out where none has room.

    The list beside the picture tells everything, so that a word less in a narrow place loses nothing.
    """
    found: list[Label] = []
    for words, x, tone in wanted:
        half = len(words) * LETTER * size / 2
        center = min(max(x, half + EDGE), width - half - EDGE)
        choices = (Label(words, center, y, size, tone) for y in lanes)
        fitting = next((one for one in choices if not any(one.overlaps(other) for other in found)), None)
        found.extend([fitting] if fitting else [])
    return found
