"""What happens next to this patient, who does it, and by when: the protocol from referral to the sixth cycle.

Chart, worklist, calendar, reminders and reports ask `next_step`; a booking is what follows from it.
Source: clinical reference 0.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cycles.rules import reasons
from cycles.rules.journey import CycleFacts, Decision, Evaluation, JourneyFacts
from cycles.rules.protocol import (
    Window,
    break_window,
    course_of,
    course_window,
    first_cycle_of,
    hepatic_window,
    is_last_course,
    scan_window,
    stay_window,
)

__all__ = ["CycleFacts", "Decision", "Evaluation", "JourneyFacts", "NextStep", "Step", "Who", "next_step"]


class Step(StrEnum):
    """What can come next."""

    WORKUP = "workup"
    SIGN_OFF = "sign_off"
    ADMIT = "admit"
    DISCHARGE = "discharge"
    SCAN = "scan"
    DECIDE = "decide"
    FOLLOW_UP = "follow_up"
    LEFT = "left"


class Who(StrEnum):
    """Whose step it is."""

    NURSE = "nurse"
    PHYSICIAN = "physician"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class NextStep:
    """The next step. `cycle` is the number to admit to or discharge from, or the cycle that a scan or decision follows.

    The dates are None where the protocol names none. `late` holds for the day that was asked about.
    `needs_sign_off` says that an admission is refused until this course has its own sign-off.
    """

    step: Step
    who: Who | None
    reason: str
    cycle: int | None = None
    window: Window = Window()
    late: bool = False
    needs_sign_off: bool = False

    @property
    def earliest(self) -> date | None:
        return self.window.earliest

    @property
    def target(self) -> date | None:
        return self.window.target

    @property
    def latest(self) -> date | None:
        return self.window.latest


def next_step(facts: JourneyFacts, today: date) -> NextStep:
    """The step that follows from the facts; `today` decides only whether it is late."""
    if facts.left_on is not None or facts.died_on is not None:
        return NextStep(Step.LEFT, None, reasons.left(facts.died_on, facts.left_on))
    if facts.running_cycle is not None:
        return _discharge(facts.running_cycle, today)
    if facts.not_eligible_on is not None:
        return _follow_up(reasons.not_eligible(facts.not_eligible_on))
    if facts.last_cycle is None:
        return _first_cycle(facts)
    if _second_cycle_is_due(facts, facts.last_cycle):
        return _second_cycle(facts.last_cycle, today)
    return _after_course(facts, facts.last_cycle, today)


def _first_cycle(facts: JourneyFacts) -> NextStep:
    if facts.signed_off_on is not None:
        return NextStep(Step.ADMIT, Who.NURSE, reasons.first_cycle(facts.signed_off_on), cycle=1)
    if facts.workup_complete:
        return NextStep(Step.SIGN_OFF, Who.PHYSICIAN, reasons.SIGN_OFF)
    return NextStep(Step.WORKUP, Who.COORDINATOR, reasons.WORKUP)


def _discharge(cycle: CycleFacts, today: date) -> NextStep:
    window = stay_window(cycle.admitted_on)
    reason = reasons.discharge(cycle, window)
    return NextStep(Step.DISCHARGE, Who.NURSE, reason, cycle.number, window, late=_after(today, window.latest))


def _second_cycle_is_due(facts: JourneyFacts, last: CycleFacts) -> bool:
    """Whether the course goes on by itself: nothing has cut it short, and no early scan has shown progression."""
    early = facts.evaluation_after(last.number)
    stopped = facts.permanent_stop or facts.stopped_before(last.number) or (early is not None and early.ends_treatment)
    return not last.ends_course and not stopped


def _second_cycle(last: CycleFacts, today: date) -> NextStep:
    window = break_window(_discharged_on(last))
    reason = reasons.second_cycle(last.number + 1, _discharged_on(last))
    return NextStep(Step.ADMIT, Who.NURSE, reason, last.number + 1, window, late=_after(today, window.target))


def _after_course(facts: JourneyFacts, last: CycleFacts, today: date) -> NextStep:
    """The scan, the signed decision, and then the next course or follow-up."""
    scan = facts.evaluation_after(last.number)
    if scan is None or scan.is_repeated:
        return _scan(facts, last, scan, today)
    if scan.decision is Decision.STOP:
        return _follow_up(reasons.stopped(scan))
    end = _end_of_treatment(facts, last)
    if end is not None:
        return _follow_up(end)
    if scan.decision is None or scan.protocol is None:
        return NextStep(Step.DECIDE, Who.PHYSICIAN, reasons.decide(scan), last.number)
    if facts.progression is not None:
        return _follow_up(reasons.progression(facts.progression))
    return _next_course(facts, last, scan, today)


def _scan(facts: JourneyFacts, last: CycleFacts, repeated: Evaluation | None, today: date) -> NextStep:
    """One month after the course's last discharge; a repeat keeps the same window."""
    window = scan_window(_discharged_on(last))
    reason = reasons.scan(facts, last, _discharged_on(last), repeated)
    return NextStep(Step.SCAN, Who.COORDINATOR, reason, last.number, window, late=_after(today, window.latest))


def _end_of_treatment(facts: JourneyFacts, last: CycleFacts) -> str | None:
    """Why no course can follow, whatever is decided; None where one can."""
    if facts.permanent_stop is not None:
        return reasons.permanent_stop(facts.permanent_stop)
    stop = facts.stopped_before(last.number)
    if stop is not None:
        return reasons.progression(stop) if stop.is_progression else reasons.stopped(stop)
    return reasons.LAST_COURSE if is_last_course(course_of(last.number)) else None


def _next_course(facts: JourneyFacts, last: CycleFacts, scan: Evaluation, today: date) -> NextStep:
    """A new course after a signed "continue": seven weeks of rest are the target, after H11 the earliest day too."""
    cycle = first_cycle_of(course_of(last.number) + 1)
    hepatic = facts.hepatic_stop_in(course_of(last.number))
    window = _course_window(last, scan, hepatic)
    needs_sign_off = not facts.signed_off_after(_discharged_on(last))
    reason = reasons.next_course(cycle, scan, _discharged_on(last), hepatic, needs_sign_off)
    late = _after(today, window.target)
    return NextStep(Step.ADMIT, Who.NURSE, reason, cycle, window, late, needs_sign_off)


def _course_window(last: CycleFacts, scan: Evaluation, hepatic: CycleFacts | None) -> Window:
    """No dates as long as the decision's day, or the end of a hepatic failure, is not known."""
    if scan.decided_on is None:
        return Window()
    if hepatic is None:
        return course_window(_discharged_on(last), scan.decided_on)
    if hepatic.hepatic_resolved_on is None:
        return Window()
    return hepatic_window(_discharged_on(last), hepatic.hepatic_resolved_on, scan.decided_on)


def _follow_up(reason: str) -> NextStep:
    return NextStep(Step.FOLLOW_UP, Who.COORDINATOR, reason)


def _discharged_on(cycle: CycleFacts) -> date:
    if cycle.discharged_on is None:
        raise ValueError(f"Cycle {cycle.number} has not ended.")
    return cycle.discharged_on


def _after(today: date, day: date | None) -> bool:
    return day is not None and today > day
