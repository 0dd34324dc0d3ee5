"""One Observation as results: its own value and each of its components."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from patients.importing.cells import shortened
from patients.importing.fhir.json_text import Numeral, part, parts, words
from patients.importing.fhir.people import Person
from patients.importing.found import Result

UCUM = "unitsofmeasure.org"
_SIGNS = {"": "", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OTHER_VALUES = (
    *("valueRange", "valueRatio", "valueSampledData", "valueBoolean", "valueTime", "valueDateTime", "valuePeriod"),
    "valueAttachment",
)
_ABSENT = {
    "unknown": "the value is not known",
    "asked-unknown": "the value is not known",
    "not-asked": "it was not asked",
    "not-performed": "the test was not done",
    "error": "the laboratory reports an error",
    "masked": "the value is kept secret",
    "not-applicable": "the test does not apply",
    "as-text": "the value stands in a note",
    "temp-unknown": "the result is still pending",
    "unsupported": "the laboratory could not measure it",
}


def results_of(observation: dict[str, Any], place: str, person: Person) -> Iterator[Result]:
    """The results in an Observation, each with the refusal or the doubts that stand in it."""
    base = _base(observation, place, person)
    own = _valued(observation, base)
    components = parts(observation, "component")
    groups = bool(components or parts(observation, "hasMember"))
    if own.value or own.answers or not groups:
        yield own
    for number, component in enumerate(components, start=1):
        yield _valued(component, replace(base, place=f"{place}, component {number}"))


def _base(observation: dict[str, Any], place: str, person: Person) -> Result:
    taken, what, doubts = _taken(observation)
    refusal = ""
    if not person.is_patient:
        refusal = "It is about something else than a patient."
    elif parts(observation, "modifierExtension"):
        refusal = "It carries a modifier that changes its meaning and is not understood here."
    notes = [words(note, "text") for note in parts(observation, "note")]
    return Result(
        place,
        taken=taken[:80],
        taken_is=what,
        status=words(observation, "status")[:40] or "not given",
        notes=" ".join(notes)[:400],
        record_numbers=person.numbers,
        whose="" if person.numbers else person.key,
        person=person.name,
        born=person.born,
        refusal=refusal,
        doubts=doubts,
    )


def _taken(observation: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    """When it was taken; what else the day is where that is not said; and what is doubtful about it."""
    for name in ("effectiveDateTime", "effectiveInstant"):
        if text := words(observation, name):
            return text, "", ()
    period = part(observation, "effectivePeriod")
    start, end = words(period, "start"), words(period, "end")
    if start or end:
        longer = bool(start and end and start[:10] != end[:10])
        return start or end, "", ("It was collected over more than one day.",) if longer else ()
    issued = words(observation, "issued")
    return issued, "reported" if issued else "", ()


def _valued(part_of_it: dict[str, Any], base: Result) -> Result:
    """The base with the code and the value of an Observation or of one of its components."""
    code = part(part_of_it, "code")
    codings = parts(code, "coding")
    loinc = [words(coding, "code").strip() for coding in codings if _is_loinc(coding)]
    others = [words(coding, "code") for coding in codings if not _is_loinc(coding)]
    names = [words(code, "text"), *(words(coding, "display") for coding in codings), *others]
    named = tuple(dict.fromkeys(shortened(name.strip(), 160) for name in names if name.strip()))
    found = replace(
        base,
        test=next(iter(named), "") or next(iter(loinc), "no code"),
        loinc=tuple(dict.fromkeys(filter(None, loinc))),
        names=named,
        range=_range(part_of_it),
    )
    return _with_value(part_of_it, found)


def _is_loinc(coding: dict[str, Any]) -> bool:
    """By the standard's address, by LOINC's number among code systems, or by a name of the sender's for it."""
    system = words(coding, "system").casefold()
    return "loinc" in system or system.endswith("2.16.840.1.113883.6.1")


def _with_value(holder: dict[str, Any], found: Result) -> Result:
    if any(name in holder for name in ("valueQuantity", "valueInteger")):
        return _with_quantity(holder, found)
    if text := words(holder, "valueString"):
        return replace(found, value=text[:2000])
    if concept := part(holder, "valueCodeableConcept"):
        codings = parts(concept, "coding")
        shown = words(concept, "text") or next((words(one, "display") for one in codings if words(one, "display")), "")
        answers = tuple(filter(None, (words(coding, "code")[:80] for coding in codings)))
        return replace(found, value=shown[:2000] or ", ".join(answers), answers=answers)
    refusal = found.refusal or _why_absent(holder)
    return replace(found, refusal=refusal)


def _with_quantity(holder: dict[str, Any], found: Result) -> Result:
    if "valueInteger" in holder:
        return replace(found, value=words(holder, "valueInteger")[:60])
    quantity = part(holder, "valueQuantity")
    sign, value = words(quantity, "comparator"), quantity.get("value")
    code, unit = words(quantity, "code"), words(quantity, "unit")
    first, second = (code, unit) if UCUM in words(quantity, "system") else (unit, code)
    found = replace(found, unit=(first or second)[:80], unit_also=second[:80] if first else "")
    if sign not in _SIGNS:
        return replace(found, value=str(value)[:60], refusal=f"The comparator “{shortened(sign)}” is not understood.")
    if not isinstance(value, str) or (not isinstance(value, Numeral) and not value.strip()):
        return replace(found, refusal=found.refusal or _why_absent(holder))
    return replace(found, value=(sign + value)[:60])


def _why_absent(holder: dict[str, Any]) -> str:
    """Why there is no value to store."""
    codings = parts(part(holder, "dataAbsentReason"), "coding")
    told = next((why for coding in codings if (why := _ABSENT.get(words(coding, "code")))), "")
    text = words(holder, "dataAbsentReason", "text")
    if told or codings or text:
        return f"Not stored: {told or shortened(text) or 'there is no value'}."
    if any(name in holder for name in _OTHER_VALUES):
        return "Its value is no number, text or coded answer, and cannot be stored."
    return "It holds no value."


def _range(holder: dict[str, Any]) -> str:
    """The normal range of the laboratory as "8-40 U/L", where it gives one for everybody."""
    ranges = parts(holder, "referenceRange")
    normal = [one for one in ranges if _is_normal(one)] or ranges
    if len(normal) != 1:
        return ""
    high = part(normal[0], "high")
    value = words(high, "value")
    if not value:
        return words(normal[0], "text")[:80]
    unit = words(high, "code") or words(high, "unit") if UCUM in words(high, "system") else words(high, "unit")
    return f"{words(normal[0], 'low', 'value') or 0}-{value} {unit}".strip()[:80]


def _is_normal(one: dict[str, Any]) -> bool:
    return any(words(coding, "code") == "normal" for coding in parts(part(one, "type"), "coding"))
