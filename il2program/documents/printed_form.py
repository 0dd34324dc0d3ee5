"""What a printed form is: an entry of the list in `catalog`, with its template and what it needs to be filled."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cycles.facts import Journey
from il2program.accounts.roles import Permission


class Paper(StrEnum):
    LETTER = "letter"
    A4 = "a4"

    @property
    def label(self) -> str:
        return {Paper.LETTER: "Letter", Paper.A4: "A4"}[self]


@dataclass(frozen=True)
class Copy:
    """One way in which a form can be printed for a patient: as it stands today, or as somebody signed it."""

    of: str
    label: str


TODAY = Copy("today", "As it stands today")


def as_it_stands(journey: Journey) -> list[Copy]:
    return [TODAY]


@dataclass(frozen=True)
class PrintedForm:
    """A form: `fill` gives its template what it prints, `copies` says in which ways, the usual one first."""

    key: str
    title: str
    version: str
    purpose: str
    template: str
    fill: Callable[[Journey, str], dict[str, Any]]
    copies: Callable[[Journey], list[Copy]] = as_it_stands
    permission: Permission = Permission.PRINT
