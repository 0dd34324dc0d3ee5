"""Rows that a nurse charts between the doses, beside vital signs, laboratory and what the pre-dose gate asks.

Source: clinical reference 3.1 to 3.3. What is possible at once is the program's own and is to be confirmed.
"""

from patients.rules.analytes import units as u
from patients.rules.analytes.kinds import Analyte, choice, number, text, yes_no

_MEDICINE_HINT = "The amount that was given at this time."

BREATHING: tuple[Analyte, ...] = (
    choice(
        "oxygen_device",
        "Oxygen by",
        ("room_air", "Room air"),
        ("cannula", "Nasal cannula"),
        ("simple_mask", "Simple mask"),
        ("mask_40_percent", "40 % by mask"),
        ("reservoir_mask", "Mask with reservoir"),
        ("high_flow", "High-flow cannula"),
        ("ventilator", "Ventilator"),
    ),
)

PULSE: tuple[Analyte, ...] = (
    choice("telemetry", "Telemetry", ("on", "On"), ("off", "Off")),
    yes_no("pulse_newly_irregular", "Pulse newly irregular", hint="Yes: 12-lead ECG, and call the physician."),
)

MIND: tuple[Analyte, ...] = (
    choice(
        "orientation",
        "Oriented to",
        ("full", "Person, place, time and situation"),
        ("three", "Three of the four"),
        ("two", "Two of the four"),
        ("person", "Person only"),
        ("none", "None of them"),
    ),
    choice(
        "serial_sevens",
        "Serial sevens",
        ("correct", "Correct"),
        ("slips", "With slips"),
        ("failed", "Cannot do them"),
    ),
    choice("world_backwards", "WORLD backwards", ("correct", "Correct"), ("failed", "Cannot spell it")),
    choice("dreams", "Dreams", ("none", "No vivid dreams"), ("vivid", "Vivid dreams")),
    choice(
        "mood",
        "Mood",
        ("calm", "Calm"),
        ("mild_anxiety", "Mildly anxious"),
        ("low", "Low"),
        ("irritable", "Irritable"),
        ("persistent_crying", "Cries persistently"),
    ),
)

INTAKE: tuple[Analyte, ...] = (
    number("intake_oral_ml", "By mouth", u.ML_COUNTED, plausible=("0", "2000")),
    number("intake_iv_ml", "Fluids and medicines by vein", u.ML_COUNTED, plausible=("0", "3000")),
    number("intake_bolus_ml", "Fluid bolus", u.ML_COUNTED, plausible=("0", "2000")),
    number("intake_blood_ml", "Blood, plasma, albumin", u.ML_COUNTED, plausible=("0", "2000")),
    number("intake_other_ml", "Other intake", u.ML_COUNTED, plausible=("0", "2000")),
)

OUTPUT: tuple[Analyte, ...] = (
    number("emesis_ml", "Emesis", u.ML_COUNTED, plausible=("0", "3000")),
    number("stool_ml", "Liquid stool", u.ML_COUNTED, plausible=("0", "3000")),
    number("output_other_ml", "Other output", u.ML_COUNTED, plausible=("0", "3000")),
)

COUNTED: tuple[Analyte, ...] = (
    number("emesis_count", "Emesis, times", u.SCORE, plausible=("0", "50"), step="1"),
    number("stool_count", "Stools, times", u.SCORE, plausible=("0", "50"), step="1"),
    number(
        "usual_stool_count",
        "Stools a day at home",
        u.SCORE,
        plausible=("0", "20"),
        step="1",
        hint="Once, at the admission: diarrhea is graded by what is over it.",
    ),
)

RUNNING: tuple[Analyte, ...] = (
    choice(
        "iv_fluid",
        "Fluid that runs",
        ("dextrose_5", "Dextrose 5 %"),
        ("saline", "Sodium chloride 0.9 %"),
        ("half_saline", "Sodium chloride 0.45 %"),
        ("ringers_lactate", "Ringer's lactate"),
        ("other", "Another fluid"),
        ("none", "None"),
    ),
    number("iv_rate_ml_h", "Fluid rate", u.ML_PER_HOUR, plausible=("0", "1000")),
    number(
        "phenylephrine_ug_kg_min",
        "Phenylephrine now",
        u.UG_PER_KG_MIN,
        plausible=("0", "10"),
        decimals=2,
        hint="0 where none runs.",
    ),
    number("dopamine_ug_kg_min", "DOPamine now", u.UG_PER_KG_MIN, plausible=("0", "30"), decimals=1),
)

BODY: tuple[Analyte, ...] = (
    choice(
        "skin_state",
        "Skin",
        ("intact", "Intact"),
        ("erythema", "Red"),
        ("dry_desquamation", "Peels, dry"),
        ("moist_desquamation", "Peels, moist"),
        ("bullae", "Bullae"),
    ),
    choice("itching", "Itching", ("none", "None"), ("mild", "Mild"), ("severe", "Severe")),
    choice("edema", "Edema", ("none", "None"), ("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")),
    choice(
        "line_site",
        "Line site",
        ("clean", "Clean and dry"),
        ("red", "Red"),
        ("swollen", "Swollen"),
        ("painful", "Painful"),
        ("draining", "Draining"),
    ),
    number("pain_score", "Pain, 0 to 10", u.SCORE, plausible=("0", "10"), step="1"),
    number("sits_score", "SITS score", u.SCORE, plausible=("0", "10"), step="1", hint="A local score of the ward."),
)

MEDICINES: tuple[Analyte, ...] = (
    number("acetaminophen_mg", "Acetaminophen", u.MG, plausible=("1", "1000"), hint=_MEDICINE_HINT),
    number("indomethacin_mg", "Indomethacin", u.MG, plausible=("1", "75"), hint=_MEDICINE_HINT),
    number("naproxen_mg", "Naproxen", u.MG, plausible=("1", "550"), hint=_MEDICINE_HINT),
    number("famotidine_mg", "Famotidine", u.MG, plausible=("1", "40"), hint=_MEDICINE_HINT),
    number("ondansetron_mg", "Ondansetron", u.MG, plausible=("1", "24"), decimals=1, hint=_MEDICINE_HINT),
    number("granisetron_mg", "Granisetron", u.MG, plausible=("0.1", "3"), decimals=1, hint=_MEDICINE_HINT),
    number("prochlorperazine_mg", "Prochlorperazine", u.MG, plausible=("1", "25"), decimals=1, hint=_MEDICINE_HINT),
    number("meperidine_mg", "Meperidine", u.MG, plausible=("1", "100"), decimals=1, hint=_MEDICINE_HINT),
    number("hydromorphone_mg", "HYDROmorphone", u.MG, plausible=("0.1", "4"), decimals=1, hint=_MEDICINE_HINT),
    number("diphenhydramine_mg", "diphenhydrAMINE", u.MG, plausible=("1", "50"), decimals=1, hint=_MEDICINE_HINT),
    number("loperamide_mg", "Loperamide", u.MG, plausible=("1", "4"), decimals=1, hint=_MEDICINE_HINT),
    number("cephalexin_mg", "Cephalexin", u.MG, plausible=("1", "1000"), hint=_MEDICINE_HINT),
    number("potassium_given_meq", "Potassium given", u.MEQ, plausible=("1", "80"), hint=_MEDICINE_HINT),
    text("other_medicines", "Other medicines", hint="Each with its amount and way."),
)

NOTES: tuple[Analyte, ...] = (
    choice(
        "context",
        "Context",
        ("at_rest", "At rest"),
        ("rigors", "During rigors"),
        ("after_bolus", "After a fluid bolus"),
        ("after_pressor", "After a change of the pressor"),
        ("after_antipyretic", "After an antipyretic"),
        ("on_exertion", "On exertion"),
        ("during_dose", "While a dose runs"),
        ("standing", "Standing"),
    ),
    text("remark", "In words"),
)

FLOWSHEET: tuple[Analyte, ...] = (
    *BREATHING,
    *PULSE,
    *MIND,
    *INTAKE,
    *OUTPUT,
    *COUNTED,
    *RUNNING,
    *BODY,
    *MEDICINES,
    *NOTES,
)
