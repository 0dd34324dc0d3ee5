"""FHIR R4 in the shapes of US Core and mCODE, and in the shapes in which it goes wrong."""

import json

import pytest

from patients.importing import Unreadable, Verdict, read_file
from tests.patients.importing.samples import (
    LOINC,
    UCUM,
    bundle,
    coded,
    judged,
    observation,
    one,
    patient,
    quantity,
    told,
    without,
)

SNOMED = "http://snomed.info/sct"


def blood_pressure() -> dict:
    """A panel whose values stand in its components, as US Core has it."""
    parts = [("8480-6", 107), ("8462-4", 60)]
    components = [{"code": coded(code), "valueQuantity": quantity(value, "mmHg", "mm[Hg]")} for code, value in parts]
    code = {"coding": [{"system": LOINC, "code": "85354-9", "display": "Blood pressure panel"}], "text": "BP"}
    vital = {"effectiveDateTime": "2026-03-24T08:15:00-07:00", "component": components, "code": code}
    return without(observation(**vital), "valueQuantity")


def ecog() -> dict:
    """A performance status, as mCODE has it: an integer and its interpretation."""
    answer = {"coding": [{"system": LOINC, "code": "LA9623-5"}]}
    return without(observation("89247-1", valueInteger=1, interpretation=[answer]), "valueQuantity")


def viral(code: str, answer: str, text: str = "") -> dict:
    concept = {"coding": [{"system": SNOMED, "code": answer}]} | ({"text": text} if text else {})
    return without(observation(code, valueCodeableConcept=concept), "valueQuantity")


def test_a_bundle_in_the_shape_of_us_core_is_read():
    ast = observation("1920-8", valueQuantity=quantity(25, "U/L"), referenceRange=[{"high": quantity(40, "U/L")}])
    wbc = observation(
        "6690-2", valueQuantity=quantity(6.5, "10*3/uL"), effectivePeriod={"start": "2026-03-24T07:30:00-07:00"}
    )
    pulse = {"reference": "https://example.org/Patient/p1"}
    spo2 = observation("2708-6", valueQuantity=quantity(97, "%"), subject=pulse)
    spo2["code"]["coding"].append({"system": LOINC, "code": "59408-5"})
    found = told(bundle(patient(), observation(), ast, without(wbc, "effectiveDateTime"), blood_pressure(), spo2))
    assert found == {
        "entry 2": "store Creatinine 1.2 mg/dL",
        "entry 3": "store AST 25 U/L",
        "entry 3, range": "store AST, upper limit of normal 40 U/L",
        "entry 4": "store White blood cells 6,500/µL (6.5 10³/µL)",
        "entry 5, component 1": "store Systolic pressure 107 mmHg",
        "entry 5, component 2": "store Diastolic pressure 60 mmHg",
        "entry 6": "store Oxygen saturation 97 %",
    }


def test_a_bundle_in_the_shape_of_mcode_is_read_and_what_is_no_result_is_told():
    condition = {"resourceType": "Condition", "id": "c1"}
    stage = without(observation("21908-9", valueCodeableConcept={"text": "Stage IV"}), "valueQuantity")
    marker = observation("2039-6", valueQuantity=quantity(10.1, "ng/mL"))
    content = bundle(
        patient(),
        condition,
        condition,
        ecog(),
        stage,
        marker,
        observation("14804-9", valueQuantity=quantity(210, "U/L")),
    )
    found = told(content)
    assert found["entry 4"] == "store ECOG performance status 1"
    assert "21908-9 is of a test that is not recorded here" in found["entry 5"]
    assert "2039-6 is of a test that is not recorded here" in found["entry 6"]
    assert found["entry 7"] == "store Lactate dehydrogenase 210 U/L"
    assert read_file(content.encode()).left_alone == ("2 Condition",)


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "message", "document", "batch"])
def test_every_kind_of_bundle_is_read(kind):
    request = {"method": "POST", "url": "Observation"}
    entries = [{"resource": patient()}, {"resource": observation(), "request": request, "search": {"mode": "match"}}]
    content = json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries})
    assert told(content) == {"entry 2": "store Creatinine 1.2 mg/dL"}


def test_a_bundle_within_a_bundle_a_list_and_lines_are_read():
    inner = json.loads(bundle(patient(), observation()))
    assert told(bundle(inner)) == {"entry 1, entry 2": "store Creatinine 1.2 mg/dL"}
    assert told(json.dumps([patient(), observation()])) == {"entry 2": "store Creatinine 1.2 mg/dL"}
    lines = "\n".join(
        map(json.dumps, [patient(), observation(), observation("6301-6", valueQuantity=quantity(1.1, "{INR}"))])
    )
    assert told(lines) == {"line 2": "store Creatinine 1.2 mg/dL", "line 3": "store INR 1.1"}


def test_a_single_observation_is_read_and_has_to_be_confirmed():
    found = judged(json.dumps(observation()))
    assert [line.verdict for line in found.lines] == [Verdict.STORE]
    assert found.to_confirm


def test_references_by_address_by_key_within_and_by_identifier_are_followed():
    by_address = observation(subject={"reference": "https://example.org/Patient/p1"})
    contained = observation(subject={"reference": "#me"}, contained=[patient("T2002", id="me")])
    by_number = observation(
        subject={"identifier": {"value": "T1001"}, "type": "Patient"}, effectiveDateTime="2026-03-23"
    )
    found = judged(bundle(patient(), by_address, contained, by_number))
    assert [line.verdict for line in found.lines] == [Verdict.STORE, Verdict.REFUSED, Verdict.STORE]
    assert found.to_confirm == ()
    urn = {"fullUrl": "urn:uuid:0f1e", "resource": without(patient(), "id")}
    entries = [urn, {"resource": observation(subject={"reference": "urn:uuid:0f1e"})}]
    assert told(json.dumps({"resourceType": "Bundle", "entry": entries})) == {"entry 2": "store Creatinine 1.2 mg/dL"}


def report(**facts: object) -> dict:
    return {"resourceType": "DiagnosticReport", "status": "final", "subject": {"reference": "Patient/p1"}} | facts


def test_a_report_is_read_with_what_it_carries_and_what_it_names():
    inside = without(observation(id="o1"), "effectiveDateTime", "subject")
    carried = report(contained=[inside], result=[{"reference": "#o1"}], effectiveDateTime="2026-03-24")
    assert told(bundle(patient(), carried)) == {"entry 2, result o1": "store Creatinine 1.2 mg/dL"}
    named = report(result=[{"reference": "Observation/o1"}, {"reference": "Observation/gone"}])
    found = told(bundle(patient(), named, observation(id="o1")))
    assert found["entry 3"] == "store Creatinine 1.2 mg/dL"
    assert found["entry 2"] == "refused The report names this result, but it is not in the file."


@pytest.mark.parametrize(
    ("status", "words"),
    [("final", "store"), ("preliminary", "doubtful"), ("entered-in-error", "refused"), ("cancelled", "refused")],
)
def test_what_a_report_is_its_results_are_too(status, words):
    named = report(status=status, result=[{"reference": "Observation/o1"}])
    assert told(bundle(patient(), named, observation(id="o1")))["entry 3"].startswith(words)


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    [
        ({"status": "amended"}, Verdict.STORE, ""),
        ({"status": "corrected"}, Verdict.STORE, ""),
        ({"status": "preliminary"}, Verdict.DOUBTFUL, "preliminary"),
        ({"status": "registered"}, Verdict.DOUBTFUL, "not final"),
        ({"status": None}, Verdict.DOUBTFUL, "not given"),
        ({"status": "entered-in-error"}, Verdict.REFUSED, "withdrew"),
        ({"status": "cancelled"}, Verdict.REFUSED, "withdrew"),
        ({"effectiveDateTime": "2026-03"}, Verdict.REFUSED, "not a whole date"),
        ({"effectiveDateTime": "2026"}, Verdict.REFUSED, "not a whole date"),
        ({"effectiveDateTime": None}, Verdict.REFUSED, "does not say when"),
        (
            {"effectiveDateTime": None, "issued": "2026-03-24T09:00:00Z"},
            Verdict.DOUBTFUL,
            "when the result was reported",
        ),
        ({"effectiveDateTime": None, "effectiveInstant": "2026-03-24T09:00:00Z"}, Verdict.STORE, ""),
        (
            {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-03-23", "end": "2026-03-24"}},
            Verdict.DOUBTFUL,
            "more than one day",
        ),
        ({"effectiveDateTime": "2026-04-24"}, Verdict.REFUSED, "in the future"),
        ({"effectiveDateTime": "1960-04-24"}, Verdict.REFUSED, "before the patient's birth"),
        ({"valueQuantity": quantity(0.2, "mg/dL", comparator="<")}, Verdict.STORE, ""),
        ({"valueQuantity": quantity(10, "mg/dL", comparator=">=")}, Verdict.STORE, ""),
        ({"valueQuantity": quantity(10, "mg/dL", comparator="ad")}, Verdict.REFUSED, "comparator"),
        ({"valueQuantity": {"value": 1.2}}, Verdict.DOUBTFUL, "no unit"),
        ({"valueQuantity": {"value": 1.2, "unit": "mg/dL"}}, Verdict.STORE, ""),
        ({"valueQuantity": {"value": "1.2", "code": "mg/dL", "system": UCUM}}, Verdict.STORE, ""),
        ({"valueQuantity": quantity(1.2, "milligrams per deciliter", "mg/dL")}, Verdict.STORE, ""),
        ({"valueQuantity": quantity(88.4, "mg/dL", "umol/L")}, Verdict.REFUSED, "two units"),
        ({"valueQuantity": quantity(85, "mg/dL")}, Verdict.REFUSED, "in µmol/L it could"),
        ({"valueQuantity": quantity(1.2, "mg/dL", "furlong")}, Verdict.STORE, ""),
        ({"valueQuantity": {"unit": "mg/dL"}}, Verdict.REFUSED, "no value"),
        ({"valueQuantity": None, "valueString": "1.2 mg/dL"}, Verdict.STORE, ""),
        ({"valueQuantity": None, "valueString": "hemolyzed"}, Verdict.REFUSED, "hemolyzed"),
        (
            {"valueQuantity": None, "valueRange": {"low": {"value": 1}}},
            Verdict.REFUSED,
            "no number, text or coded answer",
        ),
        ({"valueQuantity": None, "dataAbsentReason": coded("not-performed", system="x")}, Verdict.REFUSED, "not done"),
        ({"valueQuantity": None, "dataAbsentReason": {"text": "Lost"}}, Verdict.REFUSED, "Lost"),
        ({"valueQuantity": None}, Verdict.REFUSED, "no value"),
        ({"code": coded("2161-8", "Creatinine")}, Verdict.REFUSED, "2161-8 is of a test that is not recorded here"),
        ({"code": coded("2160-1")}, Verdict.REFUSED, "is no LOINC code"),
        ({"code": coded("2160-0", system="urn:oid:2.16.840.1.113883.6.1")}, Verdict.STORE, ""),
        ({"code": coded("2160-0", system="LOINC")}, Verdict.STORE, ""),
        ({"code": coded("85354-9")}, Verdict.REFUSED, "panel"),
        ({"code": coded("CREA", "Creatinine", "urn:oid:9")}, Verdict.DOUBTFUL, "no LOINC code"),
        ({"code": {"text": "Creatinine, serum"}}, Verdict.DOUBTFUL, "no LOINC code"),
        (
            {"code": {"coding": [{"system": LOINC, "code": "2160-0"}, {"system": LOINC, "code": "2823-3"}]}},
            Verdict.REFUSED,
            "mean different tests",
        ),
        (
            {"code": {"coding": [{"system": LOINC, "code": "2160-0"}, {"system": "urn:oid:9", "code": "X1"}]}},
            Verdict.STORE,
            "",
        ),
        ({"code": None}, Verdict.REFUSED, "called “no code”"),
        ({"subject": {"reference": "Location/1"}}, Verdict.REFUSED, "something else than a patient"),
        ({"modifierExtension": [{"url": "x", "valueBoolean": True}]}, Verdict.REFUSED, "modifier"),
        ({"note": [{"text": "Specimen slightly hemolyzed"}]}, Verdict.DOUBTFUL, "hemolyzed"),
        ({"performer": "not a list", "specimen": 5, "meta": {"unknown": 1}, "extra": []}, Verdict.STORE, ""),
    ],
)
def test_an_observation_is_judged_by_what_it_says(facts, verdict, reason):
    resource = {name: value for name, value in observation(**facts).items() if value is not None}
    line = one(resource)
    assert (line.verdict, reason in " ".join(line.reasons)) == (verdict, True), line


@pytest.mark.parametrize(
    ("resource", "shown"),
    [
        (viral("5196-1", "260415000"), "Negative"),
        (viral("16128-1", "10828004"), "Positive"),
        (viral("56888-1", "131194007", "HIV Ag/Ab: non-reactive"), "Negative"),
        (viral("56888-1", "local", "Non-reactive"), "Negative"),
        (ecog(), "1"),
    ],
)
def test_coded_answers_are_read_by_code_and_by_words(resource, shown):
    line = one(resource)
    assert (line.verdict, [option.shown for option in line.options]) == (Verdict.STORE, [shown])


def test_a_coded_performance_status_is_read_and_an_answer_that_says_nothing_is_refused():
    status = without(observation("89247-1", valueCodeableConcept=coded("LA9624-3", "x")), "valueQuantity")
    assert [option.shown for option in one(status).options] == ["2"]
    assert one(viral("5196-1", "000")).verdict is Verdict.REFUSED


def test_a_panel_whose_members_stand_apart_is_not_a_result():
    panel = without(observation("24323-8", hasMember=[{"reference": "Observation/o1"}]), "valueQuantity")
    assert told(bundle(patient(), panel, observation(id="o1"))) == {"entry 3": "store Creatinine 1.2 mg/dL"}


def test_a_value_keeps_the_digits_that_the_file_wrote():
    content = bundle(patient(), observation()).replace('"value": 1.2,', '"value": 1.20,')
    assert judged(content).lines[0].entered == "1.20"


@pytest.mark.parametrize("value", ["1e400", "-0", "1E-30", "9" * 400, "1." + "3" * 300])
def test_a_number_that_nobody_measures_is_refused(value):
    content = bundle(patient(), observation()).replace('"value": 1.2,', f'"value": {value},')
    assert judged(content).lines[0].verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bundle(patient(), observation())[:-40], "cut off"),
        (bundle(patient(), observation())[:300], "cut off"),
        (json.dumps(json.loads(bundle(patient(), observation())), indent=1)[:500], "cut off"),
        ("{", "cut off"),
        ('{"resourceType": "Bundle", oops}', "no valid JSON from line 1"),
        ("[" * 100_000, "nested deeper"),
        ('{"a":' * 100_000, "nested deeper"),
        ('{"resourceType": "Observation", "valueInteger": NaN}', "in place of a number"),
        ('{"resourceType": "Observation", "status": "final", "status": "final"}', "twice"),
        ('{"name": "x"}', "no FHIR resource"),
        ("[1, 2]", "no FHIR resource"),
        ("[]", "no FHIR resource"),
        ('{"resourceType": "Bundle", "type": "collection"}', "no FHIR resource"),
        (json.dumps(patient()), "no laboratory results"),
        ('{"resourceType": "Bundle", "entry": ' + '[{"resource": {"resourceType": "Bundle", "entry": ' * 6, "cut off"),
    ],
)
def test_a_file_that_is_no_fhir_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Unreadable, match=r"\.$") as refusal:
        read_file(content.encode())
    assert sentence in str(refusal.value)


def test_bundles_within_bundles_without_end_are_refused():
    content = json.loads(bundle(patient(), observation()))
    for _ in range(6):
        content = {"resourceType": "Bundle", "entry": [{"resource": content}]}
    with pytest.raises(Unreadable, match="bundles within bundles"):
        read_file(json.dumps(content).encode())


def test_of_lines_the_one_that_cannot_be_read_is_listed():
    lines = [json.dumps(patient()), json.dumps(observation()), json.dumps(observation())[:100]]
    assert told("\n".join(lines)) == {
        "line 2": "store Creatinine 1.2 mg/dL",
        "line 3": "refused The line holds no resource in JSON.",
    }
