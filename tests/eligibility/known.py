"""Facts of an invented patient, for the criteria to judge."""

from datetime import date
from decimal import Decimal

from eligibility.rules.criteria import CRITERIA, Fact, judge

TODAY = date(2026, 5, 12)

GOOD = {
    "diagnosis": "metastatic_rcc",
    "histology_confirmed": True,
    "age_years": 58,
    "sex": "female",
    "hcg": "negative",
    "breast_feeding": "no",
    "hypersensitivity": False,
    "organ_allograft": False,
    "prior_permanent_stop": False,
    "systemic_steroids": False,
    "autoimmune_disease": False,
    "active_infection": False,
    "brain_imaging": "negative",
    "seizure_disorder": "no",
    "ecog": 0,
    "wbc_per_ul": Decimal(6400),
    "hemoglobin_g_dl": Decimal("12.8"),
    "platelets_per_ul": Decimal(231_000),
    "inr": Decimal(1),
    "hiv": "negative",
    "stress_test": "normal",
    "ecg": "normal",
    "lvef_percent": Decimal(62),
    "wall_motion": "normal",
    "fev1_l": Decimal("2.6"),
    "fev1_percent_predicted": Decimal(96),
    "creatinine_mg_dl": Decimal("0.9"),
    "weight_kg": Decimal("71.5"),
    "bilirubin_total_mg_dl": Decimal("0.6"),
    "ast_u_l": Decimal(24),
    "ast_uln": Decimal(40),
    "alt_u_l": Decimal(21),
    "alt_uln": Decimal(45),
    "hbsag": "negative",
    "hcv": "negative",
}


def facts(**changes):
    """A patient who meets everything, with some facts changed and those that are None left out."""
    return {key: Fact(value, TODAY) for key, value in {**GOOD, **changes}.items() if value is not None}


def answer(id, **given_facts):
    """What one criterion answers to these facts alone; a Fact is taken as it is."""
    criterion = next(criterion for criterion in CRITERIA if criterion.id == id)
    alone = {key: value if isinstance(value, Fact) else Fact(value, TODAY) for key, value in given_facts.items()}
    return judge(criterion, alone, on=TODAY)
