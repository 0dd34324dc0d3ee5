from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycles.rules.bookings import BookingKind, all_bookings
from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.next_step import NextStep, Step, Who, next_step
from tests.cycles.journeys import days, journeys

FIRST = CycleFacts(date(2026, 3, 2), date(2026, 3, 6), number=1)
SECOND = CycleFacts(date(2026, 3, 20), date(2026, 3, 24), number=2)
SCAN = Evaluation(2, date(2026, 4, 24), ProtocolAnswer.SHRUNK)
GO_ON = replace(SCAN, decision=Decision.CONTINUE, decided_on=date(2026, 4, 28))
TODAY = date(2026, 5, 1)


def after_course(*evaluations: Evaluation, signed_off_on: date | None = None) -> NextStep:
    return next_step(JourneyFacts(signed_off_on=signed_off_on, cycles=(FIRST, SECOND), evaluations=evaluations), TODAY)


@given(journeys(), days)
def test_the_next_step_never_leads_to_a_seventh_cycle(facts: JourneyFacts, today: date) -> None:
    cycle = next_step(facts, today).cycle
    assert cycle is None or 1 <= cycle <= 6


@given(journeys(), days)
def test_nobody_is_admitted_to_a_cycle_that_was_given(facts: JourneyFacts, today: date) -> None:
    step = next_step(facts, today)
    if step.step is Step.ADMIT:
        assert step.cycle not in {cycle.number for cycle in facts.cycles}


@given(journeys(), days)
def test_nobody_is_admitted_after_a_permanent_stop_progression_or_leaving(facts: JourneyFacts, today: date) -> None:
    ended = any(cycle.permanent_stop for cycle in facts.cycles) or facts.left_on or facts.died_on
    progressed = [scan for scan in facts.evaluations if scan.protocol is ProtocolAnswer.STOP]
    last = max((cycle.number for cycle in facts.cycles), default=0)
    if ended or facts.not_eligible_on or any(scan.after_cycle <= last for scan in progressed):
        assert next_step(facts, today).step is not Step.ADMIT


@given(journeys(), days)
def test_a_new_course_needs_a_signed_decision_to_continue(facts: JourneyFacts, today: date) -> None:
    step = next_step(facts, today)
    if step.step is Step.ADMIT and step.cycle in (3, 5):
        assert any(scan.decision is Decision.CONTINUE and scan.protocol is not None for scan in facts.evaluations)


@given(days, st.none() | st.booleans())
def test_what_is_not_known_never_admits(today: date, workup_complete: bool | None) -> None:
    assert next_step(JourneyFacts(workup_complete=workup_complete), today).step in (Step.WORKUP, Step.SIGN_OFF)
    assert next_step(JourneyFacts(), today).step is Step.WORKUP


@given(journeys(), days)
def test_the_days_of_a_step_are_in_order(facts: JourneyFacts, today: date) -> None:
    step = next_step(facts, today)
    known = [day for day in (step.earliest, step.target, step.latest) if day is not None]
    assert known == sorted(known)


@given(journeys(), days)
def test_today_decides_only_whether_a_step_is_late(facts: JourneyFacts, today: date) -> None:
    assert replace(next_step(facts, today), late=False) == replace(next_step(facts, date(2025, 1, 1)), late=False)
    assert not next_step(facts, date(2024, 1, 1)).late


@given(journeys(), days, st.randoms())
def test_the_order_in_which_facts_are_told_does_not_matter(facts: JourneyFacts, today: date, random: Random) -> None:
    cycles = random.sample(facts.cycles, len(facts.cycles))
    assert next_step(replace(facts, cycles=tuple(cycles)), today) == next_step(facts, today)


@given(journeys(), days)
def test_every_step_has_a_whole_sentence_as_its_reason(facts: JourneyFacts, today: date) -> None:
    step = next_step(facts, today)
    assert step.reason[0].isupper()
    assert step.reason.endswith(".")
    assert "None" not in step.reason
    assert (step.who is None) == (step.step is Step.LEFT)


@settings(max_examples=300)
@given(journeys(), days)
def test_bookings_are_what_the_next_step_names(facts: JourneyFacts, today: date) -> None:
    step = next_step(facts, today)
    bookings = [(one.kind, one.cycle, one.earliest, one.target, one.latest) for one in all_bookings(facts, today)]
    kind = {Step.ADMIT: BookingKind.ADMISSION, Step.SCAN: BookingKind.SCAN}.get(step.step)
    due = [] if kind is None or step.target is None else [(kind, step.cycle, step.earliest, step.target, step.latest)]
    assert bookings == due


@pytest.mark.parametrize(("scan", "who"), [((), Who.COORDINATOR), ((SCAN,), Who.PHYSICIAN), ((GO_ON,), Who.NURSE)])
def test_whose_step_it_is(scan: tuple[Evaluation, ...], who: Who) -> None:
    assert after_course(*scan).who is who


def test_the_reason_is_a_sentence_for_the_person_who_acts() -> None:
    step = next_step(JourneyFacts(cycles=(FIRST,)), TODAY)
    assert step.reason == "Cycle 2 follows two weeks after discharge on Fri 6 Mar 2026."


@pytest.mark.parametrize(("signed_off_on", "needed"), [(None, True), ("2026-03-24", True), ("2026-03-25", False)])
def test_a_new_course_needs_its_own_sign_off(signed_off_on: str | None, needed: bool) -> None:
    step = after_course(GO_ON, signed_off_on=date.fromisoformat(signed_off_on) if signed_off_on else None)
    assert (step.step, step.cycle, step.needs_sign_off) == (Step.ADMIT, 3, needed)
    assert ("needs its own sign-off" in step.reason) is needed


def test_a_seventh_cycle_and_a_doubled_one_are_refused() -> None:
    with pytest.raises(ValueError, match="no cycle 7"):
        JourneyFacts(cycles=(replace(FIRST, number=7),))
    with pytest.raises(ValueError, match="one number"):
        JourneyFacts(cycles=(FIRST, replace(SECOND, number=1)))
    with pytest.raises(ValueError, match="before its admission"):
        JourneyFacts(cycles=(replace(FIRST, discharged_on=date(2026, 3, 1)),))
