"""The beds now: who lies in them, in which slot, and what is due next."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from cycles.actions.doses import orders_in_the_way
from cycles.gate import Gate, gates_of
from cycles.models import Cycle, Dose, Hold, PermanentStop
from cycles.rules.board import due_in_words, in_hours
from il2program.pathway.bedside import Slot, slot_at_hand
from patients.rules.numbers import show


@dataclass(frozen=True)
class Bed:
    """A bed of the unit; `cycle` is None where it is empty, `slot` where no dose waits."""

    name: str
    cycle: Cycle | None = None
    slot: Slot | None = None
    is_stopped: bool = False
    gate: Gate | None = None

    @property
    def hold(self) -> Hold | None:
        """The round of the hold in which the slot at hand waits."""
        return self.cycle.hold_of(self.slot.number) if self.cycle and self.slot else None

    @property
    def recheck_words(self) -> str:
        return due_in_words(self.hold.recheck_at.astimezone(UTC), self.gate.at) if self.hold and self.gate else ""

    @property
    def vitals_age(self) -> str:
        """How old the last pressure is; empty where none was charted in this stay."""
        at = self.gate.charted.vitals_at if self.gate else None
        return in_hours((self.gate.at - at.astimezone(UTC)) // timedelta(minutes=1)) if self.gate and at else ""

    @property
    def vitals_old(self) -> bool:
        """Whether the last pressure is too old for a decision."""
        found = [item for item in self.gate.missing if item.key == "sbp_mmhg"] if self.gate else []
        return bool(found and found[0].too_old)

    @property
    def urine_ml(self) -> str:
        found = self.gate.charted.urine_8h_ml if self.gate else None
        return "" if found is None else show(found, 0)

    @property
    def waits_for(self) -> str:
        """What of the orders and bags stands in the way of the next dose."""
        found = orders_in_the_way(self.cycle, self.gate.at) if self.cycle and self.gate and self.slot else []
        return found[0] if found else ""

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
    at_hand = [cycle for cycle in running.values() if cycle.patient_id not in stopped and cycle.goes_on]
    gates = gates_of(at_hand, now)
    names = [*settings.BEDS, *(bed for bed in running if bed not in settings.BEDS)]
    return [_bed(name, running.get(name), stopped, gates, now) for name in names]


def _bed(name: str, cycle: Cycle | None, stopped: set[int], gates: dict[int, Gate], now: datetime) -> Bed:
    if cycle is None:
        return Bed(name)
    if cycle.patient_id in stopped:
        return Bed(name, cycle, None, is_stopped=True)
    return Bed(name, cycle, slot_at_hand(cycle, now), gate=gates.get(cycle.pk))
