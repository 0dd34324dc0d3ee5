"""The table of analytes is complete, converts exactly and catches a wrong unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.analytes import ANALYTES, LOINC_PANELS, Kind, analyte, by_loinc, check_plausible, convert
from patients.rules.analytes.kinds import number, table, yes_no
from patients.rules.analytes.units import KG, LB

NUMBERS = [row for row in ANALYTES.values() if row.kind is Kind.NUMBER]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.key)
def test_every_number_has_limits_and_a_canonical_unit(row):
    low, high = row.plausible
    assert low < high
    assert row.units[0].name == row.unit
    assert (row.units[0].factor, row.units[0].offset) == (1, 0)


@pytest.mark.parametrize("row", [row for row in NUMBERS if row.reference], ids=lambda row: row.key)
def test_what_is_usual_lies_within_what_is_possible(row):
    low, high = row.plausible
    assert all(low <= limit <= high for limit in row.reference if limit is not None)


@pytest.mark.parametrize("row", [row for row in ANALYTES.values() if row.kind is Kind.CHOICE], ids=lambda row: row.key)
def test_every_choice_has_at_least_two_codes_with_words(row):
    assert len(set(row.codes)) == len(row.choices) >= 2
    assert all(words for _, words in row.choices)


def test_every_key_fits_its_column_and_every_row_has_a_label():
    assert all(key == row.key and len(key) <= 40 and row.label for key, row in ANALYTES.items())


@pytest.mark.parametrize(
    ("key", "value", "unit", "canonical"),
    [
        ("creatinine_mg_dl", "88.42", "µmol/L", "1"),
        ("creatinine_mg_dl", "132.63", "umol/L", "1.5"),
        ("bilirubin_total_mg_dl", "23.9456", "μmol/L", "1.4"),
        ("temperature_c", "98.6", "°F", "37"),
        ("temperature_c", "104", "[degF]", "40"),
        ("weight_kg", "200", "lb", "90.718474"),
        ("weight_kg", "200", "[lb_av]", "90.718474"),
        ("height_cm", "70", "in", "177.8"),
        ("height_cm", "1.78", "m", "178"),
        ("hemoglobin_g_dl", "98", "g/L", "9.8"),
        ("wbc_per_ul", "7.25", "10*3/uL", "7250"),
        ("wbc_per_ul", "7.25", "x10^9/L", "7250"),
        ("platelets_per_ul", "99.9", "K/uL", "99900"),
        ("fev1_l", "2100", "mL", "2.1"),
        ("glucose_mg_dl", "5", "mmol/L", "90.078"),
        ("calcium_mg_dl", "2.5", "mmol/L", "10.0195"),
        ("potassium_mmol_l", "4.1", "meq/L", "4.1"),
        ("ast_u_l", "0.5", "µkat/L", "30"),
        ("troponin_i_ng_ml", "40", "ng/L", "0.04"),
    ],
)
def test_a_value_is_converted_exactly(key, value, unit, canonical):
    assert convert(analyte(key), Decimal(value), unit) == Decimal(canonical)


@given(st.decimals(min_value="0.001", max_value="9999", places=3), st.sampled_from(NUMBERS), st.data())
def test_a_converted_value_is_never_off_by_more_than_the_last_of_fifty_digits(value, row, data):
    unit = data.draw(st.sampled_from(row.units))
    exact = Fraction(value) * unit.factor + unit.offset
    assert abs(Fraction(convert(row, value, unit.name)) - exact) <= Fraction(1, 10**40)


@pytest.mark.parametrize(
    ("key", "unit"), [("creatinine_mg_dl", "g/L"), ("ecog", "kg"), ("weight_kg", ""), ("hiv", "kg")]
)
def test_a_unit_that_cannot_be_converted_is_refused_with_a_sentence(key, unit):
    with pytest.raises(ValueError, match=r"cannot be converted to it\.$"):
        convert(analyte(key), Decimal(1), unit)


def test_a_value_that_is_no_number_is_not_converted():
    with pytest.raises(ValueError, match="finite"):
        convert(analyte("weight_kg"), Decimal("NaN"), "kg")


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("creatinine_mg_dl", "85", "If 85 was measured in µmol/L"),
        ("temperature_c", "98.6", "If 98.6 was measured in °F"),
        ("fev1_l", "2100", "If 2,100 was measured in mL"),
        ("weight_kg", "700", "If 700 was measured in lb"),
        ("weight_kg", "0", "Check the number and its unit"),
        ("hemoglobin_g_dl", "120", "If 120 was measured in g/L"),
        ("wbc_per_ul", "7.2", "If 7.2 was measured in 10³/µL"),
        ("platelets_per_ul", "250", "If 250 was measured in 10³/µL"),
        ("calcium_mg_dl", "2.3", "If 2.3 was measured in mmol/L"),
        ("ecog", "6", "must be between 0 and 5"),
        ("ecog", "1.5", "steps of 1"),
        ("karnofsky", "85", "steps of 10"),
    ],
)
def test_an_impossible_value_is_refused_and_the_likely_unit_named(key, value, hint):
    with pytest.raises(ValueError, match=r"\.$") as refusal:
        check_plausible(analyte(key), Decimal(value))
    assert hint in str(refusal.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("creatinine_mg_dl", "14"),
        ("temperature_c", "41.8"),
        ("weight_kg", "212"),
        ("platelets_per_ul", "4000"),
        ("inr", "9"),
    ],
)
def test_a_value_of_the_very_sick_is_accepted(key, value):
    check_plausible(analyte(key), Decimal(value))


def test_an_unknown_key_is_refused():
    with pytest.raises(ValueError, match="no analyte"):
        analyte("weather")


def test_a_loinc_code_finds_its_row_whatever_the_specimen():
    assert by_loinc("2160-0") is by_loinc(" 38483-4 ") is analyte("creatinine_mg_dl")
    assert by_loinc("0000-0") is None


def test_every_loinc_code_passes_its_check_digit():
    codes = [code for row in ANALYTES.values() for code in (row.loinc, *row.loinc_also) if code] + list(LOINC_PANELS)
    assert [code for code in codes if not passes_check_digit(code)] == []


def test_a_panel_names_rows_that_exist():
    assert all(key in ANALYTES for keys in LOINC_PANELS.values() for key in keys)


def test_a_key_or_code_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="Twice"):
        table([yes_no("cough", "Cough")], [yes_no("cough", "Cough")])


def test_a_row_cannot_begin_with_a_unit_that_needs_conversion():
    with pytest.raises(ValueError, match="not the canonical unit"):
        number("mass", "Mass", LB, also=(KG,), plausible=("1", "2"))


@pytest.mark.parametrize(
    ("key", "value", "comparator", "words"),
    [
        ("wbc_per_ul", Decimal("4500.0"), "", "4,500/µL"),
        ("bilirubin_total_mg_dl", Decimal("0.20"), "<", "<0.2 mg/dL"),
        ("lvef_percent", Decimal(62), "", "62 %"),
        ("ecog", 0, "", "0"),
        ("hiv", "negative", "", "Negative"),
        ("organ_allograft", False, "", "No"),
        ("medicines", "aspirin", "", "aspirin"),
    ],
)
def test_a_value_is_shown_with_its_unit(key, value, comparator, words):
    assert analyte(key).measured(value, comparator) == words


def passes_check_digit(code: str) -> bool:
    """The Luhn digit at the end of a LOINC code."""
    body, check = code.split("-")
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body))]
    return -sum(value - 9 if value > 9 else value for value in doubled) % 10 == int(check)
