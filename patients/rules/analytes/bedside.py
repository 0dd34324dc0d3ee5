"""Rows that are charted at the bedside of an admission, beside vital signs, weight and laboratory.

What is marked as computed is worked out from what is charted. Source: clinical reference 4.1 to 4.3.
"""

from dataclasses import replace

from patients.rules.analytes import units as u
from patients.rules.analytes.kinds import Analyte, choice, number, yes_no

STATE: tuple[Analyte, ...] = (
    choice(
        "rhythm",
        "Rhythm",
        ("sinus", "Sinus rhythm"),
        ("af", "Atrial fibrillation"),
        ("svt", "Supraventricular tachycardia"),
        ("bradycardia", "Bradycardia"),
        ("vt", "Ventricular tachycardia"),
    ),
    number(
        "oxygen_l_min",
        "Oxygen",
        u.L_PER_MIN,
        plausible=("0", "80"),
        decimals=1,
        hint="0 where the patient breathes room air.",
    ),
    number(
        "pressor_ug_kg_min_at_dose",
        "Phenylephrine at the dose",
        u.UG_PER_KG_MIN,
        plausible=("0", "10"),
        decimals=2,
        hint="0 where none runs.",
    ),
    number(
        "pressor_ug_kg_min_max",
        "Phenylephrine, most since the last slot",
        u.UG_PER_KG_MIN,
        plausible=("0", "10"),
        decimals=2,
        hint="0 where none ran.",
    ),
    number(
        "urine_ml",
        "Urine since the last entry",
        u.ML_COUNTED,
        plausible=("0", "4000"),
        hint="What was passed since urine was last recorded; 0 where there was none.",
    ),
)

TRIGGERED: tuple[Analyte, ...] = (
    number("vt_beats", "Longest run of ventricular tachycardia", u.BEATS, plausible=("1", "1000"), step="1"),
    yes_no("severe_volume_overload", "Severe volume overload"),
    yes_no("acidosis", "Acidosis"),
)

EVENTS: tuple[Analyte, ...] = (
    number("intubated_hours", "Intubated for", u.HOURS, plausible=("0", "720"), decimals=1),
    number("dialysis_hours", "On dialysis for", u.HOURS, plausible=("0", "720"), decimals=1),
    number("coma_hours", "Coma or toxic psychosis for", u.HOURS, plausible=("0", "720"), decimals=1),
    yes_no("sepsis_unstable", "Sepsis syndrome, clinically unstable"),
    yes_no("hepatic_failure_signs", "Signs of hepatic failure"),
    yes_no("stool_blood", "Blood in stool (FIT or FOBT positive)"),
    yes_no("bullous_dermatitis", "Bullous dermatitis"),
    yes_no("ischemic_ecg", "ECG changes of ischemia or infarction"),
    yes_no("tamponade", "Cardiac tamponade"),
    yes_no("uncontrolled_seizures", "Repetitive or difficult-to-control seizures"),
    yes_no("bowel_ischemia_or_perforation", "Bowel ischemia or perforation"),
    yes_no("gi_bleed_surgery", "Gastrointestinal bleeding that requires surgery"),
)

CHARTED: tuple[Analyte, ...] = (
    yes_no("rhythm_uncontrolled", "Rhythm disturbance not controlled or unresponsive"),
    yes_no("chest_pain", "Angina or chest pain"),
    yes_no("suspected_ischemia", "Ischemia or myocarditis suspected without ECG change"),
    yes_no("ischemia_ruled_out", "Infarction and myocarditis ruled out, ventricle moves normally"),
    yes_no("rhythm_symptoms", "Symptoms of the rhythm disturbance"),
    yes_no("pressor_rising", "Pressor requirement rising"),
    yes_no("skin_disease_worse", "Marked worsening of a skin disease"),
    yes_no("ventricular_ectopy", "Ventricular extrasystoles or bigeminy"),
    yes_no("cardiac_markers_raised", "CK-MB or troponin raised"),
    yes_no("moist_desquamation", "Moist desquamation"),
    number("diarrhea_ml_shift", "Diarrhea in the last shift", u.ML_COUNTED, plausible=("0", "10000")),
    number("diarrhea_ml_previous_shift", "Diarrhea in the shift before", u.ML_COUNTED, plausible=("0", "10000")),
    yes_no("ileus_or_distension", "Ileus or abdominal distension"),
    yes_no("vomiting_not_responding", "Vomiting that does not respond to treatment"),
    yes_no("distension_affecting_breathing", "Abdominal distension that affects breathing"),
    yes_no("severe_abdominal_pain", "Severe, unrelenting abdominal pain"),
    yes_no("heme_positive_sputum_or_emesis", "Blood found by test in sputum or emesis"),
    yes_no("frank_blood", "Frank blood"),
    yes_no("infection", "Infection strongly suspected or documented"),
    yes_no("extreme_tightness", "Extreme tightness"),
    yes_no("extreme_paresthesia", "Extreme paresthesia"),
    yes_no("vivid_dreams_or_mild_anxiety", "Vivid dreams or mild anxiety"),
    yes_no("hallucination_or_persistent_crying", "Hallucination or persistent crying"),
    yes_no("mental_change_over_2_h", "Mental change not reversible in 2 h"),
    yes_no("serial_sevens_or_world_failed", "Cannot do serial sevens or spell WORLD backwards"),
    yes_no("resting_dyspnea", "Dyspnea at rest"),
    yes_no("oxygen_mask_40_percent", "40 % oxygen by mask for a saturation of 95 %"),
    choice(
        "rales",
        "Rales",
        ("none", "None"),
        ("third", "Lower third of the lungs"),
        ("half", "Half of the lungs"),
    ),
)

COMPUTED: tuple[Analyte, ...] = (
    number("urine_ml_h", "Urine an hour", u.ML_PER_HOUR, plausible=("0", "500"), decimals=1, computed=True),
    number("urine_ml_8h", "Urine of 8 hours", u.ML_COUNTED, plausible=("0", "12000"), computed=True),
    number("urine_low_hours", "Urine low for", u.HOURS, plausible=("0", "200"), decimals=1, computed=True),
    number("weight_gain_percent", "Weight gain", u.PERCENT, plausible=("-50", "100"), decimals=1, computed=True),
    replace(yes_no("creatinine_rising", "Creatinine rising"), computed=True),
    number(
        "creatinine_at_hold_mg_dl",
        "Creatinine when the dose was held",
        u.MG_PER_DL,
        plausible=("0.2", "25"),
        decimals=2,
        computed=True,
    ),
)

# Typed where the toxicity that hangs on it is graded. Source: clinical reference 5.1.
GRADED: tuple[Analyte, ...] = (
    number(
        "stools_over_baseline",
        "Stools in 24 hours over what is usual",
        u.SCORE,
        plausible=("0", "60"),
        step="1",
        hint="How many more than this patient has at home.",
    ),
)

BEDSIDE: tuple[Analyte, ...] = (*STATE, *TRIGGERED, *EVENTS, *CHARTED, *COMPUTED, *GRADED)
