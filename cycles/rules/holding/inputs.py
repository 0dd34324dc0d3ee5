"""The one table of what the pre-dose gate reads: what it is called, how it is asked, and how it grows old.

Labels, units and limits stand in the table of analytes. Source: clinical reference 4.1 to 4.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from cycles.rules.holding.ages import Ages
from patients.rules.analytes import Analyte, analyte, bedside


class Asking(StrEnum):
    """How an input is asked.

    MEASURED: must be there. TRIGGERED: must be there once another input calls for it. EVENT: must be answered, for
    which one statement "none since the last slot" will do. CHARTED: speaks when it is charted, and is never missed.
    """

    MEASURED = "measured"
    TRIGGERED = "triggered"
    EVENT = "event"
    CHARTED = "charted"


@dataclass(frozen=True)
class Asked:
    """One input."""

    row: Analyte
    asking: Asking
    ages: Ages


_BEDSIDE = (
    "sbp_mmhg",
    "heart_rate",
    "rhythm",
    "spo2_percent",
    "oxygen_l_min",
    "mental_status",
    "pressor_ug_kg_min_at_dose",
    "pressor_ug_kg_min_max",
)
_LABORATORY = ("creatinine_mg_dl", "platelets_per_ul", "bicarbonate_mmol_l")
_URINE = ("urine_ml_h", "urine_ml_8h")
_WEIGHT = ("weight_gain_percent",)

_TRIGGERED = (
    ("vt_beats", Ages.LASTING),
    ("urine_low_hours", Ages.URINE),
    ("creatinine_rising", Ages.LABORATORY),
    ("potassium_mmol_l", Ages.LABORATORY),
    ("severe_volume_overload", Ages.BEDSIDE),
    ("acidosis", Ages.LABORATORY),
)
_CHARTED_AGES = {
    "temperature_c": Ages.BEDSIDE,
    "rhythm_symptoms": Ages.BEDSIDE,
    "pressor_rising": Ages.BEDSIDE,
    "bilirubin_total_mg_dl": Ages.LABORATORY,
}
_CHARTED = ("temperature_c", "bilirubin_total_mg_dl", "creatinine_at_hold_mg_dl", *(row.key for row in bedside.CHARTED))


def _table() -> dict[str, Asked]:
    groups = (
        (((key, Ages.BEDSIDE) for key in _BEDSIDE), Asking.MEASURED),
        (((key, Ages.LABORATORY) for key in _LABORATORY), Asking.MEASURED),
        (((key, Ages.URINE) for key in _URINE), Asking.MEASURED),
        (((key, Ages.WEIGHT) for key in _WEIGHT), Asking.MEASURED),
        (iter(_TRIGGERED), Asking.TRIGGERED),
        (((row.key, Ages.EVENT) for row in bedside.EVENTS), Asking.EVENT),
        (((key, _CHARTED_AGES.get(key, Ages.LASTING)) for key in _CHARTED), Asking.CHARTED),
    )
    return {key: Asked(analyte(key), asking, ages) for keys, asking in groups for key, ages in keys}


INPUTS: Mapping[str, Asked] = MappingProxyType(_table())
EVENTS: tuple[str, ...] = tuple(key for key, asked in INPUTS.items() if asked.asking is Asking.EVENT)


def asked(key: str) -> Asked:
    """How this input is asked; ValueError when there is none."""
    found = INPUTS.get(key)
    if found is None:
        raise ValueError(f"The pre-dose gate reads nothing called {key!r}.")
    return found
