"""The label's reasons to hold a dose: H1a to H16. Source: clinical reference 4.1 and 4.3."""

from decimal import Decimal

from cycles.rules.holding.bands import at_least, at_most, both, over, under
from cycles.rules.holding.checks import Check, all_of, any_of, charted, coded, lies, once, other_than, yes
from cycles.rules.holding.criteria import CONFIRM, CONFIRM_TABLE, Criterion
from cycles.rules.holding.facts import Kind
from cycles.rules.holding.particular import after_first_slot, coma_below, creatinine_not_recovered, short_run

SBP_LEAST_MMHG = Decimal(90)
SPO2_LEAST_PERCENT = Decimal(90)
CREATININE_MOST_MG_DL = Decimal("4.5")
# From here on overload, acidosis and hyperkalemia are asked; under it the dose may be given again.
CREATININE_WITH_TROUBLE_MG_DL = Decimal(4)
POTASSIUM_MOST_MMOL_L = Decimal("5.5")
URINE_LEAST_ML_H = Decimal(10)
URINE_LOW_HOURS = Decimal(16)
CREATININE_FALL_MG_DL = Decimal("1.5")
# What a healthy adult shows; the laboratory confirms its own. Source: the table of analytes.
CREATININE_NORMAL_MOST_MG_DL = Decimal("1.3")
SUSTAINED_BEATS = Decimal(5)
INTUBATED_MOST_HOURS = Decimal(72)
DIALYSIS_MOST_HOURS = Decimal(72)
COMA_MOST_HOURS = Decimal(48)

CURRENT = "clinical reference 4.1: label of 2023 and later"
OLDER = "clinical reference 4.1: label before 2023"
OWN = "clinical reference 4.3: the program's own knowledge"

_NOT_NORMAL = other_than("mental_status", "normal")
_FLUID_KEYS = ("severe_volume_overload", "acidosis", "potassium_mmol_l")
_FLUID_TROUBLE = any_of(
    yes("severe_volume_overload"), yes("acidosis"), lies("potassium_mmol_l", over(POTASSIUM_MOST_MMOL_L))
)
_KIDNEY_RESTART = "Creatinine under 4 mg/dL, and fluid and electrolytes stable"
_KIDNEY_KEEPS = any_of(lies("creatinine_mg_dl", at_least(CREATININE_WITH_TROUBLE_MG_DL)), _FLUID_TROUBLE)


def _hold(
    id: str,
    system: str,
    title: str,
    check: Check,
    *inputs: str,
    restart: str,
    keeps: Check | None,
    source: str = CURRENT,
    kind: Kind = Kind.HOLD,
    confirm: str = "",
) -> Criterion:
    return Criterion(id, system, title, kind, source, inputs, check, restart, keeps, confirm)


def _rhythm(id: str, title: str, check: Check, *inputs: str, source: str = CURRENT, confirm: str = "") -> Criterion:
    return _hold(
        id,
        "Heart",
        title,
        check,
        "rhythm",
        *inputs,
        "rhythm_symptoms",
        restart="Without symptoms, and full recovery to normal sinus rhythm",
        keeps=any_of(other_than("rhythm", "sinus"), charted(yes("rhythm_symptoms"))),
        source=source,
        confirm=confirm,
    )


HEART = (
    _rhythm("H1a", "Atrial fibrillation that requires treatment, recurs or persists", coded("rhythm", "af")),
    _rhythm("H1b", "Supraventricular tachycardia that requires treatment, recurs or persists", coded("rhythm", "svt")),
    _rhythm("H1c", "Bradycardia that requires treatment, recurs or persists", coded("rhythm", "bradycardia")),
    _rhythm(
        "H1d",
        "Ventricular tachycardia of fewer than 5 beats",
        short_run(SUSTAINED_BEATS),
        "vt_beats",
        source="clinical reference 4.1: the program's own knowledge",
        confirm=CONFIRM,
    ),
    _hold(
        "H2",
        "Heart",
        "Systolic pressure under 90 mmHg",
        lies("sbp_mmhg", under(SBP_LEAST_MMHG)),
        "sbp_mmhg",
        "pressor_rising",
        restart="Systolic pressure 90 mmHg or more, and pressor requirement stable or improving",
        keeps=any_of(lies("sbp_mmhg", under(SBP_LEAST_MMHG)), charted(yes("pressor_rising"))),
        confirm=CONFIRM,
    ),
    _hold(
        "H3",
        "Heart",
        "Ischemia or myocarditis suspected without ECG change; with ECG change P3 asks it",
        charted(yes("suspected_ischemia")),
        "suspected_ischemia",
        "ischemia_ruled_out",
        restart="Without symptoms, infarction and myocarditis ruled out, low suspicion of angina, ventricle moves well",
        keeps=any_of(yes("suspected_ischemia"), coded("ischemia_ruled_out", "no")),
        source=OLDER,
        confirm=CONFIRM,
    ),
)

LUNG_AND_MIND = (
    _hold(
        "H4",
        "Lung",
        "Oxygen saturation under 90 %",
        lies("spo2_percent", under(SPO2_LEAST_PERCENT)),
        "spo2_percent",
        restart="Oxygen saturation over 90 %",
        keeps=lies("spo2_percent", at_most(SPO2_LEAST_PERCENT)),
    ),
    _hold(
        "H5",
        "Nervous system",
        "Mental state changed, including moderate confusion or agitation",
        coded("mental_status", "moderate_confusion", "agitation"),
        "mental_status",
        restart="Completely resolved",
        keeps=_NOT_NORMAL,
    ),
    _hold(
        "H6",
        "Nervous system",
        "Moderate to severe lethargy or somnolence, which may progress to coma",
        coded("mental_status", "lethargy"),
        "mental_status",
        restart="Completely resolved",
        keeps=_NOT_NORMAL,
        source="clinical reference 4.1: drug information of the label's boxed warning",
    ),
)

KIDNEY = (
    _hold(
        "H8",
        "Kidney",
        "Creatinine over 4.5 mg/dL",
        lies("creatinine_mg_dl", over(CREATININE_MOST_MG_DL)),
        "creatinine_mg_dl",
        restart=_KIDNEY_RESTART,
        keeps=_KIDNEY_KEEPS,
        source=OLDER,
        confirm=CONFIRM_TABLE,
    ),
    _hold(
        "H9",
        "Kidney",
        "Creatinine 4 mg/dL or more with severe volume overload, acidosis or potassium over 5.5 mmol/L",
        once(lies("creatinine_mg_dl", at_least(CREATININE_WITH_TROUBLE_MG_DL)), _FLUID_TROUBLE),
        "creatinine_mg_dl",
        *_FLUID_KEYS,
        restart=_KIDNEY_RESTART,
        keeps=_KIDNEY_KEEPS,
        source=OLDER,
        confirm=CONFIRM_TABLE,
    ),
    _hold(
        "H10",
        "Kidney",
        "Urine under 10 mL/h for 16 hours or more, with creatinine rising",
        after_first_slot(
            once(
                lies("urine_ml_h", under(URINE_LEAST_ML_H)),
                all_of(lies("urine_low_hours", at_least(URINE_LOW_HOURS)), yes("creatinine_rising")),
            )
        ),
        "urine_ml_h",
        "urine_low_hours",
        "creatinine_rising",
        "creatinine_mg_dl",
        "creatinine_at_hold_mg_dl",
        restart="Urine over 10 mL/h, with creatinine normal or fallen by more than 1.5 mg/dL",
        keeps=any_of(
            lies("urine_ml_h", at_most(URINE_LEAST_ML_H)),
            creatinine_not_recovered(normal_most=CREATININE_NORMAL_MOST_MG_DL, fall_over=CREATININE_FALL_MG_DL),
        ),
        source=OLDER,
        confirm=CONFIRM_TABLE,
    ),
)

OTHERS = (
    _hold(
        "H11",
        "Liver",
        "Signs of hepatic failure: encephalopathy, increasing ascites, liver pain, hypoglycemia",
        yes("hepatic_failure_signs"),
        "hepatic_failure_signs",
        restart="Not in this course; a new course no sooner than 7 weeks after resolution and discharge",
        keeps=None,
        source=OLDER,
        kind=Kind.STOP,
        confirm=CONFIRM_TABLE,
    ),
    _hold(
        "H12",
        "Gastrointestinal",
        "Blood in stool: FIT or FOBT positive",
        yes("stool_blood"),
        "stool_blood",
        restart="FIT or FOBT negative",
        keeps=yes("stool_blood"),
    ),
    _hold(
        "H13",
        "Skin",
        "Bullous dermatitis, or marked worsening of a skin disease",
        any_of(yes("bullous_dermatitis"), charted(yes("skin_disease_worse"))),
        "bullous_dermatitis",
        "skin_disease_worse",
        restart="All signs of bullous dermatitis resolved",
        keeps=any_of(yes("bullous_dermatitis"), charted(yes("skin_disease_worse"))),
        source=OLDER,
        confirm=CONFIRM_TABLE,
    ),
)

SEPSIS = (
    _hold(
        "H7",
        "Infection",
        "Sepsis syndrome, clinically unstable",
        yes("sepsis_unstable"),
        "sepsis_unstable",
        restart="Resolved, stable, infection under treatment",
        keeps=yes("sepsis_unstable"),
        source=OLDER,
        confirm=CONFIRM_TABLE,
    ),
)

# Below the limits of P5 to P7.
DEPENDENT = (
    _hold(
        "H14",
        "Lung",
        "Intubated now, for 72 hours or less",
        lies("intubated_hours", both(over(Decimal(0)), at_most(INTUBATED_MOST_HOURS))),
        "intubated_hours",
        restart="No longer intubated",
        keeps=lies("intubated_hours", over(Decimal(0))),
        source=OWN,
        confirm=CONFIRM,
    ),
    _hold(
        "H15",
        "Kidney",
        "On dialysis now, for 72 hours or less",
        lies("dialysis_hours", both(over(Decimal(0)), at_most(DIALYSIS_MOST_HOURS))),
        "dialysis_hours",
        restart="No longer on dialysis",
        keeps=lies("dialysis_hours", over(Decimal(0))),
        source=OWN,
        confirm=CONFIRM,
    ),
    _hold(
        "H16",
        "Nervous system",
        "In coma or toxic psychosis now, for 48 hours or less",
        coma_below(COMA_MOST_HOURS),
        "mental_status",
        "coma_hours",
        restart="Completely resolved",
        keeps=any_of(_NOT_NORMAL, lies("coma_hours", over(Decimal(0)))),
        source=OWN,
        confirm=CONFIRM,
    ),
)

HOLDS: tuple[Criterion, ...] = (*HEART, *LUNG_AND_MIND, *SEPSIS, *KIDNEY, *OTHERS, *DEPENDENT)
