from datetime import date
from decimal import Decimal

import pytest

from il2program.validation.comparers import each, exactly, number, set_of, ward_instant
from il2program.validation.readers import (
    Dated,
    Malformed,
    Reader,
    Timed,
    boolean,
    choice,
    dated,
    day,
    decimal,
    instant,
    listing,
    nullable,
    record,
    timed,
    whole,
)


@pytest.mark.parametrize(("written", "read"), [("70", "70"), (70, "70"), ("0.60", "0.6"), ("-5.0", "-5"), (0, "0")])
def test_a_quantity_is_a_decimal_in_a_string_or_a_whole_number(written: object, read: str) -> None:
    assert decimal(written) == Decimal(read)


@pytest.mark.parametrize(
    "written",
    [
        70.5,
        70.0,
        "70,5",
        "70 kg",
        " 70",
        "",
        ".5",
        "5.",
        "1e2",
        "NaN",
        "Infinity",
        "+5",
        "\u0667",
        True,
        [],
        {},
        "1" * 13,
    ],
)
def test_anything_else_is_no_quantity(written: object) -> None:
    with pytest.raises(Malformed):
        decimal(written)


@pytest.mark.parametrize(
    ("reader", "written"),
    [
        (whole, "1.5"),
        (whole, 1.0),
        (day, "2026-02-30"),
        (day, "2026-3-2"),
        (day, "20260302"),
        (day, "2026-03-02T08:00"),
        (day, 20260302),
        (instant, "2026-03-02T08:00:00"),
        (instant, "2026-03-02"),
        (instant, "2026-03-02T25:00:00-08:00"),
        (instant, "2026-W10-1T08:00-08:00"),
        (instant, 1772467200),
        (boolean, 1),
        (boolean, "true"),
        (choice("stop", "continue"), "Stop"),
        (choice("stop", "continue"), 1),
        (listing(decimal), "70"),
        (listing(decimal), ["70", None]),
        (record(mm=decimal), ["30"]),
        (record(mm=decimal), {"cm": "3"}),
        (record(("mm",), mm=decimal), {}),
        (record(("mm",), mm=decimal), {"mm": None}),
        (dated(decimal), {"value": "1", "at": "2026-03-02"}),
    ],
)
def test_a_value_of_the_wrong_type_is_malformed(reader: Reader, written: object) -> None:
    with pytest.raises(Malformed):
        reader(written)


def test_values_that_can_be_read() -> None:
    assert whole("2") == whole(2) == 2
    assert day("2026-03-02") == date(2026, 3, 2)
    assert instant("2026-03-02T08:00:00-08:00") == instant("2026-03-02T16:00Z")
    assert listing(nullable(decimal))(["70", None]) == (Decimal(70), None)
    assert record(mm=decimal, node=boolean)({"mm": "30", "node": None}) == {"mm": Decimal(30), "node": None}


def test_a_value_may_carry_its_day() -> None:
    assert dated(decimal)("1.1") == Dated(Decimal("1.1"))
    assert dated(decimal)({"value": "1.1", "on": "2026-03-02"}) == Dated(Decimal("1.1"), date(2026, 3, 2))
    assert dated(decimal)({"on": "2026-03-02"}) == Dated(None, date(2026, 3, 2))


def test_a_fault_names_its_place() -> None:
    with pytest.raises(Malformed, match=r"^\[1\]\.mm: 30\.5 is a JSON float"):
        listing(record(mm=decimal))([{"mm": "30"}, {"mm": 30.5}])


def test_decimals_are_compared_as_numbers() -> None:
    assert number.agrees(Decimal("5.0"), 5)
    assert not number.agrees(Decimal("5.01"), Decimal(5))


def test_null_agrees_with_null_only() -> None:
    assert number.agrees(None, None)
    assert not number.agrees(None, Decimal(0))
    assert not exactly(boolean).agrees(expected=False, got=None)


@pytest.mark.parametrize(
    ("expected", "agrees"),
    [
        ("2026-03-08T09:00:00-07:00", True),
        ("2026-03-08T08:00:00-08:00", False),
        ("2026-03-08T16:00:00Z", False),
        ("2026-03-08T09:00:01-07:00", False),
    ],
)
def test_an_instant_agrees_as_an_instant_and_by_the_wards_offset(expected: str, agrees: bool) -> None:
    assert ward_instant.agrees(instant(expected), instant("2026-03-08T16:00:00Z")) is agrees


def test_an_instant_agrees_in_the_hour_that_autumn_repeats() -> None:
    first, second = instant("2026-11-01T08:30:00Z"), instant("2026-11-01T09:30:00Z")
    assert ward_instant.agrees(instant("2026-11-01T01:30:00-07:00"), first)
    assert ward_instant.agrees(instant("2026-11-01T01:30:00-08:00"), second)
    assert not ward_instant.agrees(instant("2026-11-01T01:30:00-07:00"), second)


def test_sets_and_lists_are_compared() -> None:
    assert set_of(choice("H2", "P1")).agrees(("P1", "H2"), {"H2", "P1"})
    assert not set_of(choice("H2", "P1")).agrees(("P1",), {"H2", "P1"})
    assert each(number).agrees((Decimal(1), None), [Decimal("1.0"), None])
    assert not each(number).agrees((Decimal(1),), [Decimal(1), Decimal(1)])


def test_a_timed_value_is_bare_or_names_its_instant() -> None:
    assert timed(decimal)("84") == Timed(Decimal(84))
    read = timed(decimal)({"value": "84", "at": "2026-03-02T08:00:00-08:00"})
    assert read == Timed(Decimal(84), instant("2026-03-02T08:00:00-08:00"))
    with pytest.raises(Malformed, match="no offset"):
        timed(decimal)({"value": "84", "at": "2026-03-02T08:00:00"})
    with pytest.raises(Malformed, match="unknown key"):
        timed(decimal)({"value": "84", "on": "2026-03-02"})
