"""The workup asks everything that the clinical reference names, each thing in one place."""

import re
from datetime import date
from pathlib import Path

import pytest

from eligibility.rules.criteria import CRITERIA, INPUTS
from eligibility.rules.facts import RECORD, row
from eligibility.rules.information import INFORMATION
from eligibility.rules.workup import (
    AREA_OF,
    PERIOD_DAYS,
    PERIOD_OF,
    SECTIONS,
    VALIDITY_DAYS,
    Area,
    Period,
    expires_on,
    validity_days,
    within_course,
)
from patients.rules.analytes import ANALYTES, BEDSIDE_ONLY, LOINC_PANELS, by_loinc

REFERENCE = (Path(__file__).parents[2] / "docs" / "clinical-reference.md").read_text()
SCREENING = REFERENCE[REFERENCE.index("\n## 2.") : REFERENCE.index("\n## 3.")]


def test_the_eight_areas_come_in_the_order_of_the_program():
    assert [section.area for section in SECTIONS] == list(Area)
    assert [section.title for section in SECTIONS][:3] == ["Medical history", "Physical examination", "Blood tests"]


def test_every_analyte_that_is_typed_is_entered_in_exactly_one_area():
    entered = [key for section in SECTIONS for key in section.entered]
    assert len(entered) == len(set(entered))
    assert set(entered) == {key for key, found in ANALYTES.items() if not found.computed} - BEDSIDE_ONLY


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.area)
def test_what_an_area_shows_exists_and_is_not_entered_there(section):
    assert all(row(key) for key in section.keys)
    assert not set(section.shown) & set(section.entered)


def test_every_value_that_the_program_computes_is_shown_somewhere():
    shown = {key for section in SECTIONS for key in section.shown}
    assert {key for key, found in ANALYTES.items() if found.computed} - BEDSIDE_ONLY <= shown


def test_every_input_of_a_criterion_can_be_entered_or_comes_from_the_record():
    assert set(INPUTS) <= set(AREA_OF) | set(RECORD)


def test_every_row_of_the_screening_chapter_is_a_criterion_or_information():
    ids = set(re.findall(r"\bS-[HBCPRLI]\d+\b", SCREENING))
    assert ids == {criterion.id for criterion in CRITERIA} | {information.id for information in INFORMATION}


def test_no_row_is_both_a_criterion_and_information():
    assert not {criterion.id for criterion in CRITERIA} & {information.id for information in INFORMATION}


@pytest.mark.parametrize("information", INFORMATION, ids=lambda information: information.id)
def test_information_names_values_that_exist(information):
    assert all(row(key) for key in information.inputs)
    assert information.source.startswith("clinical reference 2.")


def test_every_loinc_code_of_the_screening_chapter_is_in_the_table():
    codes = set(re.findall(r"\b\d{3,5}-\d\b", SCREENING))
    assert {code for code in codes if by_loinc(code) is None and code not in LOINC_PANELS} == set()


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("wbc_per_ul", 14),
        ("creatinine_mg_dl", 14),
        ("urinalysis", 14),
        ("hcg", 7),
        ("hbsag", 90),
        ("hcv", 90),
        ("hiv", 90),
        ("weight_kg", 14),
        ("ecog", 14),
        ("ct_chest_abdomen_pelvis", 28),
        ("brain_imaging", 42),
        ("ecg", 28),
        ("lvef_percent", 90),
        ("stress_test", 90),
        ("fev1_l", 90),
        ("fev1_percent_predicted", 90),
        ("organ_allograft", 28),
        ("ast_uln", None),
        ("diagnosis", None),
    ],
)
def test_the_days_of_validity_are_those_of_the_reference(key, days):
    assert VALIDITY_DAYS.get(key) == days


def test_every_period_is_used_and_has_its_days():
    assert set(PERIOD_DAYS) == set(Period) == set(PERIOD_OF.values())


def test_a_result_is_valid_through_its_last_day():
    assert expires_on("inr", date(2026, 5, 1)) == date(2026, 5, 15)
    assert expires_on("inr", None) is None
    assert expires_on("ast_uln", date(2026, 5, 1)) is None


def test_a_hospital_may_change_one_period_and_keep_the_others():
    changed = validity_days({Period.BLOOD_TESTS: 10})
    assert (changed["inr"], changed["hcg"]) == (10, 7)
    assert expires_on("inr", date(2026, 5, 1), changed) == date(2026, 5, 11)


def test_within_a_course_only_blood_pregnancy_and_examination_are_renewed():
    renewed = within_course()
    assert {"inr", "hcg", "weight_kg", "ecog"} <= set(renewed)
    assert not {"hiv", "lvef_percent", "ecg", "brain_imaging", "organ_allograft"} & set(renewed)
