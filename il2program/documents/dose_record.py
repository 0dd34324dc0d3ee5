"""The dose record of an admission: each of the 14 slots with what was found before it, what was decided, and by whom.

Source: clinical reference 8, form 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from cycles.board import Board, Slot, board_of
from cycles.charted import found_at
from cycles.facts import Journey
from cycles.models import Cycle, GateSnapshot, Override
from cycles.rules.holding import CRITERIA, INPUTS, Criterion, Profile
from cycles.rules.protocol import PROTOCOL
from cycles.seen import SeenGate, seen_of
from il2program.documents.printed_form import BLANK
from il2program.documents.stays import stay_of
from patients.models import Measurement
from patients.rules.analytes import analyte

# How far back a value that the gate did not read is looked for.
ASSESSED_WITHIN = timedelta(hours=24)
PRESSURE = ("sbp_mmhg", "dbp_mmhg")


@dataclass(frozen=True)
class Asked:
    """One line of the assessment before a dose: one value, or the two of a pressure."""

    label: str
    unit: str
    keys: tuple[str, ...]


def _asked(label: str, *keys: str) -> Asked:
    return Asked(label, analyte(keys[0]).unit, keys)


ASSESSED: tuple[Asked, ...] = (
    _asked("Pressure", *PRESSURE),
    _asked("Pulse", "heart_rate"),
    _asked("Rhythm", "rhythm"),
    _asked("Temperature", "temperature_c"),
    _asked("Oxygen saturation", "spo2_percent"),
    _asked("Oxygen", "oxygen_l_min"),
    _asked("Urine of the last 8 hours", "urine_ml_8h"),
    _asked("Weight gain", "weight_gain_percent"),
    _asked("Creatinine", "creatinine_mg_dl"),
    _asked("Platelets", "platelets_per_ul"),
    _asked("Bilirubin", "bilirubin_total_mg_dl"),
    _asked("Mental state", "mental_status"),
    _asked("Phenylephrine, most since the last dose", "pressor_ug_kg_min_max"),
    _asked("Phenylephrine at the dose", "pressor_ug_kg_min_at_dose"),
)
KEYS = tuple(key for line in ASSESSED for key in line.keys)


@dataclass(frozen=True)
class Cell:
    """What was found, and when."""

    value: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One line of the assessment, a cell for each slot."""

    asked: Asked
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Row:
    """One slot: its decision, what was seen, and how many doses were given by then."""

    slot: Slot
    seen: SeenGate | None
    override: Override | None
    given_so_far: int | None
    waited: tuple["Waited", ...]


@dataclass(frozen=True)
class Waited:
    """One round in which a slot was on hold."""

    snapshot: GateSnapshot
    seen: SeenGate


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    cycle = stay_of(journey, of)
    common = {"cycle": cycle, "order": cycle.admission_order if cycle else None, "profile": settings.HOLD_PROFILE}
    if of == BLANK.of or cycle is None:
        return common | _blank(cycle)
    snapshots = list(GateSnapshot.objects.filter(cycle=cycle).select_related("override__signature", "hold__opened_by"))
    rows = tuple(_rows(board_of(cycle), snapshots))
    return common | {
        "blank": False,
        "computed": cycle.computed_dose if cycle.order_is_verified else None,
        "rows": rows,
        "lines": tuple(_lines(cycle, rows)),
        "offered": len(cycle.standing_doses),
        "bags": cycle.bags,
    }


def _blank(cycle: Cycle | None) -> dict[str, Any]:
    due = cycle.due_times() if cycle and cycle.admission_order else [None] * PROTOCOL.slots_per_cycle
    return {
        "blank": True,
        "computed": cycle.computed_dose if cycle and cycle.order_is_verified else None,
        "due": list(enumerate(due, 1)),
        "lines": [Line(asked, (Cell(),) * PROTOCOL.slots_per_cycle) for asked in ASSESSED],
        "criteria": criteria_of(Profile(settings.HOLD_PROFILE)),
    }


def criteria_of(profile: Profile) -> tuple[Criterion, ...]:
    """What holds a dose in this profile; the label's criteria hold in both."""
    return tuple(one for one in CRITERIA if one.profile in (Profile.LABEL, profile))


def _rows(board: Board, snapshots: Sequence[GateSnapshot]) -> Iterator[Row]:
    given = 0
    decided = {row.slot: row for row in snapshots if row.dose_id}
    for slot in board.slots:
        kept = decided.get(slot.number) if slot.dose else None
        given += bool(slot.dose and slot.dose.was_given)
        waited = [Waited(row, seen_of(row.content)) for row in snapshots if row.hold_id and row.slot == slot.number]
        yield Row(
            slot,
            seen_of(kept.content) if kept else None,
            kept.override if kept else None,
            given if slot.dose else None,
            tuple(waited),
        )


def _lines(cycle: Cycle, rows: Sequence[Row]) -> Iterator[Line]:
    measured = _measured(cycle)
    for asked in ASSESSED:
        yield Line(asked, tuple(_cell(asked, row, measured) for row in rows))


def _cell(asked: Asked, row: Row, measured: Mapping[str, Sequence[Measurement]]) -> Cell:
    """As it was seen at the decision; what the gate did not read, as it was charted last before it."""
    if row.slot.dose is None:
        return Cell()
    at = row.seen.judged_at if row.seen else row.slot.dose.started_at or row.slot.dose.charted_at
    found = [_found(key, row.seen, at, measured.get(key, ())) for key in asked.keys]
    values = [cell.value.removesuffix(asked.unit).strip() for cell in found if cell.value]
    return Cell("/".join(values), found[0].at)


def _found(key: str, seen: SeenGate | None, at: datetime, rows: Sequence[Measurement]) -> Cell:
    frozen = seen.inputs.get(key) if seen else None
    if frozen is not None and frozen.value:
        return Cell(frozen.value, frozen.at)
    if key in INPUTS and INPUTS[key].row.computed:
        return Cell()
    before = [row for row in rows if timedelta() <= at.astimezone(UTC) - found_at(row) <= ASSESSED_WITHIN]
    return Cell(before[-1].shown, found_at(before[-1])) if before else Cell()


def _measured(cycle: Cycle) -> dict[str, list[Measurement]]:
    """The standing values of the stay by their analyte, the oldest first."""
    until = cycle.discharged_at or timezone.now()
    since = timezone.localdate(cycle.admitted_at - ASSESSED_WITHIN)
    rows = Measurement.objects.standing().filter(
        patient=cycle.patient, analyte__in=KEYS, taken_on__range=(since, timezone.localdate(until))
    )
    found: dict[str, list[Measurement]] = {}
    for row in sorted(rows, key=lambda row: (found_at(row), row.pk)):
        found.setdefault(row.analyte, []).append(row)
    return found
