"""The stricter criteria of the bedside profile, relative and absolute. Source: clinical reference 4.3.

The columns decide. A band belongs to one column: what is absolute is not relative too.
"""

from decimal import Decimal

from cycles.rules.holding.bands import Band, at_least, at_most, both, over, under
from cycles.rules.holding.checks import Check, all_of, charted, coded, lies, once, other_than, yes
from cycles.rules.holding.criteria import Criterion
from cycles.rules.holding.facts import Finding, Kind, State
from cycles.rules.holding.inputs import asked
from cycles.rules.holding.particular import after_first_slot, unless_first_slot
from cycles.rules.holding.reading import Reading

HEART_RATE = (Decimal(100), Decimal(130))
BILIRUBIN_MOST_MG_DL = Decimal(7)
DIARRHEA_ML_SHIFT = Decimal(1000)
PRESSOR_MAX_UG_KG_MIN = (Decimal(1), Decimal("1.5"))
PRESSOR_AT_DOSE_UG_KG_MIN = (Decimal("0.5"), Decimal("0.8"))
PLATELETS_PER_UL = (Decimal(30_000), Decimal(50_000))
WEIGHT_GAIN_MOST_PERCENT = Decimal(15)
OXYGEN_L_MIN = (Decimal(3), Decimal(4))
URINE_ML_8H = (Decimal(80), Decimal(160))
CREATININE_MG_DL = (Decimal("2.5"), Decimal(3))
BICARBONATE_MOST_MMOL_L = Decimal(18)

SOURCE = "clinical reference 4.3: consensus bedside criteria, table 3"

SYSTEMS = {
    "heart": "Heart",
    "skin": "Skin",
    "gi": "Gastrointestinal",
    "pressor": "Pressor",
    "bleeding": "Bleeding",
    "infection": "Infection",
    "musculoskeletal": "Musculoskeletal",
    "neuro": "Nervous system",
    "lung": "Lung",
    "renal": "Kidney",
}
_RESTART = {
    Kind.RELATIVE: "Corrected, and no longer found at the next slot",
    Kind.ABSOLUTE: "None in this cycle, which stops",
}


def _row(kind: Kind, place: str, title: str, check: Check, *inputs: str) -> Criterion:
    """`place` is the system and what is looked at in it: "renal.urine"."""
    system = SYSTEMS[place.partition(".")[0]]
    return Criterion(f"{kind}:{place}", system, title, kind, SOURCE, inputs, check, _RESTART[kind], check)


def _band(kind: Kind, place: str, key: str, band: Band) -> Criterion:
    row = asked(key).row
    return _row(kind, place, f"{row.label} {band.words(row.unit)}", lies(key, band), key)


def _found(kind: Kind, place: str, key: str) -> Criterion:
    """An item that speaks when it is charted."""
    return _row(kind, place, asked(key).row.label, charted(yes(key)), key)


def _not_in_shift_before(reading: Reading) -> Finding:
    """Diarrhea of one shift only; what the shift before brought may be unknown."""
    before = lies("diarrhea_ml_previous_shift", at_least(DIARRHEA_ML_SHIFT))(reading)
    return Finding(State.CLEAR if before.state is State.FIRES else State.FIRES, before.reason)


def _relative_heart_skin_and_gut() -> tuple[Criterion, ...]:
    kind, shift = Kind.RELATIVE, at_least(DIARRHEA_ML_SHIFT)
    rate = both(at_least(HEART_RATE[0]), at_most(HEART_RATE[1]))
    return (
        _row(
            kind,
            "heart.rate",
            f"Sinus rhythm at {rate.words('/min')} after pressure and fever are corrected and DOPamine is off",
            once(coded("rhythm", "sinus"), lies("heart_rate", rate)),
            "rhythm",
            "heart_rate",
        ),
        _found(kind, "skin.desquamation", "moist_desquamation"),
        _row(
            kind,
            "gi.diarrhea",
            "Diarrhea of 1000 mL or more in the last shift",
            charted(all_of(lies("diarrhea_ml_shift", shift), _not_in_shift_before)),
            "diarrhea_ml_shift",
            "diarrhea_ml_previous_shift",
        ),
        _found(kind, "gi.ileus", "ileus_or_distension"),
        _row(
            kind,
            "gi.bilirubin",
            "Bilirubin over 7 mg/dL",
            charted(lies("bilirubin_total_mg_dl", over(BILIRUBIN_MOST_MG_DL))),
            "bilirubin_total_mg_dl",
        ),
    )


def _relative_pressor_and_bleeding() -> tuple[Criterion, ...]:
    kind = Kind.RELATIVE
    return (
        _band(
            kind,
            "pressor.max",
            "pressor_ug_kg_min_max",
            both(at_least(PRESSOR_MAX_UG_KG_MIN[0]), at_most(PRESSOR_MAX_UG_KG_MIN[1])),
        ),
        _band(
            kind,
            "pressor.at_dose",
            "pressor_ug_kg_min_at_dose",
            both(over(PRESSOR_AT_DOSE_UG_KG_MIN[0]), at_most(PRESSOR_AT_DOSE_UG_KG_MIN[1])),
        ),
        _row(kind, "bleeding.stool", "Blood in stool: FIT or FOBT positive", yes("stool_blood"), "stool_blood"),
        _found(kind, "bleeding.other", "heme_positive_sputum_or_emesis"),
        _band(
            kind,
            "bleeding.platelets",
            "platelets_per_ul",
            both(at_least(PLATELETS_PER_UL[0]), at_most(PLATELETS_PER_UL[1])),
        ),
    )


def _relative_body_and_mind() -> tuple[Criterion, ...]:
    kind = Kind.RELATIVE
    return (
        _row(
            kind,
            "musculoskeletal.weight",
            "Weight gain over 15 %",
            unless_first_slot(lies("weight_gain_percent", over(WEIGHT_GAIN_MOST_PERCENT))),
            "weight_gain_percent",
        ),
        _found(kind, "musculoskeletal.tightness", "extreme_tightness"),
        _found(kind, "neuro.dreams", "vivid_dreams_or_mild_anxiety"),
    )


def _relative_lung_and_kidney() -> tuple[Criterion, ...]:
    kind = Kind.RELATIVE
    urine = both(at_least(URINE_ML_8H[0]), at_most(URINE_ML_8H[1]))
    return (
        _found(kind, "lung.dyspnea", "resting_dyspnea"),
        _band(kind, "lung.oxygen", "oxygen_l_min", both(at_least(OXYGEN_L_MIN[0]), at_most(OXYGEN_L_MIN[1]))),
        _row(kind, "lung.rales", "Rales over a third of the lungs", charted(coded("rales", "third")), "rales"),
        _row(
            kind,
            "renal.urine",
            f"Urine of 8 hours {urine.words('mL')}",
            after_first_slot(lies("urine_ml_8h", urine)),
            "urine_ml_8h",
        ),
        _band(
            kind,
            "renal.creatinine",
            "creatinine_mg_dl",
            both(at_least(CREATININE_MG_DL[0]), under(CREATININE_MG_DL[1])),
        ),
    )


def _absolute_heart_skin_and_gut() -> tuple[Criterion, ...]:
    kind, shift = Kind.ABSOLUTE, at_least(DIARRHEA_ML_SHIFT)
    return (
        _band(kind, "heart.rate", "heart_rate", over(HEART_RATE[1])),
        _row(kind, "heart.ecg", "ECG changes of ischemia or infarction", yes("ischemic_ecg"), "ischemic_ecg"),
        _row(
            kind,
            "heart.rhythm",
            "Atrial fibrillation, supraventricular or ventricular tachycardia",
            coded("rhythm", "af", "svt", "vt"),
            "rhythm",
        ),
        _found(kind, "heart.ectopy", "ventricular_ectopy"),
        _found(kind, "heart.markers", "cardiac_markers_raised"),
        _row(
            kind,
            "gi.diarrhea",
            "Diarrhea of 1000 mL or more in each of the last two shifts",
            charted(all_of(lies("diarrhea_ml_shift", shift), lies("diarrhea_ml_previous_shift", shift))),
            "diarrhea_ml_shift",
            "diarrhea_ml_previous_shift",
        ),
        _found(kind, "gi.vomiting", "vomiting_not_responding"),
        _found(kind, "gi.distension", "distension_affecting_breathing"),
        _found(kind, "gi.pain", "severe_abdominal_pain"),
    )


def _absolute_pressor_and_bleeding() -> tuple[Criterion, ...]:
    kind = Kind.ABSOLUTE
    return (
        _band(kind, "pressor.max", "pressor_ug_kg_min_max", over(PRESSOR_MAX_UG_KG_MIN[1])),
        _band(kind, "pressor.at_dose", "pressor_ug_kg_min_at_dose", over(PRESSOR_AT_DOSE_UG_KG_MIN[1])),
        _found(kind, "bleeding.frank", "frank_blood"),
        _band(kind, "bleeding.platelets", "platelets_per_ul", under(PLATELETS_PER_UL[0])),
    )


def _absolute_body_and_mind() -> tuple[Criterion, ...]:
    kind = Kind.ABSOLUTE
    return (
        _row(
            kind, "infection.sepsis", "Sepsis syndrome, clinically unstable", yes("sepsis_unstable"), "sepsis_unstable"
        ),
        _found(kind, "infection.other", "infection"),
        _found(kind, "musculoskeletal.paresthesia", "extreme_paresthesia"),
        _row(
            kind,
            "neuro.state",
            "Mental state other than normal",
            other_than("mental_status", "normal"),
            "mental_status",
        ),
        _found(kind, "neuro.hallucination", "hallucination_or_persistent_crying"),
        _found(kind, "neuro.lasting", "mental_change_over_2_h"),
        _found(kind, "neuro.tests", "serial_sevens_or_world_failed"),
    )


def _absolute_lung_and_kidney() -> tuple[Criterion, ...]:
    kind = Kind.ABSOLUTE
    return (
        _band(kind, "lung.oxygen", "oxygen_l_min", over(OXYGEN_L_MIN[1])),
        _found(kind, "lung.mask", "oxygen_mask_40_percent"),
        _row(kind, "lung.intubation", "Intubated", lies("intubated_hours", over(Decimal(0))), "intubated_hours"),
        _row(kind, "lung.rales", "Rales over half of the lungs", charted(coded("rales", "half")), "rales"),
        _row(
            kind,
            "renal.urine",
            "Urine of 8 hours under 80 mL",
            after_first_slot(lies("urine_ml_8h", under(URINE_ML_8H[0]))),
            "urine_ml_8h",
        ),
        _band(kind, "renal.creatinine", "creatinine_mg_dl", at_least(CREATININE_MG_DL[1])),
        _band(kind, "renal.bicarbonate", "bicarbonate_mmol_l", at_most(BICARBONATE_MOST_MMOL_L)),
    )


BEDSIDE: tuple[Criterion, ...] = (
    *_relative_heart_skin_and_gut(),
    *_relative_pressor_and_bleeding(),
    *_relative_body_and_mind(),
    *_relative_lung_and_kidney(),
    *_absolute_heart_skin_and_gut(),
    *_absolute_pressor_and_bleeding(),
    *_absolute_body_and_mind(),
    *_absolute_lung_and_kidney(),
)
