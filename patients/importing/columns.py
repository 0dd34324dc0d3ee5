"""The columns of a table of results, by the names that laboratories and record systems give them."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType


class Column(StrEnum):
    LOINC = "LOINC code"
    CODE = "local code"
    TEST = "test"
    VALUE = "result"
    SIGN = "comparator"
    UNIT = "unit"
    TAKEN = "taken on"
    TIME = "time taken"
    DATE = "date"
    RECEIVED = "received on"
    REPORTED = "reported on"
    NUMBER = "record number"
    PERSON = "patient's name"
    BORN = "birth date"
    LOW = "reference low"
    HIGH = "reference high"
    RANGE = "reference range"
    FLAG = "flag"
    STATUS = "status"
    NOTE = "note"


HEADINGS: Mapping[Column, tuple[str, ...]] = MappingProxyType(
    {
        Column.LOINC: ("loinc", "loinc code", "loinc number", "loinc num", "loinc id"),
        Column.CODE: (
            *("code", "test code", "local code", "lab code", "order code", "component id", "observation code"),
            *("result code", "component code", "analyte code", "itemid"),
        ),
        Column.TEST: (
            *("test", "test name", "analyte", "component", "component name", "name", "lab", "lab test", "result name"),
            *("observation", "description", "test description", "lab name", "investigation", "parameter", "procedure"),
            *("display", "analyte name", "common name", "label", "exam"),
        ),
        Column.VALUE: (
            *("value", "result", "result value", "results", "numeric result", "observation value", "test result"),
            *("value text", "reported value", "ord value", "result text", "valuenum", "measurement", "lab value"),
        ),
        Column.SIGN: ("comparator", "operator", "qualifier", "result qualifier", "value qualifier", "prefix"),
        Column.UNIT: (
            *(
                "unit",
                "units",
                "uom",
                "unit of measure",
                "units of measure",
                "result unit",
                "result units",
                "value unit",
            ),
            *("reference unit", "unit of measurement", "value uom", "valueuom", "ucum", "ucum unit", "ref unit"),
        ),
        Column.TAKEN: (
            *("collected", "collection date", "date collected", "collected on", "collected at", "collection date time"),
            *(
                "collection datetime",
                "collected date",
                "collected date time",
                "collected datetime",
                "taken",
                "taken on",
            ),
            *("date taken", "taken at", "specimen date", "specimen collected", "specimen collection date", "draw date"),
            *("drawn", "date drawn", "drawn on", "drawn at", "sample date", "sampled", "sampled on", "sample taken"),
            *("effective date", "effective", "effective date time", "effectivedatetime", "date of collection"),
            *(
                "collection",
                "specimen taken time",
                "specimn taken time",
                "specimn taken date",
                "specimen collection date time",
                "collect date",
                "collect dt",
            ),
            *("collection dt", "collect date time", "charttime", "date of specimen"),
        ),
        Column.TIME: (
            *("time", "collection time", "time collected", "collected time", "draw time", "time taken", "time drawn"),
            *("sample time", "specimen time", "collect time"),
        ),
        Column.DATE: ("date", "date time", "datetime", "timestamp", "test date", "lab date", "observation date", "day"),
        Column.RECEIVED: ("received", "received date", "date received", "received date time", "specimen received"),
        Column.REPORTED: (
            *("reported", "result date", "date reported", "reported date", "reported on", "result time", "resulted"),
            *("result date time", "resulted date", "report date", "issued", "verified", "verified date", "released"),
            *("result datetime", "date resulted", "resulted on", "resulted at"),
        ),
        Column.NUMBER: (
            *("record number", "mrn", "medical record number", "patient id", "patient number", "patient mrn", "pat id"),
            *("patient identifier", "hospital number", "chart number", "pid", "patientid", "medical record no", "mr"),
            *("mr number", "unit number", "hospital no", "record no", "patient no", "subject id", "medical record"),
            *("record", "mrn id", "pat mrn id", "pat mrn", "mr no", "chart no", "emrn", "empi"),
        ),
        Column.PERSON: (
            *("patient", "patient name", "name of patient", "pat name", "last name", "family name", "surname"),
            *("patient last name", "full name"),
        ),
        Column.BORN: (
            *("birth date", "date of birth", "dob", "birthdate", "patient dob", "born", "born on", "birthday"),
            *("patient date of birth", "patient birth date"),
        ),
        Column.LOW: (
            *(
                "reference low",
                "ref low",
                "low",
                "range low",
                "normal low",
                "lower limit",
                "lln",
                "reference range low",
            ),
            *("ref range low", "low normal", "lower", "ref range lower", "ref low value", "reference low value"),
            *("ref range min", "lower reference", "reference lower"),
        ),
        Column.HIGH: (
            *("reference high", "ref high", "high", "range high", "normal high", "upper limit", "uln", "high normal"),
            *("reference range high", "ref range high", "upper", "upper limit of normal", "ref range upper"),
            *("ref high value", "reference high value", "ref range max", "upper reference", "reference upper"),
        ),
        Column.RANGE: (
            *("reference range", "ref range", "reference interval", "normal range", "range", "reference", "ref"),
            *(
                "ref interval",
                "normal values",
                "reference values",
                "normals",
                "expected range",
                "standard range",
                "ref range units",
                "reference range units",
                "range units",
            ),
        ),
        Column.FLAG: (
            *("flag", "flags", "abnormal", "abnormal flag", "interpretation", "abn flag", "h l", "flag h l", "abn"),
            *("result flag", "abnormal indicator", "alert", "indicator"),
        ),
        Column.STATUS: ("status", "result status", "observation status", "test status", "report status", "lab status"),
        Column.NOTE: (
            *("comment", "comments", "note", "notes", "remark", "remarks", "result comment", "specimen comment"),
            *("specimen quality", "lab comment", "result note"),
        ),
    }
)
_COLUMN = {heading: column for column, headings in HEADINGS.items() for heading in headings}
_RANK = {heading: place for headings in HEADINGS.values() for place, heading in enumerate(headings)}
# Longer than any heading.
LONGEST = 80
_UNIT_ASIDE = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")


def column_called(heading: str) -> Column | None:
    """The column that a heading means, or None: "Collection_Date/Time", "LOINC Code", "Result Value"."""
    return _COLUMN.get(_plain(heading))


def columns_of(row: Sequence[str]) -> dict[Column, int]:
    """Where each known column stands in this row, if it names columns.

    Of two headings of one column the one that is named first in the table above counts. A "name" beside a "test" is
    the patient's.
    """
    ranked: dict[Column, list[tuple[int, int]]] = {}
    for place, heading in enumerate(row):
        plain = _plain(heading)
        if plain in _COLUMN:
            ranked.setdefault(_COLUMN[plain], []).append((_RANK[plain], place))
    found = {column: min(places)[1] for column, places in ranked.items()}
    if Column.PERSON not in found:
        others = [place for _, place in ranked.get(Column.TEST, []) if place != found[Column.TEST]]
        names = [place for place in others if _plain(row[place]) == "name"]
        found |= dict(zip([Column.PERSON], names, strict=False))
    return found


def names_columns(found: Mapping[Column, int]) -> bool:
    """Whether a row names at least the test and its result."""
    return Column.VALUE in found and not {Column.LOINC, Column.CODE, Column.TEST}.isdisjoint(found)


@lru_cache(maxsize=4096)
def _plain(heading: str) -> str:
    """The heading in lower case, without what separates its words and without a unit behind it."""
    if len(heading) > LONGEST:
        return ""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", _UNIT_ASIDE.sub(" ", heading))
    words = " ".join(re.sub(r"[\W_]+", " ", spaced.casefold()).split())
    return words if words in _COLUMN else words.replace(" ", "")
