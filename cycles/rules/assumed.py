"""What the facts become when a step goes as the protocol hopes: the ground of the picture's outlined future.

A stay of five days, a scan on its target that shows the tumor decreased, and a decision to continue. Nothing that is
known is changed: a scan that showed no decrease is followed by a decision to stop. Source: clinical reference 0.
"""

from dataclasses import replace
from datetime import date

from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.next_step import NextStep, Step
from cycles.rules.protocol import stay_window

ENDING = (ProtocolAnswer.STOP, ProtocolAnswer.NOT_SHRUNK)


def assume(facts: JourneyFacts, step: NextStep, today: date) -> JourneyFacts:
    """The facts after this step, taken on its day or, where that has passed, today."""
    if step.step is Step.ADMIT:
        return _admitted(facts, step, today)
    if step.step is Step.DISCHARGE:
        return _discharged(facts, today)
    if step.step is Step.SCAN:
        return _scanned(facts, step, today)
    if step.step is Step.DECIDE:
        return _decided(facts, step, today)
    return replace(facts, workup_complete=True, signed_off_on=today if step.step is Step.SIGN_OFF else None)


def assumed_discharge(admitted_on: date, today: date) -> date:
    """Day 5 of the stay; today, where the patient has stayed longer."""
    return max(stay_window(admitted_on).earliest or admitted_on, today)


def _admitted(facts: JourneyFacts, step: NextStep, today: date) -> JourneyFacts:
    start = max(step.target or today, today)
    cycle = CycleFacts(start, assumed_discharge(start, today), number=step.cycle or 1)
    return replace(facts, cycles=(*facts.cycles, cycle))


def _discharged(facts: JourneyFacts, today: date) -> JourneyFacts:
    cycles = (
        replace(cycle, discharged_on=cycle.discharged_on or assumed_discharge(cycle.admitted_on, today))
        for cycle in facts.cycles
    )
    return replace(facts, cycles=tuple(cycles))


def _scanned(facts: JourneyFacts, step: NextStep, today: date) -> JourneyFacts:
    scan = Evaluation(step.cycle or 1, max(step.target or today, today), ProtocolAnswer.SHRUNK)
    return replace(facts, evaluations=(*facts.evaluations, scan))


def _decided(facts: JourneyFacts, step: NextStep, today: date) -> JourneyFacts:
    """The waiting scan decided on: to stop where it showed progression or no decrease, else to continue."""
    waiting = facts.evaluation_after(step.cycle or 1)
    others = tuple(scan for scan in facts.evaluations if scan is not waiting)
    if waiting is None:
        return facts
    decision = Decision.STOP if waiting.protocol in ENDING else Decision.CONTINUE
    protocol = waiting.protocol or ProtocolAnswer.SHRUNK
    decided = replace(waiting, protocol=protocol, decision=decision, decided_on=max(waiting.scanned_on, today))
    return replace(facts, evaluations=(*others, decided))
