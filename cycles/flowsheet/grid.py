"""The grid of the flowsheet as HTML: a row an analyte, a column a time, and the column that is open for entry.

A stay of 3,000 values is a table of some 15,000 cells, which a template fills in ten times as long. Each cell is made
once and kept with its column; what is put together here is safe by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cycles.flowsheet.found import Found, Value
from cycles.flowsheet.reading import Column, Sheet
from cycles.flowsheet.totals import worked_out
from cycles.models import NotDone
from cycles.rules.flowsheet import GROUPS, ROWS, Group
from cycles.rules.notify import Limits, calls
from patients.rules.analytes import Kind

# Rows that are charted in every column or every shift: never folded away, filled in or not.
CORE = frozenset({"vitals", "weight", "intake", "output"})
CALL, HIGH, LOW = "call", "high", "low"
NOTHING = format_html("{}", "")
EMPTY_CELL = format_html("<td>{}</td>", NOTHING)
LINE_BREAK = format_html("{}<br>", NOTHING)
NO_FIELD = format_html('<td class="is-now">{}</td>', NOTHING)
Entry = Callable[[str], SafeString]


@dataclass(frozen=True)
class Part:
    """A group of rows."""

    key: str
    title: str
    rows: SafeString
    # How many rows are folded away until they are asked for, because nothing was charted in them.
    hidden: int


@dataclass(frozen=True)
class Grid:
    days: SafeString
    times: SafeString
    width: int
    parts: list[Part]
    people: SafeString


def grid_of(sheet: Sheet, entry: Entry | None, marked: str = "") -> Grid:
    """The grid. entry: the field of a row, where somebody may chart. marked: the column that was just saved."""
    columns = sheet.columns
    opens = tuple(at == 0 or column.day != columns[at - 1].day for at, column in enumerate(columns))
    people = (format_html("{}", ", ".join(column.found.people)) for column in columns)
    drawn = [_drawn(column.found, sheet) for column in columns]
    return Grid(
        days=_joined(_day_heads(sheet)),
        times=_joined(_time_heads(sheet, opens, marked)),
        width=len(columns) + 1,
        parts=[_part(group, columns, drawn, opens, entry) for group in GROUPS],
        people=_joined(_cell("by", names, new) for names, new in zip(people, opens, strict=True)),
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    html = NOTHING
    for part in parts:
        html += part
    return html


def _day_heads(sheet: Sheet) -> Iterator[SafeString]:
    for day, columns in groupby(sheet.columns, key=lambda column: column.day):
        number = (day - sheet.cycle.admitted_on).days + 1
        words = f"{date_format(day, 'D j M')} · day {number}"
        yield format_html('<th scope="colgroup" colspan="{}" class="n"><span>{}</span></th>', len(list(columns)), words)


def _time_heads(sheet: Sheet, opens: Sequence[bool], marked: str) -> Iterator[SafeString]:
    zone = timezone.get_current_timezone()
    for column, opens_day in zip(sheet.columns, opens, strict=True):
        names = " ".join(filter(None, ("n" * opens_day, "is-marked" * (column.mark == marked))))
        words = f"{column.at.astimezone(zone):%H:%M}" if column.found.has_time else "day"
        saved = format_html('<span class="saved">{}</span>', "saved") if column.mark == marked else NOTHING
        doses = _joined(
            format_html(
                '<span class="dose is-{}">dose {} {}</span>',
                dose.decision,
                dose.slot,
                dose.get_decision_display().lower(),
            )
            for dose in column.doses
        )
        yield format_html('<th scope="col" id="c{}" class="{}">{}{}{}</th>', column.mark, names, words, saved, doses)


def _part(
    group: Group,
    columns: Sequence[Column],
    drawn: Sequence[Mapping[str, SafeString]],
    opens: tuple[bool, ...],
    entry: Entry | None,
) -> Part:
    rows, hidden = [], 0
    for row in group.rows:
        cells = _cells(row.key, drawn, opens)
        is_rare = cells is None and group.key not in CORE
        hidden += is_rare
        head = _head(row.key, "rare" if is_rare else "")
        rows.append(head + (cells or _empty(opens)) + _field(row.key, entry) + ROW_END)
    if (left_out := _left_out(group, columns, opens)) is not None:
        no_field = NOTHING if entry is None else NO_FIELD
        rows.append(format_html('<tr><th scope="row">Not done, not obtained</th>{}{}</tr>', left_out, no_field))
    return Part(group.key, group.title, _joined(rows), hidden)


@lru_cache(maxsize=512)
def _head(key: str, name: str) -> SafeString:
    """The begin of a row, with its name, which is the label of its field, and its unit."""
    row = ROWS[key]
    unit = format_html(' <span class="unit">{}</span>', row.unit) if row.unit else NOTHING
    words = (
        format_html("{}", row.label) if row.computed else format_html('<label for="id_{}">{}</label>', key, row.label)
    )
    return format_html('<tr class="{}"><th scope="row">{}{}</th>', name, words, unit)


ROW_END = format_html("{}</tr>", NOTHING)


def _field(key: str, entry: Entry | None) -> SafeString:
    if entry is None:
        return NOTHING
    return NO_FIELD if ROWS[key].computed else entry(key)


def _cells(key: str, drawn: Sequence[Mapping[str, SafeString]], opens: tuple[bool, ...]) -> SafeString | None:
    """The cells of a row; None where nothing was charted in any."""
    found = [column.get(key) for column in drawn]
    if not any(found):
        return None
    kind = "number" if ROWS[key].kind is Kind.NUMBER else ""
    return _joined(_cell(kind, html or NOTHING, new) for html, new in zip(found, opens, strict=True))


@lru_cache(maxsize=64)
def _empty(opens: tuple[bool, ...]) -> SafeString:
    """A row in which nothing was charted."""
    return _joined(_cell("", NOTHING, new) for new in opens)


@lru_cache(maxsize=8192)
def _cell(kind: str, html: SafeString, opens_day: bool) -> SafeString:
    if not html and not opens_day:
        return EMPTY_CELL
    names = f"{kind} n".strip() if opens_day else kind
    return format_html('<td class="{}">{}</td>', names, html) if names else format_html("<td>{}</td>", html)


def _drawn(column: Found, sheet: Sheet) -> Mapping[str, SafeString]:
    """What stands in each cell of a column; kept with it, for as long as limits and dosing weight are the same."""
    depends_on = (sheet.limits_of, sheet.cycle.dosing_weight_kg)
    if (drawn := column.drawn.get(depends_on)) is None:
        drawn = column.drawn[depends_on] = {
            key: _lines(_value(value, sheet.limits.get(key, ())) for value in values)
            for key, values in column.cells.items()
        } | _computed(column, sheet.cycle.dosing_weight_kg)
    return drawn


def _lines(parts: Iterable[SafeString]) -> SafeString:
    html = NOTHING
    for part in parts:
        html = html + LINE_BREAK + part if html else part
    return html


def _value(value: Value, limits: Limits) -> SafeString:
    """A value, which leads to who charted it; one that was replaced is struck through."""
    if value.struck:
        return format_html('<a href="{}/">struck</a>', value.pk)
    words, flag = ROWS[value.key].shown(value.typed, value.comparator), _flag(value, limits)
    if value.replaced_by is not None:
        return format_html('<del><a href="{}/">{}</a></del>', value.pk, words)
    if not flag:
        return format_html('<a href="{}/">{}</a>', value.pk, words)
    return format_html('<a class="{}" href="{}/">{} <b>{}</b></a>', flag, value.pk, words, flag)


def _flag(value: Value, limits: Limits) -> str:
    """What is to be said of a value: that it calls for the physician, or is high or low; empty where nothing is."""
    if calls(limits, value.key, value.typed, value.comparator):
        return CALL
    low, high = ROWS[value.key].reference or (None, None)
    if value.number is None:
        return ""
    if low is not None and value.number < low:
        return LOW
    return HIGH if high is not None and value.number > high else ""


def _computed(column: Found, dosing_weight_kg: Decimal) -> dict[str, SafeString]:
    return {key: format_html("{}", told) for key, told in worked_out(column, dosing_weight_kg).items()}


def _left_out(group: Group, columns: Sequence[Column], opens: Sequence[bool]) -> SafeString | None:
    """Why rows of a group, or all of them, have no value; None where nothing was left out."""
    keys = {group.key, *group.keys}
    told = [_lines(_omission(one, group) for one in column.not_done if one.what in keys) for column in columns]
    if not any(told):
        return None
    return _joined(_cell("left-out", html, new) for html, new in zip(told, opens, strict=True))


def _omission(one: NotDone, group: Group) -> SafeString:
    """Leads to who charted it, as a value does; what was corrected is struck through."""
    words = format_html("{}{}", "" if one.what == group.key else f"{one.title}: ", one.told)
    told = format_html('<a href="not-done/{}/">{}</a>', one.pk, words)
    return told if one.stands else format_html("<del>{}</del>", told)
