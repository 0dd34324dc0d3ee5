"""What a reference range tells: the laboratory's upper limit of normal, where a criterion asks for it, and a unit.

Source: clinical reference 2.3.
"""

import re
from dataclasses import replace

from patients.importing.found import Result
from patients.rules.analytes import analyte

# The row that keeps the limit of each test.
LIMIT_OF = {"ast_u_l": "ast_uln", "alt_u_l": "alt_uln", "ldh_u_l": "ldh_uln"}
_RANGE = re.compile(
    r"(?:[0-9]{1,6}(?:[.,][0-9]{1,4})? ?(?:-|–|to) ?|<=? ?|≤ ?|up to )(?P<high>[0-9]{1,6}(?:[.,][0-9]{1,4})?)"
    r"(?P<unit>(?: ?[^\s0-9(][^\s]{0,20})?)",
    re.IGNORECASE,
)


def unit_in(limits: str) -> str:
    """The unit behind a reference range, "135 - 145 mmol/L", in a table that gives it nowhere else."""
    shape = _RANGE.fullmatch(" ".join(limits.split()).strip("()[]"))
    return shape["unit"].strip() if shape else ""


def upper_limit(result: Result, key: str) -> Result | None:
    """The upper limit in the reference range of this result, as a result of its own; None where there is none."""
    if key not in LIMIT_OF:
        return None
    shape = _RANGE.fullmatch(" ".join(result.range.split()).strip("()[]"))
    if shape is None:
        return None
    limit = analyte(LIMIT_OF[key])
    return replace(
        result,
        place=f"{result.place}, range",
        key=limit.key,
        test=limit.label,
        loinc=(),
        names=(),
        value=shape["high"],
        answers=(),
        unit=shape["unit"].strip() or result.unit or result.unit_also,
        unit_also="",
        notes="",
        range="",
    )
