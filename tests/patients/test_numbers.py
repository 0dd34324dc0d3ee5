"""Numbers are read as laboratories write them and shown as people should read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.numbers import Quantity, parse_quantity, rounded_half_up, show


@pytest.mark.parametrize(
    ("text", "comparator", "value"),
    [
        ("4.5", "", "4.5"),
        (" 0 ", "", "0"),
        (".5", "", "0.5"),
        ("-3", "", "-3"),
        ("−3", "", "-3"),
        ("<0.2", "<", "0.2"),
        ("> 1000", ">", "1000"),
        ("≤ 5", "<=", "5"),
        ("=>5", ">=", "5"),
        ("4,500", "", "4500"),
        (">1,234,567.8", ">", "1234567.8"),
    ],
)
def test_a_number_is_read(text, comparator, value):
    assert parse_quantity(text) == Quantity(comparator, Decimal(value))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a number"),
        (">", "Type a number"),
        ("<<5", "Type a number"),
        ("=5", "Type a number"),
        ("about 5", "Type a number"),
        ("NaN", "Type a number"),
        ("٣", "Type a number"),
        ("🙂5", "Type a number"),
        ("1,5", "1.5 instead of 1,5"),
        ("0,500", "0.500 instead of 0,500"),
        ("12,34", "12.34 instead of 12,34"),
        ("1.234,5", "one number"),
        ("1,23,456", "one number"),
        ("5.", "one number"),
        ("1.2.3", "one number"),
        ("85 µmol/L", "choose the unit beside it (µmol/L)"),
        ("62%", "choose the unit beside it (%)"),
        ("1e5", "without an exponent"),
        ("5-6", "nothing behind it"),
        ("4 500", "nothing behind it"),
        ("2+", "nothing behind it"),
        ("5\x00", "nothing behind it"),
        ("1234567890123456", "at most 15 digits"),
    ],
)
def test_what_is_no_single_number_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=r"\.$") as refusal:
        parse_quantity(text)
    assert sentence in str(refusal.value)


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_finite_number_or_a_sentence(text):
    assert read_or_refused(text)


@pytest.mark.parametrize("text", ["1" * 50_000, "1," * 25_000, "," * 50_000, "-" * 50_000, "5 " * 25_000, "<" * 50_000])
def test_a_hostile_length_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("5.0", 1, "5"),
        ("0.6", 1, "0.6"),
        (".6", 1, "0.6"),
        ("97.45", 1, "97.5"),
        ("97.44999", 1, "97.4"),
        ("-0.04", 1, "0"),
        ("-0.05", 1, "-0.1"),
        ("1E+3", 2, "1000"),
        ("100", 0, "100"),
        ("99.96", 1, "100"),
    ],
)
def test_a_number_is_shown_half_up_without_a_trailing_zero(value, decimals, shown):
    assert show(Decimal(value), decimals) == shown


def test_thousands_are_grouped_on_request():
    assert show(Decimal("1234567.50"), 2, grouped=True) == "1,234,567.5"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12), st.integers(0, 6))
def test_what_is_shown_reads_back_as_the_rounded_value(value, decimals):
    shown = show(value, decimals)
    assert Decimal(shown) == rounded_half_up(value, decimals)
    assert not shown.startswith(".")
    assert "." not in shown or not shown.endswith(("0", "."))


def test_only_a_finite_number_is_shown():
    with pytest.raises(ValueError, match="finite"):
        show(Decimal("Infinity"), 1)


def test_a_quantity_is_written_with_its_comparator():
    assert str(Quantity("<", Decimal("0.2"))) == "<0.2"


def read_or_refused(text):
    """Whether the text reads as a finite number, or is refused with a sentence."""
    try:
        quantity = parse_quantity(text)
    except ValueError as refusal:
        return str(refusal).endswith(".")
    return quantity.value.is_finite()
