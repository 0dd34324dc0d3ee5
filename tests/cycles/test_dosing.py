from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.rules.dosing import dose

weights = st.decimals(min_value=1, max_value=650, places=3)


def half_up(value: Fraction, places: int) -> Fraction:
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


@given(weights)
def test_A085_the_dose_agrees_with_an_independent_calculation_in_fractions(weight_kg: Decimal) -> None:
    units = Fraction(weight_kg) * 600_000
    drug_ml = units / 18_000_000
    bag_ml = 25 if units <= 25_400_000 else 50 if units <= 60_000_000 else 100
    found = dose(weight_kg)
    assert Fraction(found.dose_iu) == units
    assert Fraction(found.dose_million_units) == half_up(units / 1_000_000, 1)
    assert Fraction(found.volume_ml) == half_up(drug_ml, 2)
    assert Fraction(found.concentration_ug_ml) == half_up(drug_ml * 1100 / (bag_ml + drug_ml), 1)
    assert (found.bag_ml, found.vials) == (bag_ml, ceil(drug_ml / Fraction(12, 10)))


@given(weights, weights)
def test_a_heavier_patient_never_gets_less(one: Decimal, other: Decimal) -> None:
    lighter, heavier = sorted((dose(one), dose(other)), key=lambda found: found.weight_kg)
    for quantity in ("dose_iu", "dose_million_units", "volume_ml", "bag_ml", "vials", "infusion_rate_ml_h"):
        assert getattr(lighter, quantity) <= getattr(heavier, quantity)


@pytest.mark.parametrize(
    ("weight_kg", "changes"), [("42.333", False), ("42.334", True), ("42.35", True), ("42.5", False), ("100.001", True)]
)
def test_the_rounded_dose_may_choose_another_bag(weight_kg: str, changes: bool) -> None:
    assert dose(Decimal(weight_kg)).rounding_changes_bag is changes


def test_the_exact_dose_is_there_to_be_printed_beside_the_rounded_one() -> None:
    found = dose(Decimal("42.35"))
    assert (found.dose_million_units, found.exact_million_units) == (Decimal("25.4"), Decimal("25.41"))


@pytest.mark.parametrize(("bag_ml", "weight_kg", "rate"), [(25, "40", 100), (50, "70", 200), (100, "110", 400)])
def test_the_pump_runs_at_four_bags_an_hour(bag_ml: int, weight_kg: str, rate: int) -> None:
    found = dose(Decimal(weight_kg))
    assert (found.bag_ml, found.infusion_rate_ml_h) == (bag_ml, rate)


@pytest.mark.parametrize(
    ("weight_kg", "inside"), [("21.02", False), ("21.03", True), ("70", True), ("203", True), ("204", False)]
)
def test_a_concentration_outside_30_to_70_is_told(weight_kg: str, inside: bool) -> None:
    assert dose(Decimal(weight_kg)).concentration_is_in_window is inside


@pytest.mark.parametrize("weight_kg", ["0", "-70", "650.1", "700", "NaN", "Infinity"])
def test_a_weight_that_cannot_be_is_refused(weight_kg: str) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        dose(Decimal(weight_kg))


@pytest.mark.parametrize("deliverable_ml", ["0", "-1.2", "NaN"])
def test_a_vial_that_delivers_nothing_is_refused(deliverable_ml: str) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        dose(Decimal(70), deliverable_ml_per_vial=Decimal(deliverable_ml))


@pytest.mark.parametrize(("weight_kg", "vials"), [("36.666", 1), ("36.667", 2), ("110", 3), ("110.001", 4)])
def test_a_vial_that_delivers_the_labels_content_holds_22_million_units(weight_kg: str, vials: int) -> None:
    assert dose(Decimal(weight_kg), deliverable_ml_per_vial=Decimal("1.222")).vials == vials
