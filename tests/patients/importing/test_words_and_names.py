"""Answers in words, reasons for no value, names of tests and of columns."""

import pytest

from patients.importing.columns import HEADINGS, Column, column_called, columns_of, names_columns
from patients.importing.names import NAMES, key_named
from patients.importing.words import ANSWERS, not_measured, read_answer, remarked, standing_of, unit_written
from patients.rules.analytes import ANALYTES, Kind, analyte


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("NEG", ("negative", False)),
        ("Negative", ("negative", False)),
        ("Non-reactive", ("negative", False)),
        ("NONREACTIVE", ("negative", False)),
        ("not detected", ("negative", False)),
        ("Not Detected.", ("negative", False)),
        ("POSITIVE", ("positive", False)),
        ("Reactive", ("positive", False)),
        ("Repeatedly reactive", ("positive", False)),
        ("equivocal", ("indeterminate", False)),
        ("Non-reactive (0.12)", ("negative", True)),
        ("Weakly positive", ("positive", True)),
        ("HCV antibody not detected", ("negative", True)),
    ],
)
def test_an_answer_in_words_is_read_and_other_words_around_it_are_told(written, answer):
    assert read_answer(analyte("hcv"), written) == answer


@pytest.mark.parametrize(
    "written",
    ["", "0.12", "normal", "positive and negative", "cannot be called positive, not confirmed", "x" * 300, "+"],
)
def test_what_is_none_of_the_answers_is_refused_with_those_that_are(written):
    with pytest.raises(ValueError, match="recorded as Negative or Positive or Indeterminate"):
        read_answer(analyte("hcv"), written)


def test_an_answer_that_the_test_does_not_know_is_refused():
    with pytest.raises(ValueError, match="is no answer"):
        read_answer(analyte("fecal_blood"), "indeterminate")


def test_every_answer_belongs_to_some_test():
    codes = {code for row in ANALYTES.values() if row.kind is Kind.CHOICE for code in row.codes}
    assert set(ANSWERS.values()) <= codes


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("hemolyzed", "hemolyzed"),
        ("Specimen grossly hemolysed", "hemolyzed"),
        ("QNS", "too small"),
        ("CANCELLED", "canceled"),
        ("Pending", "pending"),
        ("TNP", "not done"),
        ("test not performed", "not done"),
        ("See note", "in a note"),
        ("#N/A", "no value"),
        ("clotted", "clotted"),
    ],
)
def test_what_stands_in_place_of_a_value_is_no_value(written, why):
    assert why in not_measured(written)


@pytest.mark.parametrize("written", ["1.2", "Negative", "", "Non-reactive", "5.2 H", "normal"])
def test_a_value_is_not_taken_for_a_reason(written):
    assert not not_measured(written)


def test_a_note_counts_where_it_says_something_of_the_specimen():
    assert remarked("slightly hemolyzed")
    assert not remarked("N/A")
    assert not remarked("H")


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        *[
            ("", "final"),
            ("F", "final"),
            ("Corrected", "final"),
            ("P", "preliminary"),
            ("entered-in-error", "withdrawn"),
        ],
        *[("Cancelled", "withdrawn"), ("registered", ""), ("whatever", "")],
    ],
)
def test_a_status_says_how_far_along_a_result_is(status, standing):
    assert standing_of(status) == standing


def test_a_dash_is_no_unit():
    assert [unit_written(text) for text in ("-", " None ", "n/a", "mg/dL")] == ["", "", "", "mg/dL"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Creatinine, serum", "creatinine_mg_dl"),
        ("CREATININE", "creatinine_mg_dl"),
        ("Creatinine [Mass/volume] in Serum or Plasma", "creatinine_mg_dl"),
        ("ALT (SGPT)", "alt_u_l"),
        ("AST(SGOT)", "ast_u_l"),
        ("HGB", "hemoglobin_g_dl"),
        ("Hemoglobin (HGB)", "hemoglobin_g_dl"),
        ("PLT", "platelets_per_ul"),
        ("Platelet Count", "platelets_per_ul"),
        ("Leukocytes [#/volume] in Blood by Automated count", "wbc_per_ul"),
        ("Neutrophils, Absolute", "neutrophils_per_ul"),
        ("Alkaline Phosphatase", "alp_u_l"),
        ("Bilirubin, Total", "bilirubin_total_mg_dl"),
        ("LD (LDH)", "ldh_u_l"),
        ("CO2", "bicarbonate_mmol_l"),
        ("PT/INR", "inr"),
        ("Hepatitis B Surface Antigen", "hbsag"),
        ("Sodium (Na)", "sodium_mmol_l"),
        ("FEV1", "fev1_l"),
    ],
)
def test_a_test_is_known_by_the_names_that_laboratories_give_it(name, key):
    assert key_named(name) == key


@pytest.mark.parametrize(
    "name",
    [
        *("Creatinine, urine", "Creatinine (urine)", "Hemoglobin A1c", "Glucose, CSF", "Bilirubin", "Troponin", "eGFR"),
        *("Neutrophils %", "Protein", "Calcium, ionized", "Platelet function", "", "Total", "Sodium (urine)", "Blood"),
        *("ALT (AST)", "Albumin/Creatinine ratio", "x" * 5000),
    ],
)
def test_a_name_of_something_else_is_not_taken_for_a_test(name):
    assert key_named(name) is None


def test_every_name_means_one_row_that_exists():
    assert [(name, key) for key, names in NAMES.items() for name in names if key_named(name) != key] == []
    assert set(NAMES) <= set(ANALYTES)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("LOINC Code", Column.LOINC),
        ("Test Name", Column.TEST),
        ("TEST_NAME", Column.TEST),
        ("Result Value", Column.VALUE),
        ("resultValue", Column.VALUE),
        ("Units", Column.UNIT),
        ("UOM", Column.UNIT),
        ("Collection_Date/Time", Column.TAKEN),
        ("Date Collected", Column.TAKEN),
        ("Collected (PST)", Column.TAKEN),
        ("MRN", Column.NUMBER),
        ("Patient ID", Column.NUMBER),
        ("patient_id", Column.NUMBER),
        ("DOB", Column.BORN),
        ("Reference Range", Column.RANGE),
        ("Ref. High", Column.HIGH),
        ("Abnormal Flag", Column.FLAG),
        ("H/L", Column.FLAG),
        ("Ordering physician", None),
        ("x" * 200, None),
    ],
)
def test_a_column_is_known_by_its_usual_names(heading, column):
    assert column_called(heading) is column


def test_every_heading_names_one_column():
    assert [
        (heading, column) for column, all_ in HEADINGS.items() for heading in all_ if column_called(heading) != column
    ] == []


def test_of_two_headings_of_one_column_the_plainer_counts_and_a_name_beside_a_test_is_the_patient_s():
    found = columns_of(["Name", "Numeric Result", "Test", "Result"])
    assert found == {Column.TEST: 2, Column.VALUE: 3, Column.PERSON: 0}


def test_a_row_names_columns_where_test_and_result_are_among_them():
    assert names_columns(columns_of(["LOINC", "Value"]))
    assert not names_columns(columns_of(["Test", "Unit", "Date"]))
