"""Every criterion: precedence, bounded values, days, and that what is missing never reads as met."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.rules import criteria as criteria_room
from eligibility.rules.criteria import (
    CRITERIA,
    INPUTS,
    Answer,
    Fact,
    Limits,
    Verdict,
    assess,
    criteria_for,
    expiring,
    ready_on,
)
from eligibility.rules.facts import row
from eligibility.rules.workup import within_course
from patients.rules.analytes import Kind
from tests.eligibility.known import TODAY, answer, facts

CASES = Path(criteria_room.__file__).parent.parent / "cases"

# Facts whose absence can answer a criterion: no stress test was made, or ECOG is not recorded and Karnofsky stands in.
ANSWERS_BY_ITS_ABSENCE = {"stress_test", "ecog"}


def test_the_criteria_are_those_of_the_reference_in_its_order():
    numbers = {"H": [1, *range(3, 12)], "B": range(1, 6), "C": range(1, 4), "P": [1], "R": [1], "L": range(1, 4)}
    ids = [f"S-{letter}{number}" for letter, found in numbers.items() for number in found]
    assert [criterion.id for criterion in CRITERIA] == ids


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.id)
def test_every_criterion_names_facts_that_exist_and_its_source(criterion):
    assert all(row(key) for key in criterion.inputs)
    assert criterion.source.startswith("clinical reference 2.")


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.id)
def test_every_criterion_has_shipped_cases_for_each_answer(criterion):
    lines = [json.loads(line) for path in CASES.glob("*.jsonl") for line in path.read_text().splitlines()]
    expected = {line["expect"].get(criterion.id) for line in lines}
    ageless = {"S-H1"}  # A diagnosis and an age do not expire.
    assert set(Answer) - ({Answer.EXPIRED} if criterion.id in ageless else set()) <= expected


def test_a_patient_who_meets_everything_is_eligible():
    assessment = assess(facts(), on=TODAY)
    assert (assessment.verdict, assessment.deciding) == (Verdict.ELIGIBLE, ())
    assert {judgement.answer for judgement in assessment.judgements} == {Answer.MET}


def test_a_criterion_that_is_not_met_outweighs_what_is_unknown():
    assessment = assess(facts(inr=None, hcv="positive"), on=TODAY)
    assert assessment.verdict is Verdict.NOT_ELIGIBLE
    assert [judgement.criterion.id for judgement in assessment.deciding] == ["S-L3"]


def test_what_is_unknown_or_expired_asks_for_more_data():
    known = {**facts(inr=None), "hiv": Fact("negative", TODAY - timedelta(days=91))}
    assessment = assess(known, on=TODAY)
    assert assessment.verdict is Verdict.NEEDS_MORE_DATA
    assert [judgement.criterion.id for judgement in assessment.deciding] == ["S-B4", "S-B5"]


def test_nothing_known_is_nothing_met():
    assert {judgement.answer for judgement in assess({}, on=TODAY).judgements} == {Answer.UNKNOWN}


def values_of(key):
    """Any value that the fact may have, good or bad."""
    known = row(key)
    if known.kind is Kind.CHOICE:
        return st.sampled_from(known.codes)
    low, high = known.plausible or (Decimal(0), Decimal(120))
    return st.decimals(low if low > 0 else Decimal("0.01"), high, places=2)


ANY_FACTS = st.fixed_dictionaries(
    {},
    optional={
        key: st.builds(Fact, values_of(key), st.dates(date(2026, 1, 1), TODAY), st.sampled_from(["", "<", ">="]))
        if row(key).kind is Kind.NUMBER and key != "age_years"
        else st.builds(Fact, values_of(key), st.dates(date(2026, 1, 1), TODAY))
        for key in INPUTS
    },
)


@given(ANY_FACTS, st.data())
def test_taking_a_fact_away_never_makes_a_criterion_met(known, data):
    taken = data.draw(st.sampled_from([key for key in INPUTS if key not in ANSWERS_BY_ITS_ABSENCE]))
    less = {key: fact for key, fact in known.items() if key != taken}
    for before, after in zip(assess(known, on=TODAY).judgements, assess(less, on=TODAY).judgements, strict=True):
        assert after.answer is not Answer.MET or before.answer is Answer.MET


@given(ANY_FACTS)
def test_a_criterion_whose_facts_are_all_missing_or_too_old_is_never_met(known):
    for judgement in assess(known, on=TODAY + timedelta(days=400), validity=dict.fromkeys(INPUTS, 90)).judgements:
        if judgement.inputs[0].key != "sex":  # Sex does not grow old in truth; in men S-H11 is not asked.
            assert judgement.answer in (Answer.UNKNOWN, Answer.EXPIRED)


@given(ANY_FACTS)
def test_every_answer_comes_with_a_whole_sentence_and_all_its_inputs(known):
    for judgement in assess(known, on=TODAY).judgements:
        assert judgement.reason.endswith(".")
        assert tuple(found.key for found in judgement.inputs) == judgement.criterion.inputs


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        ({}, "unknown"),
        ({"hbsag": "positive"}, "not_met"),
        ({"hbsag": "indeterminate", "hcv": "negative"}, "unknown"),
        ({"hbsag": Fact("negative", TODAY - timedelta(days=91))}, "expired"),
        ({"hbsag": Fact("negative", TODAY - timedelta(days=91)), "hcv": "positive"}, "not_met"),
    ],
)
def test_a_fresh_failure_comes_before_too_old_and_too_old_before_missing(given_facts, expected):
    assert answer("S-L3", **given_facts).answer == expected


def test_a_test_under_fifty_that_was_made_is_held_to_its_validity():
    old = Fact("normal", TODAY - timedelta(days=91))
    assert answer("S-C1", age_years=42, ecg="normal", stress_test=old).answer is Answer.EXPIRED


def test_the_reason_of_an_old_value_names_its_last_valid_day():
    judgement = answer("S-B4", inr=Fact(Decimal(1), TODAY - timedelta(days=15)))
    assert judgement.reason == "INR 1 of Mon 27 Apr 2026 is 15 days old and was valid through Mon 11 May 2026."
    assert judgement.inputs[0][2:] == (15, date(2026, 5, 11))


def test_a_value_of_a_later_day_is_not_known_yet():
    judgement = answer("S-B4", inr=Fact(Decimal(1), TODAY + timedelta(days=1)))
    assert judgement.answer is Answer.UNKNOWN
    assert "later than Tue 12 May 2026" in judgement.reason


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="cannot be"):
        answer("S-C3", ecg="excellent")
    with pytest.raises(ValueError, match="must be a number"):
        answer("S-B4", inr="high")
    with pytest.raises(ValueError, match="no fact called"):
        row("star_sign")


def test_a_hospital_may_set_its_own_limits_and_validities():
    stricter = criteria_for(Limits(lvef_least_percent=Decimal(65)))
    assert assess(facts(), on=TODAY, criteria=stricter).verdict is Verdict.NOT_ELIGIBLE
    assert "65 %" in next(criterion.title for criterion in stricter if criterion.id == "S-C2")
    assert assess(facts(), on=TODAY + timedelta(days=3), validity={"inr": 2}).verdict is Verdict.NEEDS_MORE_DATA


def test_facts_that_hold_today_may_not_hold_on_the_day_of_admission():
    admission = TODAY + timedelta(days=15)
    assert ready_on(facts(), TODAY).verdict is Verdict.ELIGIBLE
    assert ready_on(facts(), admission).verdict is Verdict.NEEDS_MORE_DATA
    due = expiring(facts(), on=TODAY, before=admission)
    assert [found.key for found in due][:1] == ["hcg"]
    assert {"wbc_per_ul", "weight_kg", "ecog"} <= {found.key for found in due}
    assert "lvef_percent" not in {found.key for found in due}


def test_a_result_that_is_valid_through_the_admission_is_not_expiring():
    assert expiring(facts(), on=TODAY, before=TODAY + timedelta(days=7)) == ()


def test_before_the_second_admission_only_what_is_renewed_expires():
    later = assess(facts(), on=TODAY + timedelta(days=30), validity=within_course())
    expired = {found.criterion.id for found in later.judgements if found.answer is Answer.EXPIRED}
    assert expired == {"S-H10", "S-H11", "S-B1", "S-B2", "S-B3", "S-B4", "S-R1", "S-L1", "S-L2"}


def test_karnofsky_stands_in_only_where_ecog_is_not_recorded():
    assert answer("S-H10", karnofsky=80).answer is Answer.MET
    assert answer("S-H10", karnofsky=70).answer is Answer.NOT_MET
    assert answer("S-H10", karnofsky=90, ecog=2).answer is Answer.NOT_MET
