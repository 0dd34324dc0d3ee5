from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycles.rules.lesion_states import STATES, LesionState, Role, diameter_mm
from cycles.rules.recist import (
    Baseline,
    Category,
    NonTarget,
    ProtocolAnswer,
    Response,
    ScanReading,
    Target,
    evaluate,
)

sizes = st.decimals(min_value=10, max_value=150, places=1)
measured = st.one_of(st.just(Decimal(0)), st.decimals(min_value=0, max_value=150, places=1))
targets = st.lists(st.builds(Target, mm=sizes, node=st.booleans()), min_size=1, max_size=5).map(tuple)


@st.composite
def courses(draw: st.DrawFn) -> tuple[Baseline, tuple[ScanReading, ...]]:
    """A baseline with targets, and up to four scans, each target of which may not have been assessed."""
    baseline = Baseline(draw(targets), draw(st.booleans()))
    readings = st.builds(
        ScanReading,
        targets=st.tuples(*[st.one_of(measured, measured, measured, st.none()) for _ in baseline.targets]),
        non_target=st.none() | st.sampled_from(NonTarget),
        new_lesion=st.integers(0, 9).map(lambda drawn: drawn == 0),
    )
    return baseline, tuple(draw(st.lists(readings, min_size=1, max_size=4)))


Course = tuple[Baseline, tuple[ScanReading, ...]]


def one_target(*scans_mm: str, baseline_mm: str = "100") -> tuple[Response, ...]:
    readings = [ScanReading((Decimal(mm),)) for mm in scans_mm]
    return evaluate(Baseline((Target(Decimal(baseline_mm)),), non_targets=False), readings)


@given(courses(), st.randoms())
def test_the_order_of_the_targets_does_not_matter(course: Course, random: Random) -> None:
    baseline, scans = course
    order = random.sample(range(len(baseline.targets)), len(baseline.targets))
    turned = replace(baseline, targets=tuple(baseline.targets[place] for place in order))
    readings = [replace(scan, targets=tuple(scan.targets[place] for place in order)) for scan in scans]
    assert evaluate(turned, readings) == evaluate(baseline, scans)


@given(courses())
def test_a_later_scan_changes_no_earlier_answer(course: Course) -> None:
    baseline, scans = course
    assert evaluate(baseline, scans)[:-1] == evaluate(baseline, scans[:-1])


@given(courses())
def test_progression_always_ends_treatment_but_for_small_nodes_after_a_complete_response(course: Course) -> None:
    responses = evaluate(*course)
    for place, response in enumerate(responses):
        if response.category is Category.PD and response.protocol is not ProtocolAnswer.STOP:
            assert response.protocol is ProtocolAnswer.PHYSICIAN
            assert Category.CR in [earlier.category for earlier in responses[:place]]
        assert response.protocol is not ProtocolAnswer.STOP or response.category is Category.PD


@given(courses())
def test_a_new_lesion_and_progressed_non_targets_are_always_progression(course: Course) -> None:
    for reading, response in zip(course[1], evaluate(*course), strict=True):
        if reading.new_lesion or reading.non_target is NonTarget.PD:
            assert (response.category, response.protocol) == (Category.PD, ProtocolAnswer.STOP)


@given(courses())
def test_an_incomplete_scan_never_counts_as_decreased(course: Course) -> None:
    for reading, response in zip(course[1], evaluate(*course), strict=True):
        if None in reading.targets:
            assert response.category in (Category.NE, Category.PD)
            assert response.sum_mm is None
            assert response.protocol is not ProtocolAnswer.SHRUNK


@given(courses())
def test_the_same_scan_twice_has_not_continued_to_shrink(course: Course) -> None:
    baseline, scans = course
    *_, again = evaluate(baseline, (*scans, scans[-1]))
    assert again.protocol is not ProtocolAnswer.SHRUNK


@given(courses())
def test_decreased_means_a_smaller_sum_than_the_reference(course: Course) -> None:
    for response in evaluate(*course):
        if response.protocol is ProtocolAnswer.SHRUNK and response.category is not Category.CR:
            assert response.sum_mm is not None
            assert response.reference_mm is not None
            assert response.reference_mm - response.sum_mm >= 1


@given(sizes, measured, measured)
def test_a_larger_lesion_is_never_the_better_category(before_mm: Decimal, one: Decimal, other: Decimal) -> None:
    rank = [Category.CR, Category.PR, Category.SD, Category.PD]
    small, large = sorted((one, other))
    (better,) = one_target(str(small), baseline_mm=str(before_mm))
    (worse,) = one_target(str(large), baseline_mm=str(before_mm))
    assert rank.index(better.category) <= rank.index(worse.category)


def test_percents_are_told_against_baseline_smallest_sum_and_reference() -> None:
    *_, last = one_target("50", "60", "57")
    percents = (last.percent_from_baseline, last.percent_from_nadir, last.percent_from_previous)
    assert percents == (Decimal("-43.0"), Decimal("14.0"), Decimal("-5.0"))


def test_the_reason_tells_the_figures_to_the_physician() -> None:
    *_, last = one_target("60", "72")
    assert last.reason == (
        "The targets add up to 72 mm; baseline 100 mm, smallest sum before 60 mm. Progression. "
        "The targets are 12 mm over the smallest sum of 60 mm. Progression ends treatment under the protocol."
    )


@pytest.mark.parametrize(
    ("baseline", "reading", "words"),
    [
        (Baseline((), non_targets=False), ScanReading(()), "without a lesion"),
        (Baseline((Target(Decimal(0)),), non_targets=True), ScanReading((Decimal(0),)), "more than 0 mm"),
        (Baseline((Target(Decimal(9)),), non_targets=True), ScanReading(()), "1 targets, a scan reads 0"),
        (Baseline((Target(Decimal(9)),), non_targets=True), ScanReading((Decimal(-1),)), "negative"),
    ],
)
def test_what_cannot_be_is_refused(baseline: Baseline, reading: ScanReading, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        evaluate(baseline, [reading])


def test_category_and_protocols_answer_have_reasons_of_their_own() -> None:
    (only,) = one_target("80")
    assert only.category_reasons == (
        "The targets add up to 80 mm; baseline 100 mm, smallest sum before 100 mm.",
        "Stable disease.",
    )
    assert only.protocol_reason == (
        "The sum is 80 mm against 100 mm at the reference: the tumor has decreased by 20 mm."
    )


def test_the_words_of_a_state_that_is_no_target_state_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be “Clearly worse”"):
        diameter_mm(LesionState.WORSE)


def test_every_state_of_a_lesion_has_its_words_and_belongs_to_some_role() -> None:
    assert {state for role in Role for state in STATES[role]} == set(LesionState)
    assert len({state.in_words for state in LesionState}) == len(LesionState)
