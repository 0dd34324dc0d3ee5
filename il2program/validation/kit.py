"""Running cases: each line of each file is asked, and says where the rules' answer differs from what is expected."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from il2program.validation.cases import Answer, Case, Rule, parse_case
from il2program.validation.readers import Malformed
from il2program.validation.rules import RULES

PROJECT = Path(__file__).resolve().parents[2]
APPS = ("cycles", "eligibility", "patients")


class Status(StrEnum):
    """How a case, or a whole file, came out."""

    PASSED = "passed"
    FAILED = "failed"
    MALFORMED = "malformed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Difference:
    """One key on which expectation and answer differ, with the rule's own reason for its answer."""

    key: str
    expected: Any
    got: Any
    reason: str


@dataclass(frozen=True)
class Result:
    """One line of a file, or a file that cannot be read (line 0): how it came out, and what is wrong with it."""

    file: str
    line: int
    status: Status
    rule: str = ""
    name: str = ""
    differences: tuple[Difference, ...] = ()
    fault: str = ""


def shipped_files() -> list[Path]:
    """The cases that ship with the program."""
    return [path for app in APPS for path in sorted((PROJECT / app / "rules" / "cases").glob("*.jsonl"))]


def run_files(paths: Iterable[Path], rules: Mapping[str, Rule] = RULES) -> Iterator[Result]:
    """Run every case of these files, in order; a file or a line that cannot be read keeps no other from running."""
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            yield Result(str(path), 0, Status.UNREADABLE, fault=error.strerror or str(error))
        else:
            yield from _run_lines(str(path), content, rules)


def ask(case: Case) -> tuple[Difference, ...]:
    """Ask the rule, and compare the keys that the case expects."""
    try:
        return tuple(_differences(case, _answer(case)))
    except Exception as error:  # noqa: BLE001 (a rule that breaks fails its own case and keeps no other from running)
        reason = f"The rule broke: {error!r}."
        return tuple(Difference(key, expected, "an error", reason) for key, expected in case.expect.items())


def exit_status(statuses: Iterable[Status]) -> int:
    """0 when all agree, 1 when a case differs, 2 when a file or a case cannot be read."""
    seen = set(statuses)
    if seen & {Status.MALFORMED, Status.UNREADABLE}:
        return 2
    return 1 if Status.FAILED in seen else 0


def _run_lines(file: str, content: bytes, rules: Mapping[str, Rule]) -> Iterator[Result]:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield _run_line(file, number, line, rules)


def _run_line(file: str, number: int, line: bytes, rules: Mapping[str, Rule]) -> Result:
    try:
        case = parse_case(line.decode(), rules)
    except UnicodeDecodeError:
        return Result(file, number, Status.MALFORMED, fault="not UTF-8 text")
    except Malformed as error:
        return Result(file, number, Status.MALFORMED, fault=str(error))
    differences = ask(case)
    status = Status.FAILED if differences else Status.PASSED
    return Result(file, number, status, case.rule.name, case.name, differences)


def _answer(case: Case) -> Answer:
    """The rule's answer; facts that cannot be have none, so that every key reads as null."""
    try:
        return case.rule.answer(case.given)
    except (ValueError, OverflowError) as refusal:
        return Answer({}, f"No answer: {refusal}")


def _differences(case: Case, answer: Answer) -> Iterator[Difference]:
    for key, expected in case.expect.items():
        got = answer.values.get(key)
        if not case.rule.expect[key].agrees(expected, got):
            yield Difference(key, expected, got, answer.reason_for(key))
