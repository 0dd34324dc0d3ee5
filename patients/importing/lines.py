"""What becomes of one result of a file, as the preview shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Verdict(StrEnum):
    STORE = "store"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    KNOWN = "known"


@dataclass(frozen=True)
class Option:
    """One way to store a result: the value as the program reads it, its unit, and both as people read them."""

    means: str
    unit: str
    shown: str


@dataclass(frozen=True)
class Line:
    """One result of the file: what stands there, what it would become here, and why not or why only perhaps."""

    number: int
    place: str
    test: str
    written: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    key: str = ""
    label: str = ""
    options: tuple[Option, ...] = ()
    entered: str = ""
    taken_on: date | None = None
    taken_at: datetime | None = None
    # Belongs to somebody else: nothing of it is kept but its place and the reason.
    is_foreign: bool = False
