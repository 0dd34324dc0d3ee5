"""The resources of a FHIR file, wherever they stand in it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from patients.importing.fhir.json_text import loads, part, parts, words
from patients.importing.fhir.observation import results_of
from patients.importing.fhir.people import People, Person, person_of
from patients.importing.found import MOST_RESULTS, FileKind, FoundFile, Result, Unreadable
from patients.importing.words import FINAL, PRELIMINARY, WITHDRAWN, standing_of

# Bundles within bundles, no deeper than anybody sends them.
DEEPEST = 4
# More than a patient's whole record; what is larger is not gone through.
MOST_RESOURCES = 20_000
# What is read; of everything else it is told that it was left alone.
_READ = frozenset({"Bundle", "Observation", "DiagnosticReport", "Patient"})


@dataclass(frozen=True)
class Found:
    """A resource, where it stands, and the address that its bundle gives it."""

    resource: dict[str, Any]
    place: str
    address: str = ""

    @property
    def kind(self) -> str:
        return words(self.resource, "resourceType")

    @property
    def names(self) -> list[str]:
        """Each way in which a reference may name it."""
        own = f"{self.kind}/{words(self.resource, 'id')}" if words(self.resource, "id") else ""
        return [name for name in (self.address, "/".join(self.address.split("/")[-2:]), own) if name]


@dataclass(frozen=True)
class Reports:
    """The results that reports name: under the reference, how far along the report is and where it stands."""

    named: dict[str, tuple[str, str]]
    by_short_name: dict[str, str]

    def references_to(self, one: Found) -> list[str]:
        found = [name if name in self.named else self.by_short_name.get(name) for name in one.names]
        return [reference for reference in found if reference]

    def status_over(self, one: Found) -> str:
        """How far along the report of a result is; final where none names it."""
        return next((self.named[reference][0] for reference in self.references_to(one)), FINAL)


def read_fhir(text: str) -> FoundFile:
    """The results of a FHIR file; Unreadable where it is no JSON, or holds nothing of FHIR."""
    found, spoiled = _resources(text)
    if not any(one.kind for one in found):
        raise Unreadable("This is JSON, but no FHIR resource stands in it. Ask the laboratory for FHIR R4.")
    people, reports = _people(found), _reports(found)
    told = chain(chain.from_iterable(_results(one, people, reports) for one in found), _missing(found, reports))
    results = list(islice(told, MOST_RESULTS + 1))
    if not results and not spoiled:
        raise Unreadable("No Observation stands in this file: it holds no laboratory results.")
    others = Counter(one.kind or "without a type" for one in found if one.kind not in _READ)
    left_alone = tuple(f"{count} {kind[:40]}" for kind, count in sorted(others.items()))
    return FoundFile(FileKind.FHIR, (*results, *spoiled), left_alone)


def _resources(text: str) -> tuple[list[Found], list[Result]]:
    """Every resource, and a refused result for each line of NDJSON that cannot be read."""
    try:
        whole = loads(text)
    except Unreadable:
        if not _is_by_line(text):
            raise
        return _by_line(text)
    many = whole if isinstance(whole, list) else []
    found = (Found(one, f"entry {number}") for number, one in enumerate(many, start=1) if isinstance(one, dict))
    given = [Found(whole, "the resource")] if isinstance(whole, dict) else found
    return _limited(inner for one in given for inner in _opened(one, DEEPEST)), []


def _limited(found: Iterable[Found]) -> list[Found]:
    few = list(islice(found, MOST_RESOURCES + 1))
    if len(few) > MOST_RESOURCES:
        raise Unreadable("There are more than 20,000 resources in this file. Export fewer days, or this patient only.")
    return few


def _is_by_line(text: str) -> bool:
    """Whether the first line is a resource of its own."""
    first, _, rest = text.strip().partition("\n")
    try:
        return bool(rest) and "resourceType" in json.loads(first)
    except (ValueError, TypeError, RecursionError):
        return False


def _by_line(text: str) -> tuple[list[Found], list[Result]]:
    found: list[Found] = []
    spoiled: list[Result] = []
    lines = ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())
    for number, line in islice(lines, MOST_RESOURCES + 1):
        try:
            resource = loads(line)
        except Unreadable:
            resource = None
        if isinstance(resource, dict):
            found += _limited(_opened(Found(resource, f"line {number}"), DEEPEST))
        else:
            spoiled.append(Result(f"line {number}", test="unreadable", refusal="The line holds no resource in JSON."))
    return _limited(found), spoiled


def _opened(found: Found, depth: int) -> Iterator[Found]:
    """The resource, or what stands in it where it is a bundle."""
    if found.kind != "Bundle":
        yield found
        return
    if depth == 0:
        raise Unreadable("There are bundles within bundles in this file, more than it can need.")
    before = "" if found.place == "the resource" else f"{found.place}, "
    for number, entry in enumerate(parts(found.resource, "entry"), start=1):
        deleted = words(entry, "request", "method") == "DELETE"
        resource = part(entry, "resource") or ({"resourceType": "deletion"} if deleted else {})
        yield from _opened(Found(resource, f"{before}entry {number}", words(entry, "fullUrl")), depth - 1)


def _people(found: list[Found]) -> People:
    by_reference: dict[str, Person] = {}
    for one in found:
        if one.kind == "Patient" and one.names:
            by_reference |= dict.fromkeys(one.names, person_of(one.resource, one.names[0]))
    return People(by_reference)


def _reports(found: list[Found]) -> Reports:
    named = {}
    for one in found:
        for result in parts(one.resource, "result") if one.kind == "DiagnosticReport" else ():
            reference = words(result, "reference")
            if reference and not reference.startswith("#"):
                named[reference] = (words(one.resource, "status"), one.place)
    return Reports(named, {"/".join(reference.split("/")[-2:]): reference for reference in named})


def _results(one: Found, people: People, reports: Reports) -> Iterator[Result]:
    contained = {words(inner, "id"): inner for inner in parts(one.resource, "contained")}
    person = people.subject_of(one.resource, contained)
    if one.kind == "Observation":
        status = reports.status_over(one)
        yield from (_under(status, result) for result in results_of(one.resource, one.place, person))
    elif one.kind == "DiagnosticReport":
        yield from _contained(one, contained, people, person)


def _contained(report: Found, contained: dict[str, dict[str, Any]], people: People, person: Person) -> Iterator[Result]:
    """The results that a report carries within itself."""
    status, taken = words(report.resource, "status"), words(report.resource, "effectiveDateTime")
    for key, inner in contained.items():
        if inner.get("resourceType") == "Observation":
            whose = people.subject_of(inner, contained) if part(inner, "subject") else person
            for result in results_of(inner, f"{report.place}, result {key[:40]}", whose):
                yield _under(status, result if result.taken else replace(result, taken=taken[:80]))


def _under(report_status: str, result: Result) -> Result:
    """A result under its report: what the report as a whole is, its results are too."""
    standing = standing_of(report_status)
    if standing == WITHDRAWN:
        return replace(result, refusal=result.refusal or "The report that it belongs to was withdrawn.")
    if standing == PRELIMINARY and standing_of(result.status) == FINAL:
        return replace(result, doubts=(*result.doubts, "The report that it belongs to is preliminary."))
    return result


def _missing(found: list[Found], reports: Reports) -> list[Result]:
    """The results that a report names and that are not in the file."""
    there = {name for one in found if one.kind == "Observation" for name in reports.references_to(one)}
    refusal = "The report names this result, but it is not in the file."
    return [
        Result(place, test=reference[-60:], refusal=refusal)
        for reference, (_, place) in reports.named.items()
        if reference not in there
    ]
