"""Every row of the clinical reference, 3.1 and 3.2, is on the flowsheet, can be typed there and has a shipped case."""

import json
import re
from pathlib import Path

import pytest

from cycles.rules.flowsheet import GROUPS, ROWS, TYPED
from patients.rules.analytes.flowsheet import FLOWSHEET

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "clinical-reference.md"

if not REFERENCE.exists():
    pytest.skip("The clinical reference is not here.", allow_module_level=True)


def rows_of(section):
    chapter = re.search(rf"^### {re.escape(section)} .*?(?=^###)", REFERENCE.read_text(), re.MULTILINE | re.DOTALL)
    lines = [line for line in chapter[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


MONITORED = [pytest.param(cells, id=cells[0]) for cells in rows_of("3.1")]
LIMITS = [pytest.param(cells, id=cells[0]) for cells in rows_of("3.2")]


def keys_of(cells):
    return re.findall(r"`(\w+)`", cells[-1])


def shipped(rule):
    """The keys of which some shipped case says how they are typed, or whether they call for the physician."""
    lines = [json.loads(line) for path in ROOT.glob("*/rules/cases/*.jsonl") for line in path.read_text().splitlines()]
    given = [line["given"] for line in lines if line["rule"] == rule]
    amounts = {one["key"] for each in given for one in each.get("amounts") or ()}
    return {each.get("analyte") for each in given} | {key for each in given for key in each} | amounts


def test_both_sections_are_read():
    assert (len(MONITORED), len(LIMITS)) == (8, 14)


@pytest.mark.parametrize("cells", [*MONITORED, *LIMITS])
def test_every_row_has_its_entry_on_the_flowsheet(cells):
    assert keys_of(cells), "The row does not say where it is recorded."
    assert set(keys_of(cells)) <= ROWS.keys()
    assert all(ROWS[key].computed or key in TYPED for key in keys_of(cells))
    assert cells[-2]


@pytest.mark.parametrize("cells", [*MONITORED, *LIMITS])
def test_every_row_can_be_typed(cells):
    assert set(keys_of(cells)) & set(TYPED)


@pytest.mark.parametrize("cells", [*MONITORED, *LIMITS])
def test_every_row_has_a_case_for_each_of_its_values(cells):
    worked_out = {key for key in keys_of(cells) if ROWS[key].computed}
    assert set(keys_of(cells)) - worked_out <= shipped("measurement")


@pytest.mark.parametrize("cells", LIMITS)
def test_every_limit_has_a_case(cells):
    assert set(keys_of(cells)) <= shipped("notify")


def test_what_is_charted_between_the_doses_stands_on_the_flowsheet_once():
    keys = [key for group in GROUPS for key in group.keys]
    assert len(set(keys)) == len(keys)
    assert {row.key for row in FLOWSHEET} <= set(TYPED)


@pytest.mark.parametrize("row", FLOWSHEET, ids=lambda row: row.key)
def test_every_row_of_its_own_has_a_case(row):
    assert row.key in shipped("measurement")
