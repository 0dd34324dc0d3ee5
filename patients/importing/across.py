"""Tables with one day a line and a test a column: "Date, Creatinine (mg/dL), Hemoglobin (g/dL)"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from patients.importing.columns import Column, columns_of
from patients.importing.names import key_named

_UNIT = re.compile(r"(?P<name>[^()\[\]]{1,100})[(\[](?P<unit>[^()\[\]]{1,30})[)\]] ?")
_LOINC = re.compile(r"[0-9]{1,5}-[0-9]")
_DAYS = {Column.TAKEN, Column.DATE, Column.RECEIVED, Column.REPORTED}


@dataclass(frozen=True)
class TestAcross:
    """A test that a column is named after, with the unit behind its name."""

    name: str
    unit: str = ""


def tests_across(row: Sequence[str]) -> Mapping[int, TestAcross]:
    """The columns that are named after tests, if this row names a day and at least two of them; else none."""
    if _DAYS.isdisjoint(columns_of(row)):
        return {}
    found = {place: test for place, heading in enumerate(row) if (test := _test(heading.strip())) is not None}
    return found if len(found) > 1 else {}


def _test(heading: str) -> TestAcross | None:
    if shape := _UNIT.fullmatch(heading):
        name, unit = shape["name"].strip(), shape["unit"].strip()
        if key_named(name) or _LOINC.fullmatch(name):
            return TestAcross(heading if key_named(unit) else name, "" if key_named(unit) else unit)
    return TestAcross(heading) if key_named(heading) or _LOINC.fullmatch(heading) else None
