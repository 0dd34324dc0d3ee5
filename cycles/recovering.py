"""What a stay left behind, and whether it has recovered; and what a discharge summary says of the stay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format

from cycles.charted import found_at
from cycles.models import Cycle, Event, ToxicityGrade
from cycles.models.discharge import RecoveryCall
from cycles.rules import recovery as rules
from cycles.rules.episodes import RECOVERED_AT_MOST
from cycles.rules.grading import limits_of
from cycles.rules.protocol import PROTOCOL
from cycles.toxicities import Toxicity, baseline_of, newest_before, place_of, toxicities_of
from patients.models import Measurement
from patients.rules.analytes import analyte

# What of the laboratory stands on the summary, each with its newest value of the stay and the one before the course.
LABORATORY = (
    "creatinine_mg_dl",
    "potassium_mmol_l",
    "bicarbonate_mmol_l",
    "bilirubin_total_mg_dl",
    "alt_u_l",
    "ast_u_l",
    "hemoglobin_g_dl",
    "platelets_per_ul",
    "neutrophils_per_ul",
    "albumin_g_dl",
)
# By which values a recovery is judged.
COMPARED = ("creatinine_mg_dl", "weight_kg")
Facts = list[tuple[str, list[list[str]]]]
Pairs = Iterator[tuple[str, str]]


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
    for row in sorted(rows.filter(patient__in=[cycle.patient_id for cycle in cycles]), key=_order):
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
    newest, baseline = _newest(rows, _last_dose_at(cycle), until), newest_before(rows, first.admitted_at)
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


def _newest_since(cycle: Cycle, since: datetime, keys: Sequence[str]) -> dict[str, Decimal]:
    """The newest value of each analyte from an instant until the next admission."""
    later = Cycle.objects.filter(patient=cycle.patient_id, admitted_at__gt=cycle.admitted_at)
    until = later.order_by("admitted_at").values_list("admitted_at", flat=True).first()
    rows = Measurement.objects.standing().filter(patient=cycle.patient_id, analyte__in=keys, value__isnull=False)
    return _newest(sorted(rows.filter(taken_on__gte=timezone.localdate(since)), key=_order), since, until)


def _order(row: Measurement) -> tuple[datetime, int]:
    return found_at(row), row.pk


def _newest(rows: Iterable[Measurement], since: datetime, until: datetime | None) -> dict[str, Decimal]:
    """Of rows in their order, the newest value of each analyte after an instant and before another."""
    return {
        row.analyte: row.value
        for row in rows
        if row.value is not None and found_at(row) > since and (until is None or found_at(row) < until)
    }


def summary_facts(cycle: Cycle) -> Facts:
    """What was charted of a stay, for the summary: headings with labels and values, in words."""
    found = {
        "Stay": _stay(cycle),
        "Doses": _doses(cycle),
        "Toxicity": _toxicities(cycle),
        "Events": _events(cycle),
        "Weight and laboratory": _values(cycle),
        "Before going home": _checklist(cycle),
    }
    return [(heading, [list(pair) for pair in rows] or [["", "None recorded"]]) for heading, rows in found.items()]


def _stay(cycle: Cycle) -> Pairs:
    yield "Admitted", _at(cycle.admitted_at)
    if cycle.discharged_at is not None:
        yield "Discharged", _at(cycle.discharged_at)
    yield "Length of stay", f"{cycle.days_of_stay} days, first and last day counted"
    if cycle.stop_reason:
        note = f": {cycle.stop_note}" if cycle.stop_note else ""
        yield "No further dose because", f"{cycle.get_stop_reason_display()}{note}"


def _doses(cycle: Cycle) -> Pairs:
    yield "Given", f"{cycle.given_count} of {PROTOCOL.slots_per_cycle} at most, {len(cycle.standing_doses)} offered"
    given = cycle.given_doses
    if given and given[0].started_at and given[-1].started_at:
        yield "First and last", f"{_at(given[0].started_at)} and {_at(given[-1].started_at)}"
    for slot, dose in sorted(cycle.standing_doses.items()):
        if not dose.was_given:
            note = f": {dose.note}" if dose.note else ""
            yield f"Dose {slot} withheld", f"{dose.get_withheld_for_display()}{note}"


def _toxicities(cycle: Cycle) -> Pairs:
    for one in toxicities_of(cycle):
        if one.course and one.worst:
            ended = f"recovered {_at(one.course.recovered.at)}" if one.course.recovered else "not recovered"
            now = ended if one.worst > RECOVERED_AT_MOST else "never over grade 1"
            yield one.term.name, f"worst grade {one.worst}, began {one.onset}; {now}"


def _events(cycle: Cycle) -> Pairs:
    for event in Event.objects.standing().filter(cycle=cycle).select_related("end"):
        yield f"{event}", _span(event)


def _span(event: Event) -> str:
    until = f" to {_at(event.until)}" if event.until else ", lasts" if event.lasts else ""
    return f"{_at(event.started_at)}{until}, {place_of(event.cycle, event.started_at)}"


def _values(cycle: Cycle) -> Pairs:
    """The weight, and of the laboratory the newest value of the stay beside the one before the course."""
    newest, baseline = _newest_since(cycle, cycle.admitted_at, ("weight_kg", *LABORATORY)), baseline_of(cycle)
    at_admission = analyte("weight_kg").measured(cycle.dosing_weight_kg)
    yield "Weight at admission", at_admission
    for key in ("weight_kg", *LABORATORY):
        row, value, before = analyte(key), newest.get(key), baseline.get(key)
        against = f", before the course {row.measured(before)}" if before is not None and key != "weight_kg" else ""
        label = "Weight, newest" if key == "weight_kg" else row.label
        yield label, "not measured" if value is None else f"{row.measured(value)}{against}"


def _checklist(cycle: Cycle) -> Pairs:
    newest = cycle.discharge_checklists.last()
    yield from newest.told if newest else ()


def _at(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M Y H:i")
