"""Rows of imaging, heart, lung, kidney and liver. Source: clinical reference 2.4 to 2.8."""

from patients.rules.analytes import units as u
from patients.rules.analytes.kinds import Analyte, choice, number, text, yes_no

_NORMAL = (("normal", "Normal"), ("abnormal", "Abnormal"))

IMAGING: tuple[Analyte, ...] = (
    choice(
        "ct_chest_abdomen_pelvis",
        "CT of chest, abdomen and pelvis",
        ("disease", "Shows disease"),
        ("no_disease", "Shows no disease"),
        hint="With all target lesions, at most 28 days before the first dose.",
    ),
    yes_no("measurable_disease", "Measurable disease"),
    choice(
        "brain_imaging",
        "Brain MRI or CT",
        ("negative", "No metastases"),
        ("treated_stable", "Metastases treated and stable"),
        ("untreated_metastases", "Untreated metastases"),
        hint="MRI is preferred.",
    ),
    choice("brain_imaging_method", "Brain imaged by", ("mri", "MRI"), ("ct", "CT")),
    choice("chest_xray", "Chest X-ray", *_NORMAL),
    choice("pet_ct", "PET-CT", ("disease", "Shows disease"), ("no_disease", "Shows no disease")),
    text("other_imaging", "Other imaging", hint="Method, region and finding."),
)

HEART: tuple[Analyte, ...] = (
    choice("ecg", "ECG", *_NORMAL, loinc="11524-6", hint="Abnormal: ischemia or arrhythmia."),
    choice(
        "stress_test",
        "Stress test",
        *_NORMAL,
        loinc="18752-6",
        hint="From 50 years of age, and at any age where history, examination or ECG raise a doubt.",
    ),
    number(
        "lvef_percent",
        "Left ventricular ejection fraction",
        u.PERCENT,
        plausible=("5", "90"),
        reference=("50", "75"),
        loinc="10230-1",
    ),
    choice("wall_motion", "Wall motion", *_NORMAL),
    text("heart_findings", "What ECG, stress test and echocardiogram show", hint="Kind of stress test, and findings."),
)

LUNG: tuple[Analyte, ...] = (
    number("fev1_l", "FEV1", u.LITER, also=(u.ML,), plausible=("0.2", "8"), decimals=2, loinc="20150-9"),
    number(
        "fev1_percent_predicted",
        "FEV1, percent of predicted",
        u.PERCENT,
        plausible=("5", "200"),
        reference=("80", None),
        decimals=1,
        loinc="20152-5",
        hint="As the laboratory reports it; name its equation beside it.",
    ),
    choice(
        "fev1_equation",
        "Reference equation of the laboratory",
        ("nhanes_iii", "NHANES III"),
        ("gli_2012", "GLI 2012"),
        ("gli_2022", "GLI 2022"),
        ("other", "Another equation"),
    ),
    number(
        "fev1_nhanes_percent",
        "FEV1, percent of NHANES III",
        u.PERCENT,
        plausible=("5", "250"),
        decimals=1,
        computed=True,
    ),
    number("fvc_l", "FVC", u.LITER, also=(u.ML,), plausible=("0.3", "10"), decimals=2, loinc="19868-9"),
    number("fvc_percent_predicted", "FVC, percent of predicted", u.PERCENT, plausible=("5", "200"), decimals=1),
    number(
        "fev1_fvc_percent",
        "FEV1 / FVC",
        u.PERCENT,
        plausible=("10", "100"),
        reference=("70", None),
        decimals=1,
        loinc="19926-5",
        computed=True,
    ),
    number("dlco", "DLCO", u.DLCO, plausible=("1", "60"), decimals=1, loinc="19911-7"),
    number("dlco_percent_predicted", "DLCO, percent of predicted", u.PERCENT, plausible=("5", "200"), decimals=1),
    number(
        "pao2_mmhg",
        "Arterial oxygen pressure (PaO2)",
        u.MMHG,
        also=(u.KPA,),
        plausible=("20", "600"),
        reference=("75", "100"),
        loinc="2703-7",
        hint="At rest, breathing room air.",
    ),
    number(
        "paco2_mmhg",
        "Arterial carbon dioxide pressure (PaCO2)",
        u.MMHG,
        also=(u.KPA,),
        plausible=("10", "150"),
        reference=("35", "45"),
        loinc="2019-8",
    ),
    number(
        "arterial_ph",
        "Arterial pH",
        u.RATIO,
        plausible=("6.8", "7.8"),
        reference=("7.35", "7.45"),
        decimals=2,
        loinc="2744-1",
    ),
)

KIDNEY: tuple[Analyte, ...] = (
    yes_no("single_kidney", "Single kidney", hint="Common after nephrectomy; no exclusion."),
    yes_no("dialysis", "On dialysis", hint="Patients on dialysis have been treated; no exclusion in itself."),
)

LIVER: tuple[Analyte, ...] = (
    number(
        "hepatic_replacement_percent",
        "Liver replaced by tumor",
        u.PERCENT,
        plausible=("0", "100"),
        hint="Estimated from the scan.",
    ),
)
