"""The nursing flowsheet of one day of a stay: what was charted time by time, and the sums of intake and output.

Source: clinical reference 8, form 5.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.flowsheet import Column, Sheet, sheet_of
from cycles.flowsheet.totals import worked_out
from cycles.models import Cycle
from cycles.rules.flowsheet import GROUPS, ROWS, Group
from cycles.rules.intake_output import INTAKE, OUTPUT
from il2program.documents.printed_form import BLANK, Copy
from il2program.documents.stays import stay_of
from patients.rules.analytes import Analyte

# So many times stand beside each other on a page; a day charted every two hours is one page wide.
TIMES_A_PAGE = 12
# What is filled in by hand: the rows that are charted every two hours, and what is charted once a day.
BY_HAND = (
    *("sbp_mmhg", "dbp_mmhg", "heart_rate", "respiratory_rate", "temperature_c", "spo2_percent", "oxygen_l_min"),
    *("rhythm", "mental_status", *INTAKE[:3], *OUTPUT[:3], "phenylephrine_ug_kg_min", "pain_score"),
)
TIMES_BY_HAND = tuple(f"{hour:02d}:00" for hour in range(0, 24, 2))
ONCE_A_DAY = (
    "Weight at 06:00, and % over the admission",
    "Intake, output and balance of each shift and of 24 hours, mL",
    "Boluses of fluid: time and mL",
    "Skin, and the site of the line",
    "Serial sevens, WORLD backwards, dreams, mood, each shift",
    "Laboratory of the day",
    "CTCAE grades",
)
STRUCK = "struck: charted by mistake"


@dataclass(frozen=True)
class Line:
    """One row of a part: its name and unit, and a cell for each time."""

    row: Analyte
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A group of rows that were charted at these times."""

    group: Group
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """As many times as stand beside each other, with the groups of which something was charted then."""

    times: tuple[datetime | None, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Correction:
    """An entry of the day that was corrected: what it was and is, by whom, when and why."""

    label: str
    was: str
    now: str
    by: str
    at: datetime
    because: str


def copies(journey: Journey) -> list[Copy]:
    """Each day of each stay, the newest first, and blank."""
    stays = Cycle.objects.filter(patient=journey.patient).order_by("-admitted_at")
    return [*(copy for stay in stays for copy in _days(stay)), BLANK]


def _days(stay: Cycle) -> Iterator[Copy]:
    last = stay.discharged_on or timezone.localdate()
    for ordinal in range(last.toordinal(), stay.admitted_on.toordinal() - 1, -1):
        day = date.fromordinal(ordinal)
        yield Copy(f"{stay.pk}-{day:%Y%m%d}", f"Cycle {stay.number}, {date_format(day, 'D j M Y')}")


def fill(journey: Journey, of: str) -> dict[str, Any]:
    """What the template prints of this copy."""
    if of == BLANK.of:
        rows = [(ROWS[key].label, ROWS[key].unit) for key in BY_HAND]
        blank = {"blank": True, "rows": rows, "times": TIMES_BY_HAND, "once": ONCE_A_DAY}
        return blank | {"cycle": stay_of(journey, of)}
    key, _, on = of.partition("-")
    cycle = Cycle.objects.for_board().get(patient=journey.patient, pk=int(key))
    day = datetime.strptime(on, "%Y%m%d").date()  # noqa: DTZ007 - a day, whatever the zone
    sheet = sheet_of(cycle, timezone.now(), day.isoformat())
    columns = [column for column in sheet.columns if column.day == day]
    return {
        "blank": False,
        "cycle": cycle,
        "day": day,
        "pages": list(_pages(columns, cycle.dosing_weight_kg)),
        "sums": _sums(sheet, day),
        "grades": _grades(cycle, day),
        "corrected": [*_corrected(sheet, day), *_corrected_reasons(columns)],
    }


def _pages(columns: Sequence[Column], dosing_weight_kg: Decimal) -> Iterator[Page]:
    computed = {column.mark: worked_out(column.found, dosing_weight_kg) for column in columns}
    for first in range(0, len(columns), TIMES_A_PAGE):
        found = columns[first : first + TIMES_A_PAGE]
        parts = tuple(part for group in GROUPS if (part := _part(group, found, computed)).lines)
        times = tuple(timezone.localtime(column.at) if column.found.has_time else None for column in found)
        yield Page(times, parts, tuple(_notes(found)))


def _part(group: Group, columns: Sequence[Column], computed: Mapping[str, Mapping[str, str]]) -> Part:
    lines = (
        Line(row, tuple(computed[column.mark].get(row.key) or _cell(column, row) for column in columns))
        for row in group.rows
    )
    return Part(group, tuple(line for line in lines if any(line.cells)))


def _cell(column: Column, row: Analyte) -> str:
    value = column.found.standing(row.key)
    return value.measured.removesuffix(row.unit).strip() if value else ""


def _notes(columns: Sequence[Column]) -> Iterator[str]:
    """Doses that were decided at these times, and what was not done, with its reason."""
    for column in columns:
        at = date_format(timezone.localtime(column.at), "H:i")
        for dose in column.doses:
            yield f"{at}: dose {dose.slot} {dose.get_decision_display().lower()}"
        for omitted in column.not_done:
            if omitted.stands:
                yield f"{at}: {omitted}"


def _corrected(sheet: Sheet, day: date) -> Iterator[Correction]:
    """The values of this day that were replaced, each with what stands in its place."""
    for was, now in sheet.corrected:
        if timezone.localdate(was.found_at) == day:
            instead = STRUCK if now.struck else now.measured
            was_told = f"{was.measured}, {was.found_words}, by {was.by}"
            yield Correction(was.label, was_told, instead, str(now.recorded_by), now.recorded_at, now.because)


def _corrected_reasons(columns: Sequence[Column]) -> Iterator[Correction]:
    for was in (omitted for column in columns for omitted in column.not_done if not omitted.stands):
        now = was.correction
        instead = now.instead.told if now.instead else STRUCK
        was_told = f"{was.told}, {date_format(timezone.localtime(was.found_at), 'D j M H:i')}, by {was.recorded_by}"
        yield Correction(was.title, was_told, instead, str(now.recorded_by), now.recorded_at, now.because)


def _sums(sheet: Sheet, day: date) -> list[Any]:
    """The days of the ward that begin on this day, with their shifts."""
    return [one for one in sheet.totals.days if timezone.localdate(one.line.balance.span.start) == day]


def _grades(cycle: Cycle, day: date) -> list[str]:
    """What was graded on this day, and stands."""
    rows = cycle.toxicity_grades.standing().order_by("found_at", "pk")
    return [f"{row.term} {row.grade}" for row in rows if timezone.localdate(row.found_at) == day]
