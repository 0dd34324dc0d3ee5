"""Which test a result is of, by its LOINC code or, without one, by its name."""

import re
from dataclasses import dataclass

from patients.importing.cells import shortened
from patients.importing.found import Result
from patients.importing.names import key_named
from patients.rules.analytes import LOINC_PANELS, Analyte, Kind, analyte, by_loinc

_CODE = re.compile(r"([0-9]{1,7})-([0-9])")


@dataclass(frozen=True)
class Test:
    """The row of the table of analytes, or why there is none; and what is doubtful about it."""

    analyte: Analyte | None = None
    refusal: str = ""
    doubts: tuple[str, ...] = ()


def test_of(result: Result, *, names_are_doubtful: bool) -> Test:
    """names_are_doubtful: files of this kind are expected to carry LOINC codes."""
    if result.key:
        return Test(analyte(result.key))
    found = _by_code(result) if result.loinc else _by_name(result, names_are_doubtful=names_are_doubtful)
    if found.analyte is None:
        return found
    if found.analyte.computed:
        return Test(refusal=f"{found.analyte.label} is worked out by the program itself from newer values.")
    if found.analyte.kind is Kind.TEXT:
        return Test(refusal=f"{found.analyte.label} is recorded in words, by hand.")
    return found


def _by_code(result: Result) -> Test:
    known = {row.key: row for code in result.loinc if (row := by_loinc(code)) is not None}
    codes = ", ".join(shortened(code, 20) for code in result.loinc)
    if len(known) > 1:
        return Test(refusal=f"Its codes ({codes}) mean different tests.")
    if not known:
        return Test(refusal=_why_unknown(result, codes))
    row = next(iter(known.values()))
    named = {key for name in result.names if (key := key_named(name)) is not None}
    if named and row.key not in named:
        other = analyte(min(named)).label
        return Test(row, doubts=(f"The code {codes} means {row.label}, the name says {other}.",))
    return Test(row)


def _why_unknown(result: Result, codes: str) -> str:
    if any(code in LOINC_PANELS for code in result.loinc):
        return f"The code {codes} is that of a panel, and no single value belongs to it."
    if wrong := next((code for code in result.loinc if not _passes(code)), ""):
        return f"{shortened(wrong, 20)} is no LOINC code: its last digit does not check."
    return f"The code {codes} is of a test that is not recorded here."


def _by_name(result: Result, *, names_are_doubtful: bool) -> Test:
    keys = list(dict.fromkeys(key for name in result.names if (key := key_named(name)) is not None))
    if len(keys) > 1:
        labels = " and ".join(analyte(key).label for key in keys)
        return Test(refusal=f"Its names mean different tests: {labels}.")
    if not keys:
        return Test(refusal=f"No test that is recorded here is called “{shortened(result.test, 60)}”.")
    row = analyte(keys[0])
    doubts = (f"It has no LOINC code; by its name it is {row.label}.",) if names_are_doubtful else ()
    return Test(row, doubts=doubts)


def _passes(code: str) -> bool:
    """Whether the last digit of a LOINC code checks (Luhn)."""
    shape = _CODE.fullmatch(code)
    if shape is None:
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(shape[1]))]
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10 == int(shape[2])
