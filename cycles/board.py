"""The dose board of one admission: each slot with its decision, or how it stands now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import timezone

from cycles.models import (
    Cycle,
    Dose,
    GateSnapshot,
    Hold,
    HoldCorrection,
    OrderKind,
    PermanentStop,
    TelephoneOrder,
    ToxicityGrade,
    WrongChart,
)
from cycles.models.cycle import standing_of
from cycles.rules.board import SlotState, due_in_words, is_too_late, undecided_state
from cycles.rules.protocol import PROTOCOL
from cycles.seen import SeenGate, seen_of

BETWEEN_SLOTS = timedelta(hours=PROTOCOL.hours_between_slots)
WAITING = (SlotState.DUE, SlotState.LATE, SlotState.HOLD)


@dataclass(frozen=True)
class Slot:
    """One dose slot: what stands, what was corrected, and what the same slot of the earlier cycle was.

    due_words: how far off it is, where it is the one to decide now. too_late: it can only be withheld, unless a
    physician orders that the rest is shifted. hold: the newest round of the hold in which it waits, and since when.
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
    hold: Hold | None = None
    held_since: datetime | None = None
    recheck_words: str = ""

    # Whether what was seen at a decision was kept, and what was done while it waited.
    was_seen: bool = False
    corrections: tuple[HoldCorrection, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """The same slot of the cycle before at a glance; `worst` is the gravest toxicity within eight hours of it."""

    seen: SeenGate
    worst: str


@dataclass(frozen=True)
class Board:
    """All 14 slots of an admission. `earlier` is the cycle before, `stop` a signed permanent stop."""

    cycle: Cycle
    slots: tuple[Slot, ...]
    earlier: Cycle | None
    stop: PermanentStop | None
    # Doses of this patient that were charted on another one's chart, and struck out there.
    on_other_charts: tuple[WrongChart, ...] = ()

    @cached_property
    def at_hand(self) -> Slot | None:
        """The slot to decide now."""
        return next((slot for slot in self.slots if slot.state in WAITING), None)

    @property
    def following(self) -> int | None:
        """The first slot without a decision."""
        return next((slot.number for slot in self.slots if slot.dose is None), None)

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
    return Board(cycle, tuple(_slots(cycle, earlier, now)), earlier, _stop(cycle), _on_other_charts(cycle))


def _stop(cycle: Cycle) -> PermanentStop | None:
    """Looked for only where the cycle was not read with the answer that there is none."""
    if not getattr(cycle, "is_stopped_for_good", True):
        return None
    return PermanentStop.objects.filter(patient=cycle.patient).select_related("signature").first()


def _on_other_charts(cycle: Cycle) -> tuple[WrongChart, ...]:
    """Looked for only where the cycle was not read with the answer that there are none."""
    if not getattr(cycle, "is_on_other_charts", True):
        return ()
    rows = WrongChart.objects.filter(belongs_to=cycle.patient)
    return tuple(rows.select_related("cycle__patient", "dose__charted_by"))


def _earlier(cycle: Cycle) -> Cycle | None:
    """The cycle given before this admission, with what stands of its doses; of a counted one there is a dose."""
    before = Cycle.objects.counted().filter(patient=cycle.patient, admitted_at__lt=cycle.admitted_at)
    newest = models.Subquery(before.order_by("-admitted_at").values("pk")[:1])
    rows = list(Dose.objects.filter(cycle=newest).select_related("cycle"))
    if not rows:
        return None
    found: Cycle = rows[0].cycle
    found.standing_doses = standing_of(rows)
    return found


def earlier_of(board: Board, number: int) -> Earlier | None:
    """What was seen at the same slot of the cycle before, as it was kept; read in one query."""
    if board.earlier is None:
        return None
    around = (models.OuterRef("frozen_at") - BETWEEN_SLOTS, models.OuterRef("frozen_at") + BETWEEN_SLOTS)
    grades = ToxicityGrade.objects.standing().filter(cycle=board.earlier, grade__gt=0, found_at__range=around)
    worst = {name: models.Subquery(grades.order_by("-grade", "pk").values(name)[:1]) for name in ("term", "grade")}
    rows = GateSnapshot.objects.filter(cycle=board.earlier, slot=number, dose__isnull=False).annotate(**worst)
    found: Any = rows.order_by("pk").last()
    if found is None:
        return None
    return Earlier(seen_of(found.content), f"{found.term}, grade {found.grade}" if found.term else "")


def _slots(cycle: Cycle, earlier: Cycle | None, now: datetime) -> list[Slot]:
    decided = cycle.standing_doses
    # What was due is kept with the decision; the grid may have moved with the first dose since.
    due = {
        number: decided[number].due_at if number in decided else at for number, at in enumerate(cycle.due_times(), 1)
    }
    seen = {row.slot for row in cycle.snapshots.all() if row.dose_id}
    following = next((number for number in due if number not in decided), None)
    return [
        Slot(
            number=number,
            due_at=due_at,
            dose=decided.get(number),
            corrected=_corrected(cycle, number),
            earlier=earlier.standing_doses.get(number) if earlier else None,
            opens_day=number > 1 and timezone.localdate(due_at) != timezone.localdate(due[number - 1]),
            was_seen=number in seen,
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
    state = undecided_state(due_at, now, is_next=is_next, is_running=cycle.goes_on)
    if state not in WAITING:
        return {"state": state}
    order = next((row for row in cycle.telephone_orders.all() if row.slot == number and row.stands), None)
    too_late = (
        cycle.given_count > 0 and is_too_late(due_at, now) and not cycle.telephone_order_for(number, OrderKind.SHIFT)
    )
    standing = {"state": state, "due_words": due_in_words(due_at, now), "too_late": too_late, "order": order}
    if (hold := cycle.hold_of(number)) is None:
        return standing
    again = due_in_words(hold.recheck_at.astimezone(UTC), now)
    done = tuple(row for one in cycle.holds if one.slot == number for row in one.corrections.all())
    held = {"hold": hold, "held_since": cycle.held_since(number), "recheck_words": again, "corrections": done}
    return standing | held | {"state": SlotState.HOLD}


def _corrected(cycle: Cycle, number: int) -> tuple[Dose, ...]:
    """The rows of a slot that a later one has replaced, the oldest first."""
    standing = cycle.standing_doses.get(number)
    rows = [row for row in cycle.doses.all() if row.slot == number and row != standing]
    return tuple(sorted(rows, key=lambda row: row.pk))
