"""Patients who are not treated yet, or never will be."""

from il2program.demo.case import FEMALE, MALE, MELANOMA, RCC, Case, ago, ahead
from il2program.demo.turns import corrects, leaves

WORKUP: tuple[Case, ...] = (
    # Referred yesterday; nothing is recorded.
    Case("Example", "Annabel", FEMALE, 61, RCC, 68, ahead(19)),
    # Imaged; heart, lung and the visit are still to come.
    Case("Placeholder", "Carmen", FEMALE, 47, MELANOMA, 59, ahead(9)),
    # All done but brain imaging and lung function.
    Case(
        "Specimen",
        "David",
        MALE,
        58,
        RCC,
        91,
        ahead(3),
        workup={"brain_imaging": "", "fev1_l": "", "fev1_percent_predicted": ""},
    ),
    # Only the consent is missing.
    Case("Muster", "Élise", FEMALE, 38, MELANOMA, 63, ahead(2), until="consent", units="si"),
    # Blood tests and examination have expired.
    Case("Invented", "Frank", MALE, 66, RCC, 84, ago(13), until="sign-off 1", units="us"),
    # Hepatitis C undecided.
    Case("Dummy", "Grace", FEMALE, 52, RCC, 74, ahead(2), workup={"hcv": "indeterminate"}),
    # Complete: waiting for the signature.
    Case("Nemo", "Hans-Jürgen", MALE, 71, RCC, 88, ahead(3), until="sign-off 1", units="si"),
    Case("Fiktiv", "Ingrid", FEMALE, 44, MELANOMA, 57, ahead(2), until="sign-off 1"),
    # Complete, with criteria that are not met.
    Case(
        "Testcase",
        "Jorge",
        MALE,
        63,
        RCC,
        102,
        ahead(3),
        until="sign-off 1",
        workup={"ecog": "2", "bilirubin_total_mg_dl": "1.6"},
    ),
    # Signed not eligible.
    Case(
        "Pattern",
        "Karen",
        FEMALE,
        69,
        RCC,
        71,
        ahead(1),
        workup={"stress_test": "abnormal", "ecg": "abnormal"},
        not_eligible_because="Inducible ischemia in the stress test; referred to cardiology.",
        not_eligible_codes=("heart",),
    ),
    Case(
        "Mockup",
        "Leonard",
        MALE,
        55,
        MELANOMA,
        79,
        ago(40),
        workup={"brain_imaging": "untreated_metastases"},
        not_eligible_because="Two untreated brain metastases of 9 and 14 mm.",
        not_eligible_codes=("brain",),
        turns=(leaves(3, "not_eligible", "Referred back for stereotactic radiation."),),
    ),
    # Eligible: to be admitted in the next days.
    Case("Ejemplo", "Núria", FEMALE, 50, RCC, 66, ahead(2)),
    Case(
        "Exempel",
        "Olle",
        MALE,
        25,
        MELANOMA,
        77,
        ahead(1),
        workup={"wbc_per_ul": "3800"},
        accepted_because="Stable for two years, no infections; hematology agrees.",
    ),
    # Signed, but a value that was signed has been corrected since.
    Case(
        "Modèle",
        "Quentin",
        MALE,
        59,
        RCC,
        86,
        ahead(2),
        workup={"creatinine_mg_dl": "1.06"},
        turns=(corrects(-3, "creatinine_mg_dl", "1.6", "Read from the line of another patient."),),
    ),
)
