"""The one table of everything that may be recorded as a measurement, and the conversion of its units.

A new test is one line here. Source: clinical reference 2.1 to 2.8 and 3.1 to 4.3; ranges of what is possible and what
is usual in healthy adults are the program's own and are to be confirmed by the laboratory.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType

from patients.rules.analytes.bedside import BEDSIDE
from patients.rules.analytes.blood import BLOOD
from patients.rules.analytes.chemistry import KIDNEY_AND_ELECTROLYTES, MINERALS
from patients.rules.analytes.enzymes import LIVER_TESTS, MARKERS
from patients.rules.analytes.examination import EXAMINATION
from patients.rules.analytes.flowsheet import FLOWSHEET
from patients.rules.analytes.history import HISTORY
from patients.rules.analytes.kinds import Analyte, Kind, as_fraction, table, with_unit
from patients.rules.analytes.organs import HEART, IMAGING, KIDNEY, LIVER, LUNG
from patients.rules.analytes.units import Unit
from patients.rules.numbers import parse_quantity, show

__all__ = [
    "ANALYTES",
    "BEDSIDE_ONLY",
    "LOINC_PANELS",
    "Analyte",
    "Kind",
    "Typed",
    "Unit",
    "analyte",
    "by_loinc",
    "check_plausible",
    "convert",
    "is_usual",
    "read_typed",
    "unit_called",
    "unit_that_fits",
    "with_unit",
]

ANALYTES: Mapping[str, Analyte] = MappingProxyType(
    table(
        HISTORY,
        EXAMINATION,
        BLOOD,
        KIDNEY_AND_ELECTROLYTES,
        MINERALS,
        LIVER_TESTS,
        MARKERS,
        IMAGING,
        HEART,
        LUNG,
        KIDNEY,
        LIVER,
        BEDSIDE,
        FLOWSHEET,
    )
)

# What belongs to an admission and never to the workup.
BEDSIDE_ONLY = frozenset(row.key for row in (*BEDSIDE, *FLOWSHEET))

# Codes under which several values arrive together. Source: clinical reference 2.2.
LOINC_PANELS: Mapping[str, tuple[str, ...]] = MappingProxyType({"85354-9": ("sbp_mmhg", "dbp_mmhg")})

# More digits than anybody types: a value that ends converts exactly, one that does not is far finer than any limit.
_EXACT = Context(prec=50)


@dataclass(frozen=True)
class Typed:
    """A value as it was understood: a number in the canonical unit with its comparator, a code or a text."""

    value: Decimal | str
    comparator: str = ""


_BY_LOINC = {code: row for row in ANALYTES.values() for code in (row.loinc, *row.loinc_also) if code is not None}


def analyte(key: str) -> Analyte:
    """The row of this key; ValueError when there is none."""
    try:
        return ANALYTES[key]
    except KeyError:
        raise ValueError(f"There is no analyte called {key!r}.") from None


def by_loinc(code: str) -> Analyte | None:
    """The row that a LOINC code means, or None."""
    return _BY_LOINC.get(code.strip())


def unit_called(analyte: Analyte, name: str) -> Unit:
    """The accepted unit that this spelling means; ValueError with a whole sentence when there is none."""
    for unit in analyte.units:
        if unit.is_called(name):
            return unit
    accepted = " or ".join(unit.name for unit in analyte.units if unit.name) or "no unit"
    raise ValueError(f"{analyte.label} is recorded in {accepted}, and {name!r} cannot be converted to it.")


def convert(analyte: Analyte, value: Decimal, unit: str) -> Decimal:
    """The value in the analyte's canonical unit, exact wherever its decimals end.

    Refuses (ValueError) a unit that cannot be converted and a value that is not a finite number.
    """
    known = unit_called(analyte, unit)
    exact = as_fraction(value) * known.factor + known.offset
    return _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def check_plausible(analyte: Analyte, value: Decimal) -> None:
    """Refuse a value, in the canonical unit, that cannot be: ValueError with a sentence for the field."""
    if analyte.plausible is None:
        return
    low, high = analyte.plausible
    if not low <= value <= high:
        raise ValueError(_impossible(analyte, value))
    if analyte.step is not None and value % analyte.step != 0:
        raise ValueError(f"{analyte.label} goes in steps of {analyte.step}, from {low} to {high}.")


def unit_that_fits(analyte: Analyte, value: Decimal) -> Unit | None:
    """Another unit than the canonical one in which this number would be possible, or None."""
    low, high = analyte.plausible or (value, value)
    return next((unit for unit in analyte.units[1:] if low <= convert(analyte, value, unit.name) <= high), None)


def read_typed(analyte: Analyte, typed: str, unit: str = "") -> Typed:
    """What somebody typed or chose; ValueError with a sentence for the field where it cannot be."""
    words = typed.strip()
    if not words:
        raise ValueError("Type a value.")
    if analyte.kind is Kind.CHOICE and words not in analyte.codes:
        raise ValueError("Choose one of the answers.")
    if analyte.kind is not Kind.NUMBER:
        return Typed(words)
    quantity = parse_quantity(words)
    exact = convert(analyte, quantity.value, unit or analyte.unit)
    check_plausible(analyte, exact)
    return Typed(exact, quantity.comparator)


def is_usual(analyte: Analyte, value: Decimal) -> bool | None:
    """Whether a healthy adult shows such a number; None where no range is known."""
    if analyte.reference is None:
        return None
    low, high = analyte.reference
    return (low is None or value >= low) and (high is None or value <= high)


def _impossible(analyte: Analyte, value: Decimal) -> str:
    low, high = analyte.plausible or (value, value)
    limits = f"{show(low, 6, grouped=True)} and {with_unit(show(high, 6, grouped=True), analyte.unit)}"
    sentence = f"{analyte.label} must be between {limits}."
    if unit := unit_that_fits(analyte, value):
        return f"{sentence} If {show(value, 6, grouped=True)} was measured in {unit.name}, choose that unit."
    return f"{sentence} Check the number and its unit."
