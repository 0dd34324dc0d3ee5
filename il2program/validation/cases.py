"""One case of the validation kit: a rule, what it is given, what it is expected to answer.

A case is one line of JSON: `{"rule", "name", "given", "expect", "source"}`. Only the keys named in `expect` are
compared; a key missing from `given`, or null there, is *unknown*.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from il2program.validation.comparers import Comparer
from il2program.validation.readers import Malformed, Reader, keyed, nullable

Given = Mapping[str, Any]

KEYS = ("rule", "name", "given", "expect", "source")


@dataclass(frozen=True)
class Answer:
    """What a rule answers: a value for each key it offers (None where it cannot be computed) and its own reason.

    `reasons` gives a reason for one key where the rule has one for each; otherwise `reason` serves for all.
    """

    values: Mapping[str, Any]
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)

    def reason_for(self, key: str) -> str:
        return self.reasons.get(key, self.reason)


@dataclass(frozen=True)
class Rule:
    """A rule that cases can ask: how its keys are read, how its answers are compared, and the function that answers.

    `answer` takes the values that were read, by key (absent or None where unknown). It may raise ValueError for
    facts that cannot be: every expected value then reads as null, with that error as the reason.
    """

    name: str
    given: Mapping[str, Reader]
    expect: Mapping[str, Comparer]
    answer: Callable[[Given], Answer]


@dataclass(frozen=True)
class Case:
    rule: Rule
    name: str
    given: Given
    expect: Mapping[str, Any]
    source: str


def known(given: Given, key: str) -> Any:
    """The value of a key without which a rule has no answer at all; ValueError where it is not known."""
    value = given.get(key)
    if value is None:
        raise ValueError(f"{key} is not known")
    return value


def parse_case(line: str, rules: Mapping[str, Rule]) -> Case:
    """Read one line, or raise `Malformed` with what is wrong and where."""
    written = _object(line)
    rule = rules.get(written["rule"])
    if rule is None:
        raise Malformed(f"unknown rule {written['rule']!r}; known are {', '.join(sorted(rules))}")
    return Case(
        rule=rule,
        name=written.get("name", ""),
        given=_part(written, "given", {key: nullable(reader) for key, reader in rule.given.items()}),
        expect=_part(written, "expect", {key: comparer.read for key, comparer in rule.expect.items()}),
        source=written.get("source", ""),
    )


def _object(line: str) -> dict[str, Any]:
    """The line's object, with known keys only and words where words belong."""
    written = _json(line)
    if not isinstance(written, dict):
        raise Malformed("not a JSON object")
    for key in written:
        if key not in KEYS:
            raise Malformed(f"unknown key {key!r}")
    for key in ("rule", "given", "expect"):
        if key not in written:
            raise Malformed(f"{key} is missing")
    for key in ("rule", "name", "source"):
        if not isinstance(written.get(key, ""), str):
            raise Malformed(f"{key} is not text")
    return written


def _part(written: dict[str, Any], part: str, readers: dict[str, Reader]) -> dict[str, Any]:
    value = written[part]
    if not isinstance(value, dict):
        raise Malformed(f"{part} is not an object")
    if part == "expect" and not value:
        raise Malformed("expect names nothing to compare")
    try:
        return keyed(value, readers)
    except Malformed as error:
        raise error.inside(part) from error


def _json(line: str) -> Any:
    try:
        return json.loads(line, object_pairs_hook=_without_doubles, parse_constant=_refuse_constant)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed("a key is written twice")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise Malformed(f"not JSON: {word} is not a number")
