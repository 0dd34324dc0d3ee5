"""Rows of the medical history. Source: clinical reference 2.1."""

from patients.rules.analytes.kinds import Analyte, choice, text, yes_no

HISTORY: tuple[Analyte, ...] = (
    yes_no(
        "histology_confirmed", "Histology confirmed", hint="A pathology report shows the tumor that is to be treated."
    ),
    text("prior_treatment", "Earlier treatment", hint="Surgery, radiation, targeted and checkpoint drugs, with dates."),
    yes_no(
        "prior_permanent_stop",
        "Earlier interleukin-2 toxicity that rules out more",
        hint="Sustained ventricular tachycardia, uncontrolled rhythm, ischemia or infarction, tamponade, intubation "
        "over 72 hours, dialysis over 72 hours, coma or psychosis over 48 hours, repeated seizures, bowel ischemia or "
        "perforation, bleeding that needed surgery.",
    ),
    yes_no("hypersensitivity", "Hypersensitivity to interleukin-2 or a component"),
    yes_no("organ_allograft", "Organ allograft"),
    yes_no("systemic_steroids", "Systemic corticosteroids needed or likely", hint="They cut the effect on the tumor."),
    yes_no(
        "autoimmune_disease",
        "Active autoimmune or inflammatory disease",
        hint="Crohn, scleroderma, thyroiditis, arthritis, diabetes, myasthenia, glomerulonephritis, vasculitis.",
    ),
    yes_no("active_infection", "Active infection that needs antibiotics", hint="Treat it first."),
    choice(
        "seizure_disorder",
        "Seizure disorder",
        ("no", "None"),
        ("treated_stable", "Treated and stable"),
        ("active", "Active or untreated"),
    ),
    yes_no("breast_feeding", "Breast feeding"),
    yes_no("contraception", "Effective contraception agreed"),
    choice(
        "other_cancer",
        "Other cancer in the last five years",
        ("no", "None"),
        ("cured_in_situ", "Cured skin cancer or cervix in situ"),
        ("yes", "Another cancer"),
    ),
    text("other_illness", "Other illness"),
    yes_no(
        "heart_or_lung_disease", "Heart or lung disease in the past", hint="Extreme caution even with normal tests."
    ),
    choice("smoking", "Smoking", ("never", "Never"), ("former", "Former"), ("current", "Current")),
    text("medicines", "Medicines taken now"),
    yes_no("antihypertensives", "Antihypertensives or beta blockers", hint="Stop or hold them before the admission."),
    yes_no("nephrotoxic_medicines", "NSAIDs or other medicines that harm the kidney"),
    yes_no("sedatives", "Sedatives"),
    yes_no("recent_contrast", "Contrast medium in the last weeks"),
    text("medicines_to_stop", "Stopped or held before the admission", hint="Which medicine, by whom, from which day."),
    yes_no("vasopressor_contraindication", "Contraindication to vasopressors"),
    text("social_support", "Home and social support"),
    yes_no("caregiver", "Caregiver at home after discharge"),
)
