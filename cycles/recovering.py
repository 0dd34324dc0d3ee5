"""What a stay left behind, and whether it has recovered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from cycles.charted import found_at
from cycles.models import Cycle, ToxicityGrade
from cycles.models.discharge import RecoveryCall
from cycles.rules import recovery as rules
from cycles.rules.grading import limits_of
from cycles.toxicities import Toxicity, newest_before, toxicities_of
from patients.models import Measurement

# By which values a recovery is judged.
COMPARED = ("creatinine_mg_dl", "weight_kg")


@dataclass(frozen=True)
class Recovery:
    """One stay that has ended: what has to recover, the calls so far, and the one that is due next."""

    cycle: Cycle
    items: tuple[rules.Item, ...]
    open_toxicities: tuple[Toxicity, ...]
    calls: tuple[RecoveryCall, ...]
    next_call_on: date | None

    @property
    def is_recovered(self) -> bool:
        return rules.has_recovered(self.items)

    @property
    def lacking(self) -> list[str]:
        """What has not recovered, or nobody knows, in words."""
        return [f"{item.what}: {item.told}" for item in self.items if not item.recovered]

    @property
    def next_day(self) -> int | None:
        """The day after the discharge on which the next call is due."""
        if self.next_call_on is None or self.cycle.discharged_on is None:
            return None
        return rules.day_after(self.cycle.discharged_on, self.next_call_on)


def recovery_of(cycle: Cycle) -> Recovery:
    """Of a stay that has not ended nothing is due."""
    return recoveries_of([cycle])[cycle.pk]


def recoveries_of(cycles: Sequence[Cycle]) -> dict[int, Recovery]:
    """The recovery after each of these stays, by the cycle's key; in as many queries for many as for one."""
    prefetch_related_objects(cycles, "doses")
    admissions, values = _admissions(cycles), _values_to_recover(cycles)
    graded, called = _by_cycle(ToxicityGrade.objects, cycles), _by_cycle(_calls(), cycles)
    return {
        one.pk: _recovery(
            one, admissions[one.patient_id], values[one.patient_id], toxicities_of(one, graded[one.pk]), called[one.pk]
        )
        for one in cycles
    }


def _admissions(cycles: Sequence[Cycle]) -> dict[int, list[Cycle]]:
    found: dict[int, list[Cycle]] = defaultdict(list)
    for one in Cycle.objects.filter(patient__in=[cycle.patient_id for cycle in cycles]).order_by("admitted_at"):
        found[one.patient_id].append(one)
    return found


def _values_to_recover(cycles: Sequence[Cycle]) -> dict[int, list[Measurement]]:
    """By patient, every value of what is compared, the oldest first."""
    rows = Measurement.objects.standing().filter(analyte__in=COMPARED, value__isnull=False)
    found: dict[int, list[Measurement]] = defaultdict(list)
    for row in sorted(rows.filter(patient__in=[cycle.patient_id for cycle in cycles]), key=order_found):
        found[row.patient_id].append(row)
    return found


def _by_cycle(rows: Any, cycles: Sequence[Cycle]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(cycle__in=cycles):
        found[row.cycle_id].append(row)
    return found


def _calls() -> Any:
    return RecoveryCall.objects.select_related("recorded_by")


def _recovery(
    cycle: Cycle,
    admissions: Sequence[Cycle],
    rows: Sequence[Measurement],
    toxicities: Sequence[Toxicity],
    calls: Sequence[RecoveryCall],
) -> Recovery:
    until = next((one.admitted_at for one in admissions if one.admitted_at > cycle.admitted_at), None)
    first = next((one for one in admissions if one.sign_off_id == cycle.sign_off_id), cycle)
    newest, baseline = newest_between(rows, _last_dose_at(cycle), until), newest_before(rows, first.admitted_at)
    uln = limits_of("creatinine_mg_dl", baseline)[1]
    graded = [one for one in toxicities if one.course]
    still = tuple(one for one in graded if one.course and one.course.is_open)
    items = (
        rules.creatinine(newest.get("creatinine_mg_dl"), baseline.get("creatinine_mg_dl"), uln),
        rules.weight(newest.get("weight_kg"), cycle.dosing_weight_kg),
        rules.grades([_now(one) for one in still], any_graded=bool(graded)),
    )
    due = next_call_of(cycle, calls, recovered=rules.has_recovered(items))
    return Recovery(cycle, items, still, tuple(calls), due)


def _now(one: Toxicity) -> str:
    return f"{one.term.name} grade {one.course.last.grade}" if one.course else one.term.name


def next_call_of(cycle: Cycle, calls: Iterable[RecoveryCall], *, recovered: bool) -> date | None:
    if cycle.discharged_on is None or cycle.cancelled:
        return None
    reached = [timezone.localdate(call.called_at) for call in calls if call.reached]
    return rules.next_call(cycle.discharged_on, reached, recovered=recovered)


def _last_dose_at(cycle: Cycle) -> datetime:
    given = cycle.given_doses
    return (given[-1].started_at or given[-1].due_at) if given else cycle.admitted_at


def order_found(row: Measurement) -> tuple[datetime, int]:
    return found_at(row), row.pk


def newest_between(rows: Iterable[Measurement], since: datetime, until: datetime | None) -> dict[str, Decimal]:
    """Of rows in their order, the newest value of each analyte after an instant and before another."""
    return {
        row.analyte: row.value
        for row in rows
        if row.value is not None and found_at(row) > since and (until is None or found_at(row) < until)
    }
