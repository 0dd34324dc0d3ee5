"""A believable workup, drawn for one patient: what is typed at each of the visits."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from django.utils import timezone

from il2program.demo.case import FEMALE, Case
from patients.actions import Entry
from patients.rules.analytes import analyte, unit_called
from patients.rules.imaging import Modality, Region, SeenLesion, Study
from patients.rules.lung import percent_of_predicted, predicted_fev1_l
from patients.rules.numbers import show

READERS = ("Dr. Rita Radiologist", "Dr. Ravi Sample")
Values = dict[str, str]

# From this age on a pregnancy test is not asked for.
MENOPAUSE = 55

HISTORY: Values = {
    "histology_confirmed": "yes",
    "prior_permanent_stop": "no",
    "hypersensitivity": "no",
    "organ_allograft": "no",
    "systemic_steroids": "no",
    "autoimmune_disease": "no",
    "active_infection": "no",
    "seizure_disorder": "no",
    "other_cancer": "no",
}
SEROLOGY: Values = {"hiv": "negative", "hbsag": "negative", "hcv": "negative"}
# Least, most and decimals of what is drawn, in the analyte's own unit.
EXAMINED = {
    "sbp_mmhg": (112, 138, 0),
    "dbp_mmhg": (64, 86, 0),
    "heart_rate": (58, 88, 0),
    "temperature_c": (36.2, 37.1, 1),
    "spo2_percent": (96, 99, 0),
}
BLOOD = {
    "wbc_per_ul": (4600, 9800, -2),
    "hemoglobin_g_dl": (11.2, 15.6, 1),
    "platelets_per_ul": (158000, 345000, -3),
    "inr": (0.9, 1.1, 1),
    "creatinine_mg_dl": (0.7, 1.3, 2),
    "bilirubin_total_mg_dl": (0.3, 1.1, 1),
    "ast_u_l": (14, 42, 0),
    "alt_u_l": (12, 44, 0),
}
ALSO_BLOOD = {
    "potassium_mmol_l": (3.6, 4.8, 1),
    "albumin_g_dl": (3.5, 4.6, 1),
    "calcium_mg_dl": (8.8, 10.2, 1),
    "ldh_u_l": (138, 245, 0),
}
LIMITS_OF_NORMAL: Values = {"ast_uln": "40", "alt_uln": "45", "ldh_uln": "250"}
# The unit in which a patient's values are typed, where it is not the analyte's own.
TYPED_IN = {
    "si": {"creatinine_mg_dl": "µmol/L", "bilirubin_total_mg_dl": "µmol/L", "hemoglobin_g_dl": "g/L"},
    "us": {"weight_kg": "lb", "height_cm": "in", "temperature_c": "°F"},
}


def brain(random: Random, case: Case) -> Study | None:
    """Brain imaging of today; None where the case says that it was never made."""
    method = random.choice([Modality.MRI, Modality.MRI, Modality.MRI, Modality.CT])
    result = case.workup.get("brain_imaging", "negative")
    if not result:
        return None
    return Study(method, Region.BRAIN, timezone.localdate(), random.choice(READERS), result)


def body(random: Random, lesions: Sequence[SeenLesion]) -> Study:
    """The CT of today, with the lesions that were measured on it."""
    region, today = Region.CHEST_ABDOMEN_PELVIS, timezone.localdate()
    return Study(Modality.CT, region, today, random.choice(READERS), "disease", "", "yes", lesions)


def heart_and_lung(random: Random, case: Case) -> Values:
    height_cm = Decimal(_height_cm(case))
    predicted = predicted_fev1_l(age_years=case.age, sex=case.sex, height_cm=height_cm)
    fev1 = (predicted or Decimal(3)) * random.randrange(86, 109) / 100
    percent = percent_of_predicted(fev1_l=fev1, predicted_l=predicted)
    lung = {"fev1_l": show(fev1, 2), "fev1_equation": "nhanes_iii"}
    if percent is not None:
        lung["fev1_percent_predicted"] = show(percent, 0)
    heart = {"ecg": "normal", "stress_test": "normal", "lvef_percent": _number(random, 55, 69, 0)}
    return heart | {"wall_motion": "normal"} | lung


def visit(random: Random, case: Case) -> Values:
    """History, examination and blood tests, all on one day."""
    habits = {"smoking": random.choice(["never", "never", "former"]), "antihypertensives": random.choice(["no", "yes"])}
    body = {"height_cm": str(_height_cm(case)), "mental_status": "normal"} | _drawn(random, EXAMINED | ALSO_BLOOD)
    female: Values = {"breast_feeding": "no"} if case.sex == FEMALE else {}
    return HISTORY | female | habits | body | SEROLOGY | LIMITS_OF_NORMAL | renewed(random, case)


def renewed(random: Random, case: Case) -> Values:
    """What is taken again before the second admission of a course."""
    taken = weight(random, case) | {"ecog": random.choice(["0", "0", "1"])}
    if case.sex == FEMALE:
        taken["hcg"] = "not_applicable" if case.age >= MENOPAUSE else "negative"
    return taken | _drawn(random, BLOOD)


def weight(random: Random, case: Case) -> Values:
    return {"weight_kg": _number(random, case.weight_kg - 1.5, case.weight_kg + 1.5, 1)}


def entries_of(case: Case, values: Values, on: date) -> list[Entry]:
    """As this patient's laboratory and clinic write it; what the case tells comes first."""
    told = {key: case.workup.get(key, value) for key, value in values.items()}
    return [_entry(case, key, value, on) for key, value in told.items() if value]


def _entry(case: Case, key: str, value: str, on: date) -> Entry:
    unit = TYPED_IN.get(case.units, {}).get(key)
    if unit is None:
        return Entry(key, value, on)
    known = unit_called(analyte(key), unit)
    typed = (Decimal(value) - _decimal(known.offset)) / _decimal(known.factor)
    return Entry(key, show(typed, 0 if unit in {"µmol/L", "g/L"} else 1), on, unit)


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _height_cm(case: Case) -> int:
    """Not drawn, so that it stays the same from visit to visit."""
    return (158 if case.sex == FEMALE else 171) + len(case.family_name + case.given_name) % 13


def _drawn(random: Random, ranges: dict[str, tuple[float, float, int]]) -> Values:
    return {key: _number(random, *limits) for key, limits in ranges.items()}


def _number(random: Random, least: float, most: float, decimals: int) -> str:
    return show(Decimal(str(random.uniform(least, most))), decimals)
