"""docs/laboratory-files.md says what the code reads, and its example is imported."""

from pathlib import Path

import pytest
from django.conf import settings

from patients.importing import Verdict
from patients.importing.columns import HEADINGS
from patients.importing.names import NAMES
from patients.rules.analytes import ANALYTES
from tests.patients.importing.samples import judged

DOCUMENT = Path(settings.BASE_DIR, "docs", "laboratory-files.md").read_text()
ROWS = [line.strip("| ").split(" | ") for line in DOCUMENT.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("column", HEADINGS)
def test_every_heading_of_a_column_is_written_down(column):
    assert [column.value, ", ".join(HEADINGS[column])] in ROWS


@pytest.mark.parametrize("key", NAMES)
def test_every_name_code_and_unit_of_a_test_is_written_down(key):
    row = ANALYTES[key]
    codes = ", ".join(code for code in (row.loinc, *row.loinc_also) if code)
    units = ", ".join(unit.name for unit in row.units if unit.name)
    answers = units or " / ".join(words for _, words in row.choices) or "none"
    assert [row.label, codes, answers, ", ".join(NAMES[key])] in ROWS


def test_every_test_with_a_code_can_be_found_in_the_document():
    coded = [row for row in ANALYTES.values() if row.loinc and not row.computed]
    assert [row.key for row in coded if row.loinc not in DOCUMENT] == []


def test_the_example_is_imported_as_it_stands():
    example = DOCUMENT.partition("```\n")[2].partition("```")[0]
    lines = judged(example).lines
    assert {line.verdict for line in lines} == {Verdict.STORE}
    assert [line.options[0].shown for line in lines] == ["1.2 mg/dL", "52 U/L", "45 U/L", "<0.2 mg/dL", "Negative"]
