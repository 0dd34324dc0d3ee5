"""What the physician weighs beside the criteria: rows of the reference that no verdict rests on.

They are judged like criteria, so that a page can say which of them asks for caution; none is ever in the way.
Source: clinical reference 2.1 and 2.4 to 2.8.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from eligibility.rules.checks import Check, absent, all_of, coded, number
from eligibility.rules.criteria import judge
from eligibility.rules.facts import Facts
from eligibility.rules.judgements import Criterion, Judgement
from eligibility.rules.limits import Side
from eligibility.rules.weighing import (
    clear_cell,
    equation_is_named,
    lung_function_of_smokers,
    medicines_reviewed,
    risk_factors,
)
from eligibility.rules.workup import VALIDITY_DAYS, Area

_SOURCES = {
    Area.HISTORY: "clinical reference 2.1",
    Area.IMAGING: "clinical reference 2.4",
    Area.HEART: "clinical reference 2.5",
    Area.LUNG: "clinical reference 2.6",
    Area.KIDNEY: "clinical reference 2.7",
    Area.LIVER: "clinical reference 2.8",
}


def _row(id: str, title: str, area: Area, inputs: tuple[str, ...], check: Check, note: str = "") -> Criterion:
    return Criterion(id, title, area, _SOURCES[area], inputs, check, note=note)


_HISTORY: tuple[Criterion, ...] = (
    _row(
        "S-H2",
        "Clear cell histology is preferred in kidney cancer",
        Area.HISTORY,
        ("diagnosis", "histology"),
        clear_cell,
        "Pure papillary and sarcomatoid tumors were excluded in trials.",
    ),
    _row(
        "S-H12",
        "No other cancer in the last five years",
        Area.HISTORY,
        ("other_cancer",),
        coded("other_cancer", "no", "cured_in_situ"),
        "Cured skin cancer and cervix in situ do not count.",
    ),
    _row(
        "S-H13",
        "Medicines reviewed; antihypertensives stopped or held before the admission",
        Area.HISTORY,
        (
            "medicines",
            "antihypertensives",
            "nephrotoxic_medicines",
            "sedatives",
            "recent_contrast",
            "medicines_to_stop",
        ),
        medicines_reviewed,
        "Beta blockers, NSAIDs and other nephrotoxic medicines, sedatives, and contrast in the last weeks.",
    ),
    _row(
        "S-H14",
        "No contraindication to vasopressors",
        Area.HISTORY,
        ("vasopressor_contraindication",),
        absent("vasopressor_contraindication"),
    ),
    _row(
        "S-H15",
        "Risk factors in kidney cancer: ECOG 1 or more, more than one metastatic organ, under 24 months from diagnosis",
        Area.HISTORY,
        ("diagnosis", "ecog", "metastatic_organs", "months_from_diagnosis"),
        risk_factors,
        "All three: not treated under the European labeling.",
    ),
    _row(
        "S-H16",
        "Age has no upper limit; a physiologic age of 70 years or less is preferred",
        Area.HISTORY,
        ("age_years",),
        number("age_years", Side.AT_MOST, Decimal(70)),
    ),
    _row(
        "S-H17",
        "The patient has signed the consent",
        Area.HISTORY,
        ("consent",),
        coded("consent", "yes"),
        "Nobody is admitted without it.",
    ),
)

# No verdict rests on what the CT shows; before the first admission of a course it must still count.
RECENT_CT = _row(
    "S-I1",
    "CT of chest, abdomen and pelvis with all target lesions, not too old",
    Area.IMAGING,
    ("ct_chest_abdomen_pelvis",),
    coded("ct_chest_abdomen_pelvis", "disease", "no_disease"),
    "At most 28 days before the first dose.",
)

_IMAGING: tuple[Criterion, ...] = (
    RECENT_CT,
    _row("S-I2", "Chest X-ray normal", Area.IMAGING, ("chest_xray",), coded("chest_xray", "normal")),
    _row(
        "S-I3",
        "Measurable disease is recorded",
        Area.IMAGING,
        ("measurable_disease",),
        coded("measurable_disease", "yes"),
        "Without it the response is judged by the reader.",
    ),
)

_ORGANS: tuple[Criterion, ...] = (
    _row(
        "S-C4",
        "Heart or lung disease in the past asks for extreme caution, even with normal tests",
        Area.HEART,
        ("heart_or_lung_disease",),
        absent("heart_or_lung_disease"),
    ),
    _row(
        "S-P2",
        "FEV1 and vital capacity more than 65 % of predicted where there is a smoking history or a suspicion",
        Area.LUNG,
        ("smoking", "heart_or_lung_disease", "fev1_percent_predicted", "fvc_percent_predicted"),
        lung_function_of_smokers,
    ),
    _row(
        "S-P3",
        "Arterial oxygen pressure 60 mmHg or more at rest",
        Area.LUNG,
        ("pao2_mmhg",),
        number("pao2_mmhg", Side.AT_LEAST, Decimal(60)),
        "Asked in the United Kingdom.",
    ),
    _row(
        "S-P4",
        "A percentage of predicted is recorded with its reference equation",
        Area.LUNG,
        ("fev1_l", "fev1_percent_predicted", "fev1_equation"),
        equation_is_named,
        "The same patient can pass by one equation and fail by another.",
    ),
    _row(
        "S-R2",
        "Creatinine 1.4 mg/dL or less: more predicted a worse loss of kidney function",
        Area.KIDNEY,
        ("creatinine_mg_dl",),
        number("creatinine_mg_dl", Side.AT_MOST, Decimal("1.4")),
    ),
    _row(
        "S-R3",
        "Two kidneys and no dialysis",
        Area.KIDNEY,
        ("single_kidney", "dialysis"),
        all_of(absent("single_kidney"), absent("dialysis")),
        "Neither is an exclusion: a single kidney is common after nephrectomy.",
    ),
    _row(
        "S-L4",
        "No significant ascites or effusion",
        Area.LIVER,
        ("effusion_ascites",),
        coded("effusion_ascites", "none", "small"),
    ),
    _row(
        "S-L5",
        "At most 25 % of the liver replaced by tumor",
        Area.LIVER,
        ("hepatic_replacement_percent",),
        number("hepatic_replacement_percent", Side.AT_MOST, Decimal(25)),
    ),
)

INFORMATION: tuple[Criterion, ...] = (*_HISTORY, *_IMAGING, *_ORGANS)

# Every fact that some row reads.
READ: tuple[str, ...] = tuple(dict.fromkeys(key for row in INFORMATION for key in row.inputs))


def weigh(facts: Facts, *, on: date, validity: Mapping[str, int] = VALIDITY_DAYS) -> tuple[Judgement, ...]:
    """All rows on a day. *Met* is what one hopes for; *not met* asks for caution and decides nothing."""
    return tuple(judge(row, facts, on=on, validity=validity) for row in INFORMATION)
