"""Every row of the clinical reference, 2.1 to 2.9, is in code, on a page, in print and in a shipped case."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from eligibility.rules.facts import RECORD, row
from eligibility.rules.workup import AREA_OF, PERIOD_DAYS, SECTIONS, Period
from patients.rules.analytes import ANALYTES, BEDSIDE_ONLY
from patients.rules.numbers import show
from tests import make
from tests.documents.reading import text_of

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "clinical-reference.md").read_text()

# Where what is not measured is typed: the page and its field.
REGISTERED = {
    "diagnosis": ("edit", "disease"),
    "histology": ("edit", "histology"),
    "metastatic_organs": ("edit", "sites"),
    "months_from_diagnosis": ("edit", "diagnosed_on"),
    "age_years": ("edit", "born_on"),
    "sex": ("edit", "sex"),
    "allergies": ("edit", "allergies"),
    "consent": ("consent", "signed_on"),
}


def rows_of(section: str) -> list[list[str]]:
    """The cells of each row of the section's table."""
    chapter = re.search(rf"^### {re.escape(section)} .*?(?=^##)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert chapter is not None, section
    lines = [line for line in chapter[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def keys_of(cells: list[str]) -> list[str]:
    return re.findall(r"`(\w+)`", cells[-1])


ROWS = [(f"2.{part}", cells) for part in range(1, 9) for cells in rows_of(f"2.{part}")]
IDS = [f"{section} {' '.join(cells[:2])}"[:60] for section, cells in ROWS]


def shipped() -> set[str]:
    """The keys that some shipped case gives, by themselves or as what is measured."""
    lines = [json.loads(line) for path in ROOT.glob("*/rules/cases/*.jsonl") for line in path.read_text().splitlines()]
    return {key for line in lines for key in (*line["given"], line["given"].get("analyte", ""))}


SHIPPED = shipped()


def test_each_section_has_its_rows():
    assert {section for section, _ in ROWS} == {f"2.{part}" for part in range(1, 9)}
    assert len(ROWS) >= 100


@pytest.mark.parametrize(("section", "cells"), ROWS, ids=IDS)
def test_every_row_is_in_code_and_is_shown_in_an_area(section, cells):
    shown = {key for part in SECTIONS for key in part.keys}
    assert keys_of(cells), "The row does not say where it is recorded."
    assert all(row(key) and key in shown for key in keys_of(cells))


@pytest.mark.parametrize(("section", "cells"), ROWS, ids=IDS)
def test_every_row_has_a_shipped_case_and_names_its_source(section, cells):
    computed = {key for key in keys_of(cells) if key in ANALYTES and ANALYTES[key].computed}
    assert SHIPPED & set(keys_of(cells)) or computed == set(keys_of(cells))
    assert cells[-2]


def test_everything_that_is_recorded_has_its_row():
    named = {key for _, cells in ROWS for key in keys_of(cells)}
    # What is charted at the bedside only has its rows in section 4.
    assert named == (ANALYTES.keys() - BEDSIDE_ONLY) | RECORD.keys()


@pytest.mark.parametrize("cells", [*rows_of("2.2"), *rows_of("2.3")], ids=lambda cells: cells[0])
def test_code_unit_and_ranges_are_those_of_the_reference(cells):
    _, loinc, unit, possible, usual, *_, recorded = cells
    known = ANALYTES[recorded.strip("`")]
    assert (known.loinc or "–") in loinc
    assert (known.unit or "–") == unit
    assert possible == (span(*known.plausible) if known.plausible else "–")
    assert usual == (span(*known.reference) if known.reference else "–")


def span(low: Decimal | None, high: Decimal | None) -> str:
    words = [show(limit, 6, grouped=True) if limit is not None else None for limit in (low, high)]
    if words[0] is None:
        return f"≤ {words[1]}"
    return f"≥ {words[0]}" if words[1] is None else f"{words[0]}–{words[1]}"


def test_the_days_of_each_period_are_those_of_the_reference(settings):
    told = {cells[2].strip("`"): int(cells[1]) for cells in rows_of("2.9")}
    assert told == {period.value: days for period, days in PERIOD_DAYS.items()} == settings.VALID_DAYS
    assert set(told) == set(Period)


@pytest.mark.django_db
def test_every_row_has_its_field_on_a_page(as_coordinator):
    patient = make.patient()
    pages = {
        section.area: as_coordinator.get(reverse("record_area", args=[patient.code, section.area])).content.decode()
        for section in SECTIONS
    }
    pages |= {page: as_coordinator.get(reverse(page, args=[patient.code])).content.decode() for page, _ in PLACES}
    missing = [
        key
        for _, cells in ROWS
        for key in keys_of(cells)
        if not (key in ANALYTES and ANALYTES[key].computed) and not has_field(pages, key)
    ]
    assert missing == []


PLACES = set(REGISTERED.values())


# The form of an imaging study asks by method, region and answer.
STUDIED = {
    "ct_chest_abdomen_pelvis": 'value="ct_chest_abdomen_pelvis:disease"',
    "brain_imaging": 'value="brain_imaging:negative"',
    "brain_imaging_method": 'name="modality"',
    "chest_xray": 'value="chest_xray:normal"',
    "pet_ct": 'value="pet_ct:disease"',
    "other_imaging": 'name="finding"',
}


def has_field(pages: dict[str, str], key: str) -> bool:
    page, field = REGISTERED.get(key) or (AREA_OF[key], key)
    return STUDIED.get(key, f'name="{field}"') in pages[page]


@pytest.mark.django_db
def test_every_row_has_its_place_in_print(as_coordinator):
    """On a checklist with nothing recorded, each row has its line to be filled in by hand."""
    address = reverse("document", args=[make.patient().code, "eligibility-checklist"]) + "?of=blank"
    words = re.sub(r"\s", "", text_of(as_coordinator.get(address)))
    names = [row(key).label for _, cells in ROWS for key in keys_of(cells)]
    assert [name for name in names if re.sub(r"\s", "", name) not in words] == []
