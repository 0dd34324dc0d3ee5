"""What follows from the newest values of a workup."""

from decimal import Decimal

from eligibility.facts import Workup
from patients.rules.body import bmi_kg_m2, bsa_m2, map_mmhg
from patients.rules.lung import fev1_fvc_percent, percent_of_predicted, predicted_fev1_l
from patients.rules.renal import clearance_ml_min, egfr_ml_min_173


def computed_values(workup: Workup) -> dict[str, Decimal]:
    """What follows from the newest values; left out where an input is not known, only bounded, or cannot be."""
    values = {key: found.value for key, found in workup.latest.items() if not found.comparator}
    age, sex = workup.patient.age_on(workup.assessment.on), workup.patient.sex
    weight, height = values.get("weight_kg"), values.get("height_cm")
    creatinine = values.get("creatinine_mg_dl")
    sbp, dbp = values.get("sbp_mmhg"), values.get("dbp_mmhg")
    fev1, predicted = values.get("fev1_l"), predicted_fev1_l(age_years=age, sex=sex, height_cm=height)
    possible = sbp is not None and dbp is not None and dbp <= sbp
    computed = {
        "bmi": bmi_kg_m2(weight_kg=weight, height_cm=height),
        "bsa_m2": bsa_m2(weight_kg=weight, height_cm=height),
        "map_mmhg": map_mmhg(sbp_mmhg=sbp, dbp_mmhg=dbp) if possible else None,
        "clearance_ml_min": clearance_ml_min(creatinine_mg_dl=creatinine, age_years=age, sex=sex, weight_kg=weight),
        "egfr": egfr_ml_min_173(creatinine_mg_dl=creatinine, age_years=age, sex=sex),
        "fev1_fvc_percent": fev1_fvc_percent(fev1_l=fev1, fvc_l=values.get("fvc_l")),
        "fev1_nhanes_percent": percent_of_predicted(fev1_l=fev1, predicted_l=predicted),
    }
    return {key: value for key, value in computed.items() if value is not None}
