"""What a criterion is told, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from patients.rules.analytes import ANALYTES, Analyte, Kind
from patients.rules.diseases import Disease


class Answer(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_MORE_DATA = "needs_more_data"


@dataclass(frozen=True)
class Fact:
    """A value in its canonical unit (or a code, or yes and no), and the day on which it was found.

    Without a day it does not grow old. The comparator is the laboratory's: "<" says that the value lies under it.
    """

    value: Decimal | int | str | bool
    on: date | None = None
    comparator: str = ""
    source: str = ""


Facts = Mapping[str, Fact]


class Input(NamedTuple):
    """One fact that a criterion looks at: absent, or with its age and the last day on which it is valid."""

    key: str
    fact: Fact | None
    age_days: int | None
    expires_on: date | None


@dataclass(frozen=True)
class Finding:
    """An answer and the whole sentence behind it."""

    answer: Answer
    reason: str


# What the patient's record tells; neither measured nor valid for a number of days only.
RECORD: Mapping[str, Analyte] = {
    "diagnosis": Analyte(
        "diagnosis", "Diagnosis", Kind.CHOICE, choices=tuple((disease.value, disease.label) for disease in Disease)
    ),
    "histology": Analyte("histology", "Histology", Kind.TEXT),
    "metastatic_organs": Analyte("metastatic_organs", "Organs with metastases", Kind.NUMBER),
    "months_from_diagnosis": Analyte("months_from_diagnosis", "Months from diagnosis", Kind.NUMBER),
    "age_years": Analyte("age_years", "Age in years", Kind.NUMBER),
    "sex": Analyte("sex", "Sex", Kind.CHOICE, choices=(("female", "Female"), ("male", "Male"))),
    "allergies": Analyte("allergies", "Allergies", Kind.TEXT),
    "consent": Analyte("consent", "Consent signed", Kind.CHOICE, choices=(("no", "No"), ("yes", "Yes"))),
}


def row(key: str) -> Analyte:
    """The row that says what this fact is called and measured in; ValueError when there is none."""
    found = RECORD.get(key) or ANALYTES.get(key)
    if found is None:
        raise ValueError(f"There is no fact called {key!r}.")
    return found
