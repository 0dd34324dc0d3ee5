"""Rows of the blood count, clotting, serology and other tests outside chemistry. Source: clinical reference 2.3."""

from patients.rules.analytes import units as u
from patients.rules.analytes.kinds import Analyte, choice, number, text

_COUNTS = (u.THOUSAND_PER_UL,)
_POSITIVE = (("negative", "Negative"), ("positive", "Positive"))
_SEROLOGY = (*_POSITIVE, ("indeterminate", "Indeterminate"))

COUNT: tuple[Analyte, ...] = (
    number(
        "wbc_per_ul",
        "White blood cells",
        u.PER_UL,
        also=_COUNTS,
        plausible=("50", "500000"),
        reference=("4000", "11000"),
        loinc="6690-2",
        loinc_also=("26464-8",),
    ),
    number(
        "neutrophils_per_ul",
        "Neutrophils",
        u.PER_UL,
        also=_COUNTS,
        plausible=("0", "400000"),
        reference=("1500", "8000"),
        loinc="751-8",
        loinc_also=("26499-4",),
    ),
    number(
        "lymphocytes_per_ul",
        "Lymphocytes",
        u.PER_UL,
        also=_COUNTS,
        plausible=("0", "400000"),
        reference=("1000", "4800"),
        loinc="731-0",
        loinc_also=("26474-7",),
    ),
    number(
        "eosinophils_per_ul",
        "Eosinophils",
        u.PER_UL,
        also=_COUNTS,
        plausible=("0", "100000"),
        reference=(None, "500"),
        loinc="711-2",
        loinc_also=("26449-9",),
    ),
    number(
        "hemoglobin_g_dl",
        "Hemoglobin",
        u.G_PER_DL,
        also=(u.G_PER_L,),
        plausible=("2", "25"),
        reference=("12", "17.5"),
        decimals=1,
        loinc="718-7",
    ),
    number(
        "hematocrit_percent",
        "Hematocrit",
        u.PERCENT,
        also=(u.FRACTION,),
        plausible=("5", "75"),
        reference=("36", "52"),
        decimals=1,
        loinc="4544-3",
        loinc_also=("20570-8",),
    ),
    number(
        "platelets_per_ul",
        "Platelets",
        u.PER_UL,
        also=_COUNTS,
        plausible=("1000", "3000000"),
        reference=("150000", "400000"),
        loinc="777-3",
        loinc_also=("26515-7",),
    ),
)

CLOTTING: tuple[Analyte, ...] = (
    number(
        "pt_s",
        "Prothrombin time",
        u.SECONDS,
        plausible=("5", "200"),
        reference=("11", "13.5"),
        decimals=1,
        loinc="5902-2",
    ),
    number(
        "inr",
        "INR",
        u.RATIO,
        plausible=("0.5", "20"),
        reference=("0.8", "1.2"),
        decimals=2,
        loinc="6301-6",
        loinc_also=("34714-6",),
    ),
    number(
        "aptt_s",
        "Activated partial thromboplastin time",
        u.SECONDS,
        plausible=("10", "300"),
        reference=("25", "38"),
        decimals=1,
        loinc="14979-9",
    ),
)

SEROLOGY: tuple[Analyte, ...] = (
    choice("hiv", "HIV 1 and 2 antigen and antibody", *_SEROLOGY, loinc="56888-1"),
    choice("hbsag", "Hepatitis B surface antigen", *_SEROLOGY, loinc="5196-1"),
    choice("hcv", "Hepatitis C antibody", *_SEROLOGY, loinc="16128-1"),
    choice(
        "hcg",
        "Pregnancy test (hCG)",
        *_POSITIVE,
        ("not_applicable", "Not applicable: after menopause or sterilization"),
        loinc="2118-8",
        loinc_also=("2106-3",),
        hint="Serum or urine. In men it is not asked.",
    ),
)

OTHER_TESTS: tuple[Analyte, ...] = (
    choice(
        "fecal_blood",
        "Blood in stool (FIT or FOBT)",
        *_POSITIVE,
        loinc="29771-3",
        loinc_also=("2335-8",),
        hint="The baseline for the hold rule.",
    ),
    choice("urinalysis", "Urinalysis", ("normal", "Normal"), ("abnormal", "Abnormal"), loinc="24356-8"),
    text("urinalysis_findings", "What urinalysis shows", hint="Protein, blood, casts."),
)

BLOOD: tuple[Analyte, ...] = (*COUNT, *CLOTTING, *SEROLOGY, *OTHER_TESTS)
