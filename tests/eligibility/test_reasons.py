"""A value is held against its limit with its bound, and the reason says how far off it is."""

from decimal import Decimal

import pytest

from eligibility.rules.criteria import Answer, Fact
from tests.eligibility.known import TODAY, answer


@pytest.mark.parametrize(
    ("id", "key", "comparator", "value", "expected"),
    [
        ("S-L1", "bilirubin_total_mg_dl", "<", "0.2", "met"),
        ("S-L1", "bilirubin_total_mg_dl", "<", "1.4", "met"),
        ("S-L1", "bilirubin_total_mg_dl", "<=", "1.4", "met"),
        ("S-L1", "bilirubin_total_mg_dl", "<", "1.5", "unknown"),
        ("S-L1", "bilirubin_total_mg_dl", ">", "1.2", "unknown"),
        ("S-L1", "bilirubin_total_mg_dl", ">=", "1.4", "unknown"),
        ("S-L1", "bilirubin_total_mg_dl", ">", "1.4", "not_met"),
        ("S-B1", "wbc_per_ul", ">", "4000", "met"),
        ("S-B1", "wbc_per_ul", ">=", "4000", "met"),
        ("S-B1", "wbc_per_ul", ">", "3999", "unknown"),
        ("S-B1", "wbc_per_ul", "<=", "4000", "unknown"),
        ("S-B1", "wbc_per_ul", "<", "4000", "not_met"),
        ("S-P1", "fev1_l", ">", "2", "met"),
        ("S-P1", "fev1_l", ">=", "2", "unknown"),
        ("S-P1", "fev1_l", "<=", "2", "not_met"),
    ],
)
def test_a_bounded_value_is_judged_only_where_its_bound_decides(id, key, comparator, value, expected):
    assert answer(id, **{key: Fact(Decimal(value), TODAY, comparator)}).answer == expected


@pytest.mark.parametrize(("comparator", "expected"), [("<", "met"), ("<=", "met"), (">", "not_met"), (">=", "not_met")])
def test_a_bounded_creatinine_bounds_the_clearance_the_other_way(comparator, expected):
    person = {"age_years": 50, "sex": "male", "weight_kg": Decimal("76.8")}
    creatinine = Fact(Decimal("1.6"), TODAY, comparator)
    assert answer("S-R1", **person, creatinine_mg_dl=creatinine).answer == expected


def test_a_bounded_weight_gives_no_clearance():
    person = {"age_years": 50, "sex": "male", "weight_kg": Fact(Decimal(150), TODAY, ">")}
    judgement = answer("S-R1", **person, creatinine_mg_dl=Decimal("1.6"))
    assert judgement.answer is Answer.NOT_MET
    assert "only bounded" in judgement.reason


def test_a_bounded_upper_limit_of_normal_decides_nothing():
    judgement = answer("S-L2", ast_u_l=Decimal(20), ast_uln=Fact(Decimal(40), TODAY, "<"))
    assert judgement.answer is Answer.UNKNOWN
    assert "AST, upper limit of normal must be a plain number." in judgement.reason


@pytest.mark.parametrize(
    ("id", "given_facts", "words"),
    [
        (
            "S-R1",
            {"creatinine_mg_dl": Decimal("1.6")},
            "Creatinine 1.6 mg/dL is 0.1 mg/dL over; the limit is 1.5 mg/dL",
        ),
        ("S-B1", {"wbc_per_ul": Decimal(3900)}, "White blood cells 3,900/µL is 100/µL under; the limit is 4,000/µL"),
        ("S-B2", {"hemoglobin_g_dl": Decimal("9.96")}, "Hemoglobin 9.96 g/dL is 0.04 g/dL under"),
        ("S-P1", {"fev1_l": Decimal("2.0")}, "FEV1 2 L is not enough; the limit is more than 2 L."),
        ("S-B3", {"platelets_per_ul": Fact(Decimal(90_000), TODAY, "<")}, "is at least 10,000/µL under"),
        ("S-B3", {"platelets_per_ul": Fact(Decimal(100_000), TODAY, "<")}, "Platelets <100,000/µL is under;"),
        ("S-L1", {"bilirubin_total_mg_dl": Fact(Decimal("1.2"), TODAY, ">")}, ">1.2 mg/dL does not decide the limit"),
        ("S-C3", {"ecg": "abnormal"}, "ECG: Abnormal; required: Normal."),
        ("S-B4", {}, "Not recorded: INR."),
    ],
)
def test_the_reason_names_value_unit_limit_and_distance(id, given_facts, words):
    assert words in answer(id, **given_facts).reason


def test_a_clearance_just_under_the_limit_is_not_shown_as_the_limit():
    person = {"age_years": 50, "sex": "male", "weight_kg": Decimal("76.75")}
    assert "59.96 mL/min" in answer("S-R1", **person, creatinine_mg_dl=Decimal("1.6")).reason
