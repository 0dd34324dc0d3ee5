"""The workup: its eight areas, what is entered in each, and how long each result stays valid.

Source: clinical reference 0 (the areas; what is renewed within a course), 2.1 to 2.9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from patients.rules.analytes.blood import BLOOD
from patients.rules.analytes.chemistry import KIDNEY_AND_ELECTROLYTES, MINERALS
from patients.rules.analytes.enzymes import LIVER_TESTS, MARKERS
from patients.rules.analytes.examination import EXAMINATION
from patients.rules.analytes.history import HISTORY
from patients.rules.analytes.kinds import Analyte
from patients.rules.analytes.organs import HEART, IMAGING, KIDNEY, LIVER, LUNG


class Area(StrEnum):
    HISTORY = "history"
    EXAMINATION = "examination"
    BLOOD = "blood"
    IMAGING = "imaging"
    HEART = "heart"
    LUNG = "lung"
    KIDNEY = "kidney"
    LIVER = "liver"

    @property
    def heading(self) -> str:
        longer = {Area.HISTORY: "Medical history", Area.EXAMINATION: "Physical examination", Area.BLOOD: "Blood tests"}
        return longer.get(self, self.value.capitalize())


class Period(StrEnum):
    """A group of results that stay valid equally long: the name of a setting."""

    BLOOD_TESTS = "blood_tests"
    PREGNANCY_TEST = "pregnancy_test"
    HEPATITIS_AND_HIV = "hepatitis_and_hiv"
    EXAMINATION = "examination"
    BODY_SCAN = "body_scan"
    BRAIN_IMAGING = "brain_imaging"
    ECG = "ecg"
    HEART_AND_LUNG = "heart_and_lung"
    HISTORY = "history"

    @property
    def words(self) -> str:
        """What is renewed together, as people say it."""
        return {
            Period.EXAMINATION: "examination and ECOG",
            Period.HEPATITIS_AND_HIV: "hepatitis and HIV",
            Period.BODY_SCAN: "CT and other scans",
            Period.ECG: "ECG",
            Period.HEART_AND_LUNG: "heart and lung tests",
        }.get(self, self.value.replace("_", " "))


# Days after the day of the result on which it is still valid. Source: clinical reference 2.9.
PERIOD_DAYS: Mapping[Period, int] = MappingProxyType(
    {
        Period.BLOOD_TESTS: 14,
        Period.PREGNANCY_TEST: 7,
        Period.HEPATITIS_AND_HIV: 90,
        Period.EXAMINATION: 14,
        Period.BODY_SCAN: 28,
        Period.BRAIN_IMAGING: 42,
        Period.ECG: 28,
        Period.HEART_AND_LUNG: 90,
        Period.HISTORY: 28,
    }
)

# Before the second admission of a course these are renewed; all else carries over. Source: clinical reference 0.
RENEWED_WITHIN_COURSE = frozenset({Period.BLOOD_TESTS, Period.PREGNANCY_TEST, Period.EXAMINATION})


@dataclass(frozen=True)
class Section:
    """One area of the workup: what is entered in it, and what is shown there but comes from elsewhere."""

    area: Area
    entered: tuple[str, ...]
    shown: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.area.heading

    @property
    def keys(self) -> tuple[str, ...]:
        return self.entered + self.shown


def _section(area: Area, rows: tuple[Analyte, ...], *also_shown: str) -> Section:
    """An analyte is entered in one area only; what the program computes is shown."""
    computed = tuple(row.key for row in rows if row.computed and row.key not in also_shown)
    return Section(area, tuple(row.key for row in rows if not row.computed), computed + also_shown)


_IN_KIDNEY = ("urinalysis", "urinalysis_findings")
_IN_LIVER = ("hbsag", "hcv")
_BLOOD = (*BLOOD, *KIDNEY_AND_ELECTROLYTES, *MINERALS, *LIVER_TESTS, *MARKERS)

SECTIONS: tuple[Section, ...] = (
    _section(
        Area.HISTORY,
        HISTORY,
        *("diagnosis", "histology", "metastatic_organs", "months_from_diagnosis", "age_years", "sex", "allergies"),
        *("hcg", "brain_imaging", "consent"),
    ),
    _section(Area.EXAMINATION, EXAMINATION),
    _section(Area.BLOOD, tuple(row for row in _BLOOD if not row.computed and row.key not in (*_IN_KIDNEY, *_IN_LIVER))),
    _section(Area.IMAGING, IMAGING),
    _section(Area.HEART, HEART, "sbp_mmhg", "dbp_mmhg", "heart_rate", "ck_mb_ng_ml", "troponin_i_ng_ml"),
    _section(Area.LUNG, LUNG, "spo2_percent", "smoking"),
    _section(
        Area.KIDNEY,
        (*(row for row in BLOOD if row.key in _IN_KIDNEY), *KIDNEY),
        *("creatinine_mg_dl", "clearance_ml_min", "egfr", "bun_mg_dl", "potassium_mmol_l", "weight_kg"),
    ),
    _section(
        Area.LIVER,
        (*(row for row in BLOOD if row.key in _IN_LIVER), *LIVER),
        *("bilirubin_total_mg_dl", "bilirubin_direct_mg_dl", "ast_u_l", "ast_uln", "alt_u_l", "alt_uln"),
        *("alp_u_l", "albumin_g_dl", "inr", "effusion_ascites"),
    ),
)

AREA_OF: Mapping[str, Area] = MappingProxyType({key: section.area for section in SECTIONS for key in section.entered})

_PERIOD_OF_AREA = {
    Area.HISTORY: Period.HISTORY,
    Area.EXAMINATION: Period.EXAMINATION,
    Area.BLOOD: Period.BLOOD_TESTS,
    Area.IMAGING: Period.BODY_SCAN,
    Area.HEART: Period.HEART_AND_LUNG,
    Area.LUNG: Period.HEART_AND_LUNG,
    Area.KIDNEY: Period.HISTORY,
    Area.LIVER: Period.BODY_SCAN,
}
_OTHER_PERIOD = {
    "hcg": Period.PREGNANCY_TEST,
    "hiv": Period.HEPATITIS_AND_HIV,
    "hbsag": Period.HEPATITIS_AND_HIV,
    "hcv": Period.HEPATITIS_AND_HIV,
    "brain_imaging": Period.BRAIN_IMAGING,
    "brain_imaging_method": Period.BRAIN_IMAGING,
    "ecg": Period.ECG,
    "urinalysis": Period.BLOOD_TESTS,
    "urinalysis_findings": Period.BLOOD_TESTS,
}
# A laboratory's upper limit of normal is no result and does not grow old.
_WITHOUT_PERIOD = frozenset({"ast_uln", "alt_uln", "ldh_uln"})

PERIOD_OF: Mapping[str, Period] = MappingProxyType(
    {key: _OTHER_PERIOD.get(key, _PERIOD_OF_AREA[area]) for key, area in AREA_OF.items() if key not in _WITHOUT_PERIOD}
)


def validity_days(days: Mapping[Period, int] = PERIOD_DAYS) -> dict[str, int]:
    """How many days each result stays valid, by its key; a hospital's own days may name some of the groups only."""
    chosen = {**PERIOD_DAYS, **days}
    return {key: chosen[period] for key, period in PERIOD_OF.items()}


VALIDITY_DAYS: Mapping[str, int] = MappingProxyType(validity_days())


def within_course(validity: Mapping[str, int] = VALIDITY_DAYS) -> dict[str, int]:
    """The validities that count before the second admission of a course: what carries over does not expire."""
    return {key: days for key, days in validity.items() if PERIOD_OF.get(key) in RENEWED_WITHIN_COURSE}


def expires_on(key: str, on: date | None, validity: Mapping[str, int] = VALIDITY_DAYS) -> date | None:
    """The last day on which a result of day `on` is valid; None where it does not expire.

    With 14 days, a result of the 1st is valid on the 15th and expired on the 16th. Source: clinical reference 2.9.
    """
    days = validity.get(key)
    return None if on is None or days is None else on + timedelta(days=days)
