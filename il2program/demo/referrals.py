"""What is registered of a demo patient."""

from datetime import date, timedelta
from random import Random
from typing import Any

from il2program.demo.case import RCC, Case

REFERRERS = (
    ("Dr. Ruth Referrer", "Invented Oncology Clinic, 1 Sample Street"),
    ("Dr. Omar Specimen", "Fictional Urology Group, 22 Example Avenue"),
    ("Dr. Lena Placeholder", "Example Dermatology, 3 Nowhere Lane"),
    ("Dr. Iván Muestra", "Sample County Cancer Center, 40 Testing Road"),
)
# Half of the patients have no known allergy.
ALLERGIES = ("", "", "", "", "Penicillin (rash)", "Sulfonamides (hives)", "Latex", "Iodinated contrast (hives)")
HISTOLOGIES = {True: ("Clear cell", "Clear cell", "Clear cell", "Unclassified"), False: ("Cutaneous", "Mucosal")}
CODES = {True: ("C64.1", "C64.2", "C64.9"), False: ("C43.59", "C43.61", "C43.62", "C43.71", "C43.72", "C43.4")}
STAGES = {True: ("IV",), False: ("IV M1a", "IV M1b", "IV M1c")}
# Sites of metastasis, and the organ in which a target lesion of each lies; lymph nodes are measured across.
ORGANS = {
    "C78.00": "Lung",
    "C77.9": "Lymph node",
    "C78.7": "Liver",
    "C79.70": "Adrenal gland",
    "C79.2": "Skin",
    "C78.1": "Mediastinum",
}
NODE = "Lymph node"
# Telephone numbers of this range belong to nobody.
PHONE = "555-01{:02d}"


def registration(case: Case, random: Random, record_number: str, referred_on: date) -> dict[str, Any]:
    """The facts of the referral, as the form gives them."""
    referrer, address = random.choice(REFERRERS)
    allergies = random.choice(ALLERGIES)
    relation = random.choice(["spouse", "daughter", "son", "sister", "friend"])
    return {
        "record_number": record_number,
        "family_name": case.family_name,
        "given_name": case.given_name,
        "born_on": _born_on(case.age, random, referred_on),
        "sex": case.sex,
        "phone": PHONE.format(random.randrange(100)),
        "contact": f"Conny {case.family_name[:60]} ({relation}), {PHONE.format(random.randrange(100))}",
        "referred_by": referrer,
        "referrer_contact": address,
        "referred_on": referred_on,
        "allergies": allergies,
        "no_known_allergies": not allergies,
    } | _diagnosis(case, random, referred_on)


def _diagnosis(case: Case, random: Random, referred_on: date) -> dict[str, Any]:
    kidney = case.disease == RCC
    return {
        "disease": case.disease,
        "histology": random.choice(HISTOLOGIES[kidney]),
        "icd10": random.choice(CODES[kidney]),
        "stage": random.choice(STAGES[kidney]),
        "sites": random.sample(sorted(ORGANS), random.choice([1, 2, 2, 3])),
        "diagnosed_on": referred_on - timedelta(days=random.randrange(20, 900)),
    }


def _born_on(age: int, random: Random, referred_on: date) -> date:
    """A birth date that makes the patient this old when referred."""
    return referred_on - timedelta(days=age * 365 + age // 4 + 1 + random.randrange(360))
