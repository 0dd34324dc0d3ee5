"""The cycles on the chart: each with its stay, its doses, and the rest before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cycles.models import Cycle
from cycles.rules.protocol import PROTOCOL, opens_course, stay_deviation
from il2program.pathway.durations import counted


@dataclass(frozen=True)
class Stay:
    """One cycle and the one before it."""

    cycle: Cycle
    before: Cycle | None

    @property
    def offered(self) -> int:
        """Slots that were decided, given or withheld."""
        return len(self.cycle.standing_doses)

    @property
    def deviation(self) -> str:
        """By how much an ended stay misses five to seven days."""
        days = 0 if self.cycle.is_running else stay_deviation(self.cycle.days_of_stay)
        return _beyond(days, PROTOCOL.max_stay_days if days > 0 else PROTOCOL.min_stay_days)

    @property
    def break_days(self) -> int | None:
        """Days from the discharge before to this admission."""
        ended_on = self.before.discharged_on if self.before else None
        return (self.cycle.admitted_on - ended_on).days if ended_on else None

    @property
    def planned_days(self) -> int:
        """What the protocol asks between the discharge before and this admission."""
        return PROTOCOL.course_gap_days if opens_course(self.cycle.number) else PROTOCOL.break_days

    @property
    def break_deviation(self) -> str:
        return "" if self.break_days is None else _beyond(self.break_days - self.planned_days, self.planned_days)


def _beyond(days: int, planned: int) -> str:
    """ "2 days over 14", "1 day under 5"; empty where it is as planned."""
    return f"{counted(abs(days), 'day')} {'over' if days > 0 else 'under'} {planned}" if days else ""


def stays_of(cycles: Sequence[Cycle]) -> list[Stay]:
    return [Stay(cycle, before) for before, cycle in zip([None, *cycles], cycles, strict=False)]
