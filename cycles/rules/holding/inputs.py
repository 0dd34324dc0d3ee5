"""The one table of what the pre-dose gate reads: what it is called, how it is asked, and how it grows old.

Measurements that the workup knows keep their row there. Source: clinical reference 4.1 to 4.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from cycles.rules.holding.ages import Ages
from patients.rules.analytes import ANALYTES, Analyte, Kind


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


_YES_NO = (("no", "No"), ("yes", "Yes"))
_NUMBER, _CHOICE = Kind.NUMBER, Kind.CHOICE


def _number(key: str, label: str, unit: str, decimals: int = 0) -> Analyte:
    return Analyte(key, label, _NUMBER, unit=unit, decimals=decimals)


def _yes_no(key: str, label: str) -> Analyte:
    return Analyte(key, label, _CHOICE, choices=_YES_NO)


RHYTHMS = (
    ("sinus", "Sinus rhythm"),
    ("af", "Atrial fibrillation"),
    ("svt", "Supraventricular tachycardia"),
    ("bradycardia", "Bradycardia"),
    ("vt", "Ventricular tachycardia"),
)
RALES = (("none", "None"), ("third", "Lower third of the lungs"), ("half", "Half of the lungs"))

_BEDSIDE = (
    ANALYTES["sbp_mmhg"],
    ANALYTES["heart_rate"],
    Analyte("rhythm", "Rhythm", _CHOICE, choices=RHYTHMS),
    ANALYTES["spo2_percent"],
    _number("oxygen_l_min", "Oxygen", "L/min", 1),
    ANALYTES["mental_status"],
    _number("pressor_ug_kg_min_at_dose", "Phenylephrine at the dose", "µg/kg/min", 2),
    _number("pressor_ug_kg_min_max", "Phenylephrine, most since the last slot", "µg/kg/min", 2),
)
_LABORATORY = (ANALYTES["creatinine_mg_dl"], ANALYTES["platelets_per_ul"], ANALYTES["bicarbonate_mmol_l"])
_URINE = (_number("urine_ml_h", "Urine an hour", "mL/h", 1), _number("urine_ml_8h", "Urine of 8 hours", "mL"))
_WEIGHT = (_number("weight_gain_percent", "Weight gain", "%", 1),)

_TRIGGERED = (
    (_number("vt_beats", "Longest run of ventricular tachycardia", "beats"), Ages.LASTING),
    (_number("urine_low_hours", "Urine low for", "h", 1), Ages.URINE),
    (_yes_no("creatinine_rising", "Creatinine rising"), Ages.LABORATORY),
    (ANALYTES["potassium_mmol_l"], Ages.LABORATORY),
    (_yes_no("severe_volume_overload", "Severe volume overload"), Ages.BEDSIDE),
    (_yes_no("acidosis", "Acidosis"), Ages.LABORATORY),
)

_EVENTS = (
    _number("intubated_hours", "Intubated for", "h", 1),
    _number("dialysis_hours", "On dialysis for", "h", 1),
    _number("coma_hours", "Coma or toxic psychosis for", "h", 1),
    _yes_no("sepsis_unstable", "Sepsis syndrome, clinically unstable"),
    _yes_no("hepatic_failure_signs", "Signs of hepatic failure"),
    _yes_no("stool_blood", "Blood in stool (FIT or FOBT positive)"),
    _yes_no("bullous_dermatitis", "Bullous dermatitis"),
    _yes_no("ischemic_ecg", "ECG changes of ischemia or infarction"),
    _yes_no("tamponade", "Cardiac tamponade"),
    _yes_no("uncontrolled_seizures", "Repetitive or difficult-to-control seizures"),
    _yes_no("bowel_ischemia_or_perforation", "Bowel ischemia or perforation"),
    _yes_no("gi_bleed_surgery", "Gastrointestinal bleeding that requires surgery"),
)

_CHARTED = (
    (ANALYTES["temperature_c"], Ages.BEDSIDE),
    (_yes_no("rhythm_uncontrolled", "Rhythm disturbance not controlled or unresponsive"), Ages.LASTING),
    (_yes_no("chest_pain", "Angina or chest pain"), Ages.LASTING),
    (_yes_no("suspected_ischemia", "Ischemia or myocarditis suspected without ECG change"), Ages.LASTING),
    (_yes_no("ischemia_ruled_out", "Infarction and myocarditis ruled out, ventricle moves normally"), Ages.LASTING),
    (_yes_no("rhythm_symptoms", "Symptoms of the rhythm disturbance"), Ages.BEDSIDE),
    (_yes_no("pressor_rising", "Pressor requirement rising"), Ages.BEDSIDE),
    (_number("creatinine_at_hold_mg_dl", "Creatinine when the dose was held", "mg/dL", 2), Ages.LASTING),
    (_yes_no("skin_disease_worse", "Marked worsening of a skin disease"), Ages.LASTING),
    (_yes_no("ventricular_ectopy", "Ventricular extrasystoles or bigeminy"), Ages.LASTING),
    (_yes_no("cardiac_markers_raised", "CK-MB or troponin raised"), Ages.LASTING),
    (_yes_no("moist_desquamation", "Moist desquamation"), Ages.LASTING),
    (_number("diarrhea_ml_shift", "Diarrhea in the last shift", "mL"), Ages.LASTING),
    (_number("diarrhea_ml_previous_shift", "Diarrhea in the shift before", "mL"), Ages.LASTING),
    (_yes_no("ileus_or_distension", "Ileus or abdominal distension"), Ages.LASTING),
    (ANALYTES["bilirubin_total_mg_dl"], Ages.LABORATORY),
    (_yes_no("vomiting_not_responding", "Vomiting that does not respond to treatment"), Ages.LASTING),
    (_yes_no("distension_affecting_breathing", "Abdominal distension that affects breathing"), Ages.LASTING),
    (_yes_no("severe_abdominal_pain", "Severe, unrelenting abdominal pain"), Ages.LASTING),
    (_yes_no("heme_positive_sputum_or_emesis", "Blood found by test in sputum or emesis"), Ages.LASTING),
    (_yes_no("frank_blood", "Frank blood"), Ages.LASTING),
    (_yes_no("infection", "Infection strongly suspected or documented"), Ages.LASTING),
    (_yes_no("extreme_tightness", "Extreme tightness"), Ages.LASTING),
    (_yes_no("extreme_paresthesia", "Extreme paresthesia"), Ages.LASTING),
    (_yes_no("vivid_dreams_or_mild_anxiety", "Vivid dreams or mild anxiety"), Ages.LASTING),
    (_yes_no("hallucination_or_persistent_crying", "Hallucination or persistent crying"), Ages.LASTING),
    (_yes_no("mental_change_over_2_h", "Mental change not reversible in 2 h"), Ages.LASTING),
    (_yes_no("serial_sevens_or_world_failed", "Cannot do serial sevens or spell WORLD backwards"), Ages.LASTING),
    (_yes_no("resting_dyspnea", "Dyspnea at rest"), Ages.LASTING),
    (_yes_no("oxygen_mask_40_percent", "40 % oxygen by mask for a saturation of 95 %"), Ages.LASTING),
    (Analyte("rales", "Rales", _CHOICE, choices=RALES), Ages.LASTING),
)


def _table() -> dict[str, Asked]:
    groups = (
        (((row, Ages.BEDSIDE) for row in _BEDSIDE), Asking.MEASURED),
        (((row, Ages.LABORATORY) for row in _LABORATORY), Asking.MEASURED),
        (((row, Ages.URINE) for row in _URINE), Asking.MEASURED),
        (((row, Ages.WEIGHT) for row in _WEIGHT), Asking.MEASURED),
        (iter(_TRIGGERED), Asking.TRIGGERED),
        (((row, Ages.EVENT) for row in _EVENTS), Asking.EVENT),
        (iter(_CHARTED), Asking.CHARTED),
    )
    return {row.key: Asked(row, asking, ages) for rows, asking in groups for row, ages in rows}


INPUTS: Mapping[str, Asked] = MappingProxyType(_table())
EVENTS: tuple[str, ...] = tuple(key for key, asked in INPUTS.items() if asked.asking is Asking.EVENT)


def asked(key: str) -> Asked:
    """How this input is asked; ValueError when there is none."""
    found = INPUTS.get(key)
    if found is None:
        raise ValueError(f"The pre-dose gate reads nothing called {key!r}.")
    return found
