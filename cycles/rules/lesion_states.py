"""What a lesion is at a scan, and what it adds to the sum.

Source: RECIST 1.1, clinical reference 6.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cycles.rules.lesions import NonTarget

# What is there and too small to measure counts as 5 mm.
TOO_SMALL_MM = Decimal(5)
LEAST_FRAGMENTS = 2


class Role(StrEnum):
    """What a lesion is followed as."""

    TARGET = "target"
    NON_TARGET = "non_target"
    NEW = "new"

    @property
    def letter(self) -> str:
        """With its number the lesion's name: T1, N1, X1."""
        return {Role.TARGET: "T", Role.NON_TARGET: "N", Role.NEW: "X"}[self]

    @property
    def in_words(self) -> str:
        return {Role.TARGET: "Target", Role.NON_TARGET: "Non-target", Role.NEW: "New"}[self]


class LesionState(StrEnum):
    """What is found of a lesion at a scan."""

    MEASURED = "measured"
    TOO_SMALL = "too_small"
    ABSENT = "absent"
    SPLIT = "split"
    MERGED = "merged"
    NOT_ASSESSED = "not_assessed"
    PRESENT = "present"
    WORSE = "worse"
    NEW = "new"
    DOUBTFUL = "doubtful"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]


_IN_WORDS = {
    LesionState.MEASURED: "Measured",
    LesionState.TOO_SMALL: "Too small to measure (5 mm)",
    LesionState.ABSENT: "Absent (0 mm)",
    LesionState.SPLIT: "Split into fragments",
    LesionState.MERGED: "Merged with another target",
    LesionState.NOT_ASSESSED: "Not assessed",
    LesionState.PRESENT: "Still there, not clearly worse",
    LesionState.WORSE: "Clearly worse",
    LesionState.NEW: "Certainly a new lesion",
    LesionState.DOUBTFUL: "Not certain: scan again",
    LesionState.CONFIRMED: "Confirmed as a new lesion",
    LesionState.REFUTED: "No new lesion after all",
}

# What each kind of lesion may be at a scan, in the order in which it is offered.
STATES: dict[Role, tuple[LesionState, ...]] = {
    Role.TARGET: (
        LesionState.MEASURED,
        LesionState.TOO_SMALL,
        LesionState.ABSENT,
        LesionState.SPLIT,
        LesionState.MERGED,
        LesionState.NOT_ASSESSED,
    ),
    Role.NON_TARGET: (LesionState.PRESENT, LesionState.ABSENT, LesionState.WORSE, LesionState.NOT_ASSESSED),
    Role.NEW: (LesionState.NEW, LesionState.DOUBTFUL, LesionState.CONFIRMED, LesionState.REFUTED),
}


def diameter_mm(state: LesionState, mm: Decimal | None = None, fragments_mm: Sequence[Decimal] = ()) -> Decimal | None:
    """What a target adds to the sum, in mm; None where it was not assessed.

    Measured is its true size, however small; split the fragments together. Of merged lesions one carries the longest
    diameter of the whole, the others add nothing. Refuses a size that is missing.
    """
    fixed = {
        LesionState.TOO_SMALL: TOO_SMALL_MM,
        LesionState.ABSENT: Decimal(0),
        LesionState.MERGED: Decimal(0),
        LesionState.NOT_ASSESSED: None,
    }
    if state in fixed:
        return fixed[state]
    if state is LesionState.SPLIT:
        if len(fragments_mm) < LEAST_FRAGMENTS:
            raise ValueError("A split lesion has two fragments or more.")
        return sum(fragments_mm, Decimal(0))
    if state is not LesionState.MEASURED:
        raise ValueError(f"A target lesion cannot be “{state.in_words}”.")
    if mm is None:
        raise ValueError("A measured lesion has a diameter.")
    return mm


def non_target_of(states: Sequence[LesionState]) -> NonTarget | None:
    """What the non-target lesions show together; None where there are none.

    One that is clearly worse is progression; one that was not assessed leaves the rest not evaluated; complete
    response asks that all are gone (nodes under 10 mm, markers normal).
    """
    if not states:
        return None
    if LesionState.WORSE in states:
        return NonTarget.PD
    if LesionState.NOT_ASSESSED in states:
        return NonTarget.NE
    return NonTarget.CR if all(state is LesionState.ABSENT for state in states) else NonTarget.NON_CR_NON_PD


@dataclass(frozen=True)
class Reading:
    """What a person read of one lesion. `merged_with` is the key of the target that carries the whole diameter."""

    state: LesionState
    mm: Decimal | None = None
    fragments_mm: tuple[Decimal, ...] = ()
    merged_with: int | None = None

    @property
    def total_mm(self) -> Decimal | None:
        """What a target adds to the sum; None where it was not assessed."""
        return diameter_mm(self.state, self.mm, self.fragments_mm)


def read_as(mm: Decimal | None) -> Reading:
    """A diameter alone: None is not assessed, 0 absent, any other measured."""
    if mm is None:
        return Reading(LesionState.NOT_ASSESSED)
    return Reading(LesionState.MEASURED, mm) if mm else Reading(LesionState.ABSENT)


@dataclass(frozen=True)
class SeenAnew:
    """A lesion that the baseline did not have: certain, or doubtful until it is scanned again."""

    organ: str
    description: str = ""
    state: LesionState = LesionState.NEW
