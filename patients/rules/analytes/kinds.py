"""What an analyte is: one row of the table of everything that may be recorded as a measurement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from patients.rules.analytes.units import Unit
from patients.rules.numbers import show


class Kind(StrEnum):
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"


@dataclass(frozen=True)
class Analyte:
    """One thing that may be recorded: a number with its unit, a coded answer or a text."""

    key: str
    label: str
    kind: Kind
    # The canonical unit, in which the value is judged and shown; empty for a count without one, a code or a text.
    unit: str = ""
    units: tuple[Unit, ...] = ()
    # Values outside are refused as impossible: wide enough for the sick, narrow enough to catch a wrong unit.
    plausible: tuple[Decimal, Decimal] | None = None
    # What a healthy adult shows. A guide where the laboratory sends no range of its own; no criterion reads it.
    reference: tuple[Decimal | None, Decimal | None] | None = None
    loinc: str | None = None
    # Codes of the same quantity under another specimen or unit, understood when results come in from a file.
    loinc_also: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    decimals: int = 0
    hint: str = ""
    # The value is a whole multiple of this (a score); None where any number may occur.
    step: Decimal | None = None
    # Worked out by the program from other values; shown, sent and received, but not typed in.
    computed: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that a choice may take."""
        return tuple(code for code, _ in self.choices)

    def shown(self, value: Decimal | int | str | bool, comparator: str = "") -> str:
        """The value as people read it, without its unit: "<0.2", "150,000", "Negative"."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, str):
            return dict(self.choices).get(value, value)
        return f"{comparator}{show(Decimal(value), self.decimals, grouped=True)}"

    def measured(self, value: Decimal | int | str | bool, comparator: str = "") -> str:
        """The value with its unit: "1.6 mg/dL", "62 %", "4,500/µL"."""
        if isinstance(value, str | bool):
            return self.shown(value)
        return with_unit(self.shown(value, comparator), self.unit)


def with_unit(digits: str, unit: str) -> str:
    """A number and its unit; a unit that begins with "per" stands close."""
    return f"{digits}{unit}" if not unit or unit.startswith("/") else f"{digits} {unit}"


def number(
    key: str,
    label: str,
    unit: Unit,
    *,
    plausible: tuple[str, str],
    also: Iterable[Unit] = (),
    reference: tuple[str | None, str | None] | None = None,
    loinc: str | None = None,
    loinc_also: tuple[str, ...] = (),
    decimals: int = 0,
    hint: str = "",
    step: str | None = None,
    computed: bool = False,
) -> Analyte:
    """A numeric row; limits are written as text so that they are exact decimals."""
    if unit.factor != 1 or unit.offset != 0:
        raise ValueError(f"{unit.name} is not the canonical unit of {key}.")
    low, high = plausible
    return Analyte(
        key,
        label,
        Kind.NUMBER,
        unit=unit.name,
        units=(unit, *also),
        plausible=(Decimal(low), Decimal(high)),
        reference=None if reference is None else (_decimal(reference[0]), _decimal(reference[1])),
        loinc=loinc,
        loinc_also=loinc_also,
        decimals=decimals,
        hint=hint,
        step=_decimal(step),
        computed=computed,
    )


def choice(
    key: str,
    label: str,
    *choices: tuple[str, str],
    loinc: str | None = None,
    loinc_also: tuple[str, ...] = (),
    hint: str = "",
) -> Analyte:
    """A coded row: pairs of the code that is stored and the words that people read."""
    return Analyte(key, label, Kind.CHOICE, loinc=loinc, loinc_also=loinc_also, choices=choices, hint=hint)


def yes_no(key: str, label: str, *, hint: str = "") -> Analyte:
    """A question of the history or the examination."""
    return choice(key, label, ("no", "No"), ("yes", "Yes"), hint=hint)


def text(key: str, label: str, *, hint: str = "") -> Analyte:
    """A row in a person's own words."""
    return Analyte(key, label, Kind.TEXT, hint=hint)


def table(*groups: Iterable[Analyte]) -> dict[str, Analyte]:
    """The rows by key; a key or a code that stands twice is a mistake in the table."""
    rows = [row for group in groups for row in group]
    keys = [row.key for row in rows]
    codes = [code for row in rows for code in (row.loinc, *row.loinc_also) if code is not None]
    for names in (keys, codes):
        if doubled := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"Twice in the table of analytes: {', '.join(sorted(doubled))}.")
    return dict(zip(keys, rows, strict=True))


def as_fraction(value: Decimal) -> Fraction:
    """The same number as a fraction; refuses what is no number."""
    if not value.is_finite():
        raise ValueError("A value must be a finite number.")
    return Fraction(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
