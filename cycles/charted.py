"""What was charted of patients in a bed, as the pre-dose gate reads it; of one or of many in as many queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from cycles.models import Cycle, Event
from cycles.rules.events import facts_of_events
from cycles.rules.holding import INPUTS, Ages, Asking, Fact
from cycles.rules.holding.derived import creatinine_is_rising, urine_low_hours, urine_ml_8h, weight_gain_percent
from cycles.rules.holding.noted import NOTED, noted
from patients.models import Measurement
from patients.models.measurement import MeasurementQuerySet

# A laboratory value of the day before counts at the first slot.
BEFORE_ADMISSION = timedelta(days=1)
SERIES = ("urine_ml", "creatinine_mg_dl")
_ASKED = frozenset(key for key, asked in INPUTS.items() if not asked.row.computed)
READ = _ASKED | NOTED | {"weight_kg", *SERIES, "dbp_mmhg"}
WORKED_OUT = "worked out"
EVENT = "recorded event"
# What is typed, for what is worked out from it.
TYPED_AS = {
    "urine_ml_h": "urine_ml",
    "urine_ml_8h": "urine_ml",
    "urine_low_hours": "urine_ml",
    "weight_gain_percent": "weight_kg",
    "creatinine_rising": "creatinine_mg_dl",
    "creatinine_at_hold_mg_dl": "creatinine_mg_dl",
}

Series = list[tuple[datetime, Decimal]]


@dataclass(frozen=True)
class Charted:
    """The newest row of each analyte as of an instant, and the urine and creatinine of the stay, the oldest first."""

    rows: dict[str, Measurement]
    urine_ml: Series
    creatinine_mg_dl: Series
    events: tuple[Event, ...] = ()

    @property
    def newest_key(self) -> int:
        """The key of the newest row that was read; a form shows the gate as of it."""
        return max((row.pk for row in self.rows.values()), default=0)

    @property
    def vitals_at(self) -> datetime | None:
        row = self.rows.get("sbp_mmhg")
        return found_at(row) if row else None

    @property
    def urine_8h_ml(self) -> Decimal | None:
        """The urine of the 8 hours up to the last entry."""
        return urine_ml_8h(self.urine_ml, until=self.urine_ml[-1][0]) if self.urine_ml else None


def charted(cycles: Sequence[Cycle], at: datetime) -> dict[int, Charted]:
    """What was charted of each cycle by this instant, by the cycle's key."""
    if not cycles:
        return {}
    newest_or_series = Q(place=1) | Q(analyte__in=SERIES)
    rows = _rows(cycles, at).filter(analyte__in=READ).placed().filter(newest_or_series)
    latest: dict[int, list[Measurement]] = {cycle.patient_id: [] for cycle in cycles}
    series: dict[tuple[int, str], Series] = {}
    for row in sorted(rows, key=lambda row: (found_at(row), row.pk)):
        if row.place == 1:
            latest[row.patient_id].append(row)
        if row.analyte in SERIES and row.value is not None:
            series.setdefault((row.patient_id, row.analyte), []).append((found_at(row), row.value))
    # Most stays have none, and a cycle that was read for its board knows it.
    may_have = [cycle for cycle in cycles if getattr(cycle, "has_events", True)]
    events = list(Event.objects.standing().filter(cycle__in=may_have).select_related("end")) if may_have else []
    return {
        cycle.pk: Charted(
            {row.analyte: row for row in latest[cycle.patient_id] if _counts(row, cycle)},
            _since(series.get((cycle.patient_id, "urine_ml"), []), cycle.admitted_at),
            _since(series.get((cycle.patient_id, "creatinine_mg_dl"), []), cycle.admitted_at - BEFORE_ADMISSION),
            tuple(row for row in events if row.cycle_id == cycle.pk),
        )
        for cycle in cycles
    }


def found_at(row: Measurement) -> datetime:
    """When a value was found; one of which only the day is known is as old as that day lets it be."""
    return row.taken_at or datetime.combine(row.taken_on, time(), timezone.get_current_timezone())


def facts_of(cycle: Cycle, found: Charted, *, slot: int, at: datetime, previous_at: datetime | None) -> dict[str, Fact]:
    """The gate's facts at a slot: what was charted, and what is worked out from it."""
    facts = {key: _fact(row) for key, row in found.rows.items() if key in INPUTS}
    facts |= noted({key: _fact(row) for key, row in found.rows.items() if key in NOTED}, facts)
    answered = facts_of_events([event.for_rules for event in found.events], at)
    worked_out = (*_weight(cycle, found, slot, at), *_urine(cycle, found), *_creatinine(found, slot, previous_at))
    facts |= {key: Fact(value, on, WORKED_OUT) for key, value, on in worked_out if value is not None}
    # What an event answers counts, whatever is charted beside it, unless what is charted lasted longer.
    return facts | {key: Fact(value, at, EVENT) for key, value in answered.items() if not _is_longer(facts, key, value)}


def _is_longer(facts: dict[str, Fact], key: str, value: Decimal | str) -> bool:
    """Whether more hours are charted than an event has lasted."""
    charted = facts[key].value if key in facts else None
    return isinstance(charted, Decimal) and isinstance(value, Decimal) and charted > value


Found = Iterable[tuple[str, Decimal | bool | None, datetime]]


def _weight(cycle: Cycle, found: Charted, slot: int, at: datetime) -> Found:
    row = found.rows.get("weight_kg")
    gain = weight_gain_percent(row.value if row else None, dosing_weight_kg=cycle.dosing_weight_kg, slot=slot)
    yield "weight_gain_percent", gain, found_at(row) if row and slot > 1 else at


def _urine(cycle: Cycle, found: Charted) -> Found:
    if not found.urine_ml or (in_8h := found.urine_8h_ml) is None:
        return
    last = found.urine_ml[-1][0]
    yield "urine_ml_8h", in_8h, last
    yield "urine_ml_h", in_8h / 8, last
    yield "urine_low_hours", urine_low_hours(found.urine_ml, until=last, since=cycle.admitted_at), last


def _creatinine(found: Charted, slot: int, previous_at: datetime | None) -> Found:
    """Whether it rises, and what it was when the slot before was decided."""
    values = found.creatinine_mg_dl
    if len(values) > 1:
        rising = creatinine_is_rising(values[-1][1], before_mg_dl=values[-2][1], workup_mg_dl=None, slot=slot)
        yield "creatinine_rising", rising, values[-1][0]
    before = [(on, value) for on, value in values if previous_at is not None and on <= previous_at]
    if before:
        yield "creatinine_at_hold_mg_dl", before[-1][1], before[-1][0]


def _rows(cycles: Sequence[Cycle], at: datetime) -> MeasurementQuerySet:
    earliest = min(cycle.admitted_on for cycle in cycles) - BEFORE_ADMISSION
    known = Q(taken_at__lte=at) | Q(taken_at=None, taken_on__lte=timezone.localdate(at))
    patients = [cycle.patient_id for cycle in cycles]
    rows: MeasurementQuerySet = Measurement.objects.filter(known, patient__in=patients, taken_on__gte=earliest)
    return rows


def _counts(row: Measurement, cycle: Cycle) -> bool:
    """Whether a value is of this stay: events and what lasts are, the laboratory may be of the day before."""
    asked = INPUTS.get(row.analyte)
    if asked is not None and (asked.ages is Ages.LASTING or asked.asking is Asking.EVENT):
        return row.taken_at >= cycle.admitted_at if row.taken_at else row.taken_on >= cycle.admitted_on
    return found_at(row) >= cycle.admitted_at - BEFORE_ADMISSION


def _since(series: Series, since: datetime) -> Series:
    return [(at, value) for at, value in series if at.astimezone(UTC) > since.astimezone(UTC)]


def _fact(row: Measurement) -> Fact:
    return Fact(row.typed, found_at(row), f"{row.recorded_by}, {row.get_source_display()}", row.comparator)
