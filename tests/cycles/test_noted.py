"""Findings that were charted on the flowsheet count at the pre-dose gate, and never answer what nobody asked."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cycles.rules.flowsheet import ROWS
from cycles.rules.holding import INPUTS, Fact
from cycles.rules.holding.noted import AT_DOSE, FINDINGS, MOST, RATE, noted
from tests.cycles.charted import NOW


def fact(value, minutes_ago=0):
    return Fact(value, NOW - timedelta(minutes=minutes_ago))


PAIRS = [(key, row, code) for key, rows in FINDINGS.items() for row, codes in rows.items() for code in sorted(codes)]


@pytest.mark.parametrize(("key", "row", "code"), PAIRS)
def test_each_finding_is_one_of_its_row_and_answers_an_input(key, row, code):
    assert key in INPUTS
    assert code in ROWS[row].codes
    assert noted({row: fact(code)}, {})[key] == fact("yes")


@pytest.mark.parametrize(("key", "row", "code"), PAIRS)
def test_that_nothing_was_found_answers_nothing(key, row, code):
    others = [other for other in ROWS[row].codes if other not in FINDINGS[key][row]]
    assert all(key not in noted({row: fact(other)}, {}) for other in others)


@pytest.mark.parametrize(("minutes_ago", "counts"), [(-1, True), (0, True), (1, False)])
def test_what_the_check_said_later_counts_in_its_place(minutes_ago, counts):
    charted = {"moist_desquamation": fact("no", minutes_ago=10)}
    found = noted({"skin_state": fact("moist_desquamation", minutes_ago=10 + minutes_ago)}, charted)
    assert ("moist_desquamation" in found) is counts


def test_the_rate_that_runs_is_that_at_the_dose():
    assert noted({RATE: fact(Decimal("0.6"))}, {AT_DOSE: fact(Decimal(0), 5)})[AT_DOSE].value == Decimal("0.6")
    assert AT_DOSE not in noted({RATE: fact(Decimal("0.6"), 9)}, {AT_DOSE: fact(Decimal(0), 5)})


@pytest.mark.parametrize(("rate", "raised"), [("1.2", True), ("1", False), ("0.2", False)])
def test_the_most_since_the_last_slot_is_raised_and_never_lowered(rate, raised):
    found = noted({RATE: fact(Decimal(rate))}, {MOST: fact(Decimal(1), 5)})
    assert (MOST in found) is raised


def test_a_rate_alone_does_not_say_what_the_most_was():
    assert MOST not in noted({RATE: fact(Decimal("0.2"))}, {})
