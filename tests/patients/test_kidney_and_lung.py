"""Clearance, eGFR, predicted FEV1 and the measures of the body."""

from decimal import Decimal
from fractions import Fraction

import pytest

from patients.rules.body import bmi_kg_m2, bsa_m2, map_mmhg
from patients.rules.lung import fev1_fvc_percent, percent_of_predicted, predicted_fev1_l
from patients.rules.numbers import show
from patients.rules.renal import clearance_ml_min, creatinine_mg_dl, egfr_ml_min_173

PERSON = {"creatinine_mg_dl": Decimal("1.6"), "age_years": 62, "sex": "male", "weight_kg": Decimal(92)}


@pytest.mark.parametrize(
    ("creatinine", "age_years", "sex", "weight_kg", "clearance", "egfr"),
    [
        (Decimal("1.09"), 55, "male", "90", "97.5", "80.2"),
        (creatinine_mg_dl(Decimal(85)), 65, "female", "60", "55.3", "65.6"),
        (Decimal("1.6"), 62, "male", "92", "62.3", "48.4"),
    ],
)
def test_the_worked_examples_of_the_reference(creatinine, age_years, sex, weight_kg, clearance, egfr):
    person = {"creatinine_mg_dl": creatinine, "age_years": age_years, "sex": sex}
    assert show(clearance_ml_min(**person, weight_kg=Decimal(weight_kg)), 1) == clearance
    assert show(egfr_ml_min_173(**person), 1) == egfr


def test_a_clearance_of_sixty_is_sixty_and_not_a_hair_less():
    assert clearance_ml_min(creatinine_mg_dl=Decimal(1), age_years=50, sex="male", weight_kg=Decimal(48)) == 60


def test_women_clear_85_percent_of_what_men_do():
    assert clearance_ml_min(**{**PERSON, "sex": "female"}) / clearance_ml_min(**PERSON) == Decimal("0.85")


@pytest.mark.parametrize("missing", PERSON)
def test_no_clearance_without_every_input(missing):
    assert clearance_ml_min(**{**PERSON, missing: None}) is None


@pytest.mark.parametrize("missing", ["creatinine_mg_dl", "age_years", "sex"])
def test_no_egfr_without_every_input(missing):
    person = {key: value for key, value in PERSON.items() if key != "weight_kg"}
    assert egfr_ml_min_173(**{**person, missing: None}) is None


def test_a_sex_the_equations_do_not_know_gives_no_result():
    assert clearance_ml_min(**{**PERSON, "sex": "unknown"}) is None
    assert predicted_fev1_l(age_years=40, sex="unknown", height_cm=Decimal(170)) is None


@pytest.mark.parametrize(("age_years", "known"), [(17, False), (18, True)])
def test_egfr_begins_at_eighteen(age_years, known):
    rate = egfr_ml_min_173(creatinine_mg_dl=Decimal(1), age_years=age_years, sex="female")
    assert (rate is not None) is known


@pytest.mark.parametrize("ratio", ["0.7", "0.69", "0.71"])
def test_egfr_agrees_with_an_independent_float_computation(ratio):
    creatinine = float(ratio)
    expected = 142 * min(creatinine / 0.7, 1) ** -0.241 * max(creatinine / 0.7, 1) ** -1.2 * 0.9938**50 * 1.012
    rate = egfr_ml_min_173(creatinine_mg_dl=Decimal(ratio), age_years=50, sex="female")
    assert float(rate) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"creatinine_mg_dl": Decimal(0)}, "creatinine"),
        ({"weight_kg": Decimal(-1)}, "weight"),
        ({"age_years": -1}, "age"),
        ({"age_years": 140}, "age"),
    ],
)
def test_what_cannot_be_is_refused(change, refusal):
    with pytest.raises(ValueError, match=refusal):
        clearance_ml_min(**{**PERSON, **change})


def test_egfr_refuses_a_negative_age():
    with pytest.raises(ValueError, match="age"):
        egfr_ml_min_173(creatinine_mg_dl=Decimal(1), age_years=-1, sex="male")


@pytest.mark.parametrize(
    ("age_years", "sex", "height_cm", "predicted"),
    [(60, "male", "175", "3.47011250"), (60, "female", "162", "2.53531024"), (20, "male", "175", "4.5417125")],
)
def test_predicted_fev1_follows_nhanes_iii(age_years, sex, height_cm, predicted):
    assert predicted_fev1_l(age_years=age_years, sex=sex, height_cm=Decimal(height_cm)) == Decimal(predicted)


def test_the_equation_begins_at_twenty():
    assert predicted_fev1_l(age_years=19, sex="male", height_cm=Decimal(175)) is None


def test_a_prediction_below_nothing_is_no_prediction():
    assert predicted_fev1_l(age_years=99, sex="female", height_cm=Decimal(100)) is None


def test_the_percentage_comes_from_the_unrounded_prediction():
    predicted = predicted_fev1_l(age_years=60, sex="male", height_cm=Decimal(175))
    percent = percent_of_predicted(fev1_l=Decimal("2.05"), predicted_l=predicted)
    assert abs(Fraction(percent) - Fraction(205) / Fraction(predicted)) < Fraction(1, 10**40)
    assert show(percent, 1) == "59.1"


@pytest.mark.parametrize("missing", ["fev1_l", "predicted_l"])
def test_no_percentage_without_both(missing):
    assert percent_of_predicted(**{"fev1_l": Decimal(2), "predicted_l": Decimal(3), missing: None}) is None


def test_lung_values_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="FEV1"):
        percent_of_predicted(fev1_l=Decimal(-1), predicted_l=Decimal(3))
    with pytest.raises(ValueError, match="FVC"):
        fev1_fvc_percent(fev1_l=Decimal(2), fvc_l=Decimal(0))
    with pytest.raises(ValueError, match="height"):
        predicted_fev1_l(age_years=40, sex="male", height_cm=Decimal(0))


def test_the_measures_of_the_body():
    size = {"weight_kg": Decimal(80), "height_cm": Decimal(180)}
    assert show(bmi_kg_m2(**size), 1) == "24.7"
    assert bsa_m2(**size) == 2
    assert map_mmhg(sbp_mmhg=Decimal(120), dbp_mmhg=Decimal(75)) == 90
    assert fev1_fvc_percent(fev1_l=Decimal(3), fvc_l=Decimal(4)) == 75


def test_the_measures_of_the_body_need_their_inputs():
    assert bmi_kg_m2(weight_kg=None, height_cm=Decimal(180)) is None
    assert bsa_m2(weight_kg=Decimal(80), height_cm=None) is None
    assert map_mmhg(sbp_mmhg=Decimal(120), dbp_mmhg=None) is None


def test_a_body_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="greater than 0"):
        bmi_kg_m2(weight_kg=Decimal(0), height_cm=Decimal(180))
    with pytest.raises(ValueError, match="diastolic"):
        map_mmhg(sbp_mmhg=Decimal(60), dbp_mmhg=Decimal(120))
