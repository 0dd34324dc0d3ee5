"""What a printed form is: an entry of the list in `catalog`, with its template and what it needs to be filled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any

import qrcode
from django.conf import settings

from cycles.facts import Journey
from il2program.accounts.models import Person
from il2program.accounts.roles import Permission
from il2program.signatures.models import Signed
from patients.models import Patient


class Paper(StrEnum):
    LETTER = "letter"
    A4 = "a4"

    @property
    def label(self) -> str:
        return {Paper.LETTER: "Letter", Paper.A4: "A4"}[self]


@dataclass(frozen=True)
class Copy:
    """One way in which a form can be printed for a patient: as it stands today, or as somebody signed it.

    `record` is what was signed, `also` what else that is signed is printed with it; `note` says what has become of it.
    """

    of: str
    label: str
    record: Signed | None = None
    note: str = ""
    also: tuple[Signed, ...] = ()

    def is_as_signed(self) -> bool:
        """Whether every signed record that it prints still says what was signed."""
        signed = (self.record, *self.also) if self.record is not None else self.also
        return all(record.is_as_signed() for record in signed)


TODAY = Copy("today", "As it stands today")
BLANK = Copy("blank", "Blank, to be filled in by hand")


def as_it_stands(journey: Journey) -> list[Copy]:
    return [TODAY]


def today_and_blank(journey: Journey) -> list[Copy]:
    return [TODAY, BLANK]


@dataclass(frozen=True)
class PrintedForm:
    """A form: `fill` gives its template what it prints, `copies` says in which ways, the usual one first.

    `record` is the signed record that it prints: such a copy is sealed, and every other one says that it is not.
    """

    key: str
    title: str
    version: str
    purpose: str
    template: str
    fill: Callable[[Journey, str], dict[str, Any]]
    copies: Callable[[Journey], list[Copy]] = as_it_stands
    record: type[Signed] | None = None
    permission: Permission = Permission.PRINT
    landscape: bool = False
    language: str = "en-US"
    # What the page of forms says where there is no copy of it yet.
    empty: str = "There is nothing to print yet."
    # Whether the record with proof takes it along; what is in the record itself need not be printed besides.
    in_record: bool = True

    @property
    def instructions(self) -> str:
        """The template, beside its own, that says what the form is for, who fills it in, when, and where it goes."""
        return self.template.replace(".html", "_instructions.html")

    @property
    def is_sealed(self) -> bool:
        return self.record is not None

    def printed(self, journey: Journey, copy: Copy, paper: Paper, at: datetime, by: Person | None) -> dict[str, Any]:
        """What its template prints. by: whose print it is; None for the original, which is everybody's."""
        return self.fill(journey, copy.of) | self._frame(journey.patient, paper, at, by)

    def _frame(self, patient: Patient, paper: Paper, at: datetime, by: Person | None) -> dict[str, Any]:
        """What every page of every form says."""
        return {
            "form": self,
            "patient": patient,
            "paper": paper,
            "printed_at": at,
            "printed_by": by,
            "is_original": by is None,
            "hospital_name": settings.HOSPITAL_NAME,
            "unit_phone": settings.UNIT_PHONE,
            "way_to_the_record": code_of(f"{settings.PUBLIC_URL.rstrip('/')}{patient.get_absolute_url()}"),
            "in_production": settings.PRODUCTION,
        }


@dataclass(frozen=True)
class Code:
    """A QR code: in a drawing of `size` by `size`, the path along its dark squares, as thick as one of them."""

    size: int
    path: str


@lru_cache(maxsize=200)
def code_of(address: str) -> Code:
    """The QR code of an address. It names nobody, and the page behind it asks who comes."""
    code = qrcode.QRCode(border=0)
    code.add_data(address)
    rows = code.get_matrix()
    return Code(len(rows), "".join(f"M{x} {y}.5h{length}" for y, row in enumerate(rows) for x, length in _runs(row)))


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where in a row the dark squares begin, and how many follow each other."""
    x = 0
    for is_dark, squares in groupby(row):
        length = len(list(squares))
        if is_dark:
            yield x, length
        x += length
