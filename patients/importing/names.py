"""Tests by the names and short names under which laboratories report them, where no LOINC code is given.

The order of the words does not matter, nor do case, punctuation and what is said of the specimen where it is blood:
"Creatinine, serum" is "creatinine". Urine and other fluids are never left out, so that a creatinine in urine is not
taken for one in blood. A name that does not say which of two tests is meant is not here: "troponin", "eGFR".
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

# Longer than the name of any test.
LONGEST = 160

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "wbc_per_ul": ("WBC", "white blood cells", "white blood cell", "white cells", "leukocytes", "leucocytes"),
        "neutrophils_per_ul": (
            *("neutrophils", "absolute neutrophils", "neutrophils absolute", "neutrophils abs", "neut abs", "abs neut"),
            *("ANC", "absolute neutrophil", "neutrophils #", "neut #"),
        ),
        "lymphocytes_per_ul": (
            *("lymphocytes", "absolute lymphocytes", "lymphocytes abs", "lymphs absolute", "lymphs abs", "lymphs"),
            *("ALC", "absolute lymphocyte", "lymphocytes #", "lymph #"),
        ),
        "eosinophils_per_ul": (
            *("eosinophils", "absolute eosinophils", "eosinophils abs", "eos absolute", "eos abs", "eos"),
            *("absolute eosinophil", "AEC", "eosinophils #", "eos #"),
        ),
        "hemoglobin_g_dl": ("hemoglobin", "haemoglobin", "HGB", "Hb"),
        "hematocrit_percent": ("hematocrit", "haematocrit", "HCT", "packed cell volume", "PCV"),
        "platelets_per_ul": ("platelets", "platelet", "PLT", "thrombocytes"),
        "pt_s": ("prothrombin time", "PT", "protime", "pro time", "prothrombin time PT"),
        "inr": ("INR", "PT INR", "PT/INR", "international normalized ratio", "prothrombin INR"),
        "aptt_s": (
            *("aPTT", "PTT", "partial thromboplastin time", "activated partial thromboplastin time"),
            *("APTT activated partial thromboplastin time", "PTT activated"),
        ),
        "hiv": (
            *("HIV 1/2 Ag/Ab", "HIV 1 2 antigen antibody", "HIV Ag/Ab", "HIV 1/2 Ag Ab 4th gen", "HIV Ag/Ab combo"),
            *("HIV 1/2 antigen/antibody", "HIV 1 and 2 antigen and antibody", "HIV antigen/antibody"),
        ),
        "hbsag": ("HBsAg", "hepatitis B surface antigen", "hep B surface antigen", "hepatitis B surface Ag", "HBs Ag"),
        "hcv": (
            *("hepatitis C antibody", "HCV antibody", "HCV Ab", "anti HCV", "hep C antibody", "hepatitis C Ab"),
            *("hep C Ab", "hepatitis C virus antibody"),
        ),
        "hcg": (
            *("hCG qualitative", "hCG qual", "beta hCG qualitative", "pregnancy test", "hCG urine qualitative"),
            *("pregnancy test urine", "urine pregnancy test", "urine hCG", "hCG pregnancy"),
        ),
        "fecal_blood": ("FIT", "FOBT", "fecal occult", "occult stool", "fecal immunochemical test", "occult fecal"),
        "creatinine_mg_dl": ("creatinine", "creat", "CREA", "Cr", "SCr"),
        "bun_mg_dl": ("BUN", "urea nitrogen", "blood urea nitrogen", "urea nitrogen BUN"),
        "sodium_mmol_l": ("sodium", "Na", "Na+"),
        "potassium_mmol_l": ("potassium", "K", "K+"),
        "chloride_mmol_l": ("chloride", "Cl", "Cl-"),
        "bicarbonate_mmol_l": ("bicarbonate", "CO2", "carbon dioxide", "total CO2", "CO2 total", "TCO2", "HCO3"),
        "glucose_mg_dl": ("glucose", "GLU", "GLUC", "glucose random", "glucose fasting", "fasting glucose"),
        "calcium_mg_dl": ("calcium", "Ca", "calcium total", "total calcium"),
        "magnesium_mg_dl": ("magnesium", "Mg", "Mg++"),
        "phosphate_mg_dl": ("phosphate", "phosphorus", "phos", "PO4", "phosphorus inorganic", "inorganic phosphate"),
        "albumin_g_dl": ("albumin", "ALB"),
        "bilirubin_total_mg_dl": (
            *("bilirubin total", "total bilirubin", "T bili", "TBIL", "TBILI", "bili total", "bilirubin tot"),
            *("bilirubin T", "bilirubin.total"),
        ),
        "bilirubin_direct_mg_dl": (
            *("bilirubin direct", "direct bilirubin", "D bili", "DBIL", "DBILI", "bili direct", "conjugated bilirubin"),
            *("bilirubin conjugated", "bilirubin.direct"),
        ),
        "ast_u_l": ("AST", "SGOT", "AST SGOT", "aspartate aminotransferase", "aspartate transaminase"),
        "alt_u_l": ("ALT", "SGPT", "ALT SGPT", "alanine aminotransferase", "alanine transaminase"),
        "alp_u_l": ("ALP", "alkaline phosphatase", "alk phos", "ALKP", "ALK phosphatase", "alk phosphatase"),
        "ggt_u_l": ("GGT", "gamma GT", "GGTP", "gamma glutamyltransferase", "gamma-glutamyl transferase"),
        "ldh_u_l": ("LDH", "LD", "lactate dehydrogenase", "lactic dehydrogenase", "LD LDH", "LDH total"),
        "ck_u_l": ("CK", "CPK", "creatine kinase", "CK total", "creatine kinase total", "creatine phosphokinase"),
        "ck_mb_ng_ml": ("CK MB", "CKMB", "CK-MB mass", "creatine kinase MB"),
        "troponin_i_ng_ml": ("troponin I", "TnI", "cTnI", "troponin I cardiac"),
        "troponin_t_ng_ml": ("troponin T", "TnT", "cTnT", "troponin T cardiac"),
        "tsh_mu_l": ("TSH", "thyroid stimulating hormone", "thyrotropin"),
        "free_t4_ng_dl": ("free T4", "FT4", "T4 free", "thyroxine free", "free thyroxine"),
        "weight_kg": ("weight", "body weight", "Wt"),
        "height_cm": ("height", "body height", "Ht"),
        "sbp_mmhg": ("systolic pressure", "systolic BP", "SBP", "BP systolic"),
        "dbp_mmhg": ("diastolic pressure", "diastolic BP", "DBP", "BP diastolic"),
        "heart_rate": ("heart rate", "pulse", "HR"),
        "respiratory_rate": ("respiratory rate", "RR", "respirations"),
        "temperature_c": ("temperature", "body temperature", "temp"),
        "spo2_percent": ("SpO2", "oxygen saturation", "O2 sat", "pulse oximetry"),
        "ecog": ("ECOG", "ECOG performance status", "ECOG PS", "ECOG performance status score"),
        "karnofsky": ("Karnofsky", "KPS", "Karnofsky performance status"),
        "lvef_percent": ("LVEF", "ejection fraction", "left ventricular ejection fraction"),
        "fev1_l": ("FEV1", "forced expiratory volume in 1 second"),
        "fev1_percent_predicted": ("FEV1 % predicted", "FEV1 percent predicted", "FEV1 %pred"),
        "fvc_l": ("FVC", "forced vital capacity"),
        "dlco": ("DLCO",),
        "pao2_mmhg": ("PaO2", "pO2 arterial", "arterial pO2"),
        "paco2_mmhg": ("PaCO2", "pCO2 arterial", "arterial pCO2"),
        "arterial_ph": ("Arterial pH", "pH arterial"),
    }
)

# What a test is called besides its name: the specimen where it is blood, and the manner of measuring.
_LEFT_OUT = frozenset(
    {
        *("in", "or", "of", "by", "the", "serum", "plasma", "blood", "ser", "plas", "bld", "whole", "venous"),
        *("level", "levels", "result", "count", "automated", "auto", "enzymatic"),
    }
)
_WORDS = re.compile(r"[^\W_]+|[%#+]")
_BRACKETS = re.compile(r"\[[^\[\]]{0,60}\]")
_ASIDE = re.compile(r"\([^()]{0,60}\)")


def _key(name: str) -> frozenset[str]:
    words = frozenset(_WORDS.findall(name.casefold()))
    return words - _LEFT_OUT or words


_BY_NAME = {_key(name): key for key, names in NAMES.items() for name in names}


def key_named(name: str) -> str | None:
    """The key of the analyte that a laboratory calls so, or None."""
    name = _BRACKETS.sub(" ", name[:LONGEST])
    if found := _BY_NAME.get(_key(name)):
        return found
    # "ALT (SGPT)", "Hemoglobin (HGB)": what stands aside must say the same, or nothing that is known.
    asides = {_BY_NAME.get(_key(aside)) for aside in _ASIDE.findall(name)}
    found = _BY_NAME.get(_key(_ASIDE.sub(" ", name)))
    return found if found and asides == {found} else None
