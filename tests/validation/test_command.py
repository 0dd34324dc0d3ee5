import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

AGREES = '{"rule": "dose", "name": "a", "given": {"weight_kg": "70"}, "expect": {"bag_ml": "50"}}'
DIFFERS = '{"rule": "dose", "name": "b", "given": {"weight_kg": "70"}, "expect": {"bag_ml": "25"}}'
MALFORMED = '{"rule": "dose", "name": "c", "given": {"weight_kg": 70.5}, "expect": {"bag_ml": "25"}}'

Validate = Callable[..., tuple[int, str]]


@pytest.fixture
def validate(tmp_path: Path) -> Validate:
    """Run the command over these lines, and hand back its exit status and what it printed."""

    def run(*lines: str, **options: bool) -> tuple[int, str]:
        file, printed = tmp_path / "cases.jsonl", StringIO()
        file.write_text("\n".join(lines))
        try:
            call_command("validate", file, stdout=printed, **options)
        except SystemExit as end:
            return int(end.code or 0), printed.getvalue()
        return 0, printed.getvalue()

    return run


def test_cases_that_agree_end_with_0(validate: Validate) -> None:
    assert validate(AGREES, AGREES) == (0, "2 passed, 0 failed\n")


def test_a_case_that_differs_ends_with_1(validate: Validate) -> None:
    status, printed = validate(AGREES, DIFFERS)
    assert status == 1
    assert "cases.jsonl:2: dose: b: bag_ml: expected 25, got 50." in printed
    assert printed.endswith("\n1 passed, 1 failed\n")


def test_a_malformed_case_ends_with_2_and_the_others_still_run(validate: Validate) -> None:
    status, printed = validate(MALFORMED, AGREES, DIFFERS)
    assert status == 2
    assert "cases.jsonl:1: malformed: given.weight_kg: 70.5 is a JSON float" in printed
    assert printed.endswith("\n1 passed, 1 failed\n")


def test_results_as_json_lines_hold_nothing_else(validate: Validate) -> None:
    status, printed = validate(AGREES, DIFFERS, MALFORMED, as_json=True)
    assert status == 2
    told = [json.loads(line) for line in printed.splitlines()]
    assert [(line["line"], line["status"]) for line in told] == [(1, "passed"), (2, "failed"), (3, "malformed")]


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        call_command("validate", tmp_path / "missing.jsonl", stdout=StringIO())
    assert end.value.code == 2


def test_without_a_file_the_shipped_cases_run_and_agree() -> None:
    printed = StringIO()
    call_command("validate", stdout=printed)
    passed = int(printed.getvalue().split()[0])
    assert printed.getvalue() == f"{passed} passed, 0 failed\n"
    assert passed > 400
