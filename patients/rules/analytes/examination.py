"""Rows of the physical examination and the vital signs. Source: clinical reference 2.2."""

from patients.rules.analytes import units as u
from patients.rules.analytes.kinds import Analyte, choice, number, text, yes_no

BODY: tuple[Analyte, ...] = (
    number(
        "weight_kg",
        "Weight",
        u.KG,
        also=(u.LB,),
        plausible=("25", "350"),
        decimals=1,
        loinc="29463-7",
        loinc_also=("3141-9",),
    ),
    number(
        "height_cm",
        "Height",
        u.CM,
        also=(u.INCH, u.METER),
        plausible=("100", "250"),
        decimals=1,
        loinc="8302-2",
        loinc_also=("3137-7",),
    ),
    number("bmi", "Body mass index", u.KG_PER_M2, plausible=("8", "100"), decimals=1, loinc="39156-5", computed=True),
    number("bsa_m2", "Body surface area", u.M2, plausible=("0.8", "4"), decimals=2, loinc="8277-6", computed=True),
)

VITAL_SIGNS: tuple[Analyte, ...] = (
    number("sbp_mmhg", "Systolic pressure", u.MMHG, plausible=("40", "300"), reference=("90", "140"), loinc="8480-6"),
    number("dbp_mmhg", "Diastolic pressure", u.MMHG, plausible=("20", "200"), reference=("60", "90"), loinc="8462-4"),
    number("map_mmhg", "Mean pressure", u.MMHG, plausible=("25", "230"), loinc="8478-0", computed=True),
    number("heart_rate", "Heart rate", u.PER_MINUTE, plausible=("20", "300"), reference=("50", "100"), loinc="8867-4"),
    number(
        "respiratory_rate",
        "Respiratory rate",
        u.PER_MINUTE,
        plausible=("4", "80"),
        reference=("12", "20"),
        loinc="9279-1",
    ),
    number(
        "temperature_c",
        "Temperature",
        u.CELSIUS,
        also=(u.FAHRENHEIT,),
        plausible=("25", "45"),
        reference=("36", "37.9"),
        decimals=1,
        loinc="8310-5",
    ),
    number(
        "spo2_percent",
        "Oxygen saturation",
        u.PERCENT,
        plausible=("40", "100"),
        reference=("95", None),
        loinc="59408-5",
        loinc_also=("2708-6",),
        hint="At rest, breathing room air.",
    ),
)

PERFORMANCE: tuple[Analyte, ...] = (
    number("ecog", "ECOG performance status", u.SCORE, plausible=("0", "5"), step="1", loinc="89247-1"),
    number("karnofsky", "Karnofsky performance status", u.PERCENT, plausible=("0", "100"), step="10", loinc="89243-0"),
    number(
        "gcs", "Glasgow Coma Scale", u.SCORE, plausible=("3", "15"), reference=("15", None), step="1", loinc="9269-2"
    ),
)

SYSTEMS: tuple[Analyte, ...] = (
    choice(
        "mental_status",
        "Mental state",
        ("normal", "Normal"),
        ("moderate_confusion", "Moderate confusion"),
        ("agitation", "Agitation"),
        ("lethargy", "Moderate to severe lethargy or somnolence"),
        ("coma", "Coma or toxic psychosis"),
        hint="Orientation, serial sevens, WORLD backwards, dreams, mood: the baseline for every dose.",
    ),
    text("neurologic_examination", "Neurologic examination"),
    text("systems_examination", "Head to foot, by system"),
    text("skin_examination", "Skin"),
    yes_no("infection_source", "Source of infection in teeth or lines"),
    choice(
        "effusion_ascites",
        "Effusion or ascites",
        ("none", "None"),
        ("small", "Small"),
        ("significant", "Significant"),
    ),
    choice(
        "line_plan",
        "Plan for the intravenous line",
        ("picc_double", "Double lumen PICC"),
        ("picc_triple", "Triple lumen PICC"),
        ("central_line", "Central line"),
        ("port", "Port"),
        ("other", "Another line"),
        hint="Out at the end of each cycle; central lines raise the risk of gram-positive infection.",
    ),
)

EXAMINATION: tuple[Analyte, ...] = (*BODY, *VITAL_SIGNS, *PERFORMANCE, *SYSTEMS)
