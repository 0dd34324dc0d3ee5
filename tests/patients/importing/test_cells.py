"""Numbers as laboratories write them."""

import pytest

from patients.importing.cells import read_number, without_flags, writes_decimal_commas


@pytest.mark.parametrize(
    ("written", "readings", "rest"),
    [
        ("1.2", ["1.2"], ""),
        (" 1.20 ", ["1.20"], ""),
        (".5", ["0.5"], ""),
        ("5.", ["5"], ""),
        ("+1.2", ["1.2"], ""),
        ("-1.2", ["-1.2"], ""),
        ("−1.2", ["-1.2"], ""),
        ("<0.2", ["<0.2"], ""),
        ("< 0.2", ["<0.2"], ""),
        (">1000", [">1000"], ""),
        ("≥ 90", [">=90"], ""),
        (">=90", [">=90"], ""),
        ("=<5", ["<=5"], ""),
        ("=5", ["5"], ""),
        ("less than 0.2", ["<0.2"], ""),
        ("Greater than 1000", [">1000"], ""),
        ("5.2 H", ["5.2"], "H"),
        ("5.2H", ["5.2"], "H"),
        ("*7.1", ["7.1"], ""),
        ("** 7.1", ["7.1"], ""),
        ("7.1*", ["7.1"], "*"),
        ("H 5.2", ["5.2"], ""),
        ("L<0.2", ["<0.2"], ""),
        ("1.2 mg/dL", ["1.2"], "mg/dL"),
        ("1.2mg/dL (H)", ["1.2"], "mg/dL (H)"),
        ("4.5 x10^3/uL", ["4.5"], "x10^3/uL"),
        ("1,234", ["1234", "1.234"], ""),
        ("150,000", ["150000", "150.000"], ""),
        ("0,123", ["0.123"], ""),
        ("7,1", ["7.1"], ""),
        ("1,234.5", ["1234.5"], ""),
        ("1.234,5", ["1234.5"], ""),
        ("1,234,567", ["1234567"], ""),
        ("1.234.567", ["1234567"], ""),
        ("150 000", ["150000"], ""),
        ("1.5E+05", ["150000"], ""),
        ("1.5e-2", ["0.015"], ""),
        ("2E0", ["2"], ""),
    ],
)
def test_a_number_is_read_as_it_was_meant(written, readings, rest):
    cell = read_number(written)
    assert ([reading.text for reading in cell.readings], cell.rest) == (readings, rest)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "see note",
        "1:40",
        "3-5",
        "3 - 5",
        "1/2",
        "1.2 1.3",
        "1e400",
        "12.3.4",
        "1,2,3",
        "..",
        "<",
        "<>5",
        "1.5E+99",
        "9" * 16,
        "x" * 500,
    ],
)
def test_what_is_no_single_number_is_refused_with_a_sentence(written):
    with pytest.raises(ValueError, match=r"\.$"):
        read_number(written)


def test_a_point_between_groups_is_open_only_where_the_file_writes_decimal_commas():
    assert [reading.text for reading in read_number("1.234", decimal_commas=True).readings] == ["1.234", "1234"]
    assert [reading.text for reading in read_number("1.234").readings] == ["1.234"]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        (["7,1", "0,85", "<0,2"], True),
        (["7,1", "0,85"], False),
        (["7,1", "0,85", "13,5", "4.1"], False),
        (["1,234", "2,345", "3,456"], False),
        (["7,1", "0,85", "13,5", "150.000"], True),
        ([], False),
    ],
)
def test_a_file_writes_decimal_commas_where_some_values_show_it_and_none_has_a_point(values, answer):
    assert writes_decimal_commas(values) is answer


@pytest.mark.parametrize(
    ("rest", "left"),
    [("H", ""), ("mg/dL (H)", "mg/dL"), ("[LL]", ""), ("critical", ""), ("slightly hazy", "slightly hazy")],
)
def test_flags_are_left_away(rest, left):
    assert without_flags(rest) == left
