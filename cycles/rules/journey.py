"""The facts of one patient's journey, as the rules read them: what happened, and on which day.

Source: clinical reference 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cycles.rules.lesions import ProtocolAnswer
from cycles.rules.protocol import course_of, length_of_stay, opens_course


class Decision(StrEnum):
    """What the physician signs after a scan."""

    CONTINUE = "continue"
    STOP = "stop"


@dataclass(frozen=True)
class CycleFacts:
    """One cycle, 1 to 6. An admission that ended before its first dose is no cycle and does not appear.

    `permanent_stop` is the one that a physician signed, never a finding that advises it. `hepatic_stop` is H11.
    `second_cycle_cancelled_on` is set on the first cycle of a course when a physician cancelled the second.
    """

    admitted_on: date
    discharged_on: date | None = None
    permanent_stop: bool = False
    hepatic_stop: bool = False
    hepatic_resolved_on: date | None = None
    second_cycle_cancelled_on: date | None = None
    number: int = field(kw_only=True)

    @property
    def ends_course(self) -> bool:
        """Whether no further cycle of its course follows: it is the second, or H11 or a physician cut the course."""
        cut = self.hepatic_stop or self.second_cycle_cancelled_on is not None
        return cut or not opens_course(self.number)


@dataclass(frozen=True)
class Evaluation:
    """A response scan after a cycle, the protocol's answer to it, and the physician's signed decision."""

    after_cycle: int
    scanned_on: date
    protocol: ProtocolAnswer | None = None
    decision: Decision | None = None
    decided_on: date | None = None

    @property
    def is_progression(self) -> bool:
        return self.protocol is ProtocolAnswer.STOP

    @property
    def ends_treatment(self) -> bool:
        return self.is_progression or self.decision is Decision.STOP

    @property
    def is_repeated(self) -> bool:
        """Whether the scan told nothing and is made again, unless the physician has ended treatment all the same."""
        return self.protocol is ProtocolAnswer.REPEAT and self.decision is not Decision.STOP


@dataclass(frozen=True)
class JourneyFacts:
    """All that the next step follows from; None where something has not happened or is not known.

    `not_eligible_on` is the standing decision: leave it None where a later sign-off took its place. `left_on` is the
    day on which the patient left the program, `died_on` the day of death; either ends the journey.
    Refuses what cannot be: a seventh cycle, two cycles of one number, a discharge before its admission.
    """

    workup_complete: bool | None = None
    signed_off_on: date | None = None
    not_eligible_on: date | None = None
    cycles: tuple[CycleFacts, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    left_on: date | None = None
    died_on: date | None = None

    def __post_init__(self) -> None:
        for number in [*(cycle.number for cycle in self.cycles), *(scan.after_cycle for scan in self.evaluations)]:
            course_of(number)
        if len({cycle.number for cycle in self.cycles}) < len(self.cycles):
            raise ValueError("Two cycles cannot have one number.")
        for cycle in self.cycles:
            length_of_stay(cycle.admitted_on, cycle.discharged_on or cycle.admitted_on)

    @property
    def cycles_in_order(self) -> list[CycleFacts]:
        return sorted(self.cycles, key=lambda cycle: cycle.number)

    @property
    def last_cycle(self) -> CycleFacts | None:
        return self.cycles_in_order[-1] if self.cycles else None

    @property
    def running_cycle(self) -> CycleFacts | None:
        """The cycle for which the patient is in hospital now."""
        return next((cycle for cycle in self.cycles_in_order if cycle.discharged_on is None), None)

    @property
    def permanent_stop(self) -> CycleFacts | None:
        """The cycle in which treatment was stopped for good."""
        return next((cycle for cycle in self.cycles_in_order if cycle.permanent_stop), None)

    def hepatic_stop_in(self, course: int) -> CycleFacts | None:
        """The cycle of this course that hepatic failure (H11) ended."""
        cycles = [cycle for cycle in self.cycles_in_order if course_of(cycle.number) == course]
        return next((cycle for cycle in reversed(cycles) if cycle.hepatic_stop), None)

    @property
    def progression(self) -> Evaluation | None:
        """The first scan that showed progression."""
        return next((scan for scan in _by_day(self.evaluations) if scan.is_progression), None)

    def signed_off_after(self, day: date) -> bool:
        """Whether a sign-off was given after this day: a course's sign-off does not serve the next one."""
        return self.signed_off_on is not None and self.signed_off_on > day

    def evaluation_after(self, cycle: int) -> Evaluation | None:
        """The scan that counts after a cycle: the latest that could be evaluated, else the latest of all."""
        scans = _by_day(scan for scan in self.evaluations if scan.after_cycle == cycle)
        evaluable = [scan for scan in scans if not scan.is_repeated]
        counting = evaluable or scans
        return counting[-1] if counting else None

    def stopped_before(self, cycle: int) -> Evaluation | None:
        """An evaluation before this cycle that ended treatment, by progression or by the physician's decision."""
        scans = (scan for scan in self.evaluations if scan.after_cycle < cycle)
        return next((scan for scan in _by_day(scans) if scan.ends_treatment), None)


def _by_day(scans: Iterable[Evaluation]) -> list[Evaluation]:
    return sorted(scans, key=lambda scan: scan.scanned_on)
