import json
from pathlib import Path
from typing import Any

import pytest

from il2program.validation.kit import PROJECT, Status, run_files, shipped_files
from il2program.validation.rules import RULES

FILES = shipped_files()


def cases_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


CASES = [case for path in FILES for case in cases_of(path)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_shipped_cases_agree_with_the_rules(path: Path) -> None:
    assert [result for result in run_files([path]) if result.status is not Status.PASSED] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_every_shipped_case_has_a_name_of_its_own_and_a_source(path: Path) -> None:
    cases = cases_of(path)
    names = [(case["rule"], case["name"]) for case in cases]
    assert len(set(names)) == len(names)
    assert all(case["name"] and case["source"] for case in cases)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_has_a_case_for_each_key_that_it_takes_and_answers(rule: Any) -> None:
    cases = [case for case in CASES if case["rule"] == rule.name]
    assert rule.given.keys() == {key for case in cases for key in case["given"]}
    assert rule.expect.keys() == {key for case in cases for key in case["expect"]}


def test_all_three_apps_ship_cases() -> None:
    assert {path.relative_to(PROJECT).parts[0] for path in FILES} == {"cycles", "eligibility", "patients"}
