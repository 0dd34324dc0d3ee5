"""The dose board of one admission: each slot with its decision, or how it stands now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from cycles.models import Cycle, Dose, OrderKind, PermanentStop, TelephoneOrder
from cycles.rules.board import SlotState, due_in_words, is_too_late, undecided_state


@dataclass(frozen=True)
class Slot:
    """One dose slot: what stands, what was corrected, and what the same slot of the earlier cycle was.

    due_words: how far off it is, where it is the one to decide now. too_late: it can only be withheld.
    order: a physician's telephone order for it that stands.
    """

    number: int
    due_at: datetime
    state: SlotState
    dose: Dose | None
    corrected: tuple[Dose, ...]
    earlier: Dose | None
    opens_day: bool
    due_words: str = ""
    too_late: bool = False
    order: TelephoneOrder | None = None


@dataclass(frozen=True)
class Board:
    """All 14 slots of an admission. `earlier` is the cycle before, `stop` a signed permanent stop."""

    cycle: Cycle
    slots: tuple[Slot, ...]
    earlier: Cycle | None
    stop: PermanentStop | None

    @cached_property
    def at_hand(self) -> Slot | None:
        """The slot to decide now."""
        return next((slot for slot in self.slots if slot.state in (SlotState.DUE, SlotState.LATE)), None)

    @property
    def given(self) -> int:
        return self.cycle.given_count

    @property
    def offered(self) -> int:
        """Slots that were decided, given or withheld."""
        return len(self.cycle.standing_doses)


def board_of(cycle: Cycle, now: datetime | None = None) -> Board:
    """The board of an admission, read with `Cycle.objects.for_board()`."""
    now = now or timezone.now()
    earlier = _earlier(cycle)
    stop = PermanentStop.objects.filter(patient=cycle.patient).select_related("signature").first()
    return Board(cycle, tuple(_slots(cycle, earlier, now)), earlier, stop)


def _earlier(cycle: Cycle) -> Cycle | None:
    """The cycle given before this admission."""
    before = Cycle.objects.counted().filter(patient=cycle.patient, admitted_at__lt=cycle.admitted_at)
    return before.prefetch_related("doses").order_by("admitted_at").last()


def _slots(cycle: Cycle, earlier: Cycle | None, now: datetime) -> list[Slot]:
    decided = cycle.standing_doses
    # What was due is kept with the decision; the grid may have moved with the first dose since.
    due = {
        number: decided[number].due_at if number in decided else at for number, at in enumerate(cycle.due_times(), 1)
    }
    following = next((number for number in due if number not in decided), None)
    return [
        Slot(
            number=number,
            due_at=due_at,
            dose=decided.get(number),
            corrected=_corrected(cycle, number),
            earlier=earlier.standing_doses.get(number) if earlier else None,
            opens_day=number > 1 and timezone.localdate(due_at) != timezone.localdate(due[number - 1]),
            **_standing(cycle, number, due_at, now, is_next=number == following),
        )
        for number, due_at in due.items()
    ]


def _standing(cycle: Cycle, number: int, due_at: datetime, now: datetime, *, is_next: bool) -> dict[str, Any]:
    """State of a slot, and in words how far off it is where it is the next to decide."""
    if (dose := cycle.standing_doses.get(number)) is not None:
        return {"state": SlotState(dose.decision)}
    # In UTC: within one zone Python subtracts by the clock on the wall.
    due_at = due_at.astimezone(UTC)
    state = undecided_state(due_at, now, is_next=is_next, is_running=cycle.is_running)
    if state not in (SlotState.DUE, SlotState.LATE):
        return {"state": state}
    order = next((row for row in cycle.telephone_orders.all() if row.slot == number and row.stands), None)
    too_late = (
        cycle.given_count > 0 and is_too_late(due_at, now) and not cycle.telephone_order_for(number, OrderKind.SHIFT)
    )
    return {"state": state, "due_words": due_in_words(due_at, now), "too_late": too_late, "order": order}


def _corrected(cycle: Cycle, number: int) -> tuple[Dose, ...]:
    """The rows of a slot that a later one has replaced, the oldest first."""
    standing = cycle.standing_doses.get(number)
    rows = [row for row in cycle.doses.all() if row.slot == number and row != standing]
    return tuple(sorted(rows, key=lambda row: row.pk))
