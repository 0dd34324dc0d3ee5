"""What the physician reads beside the criteria: rows of the reference that no verdict rests on.

Source: clinical reference 2.1 and 2.4 to 2.8.
"""

from dataclasses import dataclass

from eligibility.rules.workup import Area


@dataclass(frozen=True)
class Information:
    """One row: what to weigh, and where its values are recorded (empty: in the patient's record)."""

    id: str
    title: str
    area: Area
    source: str
    inputs: tuple[str, ...]
    note: str = ""


_HISTORY, _HEART, _LUNG, _LIVER = (f"clinical reference {part}" for part in ("2.1", "2.5", "2.6", "2.8"))

INFORMATION: tuple[Information, ...] = (
    Information(
        "S-H2",
        "Clear cell histology is preferred in kidney cancer",
        Area.HISTORY,
        _HISTORY,
        (),
        "Pure papillary and sarcomatoid tumors were excluded in trials. The histology is part of the diagnosis.",
    ),
    Information(
        "S-H12",
        "No other cancer in the last five years",
        Area.HISTORY,
        _HISTORY,
        ("other_cancer",),
        "Cured skin cancer and cervix in situ do not count.",
    ),
    Information(
        "S-H13",
        "Medicines reviewed; antihypertensives stopped or held before the admission",
        Area.HISTORY,
        _HISTORY,
        (
            "medicines",
            "antihypertensives",
            "nephrotoxic_medicines",
            "sedatives",
            "recent_contrast",
            "medicines_to_stop",
        ),
        "Beta blockers, NSAIDs and other nephrotoxic medicines, sedatives, and contrast in the last weeks.",
    ),
    Information(
        "S-H14",
        "No contraindication to vasopressors",
        Area.HISTORY,
        _HISTORY,
        ("vasopressor_contraindication",),
    ),
    Information(
        "S-H15",
        "Risk factors in kidney cancer: ECOG 1 or more, more than one metastatic organ, under 24 months from diagnosis",
        Area.HISTORY,
        _HISTORY,
        ("ecog",),
        "All three: not treated under the European labeling. Sites and date are part of the diagnosis.",
    ),
    Information(
        "S-H16",
        "Age has no upper limit; a physiologic age of 70 years or less is preferred",
        Area.HISTORY,
        _HISTORY,
        ("age_years",),
    ),
    Information(
        "S-C4",
        "Heart or lung disease in the past asks for extreme caution, even with normal tests",
        Area.HEART,
        _HEART,
        ("heart_or_lung_disease",),
    ),
    Information(
        "S-P2",
        "FEV1 and vital capacity more than 65 % of predicted where there is a smoking history or a suspicion",
        Area.LUNG,
        _LUNG,
        ("smoking", "fev1_percent_predicted", "fvc_percent_predicted"),
    ),
    Information(
        "S-P3",
        "Arterial oxygen pressure 60 mmHg or more at rest",
        Area.LUNG,
        _LUNG,
        ("pao2_mmhg",),
        "Asked in the United Kingdom.",
    ),
    Information(
        "S-P4",
        "Lung function is recorded with its reference equation",
        Area.LUNG,
        _LUNG,
        ("fev1_l", "fev1_percent_predicted", "fev1_equation", "fvc_l", "fev1_fvc_percent", "dlco"),
        "The same patient can pass by one equation and fail by another.",
    ),
    Information("S-L4", "No significant ascites or effusion", Area.LIVER, _LIVER, ("effusion_ascites",)),
    Information(
        "S-L5",
        "At most 25 % of the liver replaced by tumor",
        Area.LIVER,
        _LIVER,
        ("hepatic_replacement_percent",),
    ),
)
