"""What a file says, in the file's own words: every field is text, nothing is converted or decided yet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MOST_RESULTS = 5_000

# Control characters, which text in a database cannot hold.
_CONTROLS = dict.fromkeys(range(32), " ")


class Unreadable(ValueError):
    """The file as a whole cannot be read; the sentence says why and what to do."""


class FileKind(StrEnum):
    CSV = "csv"
    FHIR = "fhir"

    @property
    def label(self) -> str:
        return {FileKind.CSV: "CSV table", FileKind.FHIR: "FHIR R4"}[self]


@dataclass(frozen=True)
class Result:
    """One result as it stands in the file.

    `record_numbers` and `whose` say whose it is: the numbers that the file gives for the person, or the file's own
    key of a person without a number. `refusal` and `doubts` are what the reader of the file found already.
    """

    place: str
    # The analyte, where the program itself took the result out of another one.
    key: str = ""
    test: str = ""
    loinc: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    value: str = ""
    # Codes of an answer that is coded, from terminologies whose codes do not overlap.
    answers: tuple[str, ...] = ()
    unit: str = ""
    unit_also: str = ""
    taken: str = ""
    time: str = ""
    # The file gives only when the result was reported, or when the specimen arrived.
    taken_is: str = ""
    status: str = ""
    notes: str = ""
    record_numbers: tuple[str, ...] = ()
    whose: str = ""
    person: str = ""
    born: str = ""
    range: str = ""
    refusal: str = ""
    doubts: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """The fields that say something, as JSON that every database takes."""
        return {name: _storable(value) for name, value in asdict(self).items() if value}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Result":
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        return cls(**fields)


@dataclass(frozen=True)
class FoundFile:
    """A file that could be read: its results, and what else stood in it and was left alone."""

    kind: FileKind
    results: tuple[Result, ...] = ()
    left_alone: tuple[str, ...] = field(default=())


def _storable(value: str | tuple[str, ...]) -> str | list[str]:
    """Text without control characters and half characters, which JSON can carry in escapes."""
    if isinstance(value, tuple):
        return [part.translate(_CONTROLS).encode(errors="replace").decode() for part in value]
    return value.translate(_CONTROLS).encode(errors="replace").decode()
