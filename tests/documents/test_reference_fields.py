"""Every field that chapter 8 of the reference names has its place in a printed form."""

import re
from pathlib import Path

import pytest

from il2program.documents.catalog import FORMS
from tests.documents.reading import pages_in

pytestmark = pytest.mark.django_db

REFERENCE = (Path(__file__).parents[2] / "docs" / "clinical-reference.md").read_text()
CHAPTER = REFERENCE[REFERENCE.index("\n## 8. ") : REFERENCE.index("\n## 9. ")]

# Form of the reference → the copies in which it is printed, and each of its fields with the words of its place.
# An empty text is a word that only groups what follows it.
PLACES: dict[int, tuple[tuple[tuple[str, str], ...], dict[str, str]]] = {
    1: (
        (("eligibility-checklist", ""), ("eligibility-checklist", "blank")),
        {
            "patient header": "",
            "name": "Testaexample",
            "MRN": "record T",
            "DOB": "born 4 May 1966",
            "sex": "female",
            "allergies": "Allergies No known allergies",
            "diagnosis/histology/stage/date": "Diagnosis Metastatic kidney cancer, clear cell",
            "six sections": "",
            "history": "Medical history",
            "exam": "Examination",
            "labs": "Blood tests",
            "imaging": "Imaging",
            "cardiac": "Heart",
            "pulmonary": "Lung",
            "renal": "Kidney",
            "hepatic": "Liver",
            "each row": "",
            "criterion": "Criterion and limit",
            "value": "Value, unit and date",
            "unit": "Value, unit and date",
            "date": "Value, unit and date",
            "threshold": "Criterion and limit",
            "met Y/N/unknown": "☐ met ☐ not met ☐ unknown",
            "override reason": "eligible with exceptions, each with its reason",
            "decision": "Decision: eligible for course 1",
            "physician name/signature/date": "Signed electronically by Testa Physician",
        },
    ),
    2: (
        (("consent", "blank"),),
        {
            "treatment named": "treatment with high-dose aldesleukin",
            "purpose": "Its purpose is",
            "schedule": "How it is given",
            "5–7 d ×2": "for 5 to 7 days",
            "break": "I rest for 14 days",
            "up to 6 cycles": "at most 6 in all",
            "risks": "Risks",
            "CLS": "Capillary leak syndrome",
            "hypotension": "low blood pressure",
            "kidney": "Kidneys:",
            "heart": "Heart:",
            "lung": "Lungs:",
            "neuro": "Brain and nerves:",
            "infection": "Infection",
            "death < 1 % locally / 2–4 % historic": "under 1 in 100; in studies of the past 2 to 4 in 100",
            "alternatives": "Other choices",
            "contraception": "I use birth control",
            "contrast warning": "Contrast dye",
            "right to stop": "I can stop at any time",
            "questions": "ask all my questions",
            "patient/witness/physician signatures": "Patient: Day and time: Witness: Day and time: Physician",
            "interpreter": "Interpreter, and language, or none:",
            "version": "version 1",
        },
    ),
    3: (
        (("admission-orders", ""), ("admission-orders", "blank")),
        {
            "model": "",
            "unit": "Unit Oncology unit",
            "diagnosis": "Diagnosis Metastatic kidney cancer",
            "weight": "Dosing weight 80 kg",
            "allergies": "No known allergies, reviewed by the physician",
            "vitals q2h": "Pressure, pulse, breathing, temperature, saturation every 2 hours",
            "daily weight 06": "Weight every day at 06:00",
            "00": "",
            "activity": "Diet and activity as tolerated",
            "I/O": "Strict intake and output, summed by shift and by day",
            "notify limits": "Call the physician at",
            "diet": "Diet and activity as tolerated",
            "IV": "Dextrose 5 % at 10 mL/h",
            "O2": "Oxygen to keep saturation at 95 % or more",
            "catheter": "Central line with two lumens or more",
            "labs admission/daily": "On admission: blood count",
            "aldesleukin line": "aldesleukin (interleukin-2)",
            "0.6 million units/kg × __ kg = __ million units": "0.6 million units/kg × 80 kg = 48 million units",
            "over 15 minutes every 8 hours": "over 15 minutes, every 8 hours",
            "start": "First dose Fri 6 Mar 2026 08:00 PST",
            "at most 14 doses": "at most 14 doses",
            "premeds/prn": "Before and between doses",
            "pressor protocol": "phenylephrine from 0.1 up to 1 microgram/kg/min",
            "code status": "Code status Full code",
            "prescriber signature": "Signed electronically by Testa Physician",
            "pharmacy block": "Pharmacy dose worksheet",
            "volume": "Volume of drug",
            "bag": "Bag of dextrose 5 %",
            "concentration": "Concentration",
            "vials": "Vials for each dose",
            "second check": "Second check",
        },
    ),
    4: (
        (("dose-record", ""), ("dose-record", "blank")),
        {
            "cycle no": "Dose record, cycle 1",
            "dosing weight": "80 kg × 0.6 million units/kg",
            "dose in million units": "48 million units",
            "mL": "2.67 mL of drug",
            "14 slots": "14 Tue 10 Mar 17:00 PDT",
            "scheduled time": "Due",
            "pre-dose assessment": "Found before each dose",
            "SBP": "Pressure mmHg",
            "HR": "Pulse /min",
            "rhythm": "Rhythm",
            "temp": "Temperature °C",
            "SpO2/O2 flow": "Oxygen L/min",
            "urine last 8 h": "Urine of the last 8 hours mL",
            "weight %": "Weight gain %",
            "creatinine": "Creatinine mg/dL",
            "platelets": "Platelets /µL",
            "bilirubin": "Bilirubin mg/dL",
            "neuro": "Mental state",
            "pressor max/at dose": "Phenylephrine at the dose",
            "decision": "Decision, criteria and reason",
            "rule IDs": "(H8, absolute:renal.creatinine)",
            "given/held": "Withheld: kidney or urine",
            "start–stop time": "Infusion, start to stop",
            "lot/expiry": "Bag, lot, vials expire on",
            "RN1/RN2": "Nurse 1 Nurse 2",
            "cumulative doses": "Given so far",
        },
    ),
    5: (
        (("daily-flowsheet", ""), ("daily-flowsheet", "blank")),
        {
            "2-hourly vitals": "Systolic pressure mmHg",
            "I/O by shift with 24 h balance": "Intake, output and balance of each shift and of 24 hours",
            "weight and % over baseline": "% over the admission",
            "O2": "Oxygen L/min",
            "neuro checks": "Mental state",
            "stool/emesis volumes": "Liquid stool mL",
            "skin": "Skin, and the site of the line",
            "line site": "Skin, and the site of the line",
            "pain": "Pain, 0 to 10",
            "labs of the day": "Laboratory of the day",
            "CTCAE grades": "CTCAE grades",
            "boluses": "Boluses of fluid",
            "pressor rate": "Phenylephrine now",
        },
    ),
    6: (
        (("discharge-summary", ""), ("discharge-summary", "blank")),
        {
            "admission/discharge date": "Admitted Fri 6 Mar 2026 06:00 Discharged Sat 7 Mar 2026 12:00",
            "LOS": "Length of stay 2 days",
            "doses given n/14": "Given 3 of 14 at most, 4 offered",
            "stop reason": "No further dose because",
            "worst toxicity": "Hypotension worst grade 3",
            "discharge weight vs admission": "Weight at admission 80 kg",
            "labs": "Creatinine",
            "line removed": "Central line taken out done",
            "medicines stopped/restarted": "Medicines that were stopped are restarted done",
            "antihypertensives": "Pills for high blood pressure",
            "follow-up labs": "Laboratory follow-up arranged done",
            "warning signs": "Call at once, day or night",
            "fever": "Fever over 38 °C",
            "no urine": "No urine for eight hours",
            "chest pain": "Chest pain",
            "confusion": "Confusion",
            "dyspnea": "Trouble breathing",
            "skin care": "Your skin may peel",
            "no steroids without calling": "No steroids",
            "contrast caution": "No contrast dye for a scan",
            "next admission date": "Next admission:",
            "phone numbers": "The oncology unit of",
        },
    ),
    7: (
        (("treatment-calendar", ""), ("treatment-calendar", "blank")),
        {
            "cycles 1–6": "Cycle 6: in hospital",
            "admission/discharge windows": "home between",
            "break": "Break",
            "scan date": "Scan after cycle 2",
            "decision visit": "Visit and decision",
            "labs": "Blood tests",
        },
    ),
    8: (
        (("response-report", ""), ("response-report", "blank")),
        {
            "baseline and each scan": "Scan, day, after cycle",
            "lesion table": "Lesion, organ",
            "id": "T1 Lung",
            "organ": "Lesion, organ",
            "node Y/N": "Lesion, organ, node or not",
            "mm per date": "50 mm",
            "SoD": "Sum of diameters, mm 80",
            "% vs baseline": "% from baseline",
            "vs nadir": "% from the smallest sum before",
            "vs previous": "% from the scan before",
            "non-target": "Non-target disease",
            "new lesions": "New lesion",
            "RECIST overall": "RECIST category",
            "protocol decision": "Protocol’s answer",
            "reader": "Dr. Invented Reader",
            "physician": "Physician, signature, day and time:",
        },
    ),
    9: (
        (("patient-information", ""),),
        {
            "what IL-2 is": "What is high-dose interleukin-2?",
            "why these tests": "Why do I need tests first?",
            "the schedule with this patient's dates": "Cycle 1: in the hospital Fri 6 Mar 2026 to Sat 7 Mar 2026",
            "what a day in hospital is like": "What is a day in the hospital like?",
            "common and serious side effects and how long they last": "get better two to three days after",
            "medicines to avoid": "Which medicines must I avoid?",
            "steroids": "Steroids, such as prednisone",
            "antihypertensives before admission": "Pills for high blood pressure",
            "what to bring": "What should I bring?",
            "when to call and whom": "Whom do I call?",
            "contrast and steroid caution afterwards": "What is important afterwards?",
            "resources": "Where can I read more?",
            "American Cancer Society": "American Cancer Society",
            "National Cancer Institute": "National Cancer Institute",
        },
    ),
    10: (
        (("wallet-card", ""), ("wallet-card", "blank")),
        {
            "name": "Testaexample",
            "birth date": "born 4 May 1966",
            "first and last IL-2 dates": "First dose: 6 Mar 2026 Last dose: 7 Mar 2026",
            "contrast and steroid warning": "No corticosteroids",
            "the unit's 24-hour number": "24 hours:",
        },
    ),
    11: (
        (("toxicity-summary", ""), ("toxicity-summary", "blank")),
        {
            "term": "Term Worst grade",
            "worst grade": "Hypotension 3",
            "onset slot and day": "after dose 2, day 2",
            "recovery to grade ≤ 1": "Recovered to grade 1 or less",
            "action": "Saline 500 mL.",
            "doses held for it": "Doses withheld meanwhile",
        },
    ),
    12: (
        (("reply-letter", ""), ("reply-letter", "blank")),
        {
            "referrer": "Dr. Invented",
            "decision": "eligible for course 1",
            "reasons": "Reasons:",
            "plan and dates": "What is planned",
            "contact": "Call the oncology unit of",
        },
    ),
    13: (
        (("scan-order", "blank"),),
        {
            "region": "Region",
            "reason": "Reason",
            "window": "Window",
            "last IL-2 day": "Last IL-2 day",
            "creatinine and eGFR": "eGFR",
            "earlier contrast reaction": "Earlier reaction to contrast",
            "no steroid premedication": "No premedication with steroids",
            "observation of 2 hours": "Watch the patient for at least 2 hours",
        },
    ),
}
# Of the whole program, and no patient's.
NOT_HERE = {14}


def fields_of_the_reference() -> dict[int, list[str]]:
    found = re.findall(r"^(\d+)\. \*\*.+?\*\*(.*?)(?=^\d+\. \*\*|\Z)", CHAPTER, re.MULTILINE | re.DOTALL)
    split = {int(number): re.split(r"[,;:()]|\[ORD\]|\bplus\b", text) for number, text in found}
    return {number: [one.strip(" .\n") for one in parts if one.strip(" .\n")] for number, parts in split.items()}


FIELDS = fields_of_the_reference()


def test_each_form_of_the_reference_is_looked_at_here():
    assert set(PLACES) | NOT_HERE == set(FIELDS) == set(range(1, 15))
    printed_keys = {key for copies, _ in PLACES.values() for key, _ in copies}
    assert printed_keys <= {form.key for form in FORMS}


@pytest.mark.parametrize("number", PLACES)
def test_each_field_of_the_reference_has_its_place_in_print(number, printed):
    copies, places = PLACES[number]
    assert sorted(FIELDS[number]) == sorted(places)
    text = " ".join(page for key, of in copies for page in pages_in(printed(key, of)))
    missing = {field: words for field, words in places.items() if words.lower() not in text.lower()}
    assert not missing
