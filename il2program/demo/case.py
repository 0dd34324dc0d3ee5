"""What the demo's cast is written in: one patient of the demo, in the fewest words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from patients.models.patient import Sex
from patients.rules.diseases import Disease

if TYPE_CHECKING:
    from il2program.demo.life import Turn

RCC, MELANOMA = Disease.METASTATIC_RCC, Disease.METASTATIC_MELANOMA
FEMALE, MALE = Sex.FEMALE, Sex.MALE

# The day on which cycle 1 begins, or would begin, told from today.
Begins = Callable[[date], date]


def today(day: date) -> date:
    return day


def ago(days: int) -> Begins:
    return lambda day: day - timedelta(days=days)


def ahead(days: int) -> Begins:
    return ago(-days)


def monday(weeks_ago: int) -> Begins:
    """The Monday so many weeks before this week's."""
    return lambda day: day - timedelta(days=day.weekday(), weeks=weeks_ago)


def sunday(weeks_ago: int) -> Begins:
    """The Sunday before the Monday so many weeks before this week's."""
    return lambda day: monday(weeks_ago)(day) - timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """One admission.

    slots: what becomes of each slot, a letter each: `g` given, `t` given late, others withheld
    (`doses.WITHHELD`). days: length of stay, where it is not what the slots ask for.
    """

    slots: str
    days: int = 0
    stop: str = ""
    note: str = ""
    stay_reason: str = ""


@dataclass(frozen=True)
class Due:
    """A stay of now: this slot of this cycle is due in so many minutes (negative: it is late)."""

    cycle: int
    slot: int
    minutes: int


@dataclass(frozen=True)
class Seen:
    """A response scan: the sum of diameters in percent of the baseline's, and what else is seen."""

    percent: int
    new_lesion: bool = False
    # One target lesion could not be assessed.
    missed: bool = False


@dataclass(frozen=True)
class Case:
    """One patient. Everything that is not told is drawn from the seed, or follows the protocol.

    until: the stage that does not happen (any more, or yet); without it the patient goes on up to today.
    workup: values as typed that differ from a good workup; an empty one was never recorded.
    stays, scans: the first ones, in their order. admissions: days of admission by cycle, from day 0.
    turns: what happens besides the protocol.
    """

    family_name: str
    given_name: str
    sex: Sex
    age: int
    disease: Disease
    weight_kg: int
    begins: Begins = today
    until: str = ""
    # Units in which the workup is typed: "si" (µmol/L, g/L), "us" (lb, in, °F), or as usual.
    units: str = ""
    workup: dict[str, str] = field(default_factory=dict)
    accepted_because: str = ""
    not_eligible_because: str = ""
    not_eligible_codes: tuple[str, ...] = ()
    stays: tuple[Stay, ...] = ()
    admissions: dict[int, int] = field(default_factory=dict)
    due: Due | None = None
    scans: tuple[Seen, ...] = ()
    goes_on_because: str = ""
    turns: tuple["Turn", ...] = ()
