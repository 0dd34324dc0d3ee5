"""The journey as a picture: what has been, what is now, what comes next, and what may follow.

What may follow is found by asking `next_step` again and again, each time assuming that the step before went as the
protocol hopes, so that the picture and the next step never disagree. Source: clinical reference 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cycles.rules.assumed import assume, assumed_discharge
from cycles.rules.journey import JourneyFacts
from cycles.rules.next_step import NextStep, Step, next_step
from cycles.rules.protocol import opens_course


class Kind(StrEnum):
    """What a segment of the picture shows."""

    WORKUP = "workup"
    SIGN_OFF = "sign_off"
    ADMISSION = "admission"
    BREAK = "break"
    SCAN = "scan"
    DECISION = "decision"
    FOLLOW_UP = "follow_up"
    LEFT = "left"


class State(StrEnum):
    """Where a segment stands: it happened, it lasts, it is the next step, or it may come."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"
    POSSIBLE = "possible"


LABELS = {
    Kind.WORKUP: "Workup",
    Kind.SIGN_OFF: "Sign-off",
    Kind.ADMISSION: "Cycle {cycle}",
    Kind.BREAK: "Break after cycle {cycle}",
    Kind.SCAN: "Scan after cycle {cycle}",
    Kind.DECISION: "Decision after cycle {cycle}",
    Kind.FOLLOW_UP: "Follow-up",
    Kind.LEFT: "Left the program",
}

KIND_OF_STEP = {
    Step.WORKUP: Kind.WORKUP,
    Step.SIGN_OFF: Kind.SIGN_OFF,
    Step.ADMIT: Kind.ADMISSION,
    Step.DISCHARGE: Kind.ADMISSION,
    Step.SCAN: Kind.SCAN,
    Step.DECIDE: Kind.DECISION,
    Step.FOLLOW_UP: Kind.FOLLOW_UP,
    Step.LEFT: Kind.LEFT,
}

# Steps that last, so that as the next step they are already going on.
LASTING = (Step.WORKUP, Step.DISCHARGE, Step.FOLLOW_UP)


@dataclass(frozen=True)
class Segment:
    """One piece of the journey, both days included. A day is None where it cannot be told.

    A scan that lies ahead shows its whole window; a decision stands on the day of its scan until it is signed.
    """

    kind: Kind
    cycle: int | None
    start: date | None
    end: date | None
    state: State

    @property
    def label(self) -> str:
        return LABELS[self.kind].format(cycle=self.cycle)


def outline(facts: JourneyFacts, today: date) -> tuple[Segment, ...]:
    """The whole journey in order: from the workup to follow-up, or to the day on which the patient left."""
    return (*_past(facts), *_ahead(facts, today))


def _past(facts: JourneyFacts) -> Iterator[Segment]:
    """What has happened; a cycle that is running belongs to the present."""
    if facts.cycles or facts.signed_off_on or facts.not_eligible_on:
        judged_on = _first_judged_on(facts)
        yield Segment(Kind.WORKUP, None, judged_on, judged_on, State.PAST)
    for cycle in facts.cycles_in_order:
        yield from _break_before(facts, cycle.number, cycle.admitted_on, State.PAST)
        if cycle.discharged_on is not None:
            yield Segment(Kind.ADMISSION, cycle.number, cycle.admitted_on, cycle.discharged_on, State.PAST)
        yield from _evaluated(facts, cycle.number)


def _first_judged_on(facts: JourneyFacts) -> date | None:
    """The day on which the first workup was judged; not known from the facts once a later course has its sign-off."""
    judged_on = facts.signed_off_on or facts.not_eligible_on
    first_admission = min((cycle.admitted_on for cycle in facts.cycles), default=judged_on)
    return judged_on if judged_on and first_admission and judged_on <= first_admission else None


def _break_before(facts: JourneyFacts, cycle: int, until: date | None, state: State) -> Iterator[Segment]:
    """The break that ends with this cycle, where it is the second of its course."""
    before = next((one for one in facts.cycles if one.number == cycle - 1), None)
    if before is not None and before.discharged_on is not None and not opens_course(cycle):
        yield Segment(Kind.BREAK, before.number, before.discharged_on, until, state)


def _evaluated(facts: JourneyFacts, cycle: int) -> Iterator[Segment]:
    scans = (scan for scan in facts.evaluations if scan.after_cycle == cycle)
    for scan in sorted(scans, key=lambda scan: scan.scanned_on):
        yield Segment(Kind.SCAN, cycle, scan.scanned_on, scan.scanned_on, State.PAST)
        if scan.decision is not None:
            yield Segment(Kind.DECISION, cycle, scan.decided_on, scan.decided_on, State.PAST)


def _ahead(facts: JourneyFacts, today: date) -> Iterator[Segment]:
    """The next step, and from there what may follow; without days from the first admission on that has none."""
    state, dated = State.NEXT, True
    while True:
        step = next_step(facts, today)
        dated = dated and (step.step is not Step.ADMIT or step.target is not None)
        for segment in _drawn(facts, step, state, today):
            yield segment if dated else replace(segment, start=None, end=None)
        if step.step in (Step.FOLLOW_UP, Step.LEFT):
            return
        facts, state = assume(facts, step, today), State.POSSIBLE


def _drawn(facts: JourneyFacts, step: NextStep, state: State, today: date) -> Iterator[Segment]:
    """One step as a segment, with the break that leads to it."""
    if step.step is Step.ADMIT and step.cycle is not None:
        yield from _break_before(facts, step.cycle, step.target, _state_of_break(state, step.target, today))
    start, end = _days(facts, step, today)
    yield Segment(KIND_OF_STEP[step.step], step.cycle, start, end, _state_of_step(step.step, state))


def _state_of_break(state: State, until: date | None, today: date) -> State:
    if state is not State.NEXT or until is None:
        return state
    return State.PAST if until < today else State.NOW


def _state_of_step(step: Step, state: State) -> State:
    if step is Step.LEFT:
        return State.PAST
    return State.NOW if state is State.NEXT and step in LASTING else state


def _days(facts: JourneyFacts, step: NextStep, today: date) -> tuple[date | None, date | None]:
    """From when to when a step is drawn."""
    if step.step is Step.ADMIT:
        return step.target, step.target and assumed_discharge(step.target, step.target)
    if step.step is Step.DISCHARGE and facts.running_cycle is not None:
        admitted_on = facts.running_cycle.admitted_on
        return admitted_on, assumed_discharge(admitted_on, today)
    if step.step is Step.DECIDE and step.cycle is not None:
        scan = facts.evaluation_after(step.cycle)
        return (scan.scanned_on, scan.scanned_on) if scan else (None, None)
    if step.step is Step.LEFT:
        left_on = facts.died_on or facts.left_on
        return left_on, left_on
    return step.earliest, step.latest
