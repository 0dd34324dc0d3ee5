"""From which number each term is graded, and against what."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from cycles.rules.grading import INPUTS, Stay, found_in
from cycles.rules.toxicity import GRADERS
from patients.rules.analytes import ANALYTES

START = datetime(2026, 3, 2, 16, tzinfo=UTC)


def stay(baseline=None, weight="80", hours=72, **values):
    """What was measured, each as (hours after the admission, value)."""
    series = {
        key: [(START + timedelta(hours=after), Decimal(value)) for after, value in rows] for key, rows in values.items()
    }
    known = {key: Decimal(value) for key, value in (baseline or {}).items()}
    return Stay(series, known, Decimal(weight), START, START + timedelta(hours=hours))


def grades(term, *args, **values):
    return [one.grade for one in found_in(stay(*args, **values))[term]]


def test_every_term_that_numbers_grade_is_read_from_what_can_be_recorded():
    assert set(INPUTS) == set(GRADERS)
    assert {key for one in INPUTS.values() for key in one.reads} <= set(ANALYTES)


@pytest.mark.parametrize("term", INPUTS)
def test_every_term_is_graded_from_its_own_numbers(term):
    """A number of each analyte that it reads is enough for an answer, and another analyte's is not."""
    low = {key: [(30, "0.2"), (31, "0.2")] for key in INPUTS[term].reads}
    high = {key: [(30, "900000"), (31, "900000")] for key in INPUTS[term].reads}
    found = [*grades(term, **low), *grades(term, **high)]
    assert found
    assert not grades(term, ldh_u_l=[(1, "900")])


def test_creatinine_is_graded_against_the_baseline():
    assert grades("Creatinine increased", {"creatinine_mg_dl": "0.6"}, creatinine_mg_dl=[(24, "1"), (48, "1.9")]) == [
        2,
        3,
    ]
    assert grades("Creatinine increased", creatinine_mg_dl=[(24, "1")]) == [None]


def test_the_laboratory_s_own_limit_of_normal_comes_before_the_table_s():
    values = {"ast_u_l": [(24, "50")]}
    term = "Aspartate aminotransferase increased"
    assert grades(term, {"ast_u_l": "30"}, **values) == [1]
    assert grades(term, {"ast_u_l": "30", "ast_uln": "60"}, **values) == [0]


@pytest.mark.parametrize(
    ("counted", "usual", "expected"),
    [
        ([(4, "1"), (10, "1")], "2", [0, 0]),
        ([(4, "2"), (10, "1")], "2", [0, 1]),
        ([(4, "3"), (10, "2")], "2", [1, 1]),
        ([(4, "3"), (10, "3")], "2", [1, 2]),
        ([(4, "4"), (10, "4")], "2", [1, 2]),
        ([(4, "4"), (10, "5")], "2", [1, 3]),
        ([(4, "7")], "0", [3]),
        # Of the 24 hours up to the second entry the first is not one any more.
        ([(4, "5"), (28, "4")], "2", [1, 1]),
        ([(4, "5"), (27, "4")], "2", [1, 3]),
        ([(4, "9")], None, [None]),
    ],
)
def test_diarrhea_is_graded_by_the_stools_of_a_day_over_the_usual_number(counted, usual, expected):
    values = {"stool_count": counted} | ({"usual_stool_count": [(1, usual)]} if usual else {})
    assert grades("Diarrhea", **values) == expected
    if usual:
        assert grades("Diarrhea", {"usual_stool_count": usual}, stool_count=counted) == expected


def test_what_is_typed_with_a_grade_of_diarrhea_stands_beside_what_was_counted():
    series = {
        "stools_over_baseline": [(12, "4")],
        "stool_count": [(8, "1"), (20, "9")],
        "usual_stool_count": [(0, "1")],
    }
    assert grades("Diarrhea", **series) == [0, 2, 3]
    (first, *_) = found_in(stay(**series))["Diarrhea"]
    assert first.told == "1 stool in 24 hours, at home 1"


def test_weight_is_graded_against_the_dosing_weight():
    assert grades("Weight gain", weight_kg=[(24, "83.9"), (48, "84"), (72, "88")]) == [0, 1, 2]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(0, "40.1"), (20, "40.2"), (24, "39.9")], [3, 3, 2]),
        ([(0, "40.1"), (24, "40.2"), (30, "39.9")], [None, None, 2]),
        ([(0, "40.1"), (25, "40.2"), (30, "39.9")], [4, 4, 2]),
        ([(0, "40.1"), (2, "39"), (26, "40.1")], [3, 1, 3]),
    ],
)
def test_a_high_fever_is_graded_by_its_length_and_left_open_where_the_measurements_do(rows, expected):
    assert grades("Fever", hours=48, temperature_c=rows) == expected


def test_urine_is_graded_once_the_stay_has_lasted_as_long():
    assert grades("Urine output decreased", urine_ml=[(4, "30"), (7, "30")]) == []
    assert grades("Urine output decreased", urine_ml=[(4, "39"), (8, "40")]) == [3]
    assert grades("Urine output decreased", urine_ml=[(4, "40"), (8, "40")]) == [0]
    day = [(hour, "59") for hour in (4, 8, 12, 16, 20, 24)]
    assert grades("Urine output decreased", urine_ml=day) == [0, 0, 0, 0, 0]
    day = [(hour, "39.9") for hour in (4, 8, 12, 16, 20, 24)]
    assert grades("Urine output decreased", urine_ml=day)[-1] == 4


def test_calcium_is_corrected_by_an_albumin_of_the_same_day_or_not_graded():
    calcium = [(24, "8.2")]
    assert grades("Hypocalcemia", calcium_mg_dl=calcium, albumin_g_dl=[(25, "2")]) == [0]
    assert grades("Hypocalcemia", calcium_mg_dl=calcium, albumin_g_dl=[(25, "4")]) == [1]
    assert grades("Hypocalcemia", calcium_mg_dl=calcium) == [None]
    assert grades("Hypocalcemia", hours=96, calcium_mg_dl=calcium, albumin_g_dl=[(49, "4")]) == [None]
    assert grades("Hypercalcemia", calcium_mg_dl=[(24, "10.4")], albumin_g_dl=[(24, "2.5")]) == [2]


def test_A093_a_number_in_another_unit_is_told_with_its_own():
    found = found_in(stay({"creatinine_mg_dl": "1"}, creatinine_mg_dl=[(24, "3.1")]))["Creatinine increased"][0]
    assert found.told == "Creatinine 3.1 mg/dL, baseline 1 mg/dL"


def test_febrile_neutropenia_takes_the_neutrophils_nearest_to_the_temperature():
    rows = {"temperature_c": [(24, "38.5")], "neutrophils_per_ul": [(22, "900"), (30, "1500")]}
    assert grades("Febrile neutropenia", **rows) == [3]
    assert grades("Febrile neutropenia", temperature_c=[(24, "38.5")]) == []
