"""What a patient in a bed waits for: the dose slots that are still to be decided, and how the clock stands to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cycles.models import Cycle, OrderKind
from cycles.rules.board import SlotState, due_in_words, is_too_late, undecided_state
from cycles.rules.protocol import PROTOCOL


@dataclass(frozen=True)
class Slot:
    """A slot that has not been decided, as seen at an instant; `ahead` is the time until it is due.

    A slot that is too late can only be withheld.
    """

    number: int
    due_at: datetime
    ahead: timedelta
    state: SlotState
    words: str
    too_late: bool

    @property
    def is_late(self) -> bool:
        return self.state is SlotState.LATE


def open_slots(cycle: Cycle, now: datetime) -> Iterator[Slot]:
    """The slots that are still to be decided, in their order, one after another; none of a cycle that was stopped."""
    if cycle.stopped is not None:
        return
    undecided = [number for number in range(1, PROTOCOL.slots_per_cycle + 1) if number not in cycle.standing_doses]
    due = cycle.due_times()
    for number in undecided:
        due_at = due[number - 1].astimezone(UTC)
        yield _slot(cycle, number, due_at, now.astimezone(UTC), is_next=number == undecided[0])


def _slot(cycle: Cycle, number: int, due_at: datetime, now: datetime, *, is_next: bool) -> Slot:
    """In UTC: within one zone Python subtracts by the clock on the wall."""
    return Slot(
        number=number,
        due_at=due_at,
        ahead=due_at - now,
        state=undecided_state(due_at, now, is_next=is_next, is_running=cycle.is_running),
        words=due_in_words(due_at, now),
        # The grid hangs on the first dose's own start, so that one is never too late.
        too_late=cycle.given_count > 0
        and is_too_late(due_at, now)
        and not cycle.telephone_order_for(number, OrderKind.SHIFT),
    )


def slot_at_hand(cycle: Cycle, now: datetime) -> Slot | None:
    """The slot to be decided next, or None where all fourteen are."""
    return next(open_slots(cycle, now), None)


def slots_within(cycle: Cycle, now: datetime, hours: int) -> list[Slot]:
    """The open slots that fall due until so many hours from now, the late ones included."""
    return [slot for slot in open_slots(cycle, now) if slot.ahead <= timedelta(hours=hours)]
