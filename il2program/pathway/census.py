"""The beds now: who lies in them, in which slot, and what is due next."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cycles.models import Cycle, Dose, PermanentStop
from il2program.pathway.bedside import Slot, slot_at_hand


@dataclass(frozen=True)
class Bed:
    """A bed of the unit; `cycle` is None where it is empty, `slot` where no dose waits."""

    name: str
    cycle: Cycle | None = None
    slot: Slot | None = None
    is_stopped: bool = False

    @property
    def last_dose(self) -> Dose | None:
        given = self.cycle.given_doses if self.cycle else []
        return given[-1] if given else None

    @property
    def offered(self) -> int:
        return len(self.cycle.standing_doses) if self.cycle else 0


def beds_now(now: datetime) -> list[Bed]:
    """The unit's beds in their order, empty ones included, then any other bed in which somebody lies."""
    running = {cycle.bed: cycle for cycle in Cycle.objects.running().for_board().order_by("bed")}
    stopped = set(PermanentStop.objects.values_list("patient_id", flat=True)) if running else set()
    names = [*settings.BEDS, *(bed for bed in running if bed not in settings.BEDS)]
    return [_bed(name, running.get(name), stopped, now) for name in names]


def _bed(name: str, cycle: Cycle | None, stopped: set[int], now: datetime) -> Bed:
    if cycle is None:
        return Bed(name)
    is_stopped = cycle.patient_id in stopped
    return Bed(name, cycle, None if is_stopped else slot_at_hand(cycle, now), is_stopped)
