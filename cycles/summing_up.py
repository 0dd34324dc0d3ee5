"""What a discharge summary says of a stay, and what became of it since somebody signed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cycles.charted import found_at
from cycles.models import Cycle, DischargeChecklist, DischargeSummary, Dose, Event, EventEnd, ToxicityGrade
from cycles.recovering import newest_between, order_found
from cycles.rules.episodes import RECOVERED_AT_MOST
from cycles.rules.protocol import PROTOCOL
from cycles.toxicities import baseline_of, place_of, toxicities_of
from il2program.signatures.changes import Change
from il2program.signatures.seen import NOTHING
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
Facts = list[tuple[str, list[list[str]]]]
Pairs = Iterator[tuple[str, str]]
NEWEST_WEIGHT = "Weight, newest"


def summary_facts(cycle: Cycle, as_of: datetime | None = None) -> Facts:
    """What was charted of a stay, for the summary: headings with labels and values, in words.

    as_of: without what was found later; what was found by then and charted later is in it.
    """
    as_of = as_of or timezone.now()
    found = {
        "Stay": _stay(cycle),
        "Doses": _doses(cycle),
        "Toxicity": _toxicities(cycle, as_of),
        "Events": _events(cycle, as_of),
        "Weight and laboratory": _values(cycle, as_of),
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


def _toxicities(cycle: Cycle, as_of: datetime) -> Pairs:
    for one in toxicities_of(cycle, cycle.toxicity_grades.filter(found_at__lte=as_of)):
        if one.course and one.worst:
            ended = f"recovered {_at(one.course.recovered.at)}" if one.course.recovered else "not recovered"
            now = ended if one.worst > RECOVERED_AT_MOST else "never over grade 1"
            yield one.term.name, f"worst grade {one.worst}, began {one.onset}; {now}"


def _events(cycle: Cycle, as_of: datetime) -> Pairs:
    for event in Event.objects.standing().filter(cycle=cycle).select_related("end"):
        yield f"{event}", _span(event, as_of)


def _span(event: Event, as_of: datetime) -> str:
    ended = event.until if event.until and event.until <= as_of else None
    until = f" to {_at(ended)}" if ended else ", lasts" if event.lasts or event.until else ""
    return f"{_at(event.started_at)}{until}, {place_of(event.cycle, event.started_at)}"


def _values(cycle: Cycle, as_of: datetime) -> Pairs:
    """The weight, and of the laboratory the newest value of the stay beside the one before the course."""
    newest, baseline = _newest(cycle, as_of), baseline_of(cycle)
    at_admission = analyte("weight_kg").measured(cycle.dosing_weight_kg)
    yield "Weight at admission", at_admission
    for key in ("weight_kg", *LABORATORY):
        row, value, before = analyte(key), newest.get(key), baseline.get(key)
        against = f", before the course {row.measured(before)}" if before is not None and key != "weight_kg" else ""
        label = NEWEST_WEIGHT if key == "weight_kg" else row.label
        yield label, "not measured" if value is None else f"{row.measured(value)}{against}"


def _newest(cycle: Cycle, as_of: datetime) -> dict[str, Decimal]:
    """The newest value of each analyte since the admission and until the next one."""
    later = Cycle.objects.filter(patient=cycle.patient_id, admitted_at__gt=cycle.admitted_at)
    until = later.order_by("admitted_at").values_list("admitted_at", flat=True).first()
    keys = ("weight_kg", *LABORATORY)
    rows = Measurement.objects.standing().filter(patient=cycle.patient_id, analyte__in=keys, value__isnull=False)
    found = (row for row in rows.filter(taken_on__gte=cycle.admitted_on) if found_at(row) <= as_of)
    return newest_between(sorted(found, key=order_found), cycle.admitted_at, until)


def _checklist(cycle: Cycle) -> Pairs:
    newest = cycle.discharge_checklists.last()
    yield from newest.told if newest else ()


def _at(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M Y H:i")


@dataclass(frozen=True)
class Later:
    """A row that was charted after the signature: of which line it can be the reason, by whom, when and why."""

    heading: str
    label: str
    by: str
    at: datetime
    because: str


def changes_of(summary: DischargeSummary) -> list[Change]:
    """What was signed of a stay and is told otherwise now, with the newest row that was charted since and says so.

    What was found after the signature (a call to the patient, a grade at home) changes no summary.
    """
    signed_at = summary.signature.signed_at
    signed, now = _lines(summary.facts), _lines(summary_facts(summary.cycle, signed_at))
    different = [key for key in dict.fromkeys([*signed, *now]) if signed.get(key) != now.get(key)]
    later = _later(summary.cycle, signed_at) if different else []
    because = {key: _reason(*key, later) for key in different}
    return [
        Change(key[1], signed.get(key, NOTHING), now.get(key, NOTHING), row.by, row.at, row.because)
        for key, row in because.items()
        if row is not None
    ]


def _lines(facts: Any) -> dict[tuple[str, str], str]:
    """Each line by heading and label; lines with the same label in one."""
    found: dict[tuple[str, str], str] = {}
    for heading, rows in facts:
        for label, value in rows:
            if label:
                before = found.get((heading, label))
                found[heading, label] = f"{before}; {value}" if before else value
    return found


def _reason(heading: str, label: str, later: Sequence[Later]) -> Later | None:
    """The newest row of this line, else of its heading; where a toxicity lies is told by the doses, too."""
    of_heading = [row for row in later if row.heading == heading]
    of_line = [row for row in of_heading if row.label == label]
    of_doses = [row for row in later if heading == "Toxicity" and row.heading == "Doses"]
    found = of_line or of_heading or of_doses
    return max(found, key=lambda row: row.at) if found else None


def _later(cycle: Cycle, since: datetime) -> list[Later]:
    """What was charted of a stay after an instant."""
    doses = Dose.objects.filter(cycle=cycle, charted_at__gt=since).select_related("charted_by")
    grades = ToxicityGrade.objects.filter(cycle=cycle, confirmed_at__gt=since).select_related("confirmed_by")
    return [
        *(Later("Doses", "", str(row.charted_by), row.charted_at, row.because) for row in doses),
        *(Later("Toxicity", row.term, str(row.confirmed_by), row.confirmed_at, row.because) for row in grades),
        *_later_events(cycle, since),
        *_later_values(cycle, since),
        *(
            Later("Before going home", "", str(row.recorded_by), row.recorded_at, row.because)
            for row in _recorded(DischargeChecklist.objects.filter(cycle=cycle), since)
        ),
    ]


def _recorded(rows: Any, since: datetime) -> Any:
    return rows.filter(recorded_at__gt=since).select_related("recorded_by")


def _later_events(cycle: Cycle, since: datetime) -> Iterator[Later]:
    for row in _recorded(Event.objects.filter(cycle=cycle), since):
        yield Later("Events", str(row), str(row.recorded_by), row.recorded_at, row.because)
    for row in _recorded(EventEnd.objects.filter(event__cycle=cycle).select_related("event"), since):
        yield Later("Events", str(row.event), str(row.recorded_by), row.recorded_at, "")


def _later_values(cycle: Cycle, since: datetime) -> Iterator[Later]:
    rows = Measurement.objects.filter(patient=cycle.patient_id, analyte__in=("weight_kg", *LABORATORY))
    for row in _recorded(rows, since):
        label = NEWEST_WEIGHT if row.analyte == "weight_kg" else analyte(row.analyte).label
        yield Later("Weight and laboratory", label, str(row.recorded_by), row.recorded_at, row.because)
