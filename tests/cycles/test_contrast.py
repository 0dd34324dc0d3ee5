"""Contrast after IL-2: refused too soon and after a reaction, watched for, never with steroids."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cycles.rules.contrast import ContrastFacts, is_observed, warnings, why_no_contrast

DOSE = date(2026, 3, 2)
TREATED = ContrastFacts(last_dose_on=DOSE)


@pytest.mark.parametrize(("days", "refused"), [(0, True), (13, True), (14, True), (15, False)])
def test_no_contrast_is_given_within_two_weeks_of_the_last_dose(days, refused):
    told = why_no_contrast(TREATED, DOSE + timedelta(days=days))
    assert bool(told) is refused
    if told:
        assert "no contrast up to and including Mon 16 Mar 2026" in told


def test_a_physician_s_order_lets_it_be_given_within_two_weeks_and_is_told_then_only():
    ordered = replace(TREATED, ordered_early="Contrast within two weeks is ordered all the same by Testa: Bleeding.")
    assert why_no_contrast(ordered, DOSE + timedelta(days=3)) is None
    assert ordered.ordered_early in warnings(ordered, DOSE + timedelta(days=14))
    assert ordered.ordered_early not in warnings(ordered, DOSE + timedelta(days=15))
    assert why_no_contrast(replace(ordered, earlier_reaction="hives"), DOSE + timedelta(days=3))


def test_whoever_has_reacted_before_gets_none_whenever_it_is():
    told = why_no_contrast(ContrastFacts(DOSE, earlier_reaction="hives after 3 hours"), date(2027, 3, 2))
    assert told
    assert "hives after 3 hours" in told


def test_before_the_first_dose_nothing_forbids_contrast():
    assert why_no_contrast(ContrastFacts(), DOSE) is None


@pytest.mark.parametrize(
    ("on", "uneventful", "observed"),
    [
        (date(2026, 9, 2), 0, True),
        (date(2026, 9, 3), 0, False),
        (date(2026, 4, 2), 1, True),
        (date(2026, 4, 2), 2, False),
    ],
)
def test_patients_are_watched_for_six_months_or_until_two_scans_passed_without_event(on, uneventful, observed):
    facts = ContrastFacts(DOSE, uneventful_scans=uneventful)
    assert is_observed(facts, on) is observed
    assert ("at least 2 hours" in " ".join(warnings(facts, on))) is observed


def test_six_months_after_the_end_of_august_is_the_end_of_february():
    facts = ContrastFacts(date(2026, 8, 31))
    assert is_observed(facts, date(2027, 2, 28))
    assert not is_observed(facts, date(2027, 3, 1))


@pytest.mark.parametrize(("days", "said"), [(28, True), (29, False)])
def test_the_first_four_weeks_are_said_to_be_the_risky_ones(days, said):
    assert ("within four weeks" in " ".join(warnings(TREATED, DOSE + timedelta(days=days)))) is said


def test_steroids_are_never_given_before_it_and_what_is_known_is_said():
    told = " ".join(warnings(ContrastFacts(DOSE, allergies_name_contrast=True, steroids=True)))
    assert "No premedication with steroids" in told
    assert "The workup says that steroids are needed." in told
    assert "The allergies of this patient name contrast" in told
    assert "The workup says" not in " ".join(warnings(TREATED))
