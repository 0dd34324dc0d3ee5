"""When a patient is called after a stay, and what has recovered."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cycles.rules.recovery import creatinine, grades, has_recovered, next_call, weight

HOME = date(2026, 3, 6)


def day(number):
    return HOME + timedelta(days=number)


@pytest.mark.parametrize(
    ("reached", "recovered", "due"),
    [
        ((), False, 3),
        ((), True, 3),
        ((1,), False, 3),
        ((2,), False, 7),
        ((3,), False, 7),
        ((3,), True, None),
        ((5,), False, 7),
        ((6,), False, 14),
        ((3, 7), False, 14),
        ((3, 7), True, None),
        ((3, 27), False, None),
        ((3, 26), False, 28),
    ],
)
def test_calls_are_due_on_days_3_and_7_and_then_weekly_until_recovered(reached, recovered, due):
    expected = None if due is None else day(due)
    assert next_call(HOME, [day(number) for number in reached], recovered=recovered) == expected


@pytest.mark.parametrize(
    ("value", "baseline", "uln", "recovered"),
    [
        ("1.3", "1.0", "1.3", True),
        ("1.31", "1.0", "1.3", False),
        ("1.6", "1.6", "1.3", True),
        ("1.61", "1.6", "1.3", False),
        ("1.0", None, None, None),
        (None, "1.0", "1.3", None),
    ],
)
def test_creatinine_has_recovered_at_its_baseline_or_within_normal(value, baseline, uln, recovered):
    known = [None if one is None else Decimal(one) for one in (value, baseline, uln)]
    assert creatinine(*known).recovered is recovered


@pytest.mark.parametrize(("value", "recovered"), [("83.9", True), ("84", False), ("75", True), (None, None)])
def test_weight_has_recovered_under_5_percent_over_the_dosing_weight(value, recovered):
    assert weight(value and Decimal(value), Decimal(80)).recovered is recovered


def test_grades_have_recovered_when_some_were_confirmed_and_none_is_over_1():
    assert grades([], any_graded=True).recovered is True
    assert grades(["Chills grade 2"], any_graded=True).recovered is False
    assert grades([], any_graded=False).recovered is None


def test_what_is_not_known_has_not_recovered():
    assert not has_recovered([weight(None, Decimal(80))])
