"""What the pre-dose gate is told, and the words in which it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Profile(StrEnum):
    """Whose criteria a hospital keeps: the label's alone, or the stricter ones of the bedside beside them."""

    LABEL = "label"
    BEDSIDE = "bedside"


class State(StrEnum):
    """What one criterion says. *Not asked*: it does not apply to this slot, or nobody needed to chart it."""

    FIRES = "fires"
    CLEAR = "clear"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


class Kind(StrEnum):
    """What a criterion that fires asks for. Three relative ones, or one absolute one, stop the cycle."""

    HOLD = "hold"
    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    STOP = "stop"
    PERMANENT = "permanent"


class Advice(StrEnum):
    GIVE = "give"
    INCOMPLETE = "incomplete"
    HOLD = "hold"
    STOP_CYCLE = "stop_cycle"
    PERMANENT_STOP = "permanent_stop"


@dataclass(frozen=True)
class Fact:
    """A value in its canonical unit (or a code, or yes and no), when it was found and where it comes from.

    Without an instant it does not grow old. The comparator is the laboratory's: "<" says that the value lies under it.
    """

    value: Decimal | int | str | bool
    at: datetime | None = None
    source: str = ""
    comparator: str = ""


Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Moment:
    """The slot that is decided, and what is counted rather than charted.

    at: the instant of the decision; without one nothing is too old. previous_at: when the slot before was decided, so
    that "none since the last slot" said before it does not count. held_so_far: slots of this cycle that were withheld.
    held_for: the criteria, by id or name, for which the previous slot was held.
    """

    profile: Profile
    at: datetime | None = None
    slot: int | None = None
    previous_at: datetime | None = None
    held_so_far: int | None = None
    held_for: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Input:
    """One fact that a criterion looks at: absent, or with its age, and whether that is too old to count."""

    key: str
    fact: Fact | None
    age: timedelta | None = None
    too_old: bool = False

    @property
    def is_missing(self) -> bool:
        return self.fact is None or self.too_old


@dataclass(frozen=True)
class Finding:
    """A state, the whole sentence behind it, and the keys whose absence leaves it unknown."""

    state: State
    reason: str
    missing: tuple[str, ...] = ()
