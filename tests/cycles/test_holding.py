"""May the next dose be given? Every row at its boundary, what is missing or too old, and what one thing more does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.rules.holding import (
    CRITERIA,
    EVENTS,
    INPUTS,
    Advice,
    Ages,
    Asking,
    Fact,
    Kind,
    Moment,
    Profile,
    State,
    assess,
    criteria_of,
    none_since,
)
from cycles.rules.holding.derived import creatinine_is_rising, urine_low_hours, urine_ml_8h, weight_gain_percent
from tests.cycles.charted import NEEDED, NOW, as_fact, charted, judged, values_of

GRAVITY = [Advice.GIVE, Advice.INCOMPLETE, Advice.HOLD, Advice.STOP_CYCLE, Advice.PERMANENT_STOP]
UNSTEADY = {"potassium_mmol_l": Decimal("4.4"), "severe_volume_overload": False, "acidosis": False}
LOW_URINE = {"urine_low_hours": Decimal(20), "creatinine_rising": True}

# Criterion, input, the rest of the row, and values just before the limit, on it and just over it with what they mean.
NUMBERS = [
    ("H1d", "vt_beats", {"rhythm": "vt"}, [("4", True), ("5", False), ("6", False)]),
    ("H2", "sbp_mmhg", {}, [("89", True), ("90", False), ("91", False)]),
    ("H4", "spo2_percent", {}, [("89", True), ("90", False), ("91", False)]),
    ("H8", "creatinine_mg_dl", UNSTEADY, [("4.4", False), ("4.5", False), ("4.6", True)]),
    ("H9", "creatinine_mg_dl", {**UNSTEADY, "acidosis": True}, [("3.9", False), ("4", True), ("4.1", True)]),
    (
        "H9",
        "potassium_mmol_l",
        {**UNSTEADY, "creatinine_mg_dl": Decimal(4)},
        [("5.4", False), ("5.5", False), ("5.6", True)],
    ),
    ("H10", "urine_ml_h", LOW_URINE, [("9", True), ("10", False), ("11", False)]),
    (
        "H10",
        "urine_low_hours",
        {**LOW_URINE, "urine_ml_h": Decimal(8)},
        [("15", False), ("16", True), ("17", True)],
    ),
    ("H14", "intubated_hours", {}, [("0", False), ("1", True), ("71", True), ("72", True), ("73", False)]),
    ("H15", "dialysis_hours", {}, [("0", False), ("1", True), ("71", True), ("72", True), ("73", False)]),
    ("H16", "coma_hours", {"mental_status": "coma"}, [("47", True), ("48", True), ("49", False)]),
    ("P1", "vt_beats", {}, [("4", False), ("5", True), ("6", True)]),
    ("P5", "intubated_hours", {}, [("71", False), ("72", False), ("73", True)]),
    ("P6", "dialysis_hours", {}, [("71", False), ("72", False), ("73", True)]),
    ("P7", "coma_hours", {}, [("47", False), ("48", False), ("49", True)]),
    ("relative:heart.rate", "heart_rate", {}, [("99", False), ("100", True), ("130", True), ("131", False)]),
    ("relative:gi.diarrhea", "diarrhea_ml_shift", {}, [("999", False), ("1000", True), ("1001", True)]),
    ("relative:gi.bilirubin", "bilirubin_total_mg_dl", {}, [("6.9", False), ("7", False), ("7.1", True)]),
    (
        "relative:pressor.max",
        "pressor_ug_kg_min_max",
        {},
        [("0.9", False), ("1", True), ("1.5", True), ("1.6", False)],
    ),
    (
        "relative:pressor.at_dose",
        "pressor_ug_kg_min_at_dose",
        {},
        [("0.5", False), ("0.6", True), ("0.8", True), ("0.9", False)],
    ),
    (
        "relative:bleeding.platelets",
        "platelets_per_ul",
        {},
        [("29999", False), ("30000", True), ("50000", True), ("50001", False)],
    ),
    ("relative:musculoskeletal.weight", "weight_gain_percent", {}, [("14", False), ("15", False), ("16", True)]),
    ("relative:lung.oxygen", "oxygen_l_min", {}, [("2.9", False), ("3", True), ("4", True), ("4.1", False)]),
    ("relative:renal.urine", "urine_ml_8h", {}, [("79", False), ("80", True), ("160", True), ("161", False)]),
    (
        "relative:renal.creatinine",
        "creatinine_mg_dl",
        {},
        [("2.4", False), ("2.5", True), ("2.9", True), ("3", False)],
    ),
    ("absolute:heart.rate", "heart_rate", {}, [("129", False), ("130", False), ("131", True)]),
    (
        "absolute:gi.diarrhea",
        "diarrhea_ml_previous_shift",
        {"diarrhea_ml_shift": Decimal(1000)},
        [("999", False), ("1000", True), ("1001", True)],
    ),
    ("absolute:pressor.max", "pressor_ug_kg_min_max", {}, [("1.4", False), ("1.5", False), ("1.6", True)]),
    ("absolute:pressor.at_dose", "pressor_ug_kg_min_at_dose", {}, [("0.7", False), ("0.8", False), ("0.9", True)]),
    ("absolute:bleeding.platelets", "platelets_per_ul", {}, [("29999", True), ("30000", False), ("30001", False)]),
    ("absolute:lung.oxygen", "oxygen_l_min", {}, [("3.9", False), ("4", False), ("4.1", True)]),
    ("absolute:lung.intubation", "intubated_hours", {}, [("0", False), ("0.5", True)]),
    ("absolute:renal.urine", "urine_ml_8h", {}, [("79", True), ("80", False), ("81", False)]),
    ("absolute:renal.creatinine", "creatinine_mg_dl", UNSTEADY, [("2.9", False), ("3", True), ("3.1", True)]),
    ("absolute:renal.bicarbonate", "bicarbonate_mmol_l", {}, [("17", True), ("18", True), ("19", False)]),
]
CODES = [
    ("H1a", "rhythm", "af"),
    ("H1b", "rhythm", "svt"),
    ("H1c", "rhythm", "bradycardia"),
    ("H3", "suspected_ischemia", True),
    ("H5", "mental_status", "agitation"),
    ("H5", "mental_status", "moderate_confusion"),
    ("H6", "mental_status", "lethargy"),
    ("H7", "sepsis_unstable", True),
    ("H11", "hepatic_failure_signs", True),
    ("H12", "stool_blood", True),
    ("H13", "bullous_dermatitis", True),
    ("P2", "rhythm_uncontrolled", True),
    ("P3", "ischemic_ecg", True),
    ("P4", "tamponade", True),
    ("P8", "uncontrolled_seizures", True),
    ("P9", "bowel_ischemia_or_perforation", True),
    ("P10", "gi_bleed_surgery", True),
]
NOT_CHARTED = {"H3", "P2"}


def state_of(id, assessment):
    return next(one.state for one in assessment.judgements if one.criterion.id == id)


def is_charted_only(key):
    return INPUTS[key].asking is Asking.CHARTED


@pytest.mark.parametrize(
    ("id", "key", "rest", "value", "fires"),
    [(id, key, rest, Decimal(value), fires) for id, key, rest, values in NUMBERS for value, fires in values],
)
def test_A088_each_row_with_a_number_fires_on_its_side_of_the_limit_only(id, key, rest, value, fires):
    assessment = judged(Profile.BEDSIDE, **{**rest, key: value})
    assert (state_of(id, assessment) is State.FIRES) is fires


@pytest.mark.parametrize(("id", "key", "value"), CODES)
def test_A088_each_row_with_a_finding_fires_when_it_is_found(id, key, value):
    assert state_of(id, judged(**{key: value})) is State.FIRES
    assert state_of(id, judged()) is (State.NOT_ASKED if id in NOT_CHARTED else State.CLEAR)


def test_A088_the_tables_above_name_every_row_of_the_label():
    tested = {id for id, *_ in (*NUMBERS, *CODES)}
    assert tested >= {one.id for one in CRITERIA if one.profile is Profile.LABEL}


@pytest.mark.parametrize(("profile", "key"), [(profile, key) for profile, keys in NEEDED.items() for key in keys])
def test_A088_a_needed_input_that_is_missing_makes_the_answer_incomplete(profile, key):
    assessment = judged(profile, **{key: None})
    assert assessment.advice is Advice.INCOMPLETE
    assert [found.key for found in assessment.missing] == [key]
    assert f"Not charted: {INPUTS[key].row.label}." in assessment.reasons


STALE = [key for key in NEEDED[Profile.BEDSIDE] if key not in EVENTS]


@pytest.mark.parametrize("key", STALE)
def test_A088_a_needed_input_that_is_too_old_counts_as_missing_and_is_said_to_be_too_old(key):
    old = Fact(charted()[key].value, NOW - timedelta(days=2))
    assessment = judged(Profile.BEDSIDE, **{key: old})
    assert assessment.advice is Advice.INCOMPLETE
    assert [(found.key, found.too_old, found.age) for found in assessment.missing] == [(key, True, timedelta(days=2))]
    assert "is too old: 2 days; it counts f" in assessment.reasons[0]


@pytest.mark.parametrize(("minutes", "advice"), [(59, "give"), (60, "give"), (61, "incomplete")])
def test_a_pressure_counts_for_sixty_minutes(minutes, advice):
    assert judged(sbp_mmhg=as_fact(Decimal(112), minutes)).advice == advice


def test_a_low_pressure_that_is_too_old_does_not_hold_but_is_missing():
    assessment = judged(sbp_mmhg=as_fact(Decimal(70), 61))
    assert (assessment.advice, assessment.names) == (Advice.INCOMPLETE, ())
    assert assessment.reasons == ("Systolic pressure 70 mmHg is too old: 1 h 1 min; it counts for 1 h.",)


def test_a_hospital_may_set_how_old_an_input_may_be():
    facts = charted(sbp_mmhg=as_fact(Decimal(112), 90))
    at_slot = Moment(Profile.LABEL, NOW, slot=4)
    assert assess(facts, moment=at_slot).advice is Advice.INCOMPLETE
    assert assess(facts, moment=at_slot, oldest={Ages.BEDSIDE: timedelta(hours=2)}).advice is Advice.GIVE


@pytest.mark.parametrize(
    ("weighed_at", "decided_at", "advice"),
    [
        ((13, 13, 0), (13, 23, 0), "give"),  # 06:00 and 16:00 of one day
        ((13, 12, 59), (13, 23, 0), "incomplete"),
        ((12, 13, 0), (13, 12, 59), "give"),  # before 06:00 the weight of the day before counts
        ((12, 12, 59), (13, 12, 59), "incomplete"),
    ],
)
def test_a_weight_counts_from_six_in_the_morning_on(weighed_at, decided_at, advice):
    weighed, decided = (datetime(2026, 5, *parts, tzinfo=UTC) for parts in (weighed_at, decided_at))
    timeless = {key: Fact(fact.value) for key, fact in charted().items()}
    facts = {**timeless, "weight_gain_percent": Fact(Decimal(4), weighed)}
    assert assess(facts, moment=Moment(Profile.BEDSIDE, decided, slot=4, held_so_far=0)).advice == advice


def test_none_since_the_last_slot_answers_every_event_and_hides_none_that_was_found():
    found = {"bullous_dermatitis": Fact(True, NOW - timedelta(hours=9)), "tamponade": Fact(False)}
    answered = none_since(found, at=NOW, source="pre-dose check")
    assert set(answered) == set(EVENTS)
    assert answered["bullous_dermatitis"] is found["bullous_dermatitis"]
    assert answered["tamponade"] == Fact(False, NOW, "pre-dose check")


def test_an_event_answered_before_the_last_slot_is_not_answered_since():
    moment = Moment(Profile.LABEL, NOW, slot=4, previous_at=NOW - timedelta(hours=8))
    early = Fact(False, NOW - timedelta(hours=8, minutes=1))
    assessment = assess(charted(tamponade=early), moment=moment)
    assert assessment.advice is Advice.INCOMPLETE
    assert assessment.reasons == ("Cardiac tamponade: No is too old: 8 h 1 min; it is asked anew at each slot.",)


@pytest.mark.parametrize("key", [key for key in INPUTS if is_charted_only(key)])
def test_what_is_only_charted_never_makes_the_answer_incomplete(key):
    for value in (None, as_fact(values_of(key)[0], 60 * 48)):
        for profile in Profile:
            assert judged(profile, **{key: value}).advice is Advice.GIVE


def test_every_input_is_read_by_a_criterion_but_the_temperature_that_is_shown_beside_them():
    read = {key for criterion in CRITERIA for key in criterion.inputs}
    assert set(INPUTS) - read == {"temperature_c"}
    assert read <= set(INPUTS)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.id)
def test_every_criterion_says_what_it_finds_where_it_stands_and_how_it_restarts(criterion):
    assert criterion.title
    assert criterion.source.startswith("clinical reference 4.")
    assert criterion.restart
    assert (criterion.keeps is None) == (criterion.kind in (Kind.PERMANENT, Kind.STOP))


def test_the_rows_of_the_label_that_were_not_read_are_to_be_confirmed():
    rows = {one.id for one in CRITERIA if "section 2.4, table 2" in one.confirm}
    assert rows == {"H7", "H8", "H9", "H10", "H11", "H13"}


def test_ids_are_unique_and_the_label_holds_in_both_profiles():
    ids = [one.id for one in CRITERIA]
    assert len(ids) == len(set(ids))
    assert set(criteria_of(Profile.LABEL)) < set(criteria_of(Profile.BEDSIDE)) == set(CRITERIA)


def test_a_judgement_names_value_unit_age_and_source():
    assessment = judged(sbp_mmhg=Fact(Decimal(84), NOW - timedelta(minutes=20), "monitor"))
    (judgement,) = assessment.firing
    (found, _) = judgement.inputs
    assert judgement.reason == "Systolic pressure 84 mmHg is under 90 mmHg."
    assert (found.fact.source, found.age) == ("monitor", timedelta(minutes=20))
    assert (
        judgement.criterion.restart == "Systolic pressure 90 mmHg or more, and pressor requirement stable or improving"
    )
    assert assessment.reasons == ("H2: Systolic pressure 84 mmHg is under 90 mmHg.",)


@pytest.mark.parametrize(
    ("comparator", "value", "advice"),
    [("<", "4", "give"), ("<", "5", "incomplete"), (">", "4.5", "hold"), (">=", "4.5", "incomplete")],
)
def test_a_bounded_value_that_leaves_the_limit_open_is_not_known(comparator, value, advice):
    creatinine = Fact(Decimal(value), NOW, comparator=comparator)
    assert judged(creatinine_mg_dl=creatinine, **UNSTEADY).advice == advice


def test_a_code_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="Rhythm cannot be 'sinus tachycardia'"):
        judged(rhythm="sinus tachycardia")
    with pytest.raises(ValueError, match="no criterion called 'H99'"):
        judged(held_for=["H99"])


def test_a_slot_held_for_one_charted_item_waits_until_that_item_is_answered():
    assert judged(Profile.BEDSIDE, held_for=["relative:gi.ileus"]).advice is Advice.HOLD
    assert judged(Profile.BEDSIDE, held_for=["relative:gi.ileus"], ileus_or_distension=False).advice is Advice.GIVE


def test_what_only_waits_for_its_restart_says_so_and_how():
    (judgement,) = judged(held_for=["H4"], spo2_percent=Decimal(90)).firing
    assert judgement.awaits_restart
    assert judgement.reason == (
        "The slot before was held for it. Oxygen saturation 90 % is 90 % or less. Restart: Oxygen saturation over 90 %."
    )


def test_at_slot_one_urine_is_not_read_and_no_weight_has_been_gained():
    first = judged(Profile.BEDSIDE, slot=1, urine_ml_h=None, urine_ml_8h=None, weight_gain_percent=None)
    assert first.advice is Advice.GIVE
    assert state_of("H10", first) is State.NOT_ASKED
    assert state_of("relative:musculoskeletal.weight", first) is State.CLEAR


@pytest.mark.parametrize(
    ("slot", "latest", "before", "workup", "rising"),
    [
        (1, "1.3", "1.4", "1.2", True),
        (1, "1.2", None, "1.2", False),
        (1, "1.2", "1.0", None, None),
        (2, "1.3", "1.4", "1.2", False),
        (2, "1.5", "1.4", None, True),
        (2, None, "1.4", "1.2", None),
    ],
)
def test_creatinine_rises_against_the_one_before_and_at_slot_one_against_the_workup(
    slot, latest, before, workup, rising
):
    latest, before, workup = (None if value is None else Decimal(value) for value in (latest, before, workup))
    assert creatinine_is_rising(latest, before_mg_dl=before, workup_mg_dl=workup, slot=slot) is rising


def test_weight_gain_is_over_the_weight_of_the_admission():
    assert weight_gain_percent(Decimal("80.5"), dosing_weight_kg=Decimal(70), slot=2) == 15
    assert weight_gain_percent(Decimal("80.5"), dosing_weight_kg=Decimal(70), slot=1) == 0
    assert weight_gain_percent(None, dosing_weight_kg=Decimal(70), slot=2) is None


def test_urine_is_that_of_the_eight_hours_before_the_decision():
    amounts = [(NOW - timedelta(hours=hours), Decimal(100)) for hours in (0, 7, 8, 9)]
    later = [(NOW + timedelta(minutes=1), Decimal(100))]
    assert urine_ml_8h([*amounts, *later], until=NOW) == 200
    assert urine_ml_8h([], until=NOW) is None


def test_of_an_amount_that_began_before_the_eight_hours_only_the_part_within_counts():
    amounts = [(NOW - timedelta(minutes=minutes), Decimal(480)) for minutes in (15 * 60, 7 * 60, 0)]
    assert urine_ml_8h(amounts, until=NOW) == 60 + 480
    assert urine_ml_8h(amounts[1:], until=NOW) == 960


@pytest.mark.parametrize(
    ("amounts", "hours"),
    [
        ([], 24),
        ([(16, 300), (0, 150)], 16),
        ([(16, 300), (0, 170)], 0),
        ([(16, 300), (8, 79), (0, 100)], 0),
        ([(16, 300), (8, 100), (0, 79)], 8),
    ],
)
def test_urine_is_low_since_the_longest_time_in_which_less_than_10_ml_an_hour_ran(amounts, hours):
    told = [(NOW - timedelta(hours=ago), Decimal(ml)) for ago, ml in amounts]
    assert urine_low_hours(told, until=NOW, since=NOW - timedelta(hours=24)) == hours


ANY_FACTS = st.fixed_dictionaries(
    {},
    optional={key: st.sampled_from([as_fact(value) for value in values_of(key)]) for key in INPUTS},
)
MOMENTS = st.builds(
    Moment,
    st.sampled_from(Profile),
    st.just(NOW),
    st.integers(2, 14),
    held_so_far=st.none() | st.integers(0, 4),
    held_for=st.frozensets(st.sampled_from([one.name for one in CRITERIA]), max_size=2),
)


@given(st.sampled_from(Profile), st.data())
def test_missing_inputs_never_read_as_give(profile, data):
    needed = NEEDED[profile]
    taken = data.draw(st.sets(st.sampled_from(needed), min_size=1))
    some = {key: fact for key, fact in charted().items() if key not in taken}
    assert assess(some, moment=Moment(profile, NOW, slot=3, held_so_far=0)).advice is Advice.INCOMPLETE


@given(ANY_FACTS, MOMENTS)
def test_give_is_said_only_where_everything_needed_is_known(facts, moment):
    if not set(NEEDED[moment.profile]) <= set(facts):
        assert assess(facts, moment=moment).advice is not Advice.GIVE


@given(ANY_FACTS, MOMENTS, st.data())
def test_one_more_input_that_fires_never_improves_the_advice(facts, moment, data):
    before = assess(facts, moment=moment)
    absent = [key for key in INPUTS if key not in facts]
    if not absent:
        return
    key = data.draw(st.sampled_from(absent))
    after = assess({**facts, key: as_fact(data.draw(st.sampled_from(values_of(key))))}, moment=moment)
    earlier = {one.criterion.id for one in before.firing}
    if any(key in one.criterion.inputs and one.criterion.id not in earlier for one in after.firing):
        assert GRAVITY.index(after.advice) >= GRAVITY.index(before.advice)


@given(ANY_FACTS, MOMENTS)
def test_the_stricter_profile_never_advises_less(facts, moment):
    strict, plain = (
        assess(facts, moment=Moment(profile, moment.at, moment.slot, held_so_far=0)) for profile in reversed(Profile)
    )
    assert GRAVITY.index(strict.advice) >= GRAVITY.index(plain.advice)


@given(ANY_FACTS, MOMENTS)
def test_every_judgement_comes_with_a_whole_sentence_and_all_its_inputs(facts, moment):
    assessment = assess(facts, moment=moment)
    for judgement in assessment.judgements:
        assert judgement.reason.endswith(".")
        assert tuple(found.key for found in judgement.inputs) == judgement.criterion.inputs
        assert (judgement.state is not State.UNKNOWN) or judgement.gaps
    assert assessment.reasons
