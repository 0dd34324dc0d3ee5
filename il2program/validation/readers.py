"""What a case's values may look like.

A *reader* takes what JSON gave for one key and returns what a rule takes, or raises `Malformed` with a sentence.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Reader = Callable[[object], Any]

_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.*")


class Malformed(ValueError):
    """A case, or a value in it, that cannot be read: what is wrong, and the path of keys where."""

    def __init__(self, words: str, path: str = "") -> None:
        super().__init__(f"{path}: {words}" if path else words)
        self.words = words
        self.path = path

    def inside(self, place: str) -> "Malformed":
        """The same fault, seen from one level further out."""
        return Malformed(self.words, place + self.path)


@dataclass(frozen=True)
class Dated:
    """A value with the day on which it was found; `on` is None where the case does not say."""

    value: Any
    on: date | None = None


@dataclass(frozen=True)
class Timed:
    """A value with the instant at which it was found; `at` is None where the case does not say."""

    value: Any
    at: datetime | None = None


def decimal(value: object) -> Decimal:
    """A quantity: a decimal in a string, or a whole JSON number. A JSON float is refused, since it is not exact."""
    if isinstance(value, float):
        raise Malformed(f"{value} is a JSON float; write the quantity as a string")
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise Malformed(f"{_shown(value)} is not a decimal in a string or a whole number")
    return Decimal(text)


def whole(value: object) -> int:
    """A whole number, written as one or as a string of digits."""
    number = decimal(value)
    if number != number.to_integral_value():
        raise Malformed(f"{_shown(value)} is not a whole number")
    return int(number)


def day(value: object) -> date:
    """A day, YYYY-MM-DD."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise Malformed(f"{_shown(value)} is not a day written YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Malformed(f"{_shown(value)} is not a day of the calendar") from error


def instant(value: object) -> datetime:
    """An instant in ISO 8601, with its offset."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise Malformed(f"{_shown(value)} is not an instant in ISO 8601")
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise Malformed(f"{_shown(value)} is not an instant in ISO 8601") from error
    if at.utcoffset() is None:
        raise Malformed(f"{_shown(value)} has no offset from UTC")
    return at


def boolean(value: object) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Malformed(f"{_shown(value)} is not true or false")
    return value


def words(value: object) -> str:
    """Words of one's own."""
    if not isinstance(value, str):
        raise Malformed(f"{_shown(value)} is not a string")
    return value


def choice(*allowed: str) -> Reader:
    """One of these words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise Malformed(f"{_shown(value)} is not one of {', '.join(allowed)}")
        return value

    return read


def nullable(reader: Reader) -> Reader:
    """The same, or null."""
    return lambda value: None if value is None else reader(value)


def listing(reader: Reader) -> Reader:
    """A list of what `reader` reads."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Malformed(f"{_shown(value)} is not a list")
        return tuple(_at(f"[{place}]", reader, item) for place, item in enumerate(value))

    return read


def record(needed: Collection[str] = (), **readers: Reader) -> Reader:
    """An object with these keys; null, like a missing key, is *unknown* except for the keys that are needed."""

    def read(value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Malformed(f"{_shown(value)} is not an object")
        for key in needed:
            if value.get(key) is None:
                raise Malformed(f"{key} is missing")
        return keyed(value, {key: nullable(reader) for key, reader in readers.items()})

    return read


def keyed(value: Mapping[str, object], readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Read every key of an object with the reader of that key; a key without a reader is refused."""
    for key in value:
        if key not in readers:
            raise Malformed(f"unknown key {_shown(key)}")
    return {key: _at(f".{key}", readers[key], item) for key, item in value.items()}


def dated(reader: Reader) -> Reader:
    """A bare value, or `{"value": …, "on": day}` where its age counts."""
    with_day = record(value=reader, on=day)

    def read(value: object) -> Dated:
        if not isinstance(value, dict):
            return Dated(reader(value))
        found = with_day(value)
        return Dated(found.get("value"), found.get("on"))

    return read


def timed(reader: Reader) -> Reader:
    """A bare value, or `{"value": …, "at": instant}` where its age counts."""
    with_instant = record(value=reader, at=instant)

    def read(value: object) -> Timed:
        if not isinstance(value, dict):
            return Timed(reader(value))
        found = with_instant(value)
        return Timed(found.get("value"), found.get("at"))

    return read


def _at(place: str, reader: Reader, value: object) -> Any:
    try:
        return reader(value)
    except Malformed as error:
        raise error.inside(place) from error


def _shown(value: object) -> str:
    words = json.dumps(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
