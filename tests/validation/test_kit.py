import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from il2program.validation.cases import Answer, Case, Rule, parse_case
from il2program.validation.comparers import number
from il2program.validation.kit import Result, Status, ask, exit_status, run_files
from il2program.validation.readers import Malformed, decimal
from il2program.validation.report import in_json, in_words, summary
from il2program.validation.rules import RULES

DOSE = {"rule": "dose", "name": "70 kg", "given": {"weight_kg": "70"}, "expect": {"bag_ml": "50"}, "source": "1.2"}


def run(tmp_path: Path, *lines: str | bytes) -> list[Result]:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return list(run_files([file]))


def case(**changes: Any) -> str:
    return json.dumps({**DOSE, **changes})


MALFORMED = {
    "{": "not JSON",
    "": "",
    "[]": "not a JSON object",
    "7": "not a JSON object",
    "[" * 100_000: "not JSON",
    case(rule="doze"): "unknown rule",
    case(rule=7): "rule is not text",
    case(name=7): "name is not text",
    case(note="x"): "unknown key",
    case(given=[]): "given is not an object",
    case(given=None): "given is not an object",
    case(expect={}): "nothing to compare",
    case(expect={"bag": "50"}): 'expect: unknown key "bag"',
    case(expect={"bag_ml": 50.0}): "expect.bag_ml: 50.0 is a JSON float",
    case(given={"weight": "70"}): 'given: unknown key "weight"',
    case(given={"weight_kg": 70.5}): "given.weight_kg: 70.5 is a JSON float",
    case(given={"weight_kg": True}): "given.weight_kg: true is not a decimal",
    case(given={"weight_kg": float("nan")}): "NaN is not a number",
    '{"rule": "dose", "rule": "dose", "given": {}, "expect": {}}': "written twice",
    '{"rule": "dose", "expect": {"bag_ml": "50"}}': "given is missing",
    '{"rule": "dose", "given": {}}': "expect is missing",
    '{"given": {}, "expect": {"bag_ml": "50"}}': "rule is missing",
    case(rule="slots", given={"first_dose_at": "2026-03-02T08:00:00"}, expect={"slot_1_at": None}): "no offset",
    case(
        rule="next_step", given={"cycles": [None]}, expect={"step": "admit"}
    ): "given.cycles[0]: null is not an object",
}


@pytest.mark.parametrize(("line", "words"), [(line, words) for line, words in MALFORMED.items() if line])
def test_a_malformed_case_says_what_is_wrong(line: str, words: str) -> None:
    with pytest.raises(Malformed) as fault:
        parse_case(line, RULES)
    assert words in str(fault.value)


def test_name_and_source_may_be_left_out() -> None:
    parsed = parse_case('{"rule": "dose", "given": {"weight_kg": 70}, "expect": {"bag_ml": 50}}', RULES)
    assert (parsed.name, parsed.source, ask(parsed)) == ("", "", ())


def test_a_malformed_case_is_said_with_its_line_and_the_others_still_run(tmp_path: Path) -> None:
    results = run(tmp_path, case(), "", "  ", "{", case(expect={"bag_ml": "25"}), b"\xff", case())
    assert [(result.line, result.status) for result in results] == [
        (1, Status.PASSED),
        (4, Status.MALFORMED),
        (5, Status.FAILED),
        (6, Status.MALFORMED),
        (7, Status.PASSED),
    ]


def test_line_endings_and_marks_of_other_systems_are_read(tmp_path: Path) -> None:
    lines = [b"\xef\xbb\xbf" + case().encode() + b"\r", case(name="a\u2028b").encode() + b"\r"]
    assert [result.status for result in run(tmp_path, *lines)] == [Status.PASSED, Status.PASSED]


def test_a_file_that_cannot_be_read_is_said_and_the_others_still_run(tmp_path: Path) -> None:
    good = tmp_path / "good.jsonl"
    good.write_text(case())
    results = list(run_files([tmp_path / "missing.jsonl", tmp_path, good]))
    assert [result.status for result in results] == [Status.UNREADABLE, Status.UNREADABLE, Status.PASSED]
    assert in_words(results[0]) == f"{tmp_path / 'missing.jsonl'}: cannot be read: No such file or directory"


def test_a_difference_is_told_with_place_expectation_answer_and_reason(tmp_path: Path) -> None:
    (result,) = run(tmp_path, case(expect={"bag_ml": "25", "vials": "2", "volume_ml": "2.3"}))
    assert in_words(result) == (
        f"{tmp_path / 'cases.jsonl'}:1: dose: 70 kg: bag_ml: expected 25, got 50; volume_ml: expected 2.3, got 2.33. "
        "70 kg take exactly 42 million units."
    )


def test_a_case_that_agrees_is_not_printed(tmp_path: Path) -> None:
    (result,) = run(tmp_path, case())
    assert in_words(result) is None


def test_a_result_stays_on_one_line_whatever_its_name(tmp_path: Path) -> None:
    (result,) = run(tmp_path, case(name="two\nlines\x1b[2J\ud800", expect={"bag_ml": "25"}))
    line = in_words(result)
    assert line is not None
    assert line.isprintable()
    assert "two lines" in line


def test_results_are_json_lines(tmp_path: Path) -> None:
    (result,) = run(tmp_path, case(expect={"bag_ml": "25"}))
    told = json.loads(in_json(result))
    assert (told["line"], told["rule"], told["status"]) == (1, "dose", "failed")
    assert told["differences"][0] | {"reason": ""} == {"key": "bag_ml", "expected": "25", "got": 50, "reason": ""}


def test_what_was_not_asked_is_counted_apart() -> None:
    statuses = [Status.PASSED, Status.PASSED, Status.FAILED, Status.MALFORMED]
    assert summary(statuses) == ["1 malformed, not asked", "2 passed, 1 failed"]
    assert summary([]) == ["0 passed, 0 failed"]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([], 0),
        ([Status.PASSED], 0),
        ([Status.PASSED, Status.FAILED], 1),
        ([Status.FAILED, Status.MALFORMED], 2),
        ([Status.UNREADABLE, Status.PASSED], 2),
    ],
)
def test_the_exit_status_tells_the_worst(statuses: list[Status], status: int) -> None:
    assert exit_status(statuses) == status


def broken(given: Mapping[str, Any]) -> Answer:
    raise TypeError("broken")


def refusing(given: Mapping[str, Any]) -> Answer:
    raise ValueError("such a weight cannot be")


def test_a_rule_that_breaks_fails_its_case() -> None:
    rule = Rule("r", {"kg": decimal}, {"ml": number}, broken)
    (difference,) = ask(Case(rule, "n", {}, {"ml": None}, ""))
    assert difference.got == "an error"
    assert "broken" in difference.reason


def test_facts_that_cannot_be_answer_null_with_the_reason() -> None:
    rule = Rule("r", {"kg": decimal}, {"ml": number}, refusing)
    assert ask(Case(rule, "n", {}, {"ml": None}, "")) == ()
    (difference,) = ask(Case(rule, "n", {}, {"ml": Decimal(1)}, ""))
    assert difference.reason == "No answer: such a weight cannot be"
