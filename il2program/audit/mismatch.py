"""What a verification finds."""

from dataclasses import dataclass
from typing import NamedTuple


class Mismatch(NamedTuple):
    """Something that does not say what was written, and where it is."""

    place: str
    told: str


@dataclass(frozen=True)
class Found:
    """How many were verified, and what does not fit."""

    count: int
    mismatches: list[Mismatch]
