"""The shape of a criterion, and the words that several of them share."""

from dataclasses import dataclass, field

from cycles.rules.holding.checks import Check
from cycles.rules.holding.facts import Kind, Profile

# Rows of the label's table that were not read in its edition of 2023 or later. Source: clinical reference 4.1.
CONFIRM_TABLE = "Confirm against section 2.4, table 2, of the current label before go-live."
# Rows that rest on recalled wording of an older label or on the program's own knowledge.
CONFIRM = "Confirm against the current label."


@dataclass(frozen=True)
class Criterion:
    """One reason to hold or to stop, in a sentence that says what is found when it fires.

    `restart` says in words when a slot that was held for it may be given again; `keeps` fires while it may not, and is
    None where the criterion allows no restart.
    """

    id: str
    system: str
    title: str
    kind: Kind
    source: str
    inputs: tuple[str, ...]
    check: Check = field(compare=False, repr=False)
    restart: str
    keeps: Check | None = field(compare=False, repr=False)
    confirm: str = ""

    @property
    def name(self) -> str:
        """What people call it: the label's id, or for the bedside criteria kind and system, "relative:renal"."""
        return self.id.partition(".")[0]

    @property
    def profile(self) -> Profile:
        """Whose it is. The label's criteria hold in both profiles."""
        return Profile.BEDSIDE if self.kind in (Kind.RELATIVE, Kind.ABSOLUTE) else Profile.LABEL
