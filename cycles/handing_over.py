"""What the hand-over sheet says of one bed: where the doses stand, what holds, what runs, what is open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.formats import date_format

from cycles.charted import Charted, charted, found_at
from cycles.gate import Gate, gates_of
from cycles.models import Cycle, HandOver, PermanentStop, ProviderCall
from cycles.rules.board import due_in_words
from cycles.rules.holding import Advice
from patients.models import Measurement

ADVICE = {
    Advice.GIVE: "give",
    Advice.INCOMPLETE: "incomplete: check again before the dose",
    Advice.HOLD: "hold this dose",
    Advice.STOP_CYCLE: "stop the cycle",
    Advice.PERMANENT_STOP: "permanent stop advised",
}
Pairs = Iterator[tuple[str, str]]
VITALS = ("sbp_mmhg", "dbp_mmhg", "heart_rate", "temperature_c", "spo2_percent")
# What runs, and what it does to the patient.
RUNS = ("pressor_ug_kg_min_at_dose", "pressor_ug_kg_min_max", "oxygen_l_min")
STATE = ("mental_status", "rhythm")


@dataclass(frozen=True)
class Sheet:
    """One bed. `last` is the newest hand-over, whoever has taken it over or not."""

    cycle: Cycle
    rows: tuple[tuple[str, str], ...]
    last: HandOver | None

    @property
    def is_open(self) -> bool:
        """Whether somebody handed over and nobody has taken over."""
        return self.last is not None and not hasattr(self.last, "taken")


def sheets_of(cycles: Sequence[Cycle], now: datetime) -> list[Sheet]:
    """The sheets of many beds in as many queries as of one; read with `Cycle.objects.for_board()`."""
    gates, found = gates_of(cycles, now), charted(cycles, now)
    patients = [cycle.patient_id for cycle in cycles]
    stopped = set(PermanentStop.objects.filter(patient__in=patients).values_list("patient_id", flat=True))
    given = HandOver.objects.filter(cycle__in=cycles).select_related("given_by", "taken__taken_by").order_by("pk")
    last = {row.cycle_id: row for row in given}
    calls = list(ProviderCall.objects.unanswered().filter(cycle__in=cycles))
    return [
        Sheet(
            cycle,
            (
                *_rows(cycle, gates.get(cycle.pk), found[cycle.pk], now, is_stopped=cycle.patient_id in stopped),
                ("Open", "; ".join([*_open(cycle, now), *_unanswered(cycle, calls)]) or "nothing"),
            ),
            last.get(cycle.pk),
        )
        for cycle in cycles
    ]


def _rows(cycle: Cycle, gate: Gate | None, found: Charted, now: datetime, *, is_stopped: bool) -> Pairs:
    yield from _doses(cycle, gate, now, is_stopped=is_stopped)
    if gate is not None and not is_stopped:
        yield "Advice for it", ADVICE[gate.advice]
        if gate.firing:
            yield "Active criteria", "; ".join(f"{one.criterion.id} {one.criterion.title}" for one in gate.firing)
    yield "Vital signs", _measured(found, VITALS)
    yield "Pressor and oxygen", _measured(found, RUNS)
    yield "Mental state and rhythm", _measured(found, STATE)
    if found.urine_8h_ml is not None:
        yield "Urine of 8 hours", f"{found.urine_8h_ml:.0f} mL"
    if lasting := [event for event in found.events if event.lasts]:
        yield "Lasts", "; ".join(f"{event} since {_at(event.started_at)}" for event in lasting)


def _doses(cycle: Cycle, gate: Gate | None, now: datetime, *, is_stopped: bool) -> Pairs:
    given = cycle.given_doses
    last = f"dose {given[-1].slot}, started {_at(given[-1].started_at)}" if given and given[-1].started_at else "none"
    yield "Last dose", f"{last}; {len(given)} given of {len(cycle.standing_doses)} offered"
    if is_stopped:
        yield "Next due", "none: IL-2 has been stopped permanently"
    elif gate is None:
        yield "Next due", "none: all slots are decided"
    else:
        due = cycle.due_times()[gate.slot - 1].astimezone(UTC)
        yield "Next due", f"dose {gate.slot}, {_at(due)}, {due_in_words(due, now)}"


def _measured(found: Charted, keys: Sequence[str]) -> str:
    """Each newest value with its time, once where they were found together."""
    rows = {key: row for key in keys if (row := found.rows.get(key)) is not None}
    by_time: dict[str, list[str]] = {}
    for at, told in _told(rows):
        by_time.setdefault(_at(at), []).append(told)
    return "; ".join(f"{', '.join(told)} ({at})" for at, told in by_time.items()) or "not charted"


def _told(rows: dict[str, Measurement]) -> Iterator[tuple[datetime, str]]:
    """The values in words, as short as they are said at the bed; two that were found together in one."""
    for keys, in_short in IN_SHORT:
        both = [rows[key] for key in keys if key in rows]
        if len(both) == len(keys) and found_at(both[0]) == found_at(both[1]) and (told := in_short(*both)):
            yield found_at(both[0]), told
            rows = {key: row for key, row in rows.items() if key not in keys}
    for row in rows.values():
        yield found_at(row), f"{row.definition.label} {row.measured}"


def _pressure(systolic: Measurement, diastolic: Measurement) -> str:
    return f"Pressure {systolic.shown}/{diastolic.measured}"


def _no_pressor(at_dose: Measurement, most: Measurement) -> str:
    """Empty where one ran."""
    return "No phenylephrine since the last slot" if at_dose.value == most.value == 0 else ""


IN_SHORT = ((("sbp_mmhg", "dbp_mmhg"), _pressure), (RUNS[:2], _no_pressor))


def _open(cycle: Cycle, now: datetime) -> Iterator[str]:
    """Calls and checks that the next shift must follow."""
    slot = max(cycle.standing_doses, default=0) + 1
    if (hold := cycle.hold_of(slot)) is not None:
        yield f"dose {slot} is held, check again at {_at(hold.recheck_at)}"
    for order in cycle.telephone_orders.all():
        if not order.answered:
            yield f"telephone order of {_at(order.taken_at)} waits for {order.physician}’s signature"
    if not cycle.order_is_verified:
        yield "the orders are not signed and verified"
    elif not cycle.free_bags(now) and slot <= len(cycle.due_times()):
        yield "no bag is ready"


def _unanswered(cycle: Cycle, calls: Sequence[ProviderCall]) -> Iterator[str]:
    """Who was told of values of this stay, and has not answered."""
    for call in calls:
        if call.cycle_id == cycle.pk:
            yield f"{call.provider} was called at {_at(call.called_at)} and has not answered: {call.about}"


def _at(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M H:i")
