"""The terms by which toxicity is graded, with the wording of each grade: CTCAE version 5.0.

Source: clinical reference 5; the file names where its wording was read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = Path(__file__).parent / "data" / "ctcae5_terms.json"

GRADES = range(1, 6)


@dataclass(frozen=True)
class Term:
    """One term: its MedDRA code, its organ system, and the wording of grades 1 to 5, None where it has no such."""

    name: str
    meddra: int
    system: str
    wordings: tuple[str | None, ...]

    def wording(self, grade: int) -> str | None:
        """What this grade says; None for grade 0 and for one that the term does not have."""
        return self.wordings[grade - 1] if grade in GRADES else None


@cache
def terms() -> Mapping[str, Term]:
    """Every term by its name, in the file's order; read on first use."""
    found = (_term(row) for row in json.loads(FILE.read_text(encoding="utf-8"))["terms"])
    return MappingProxyType({term.name: term for term in found})


def _term(row: Mapping[str, Any]) -> Term:
    return Term(row["term"], row["meddra"], row["soc"], tuple(row[f"g{grade}"] for grade in GRADES))
