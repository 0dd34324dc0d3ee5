"""The results in words, a line each, or as JSON lines."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from il2program.validation.kit import Result, Status


def in_words(result: Result) -> str | None:
    """A line for a case that differs or cannot be read; None for one that agrees."""
    if result.status is Status.UNREADABLE:
        return _on_one_line(f"{result.file}: cannot be read: {result.fault}")
    if result.status is Status.MALFORMED:
        return _on_one_line(f"{result.file}:{result.line}: malformed: {result.fault}")
    if result.status is Status.FAILED:
        return _on_one_line(f"{result.file}:{result.line}: {result.rule}: {result.name}: {_differences(result)}")
    return None


def in_json(result: Result) -> str:
    """A line of JSON for any case."""
    differences = [
        {"key": one.key, "expected": plain(one.expected), "got": plain(one.got), "reason": one.reason}
        for one in result.differences
    ]
    line = {"file": result.file, "line": result.line, "rule": result.rule, "name": result.name}
    return json.dumps({**line, "status": result.status, "differences": differences, "fault": result.fault})


def summary(statuses: Iterable[Status]) -> list[str]:
    """How many passed and failed; before that, what could not be asked."""
    count = Counter(statuses)
    lines = [f"{count[Status.PASSED]} passed, {count[Status.FAILED]} failed"]
    if count[Status.MALFORMED]:
        lines.insert(0, f"{count[Status.MALFORMED]} malformed, not asked")
    return lines


def plain(value: Any) -> Any:
    """A value as JSON can carry it: decimals as strings, days and instants in ISO 8601."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    return value if isinstance(value, str | int | None) else str(value)


def _differences(result: Result) -> str:
    """Each key with what was expected and got; then each reason once."""
    keys = "; ".join(f"{one.key}: expected {_shown(one.expected)}, got {_shown(one.got)}" for one in result.differences)
    reasons = " ".join(dict.fromkeys(one.reason for one in result.differences if one.reason))
    return f"{keys}. {reasons}" if reasons else keys


def _shown(value: Any) -> str:
    shown = plain(value)
    return shown if isinstance(shown, str) else json.dumps(shown).replace('"', "")


def _on_one_line(words: str) -> str:
    """A case's own text may hold line breaks or characters that no terminal shows."""
    return "".join(letter if letter.isprintable() else " " for letter in words)
