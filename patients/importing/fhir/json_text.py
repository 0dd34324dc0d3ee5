"""JSON as a file from outside may be: numbers stay as they are written, and what is ambiguous is refused."""

import json
from typing import Any, NoReturn

from patients.importing.found import Unreadable


class Numeral(str):
    """A number as it is written in the file, "1.20"."""

    __slots__ = ()


class _Refused(ValueError):
    pass


def loads(text: str) -> Any:
    """The JSON in a text; Unreadable where it ends too early, is nested without end or says one thing twice."""
    try:
        return json.loads(text, parse_float=Numeral, parse_int=Numeral, parse_constant=_no, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg:
            raise Unreadable(
                "The file ends too early: it was cut off on its way. Export it again; nothing of it is used."
            ) from None
        raise Unreadable(f"The file is no valid JSON from line {error.lineno} on. Export it again.") from None
    except RecursionError:
        raise Unreadable("The file is nested deeper than any FHIR resource and is not read.") from None
    except _Refused as refusal:
        raise Unreadable(str(refusal)) from None


def _no(constant: str) -> NoReturn:
    raise _Refused(f"The file has {constant} in place of a number. Export it again.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("The file gives one element of a resource twice, and nobody can tell which counts.")
    return found


def part(value: Any, *path: str) -> dict[str, Any]:
    """The element at a path, where it is an object; else an empty one."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def parts(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects of a list; one object that stands without its list is a list of one."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def words(value: Any, *path: str) -> str:
    """The text or the number at a path, else an empty text."""
    *before, last = path
    found = part(value, *before).get(last)
    return str(found) if isinstance(found, str) else ""
