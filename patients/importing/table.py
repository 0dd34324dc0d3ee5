"""CSV: a table with one result a line, or one day a line and a test a column, as laboratories export it.

Found out by itself: what separates the cells, which line names the columns (lines before it are looked at for the
patient's record number only), and whether the names come again further down. No line is dropped: what is no result is
listed with its reason.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from patients.importing.across import TestAcross, tests_across
from patients.importing.cells import shortened
from patients.importing.columns import Column, column_called, columns_of, names_columns
from patients.importing.found import MOST_RESULTS, FileKind, FoundFile, Result, Unreadable

SEPARATORS = (",", ";", "\t", "|")
# The names of the columns stand within so many lines.
LOOKED_AT = 60
# No table of results has so many columns.
MOST_CELLS = 500
MOST_LINES = 20_000
# Alone, or as some systems write it: "LOINC: 2160-0", "2160-0^Creatinine^LN".
_LOINC = re.compile(r"(?:loinc[: ]{0,2})?(?P<code>[0-9]{1,5}-[0-9])(?:\^.*)?", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<name>mrn|record (?:number|no)|patient (?:id|number)|medical record (?:number|no)) ?[.#]{0,2}[:=] ?"
    r"(?P<number>[a-z0-9][a-z0-9-]{0,31})",
    re.IGNORECASE,
)
_NO_COLUMNS = (
    "No line of this file names its columns. One line must name at least the test (or LOINC) and the result; "
    "unit, date and record number belong there too."
)


@dataclass
class Layout:
    """What the lines so far have told: where each column stands, and whose record number was named above."""

    columns: dict[Column, int]
    width: int
    across: Mapping[int, TestAcross] = field(default_factory=dict)
    number: str = ""
    left_alone: list[str] = field(default_factory=list)

    def cell(self, row: Sequence[str], column: Column) -> str:
        place = self.columns.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""


Row = tuple[int, list[str]]


def read_table(text: str) -> FoundFile:
    """The results of a table; Unreadable where no line names the columns.

    Where the file does not end with the end of a line and its last line is too short, it was cut off.
    """
    lines = re.split(r"\r\n|\r|\n", text.rstrip())
    if len(lines) > MOST_LINES:
        raise Unreadable("There are more than 20,000 lines in this file. Export fewer days, or this patient only.")
    separator = _separator(lines)
    rows = list(_rows(lines, separator))
    start = next(place for place, (_, row) in enumerate(rows) if _known_in(row))
    head, above = rows[start][1], [row for _, row in rows[:start]]
    across = {} if names_columns(columns_of(head)) else tests_across(head)
    layout = Layout(columns_of(head), len(head), across, _number_above(above))
    results = list(islice(_results(rows[start + 1 :], layout), MOST_RESULTS + 1))
    if results and not text.endswith(("\n", "\r")) and len(rows[-1][1]) < layout.width:
        results[-1] = replace(results[-1], doubts=(*results[-1].doubts, "The file ends within this line."))
    if not results:
        raise Unreadable("The columns are named, but no result stands below them.")
    return FoundFile(FileKind.CSV, tuple(results), tuple(layout.left_alone))


def _separator(lines: Sequence[str]) -> str:
    """What separates the cells: by it most columns are recognized in one line."""

    def known(separator: str) -> int:
        return max((_known_in(row) for _, row in _rows(lines[:LOOKED_AT], separator)), default=0)

    best = max(SEPARATORS, key=known)
    if not known(best):
        raise Unreadable(_NO_COLUMNS)
    return best


def _known_in(row: Sequence[str]) -> int:
    """How many columns are recognized in a line that names them; 0 in any other."""
    found = columns_of(row)
    return len(found) if names_columns(found) else len(tests_across(row))


def _rows(lines: Sequence[str], separator: str) -> Iterator[Row]:
    """Each row with the number of its first line. A quotation mark that is never closed swallows no other line."""
    place = 0
    while place < len(lines):
        taken, row = _row(lines, place, separator)
        yield place + 1, row
        place += taken


def _row(lines: Sequence[str], place: int, separator: str) -> tuple[int, list[str]]:
    """How many lines a row takes, and its cells; a text in quotation marks may go over a few lines."""
    for taken in (1, 2, 3, 4):
        stretch = "\n".join(lines[place : place + taken])
        if stretch.count('"') % 2 == 0 or place + taken >= len(lines):
            break
    if stretch.count('"') % 2:
        taken, stretch = 1, lines[place]
    try:
        return taken, next(csv.reader([stretch], delimiter=separator, strict=True), [])[:MOST_CELLS]
    except csv.Error:
        return 1, lines[place].replace('"', "").split(separator)[:MOST_CELLS]


def _number_above(rows: Sequence[Sequence[str]]) -> str:
    """The record number that is named above the table: "MRN: T1001" in a cell, or in two cells beside each other."""
    for row in rows:
        cells = [cell.strip() for cell in row]
        for name, value in zip(cells, [*cells[1:], ""], strict=True):
            if column_called(name.rstrip(":# ")) is Column.NUMBER and value:
                return value
            if shape := _NUMBERED.search(name[:200]):
                return shape["number"]
    return ""


def _results(rows: Sequence[Row], layout: Layout) -> Iterator[Result]:
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if _known_in(row):
            layout.columns, layout.width = columns_of(row), len(row)
            layout.across = {} if names_columns(layout.columns) else tests_across(row)
            layout.left_alone.append(f"line {line} names the columns once more")
        elif layout.across:
            yield from _results_across(line, row, layout)
        else:
            yield _result(line, row, layout)


def _results_across(line: int, row: Sequence[str], layout: Layout) -> Iterator[Result]:
    """A result for each test of which this day has one."""
    tested = [(place, test) for place, test in layout.across.items() if place < len(row) and row[place].strip()]
    for place, test in tested:
        is_code = _LOINC.fullmatch(test.name) is not None
        yield replace(
            _of_line(line, row, layout),
            place=f"line {line}, {test.name}",
            test=test.name,
            loinc=(test.name,) if is_code else (),
            names=() if is_code else (test.name,),
            value=row[place].strip()[:2000],
            unit=test.unit,
        )
    if not tested:
        yield Result(f"line {line}", test=shortened(row[0].strip(), 160), refusal="The line holds no result.")


def _result(line: int, row: Sequence[str], layout: Layout) -> Result:
    if any(cell.strip() for cell in row[layout.width :]):
        told = f"The line has {len(row)} cells, and {layout.width} columns are named: which is which cannot be told."
        return Result(f"line {line}", test=shortened(layout.cell(row, Column.TEST), 160), refusal=told)
    loinc, code, test = (layout.cell(row, column) for column in (Column.LOINC, Column.CODE, Column.TEST))
    value = layout.cell(row, Column.SIGN) + layout.cell(row, Column.VALUE)
    coded = {found: shape["code"] for found in (loinc, code, test) if (shape := _LOINC.fullmatch(found))}
    result = replace(
        _of_line(line, row, layout),
        test=shortened(test or code or loinc, 160),
        loinc=tuple(dict.fromkeys(coded.values())),
        names=tuple(dict.fromkeys(shortened(found, 160) for found in (test, code) if found and found not in coded)),
        value=value[:2000],
        unit=layout.cell(row, Column.UNIT)[:80],
        range=_range(row, layout)[:80],
    )
    return replace(result, refusal=_refusal(row, result))


def _of_line(line: int, row: Sequence[str], layout: Layout) -> Result:
    """What a line says of the person and the specimen."""
    number = layout.cell(row, Column.NUMBER) or layout.number
    taken, what = _taken(row, layout)
    return Result(
        f"line {line}",
        taken=taken[:80],
        taken_is=what,
        time="" if what else layout.cell(row, Column.TIME)[:80],
        status=layout.cell(row, Column.STATUS)[:40],
        notes=" ".join(filter(None, (layout.cell(row, Column.NOTE), layout.cell(row, Column.FLAG))))[:400],
        record_numbers=(number[:80],) if number else (),
        person=layout.cell(row, Column.PERSON)[:120],
        born=layout.cell(row, Column.BORN)[:80],
    )


def _taken(row: Sequence[str], layout: Layout) -> tuple[str, str]:
    """The day, and what it is where it is not when the specimen was taken."""
    for column in (Column.TAKEN, Column.DATE):
        if text := layout.cell(row, column):
            return text, ""
    for column, what in ((Column.RECEIVED, "received"), (Column.REPORTED, "reported")):
        if text := layout.cell(row, column):
            return text, what
    return "", ""


def _range(row: Sequence[str], layout: Layout) -> str:
    """The laboratory's reference range as one text, "8-40"."""
    low, high = layout.cell(row, Column.LOW), layout.cell(row, Column.HIGH)
    return f"{low or 0}-{high}" if high else layout.cell(row, Column.RANGE)


def _refusal(row: Sequence[str], result: Result) -> str:
    """Why a line is no result at all: a total at the end, a heading between."""
    if not result.test:
        return "The line names no test."
    if not result.value and sum(bool(cell.strip()) for cell in row) <= 2:
        return "The line holds no result."
    return ""
