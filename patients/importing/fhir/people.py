"""Whose results they are: the patients in a FHIR file, and what a subject refers to."""

from dataclasses import dataclass, replace
from typing import Any

from patients.importing.fhir.json_text import part, parts, words

# Identifiers of a person that are no record number: social security, driver's license, passport and their like.
_NOT_A_RECORD_NUMBER = frozenset({"SS", "DL", "PPN", "TAX", "NI", "NIIP", "JHN", "SB", "MB", "MC", "MA", "PRC", "CZ"})


@dataclass(frozen=True)
class Person:
    """What a file says about whose a result is; `key` tells people without a record number from each other."""

    key: str
    numbers: tuple[str, ...] = ()
    name: str = ""
    born: str = ""
    is_patient: bool = True


def person_of(patient: dict[str, Any], key: str) -> Person:
    """A Patient resource as a person."""
    identifiers = parts(patient, "identifier")
    name = next(iter(parts(patient, "name")), {})
    given = name.get("given")
    told = words(name, "text") or " ".join(
        [*(str(one) for one in (given if isinstance(given, list) else [])), words(name, "family")]
    )
    return Person(key, _numbers(identifiers), told.strip()[:120], words(patient, "birthDate")[:80])


def _numbers(identifiers: list[dict[str, Any]]) -> tuple[str, ...]:
    """The values that may be record numbers: those that are called so, else those that are not called otherwise."""
    by_type: dict[str, list[str]] = {"MR": [], "": []}
    for identifier in identifiers:
        codes = {words(coding, "code") for coding in parts(part(identifier, "type"), "coding")}
        kind = "MR" if "MR" in codes else "other" if codes & _NOT_A_RECORD_NUMBER else ""
        if value := words(identifier, "value").strip():
            by_type.setdefault(kind, []).append(value[:80])
    untyped = [value for value in by_type[""] if not value.startswith(("urn:", "http"))]
    return tuple(by_type["MR"] or untyped)


@dataclass
class People:
    """The patients of a file, found by every way in which a reference may name them."""

    by_reference: dict[str, Person]

    def subject_of(self, resource: dict[str, Any], contained: dict[str, dict[str, Any]]) -> Person:
        """Whose a resource is."""
        subject = part(resource, "subject")
        reference = words(subject, "reference")
        if reference.startswith("#"):
            own = contained.get(reference[1:], {})
            if own.get("resourceType") != "Patient":
                return Person(reference[:200])
            person = person_of(own, "")
            return replace(person, key=f"{reference} {person.name} {person.born}"[:200])
        if reference in self.by_reference:
            return self.by_reference[reference]
        if found := self.by_reference.get("/".join(reference.split("/")[-2:])):
            return found
        if value := words(subject, "identifier", "value").strip():
            return Person(reference or value, (value[:80],), words(subject, "display")[:120])
        kind = words(subject, "type") or (reference.split("/")[-2] if reference.count("/") else "")
        is_patient = kind in ("", "Patient") or kind.startswith("http")
        return Person(reference[:200], (), words(subject, "display")[:120], is_patient=is_patient)
