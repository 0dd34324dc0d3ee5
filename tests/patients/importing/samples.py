"""Files of invented patients, in the shapes in which laboratories and record systems send them."""

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from patients.importing import Chart, Judged, Line, judge, read_file

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 3, 25, 12, tzinfo=ZONE)
NUMBER = "T1001"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"


def chart(**facts: Any) -> Chart:
    known = {"record_number": NUMBER, "born_on": date(1966, 5, 4), "now": NOW, "zone": ZONE, "standing": ()}
    return Chart(**known | facts)


def judged(content: bytes | str, **facts: Any) -> Judged:
    return judge(read_file(content.encode() if isinstance(content, str) else content), chart(**facts))


def told(content: bytes | str, **facts: Any) -> dict[str, str]:
    """By place: the verdict, and what would be stored or why nothing is."""
    return {line.place: _told(line) for line in judged(content, **facts).lines}


def _told(line: Line) -> str:
    options = " or ".join(option.shown for option in line.options)
    return " ".join(filter(None, [line.verdict, line.label if options else "", options, *line.reasons]))


def csv_of(*rows: str, head: str = "Test,Result,Unit,Collected,MRN") -> str:
    return "\n".join([head, *rows]) + "\n"


def cell(test: str, value: str, unit: str = "", taken: str = "2026-03-24", number: str = NUMBER) -> Line:
    """The one line that a table with this result gives."""
    row = f'{test},"{value}",{unit},"{taken}",{number}'
    return judged(csv_of(row)).lines[0]


def patient(number: str = NUMBER, **facts: Any) -> dict[str, Any]:
    mr = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"use": "usual", "type": mr, "system": "urn:oid:1.2.3", "value": number}],
        "name": [{"family": "Example", "given": ["Testa", "Q"]}],
        "gender": "female",
        "birthDate": "1966-05-04",
    } | facts


def coded(code: str, display: str = "", system: str = LOINC) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} | ({"display": display} if display else {})]}


def quantity(value: float, unit: str, code: str = "", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": code or unit} | more


def observation(loinc: str = "2160-0", **facts: Any) -> dict[str, Any]:
    """A laboratory result in the shape of the US Core profile."""
    laboratory = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}
    return {
        "resourceType": "Observation",
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-lab"]},
        "status": "final",
        "category": [{"coding": [laboratory]}],
        "code": coded(loinc),
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-03-24",
        "valueQuantity": quantity(1.2, "mg/dL"),
    } | facts


def without(resource: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in names}


def bundle(*resources: dict[str, Any], kind: str = "collection", **facts: Any) -> str:
    entries = [
        {"fullUrl": f"https://example.org/{one.get('resourceType')}/{one.get('id', place)}", "resource": one}
        for place, one in enumerate(resources)
    ]
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries} | facts)


def one(resource: dict[str, Any], *others: dict[str, Any]) -> Line:
    """The first line of a bundle with the patient and this resource."""
    return judged(bundle(patient(), resource, *others)).lines[0]
