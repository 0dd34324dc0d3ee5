"""What each result of a file would become on this chart: stored, doubtful, known already or not stored, and why.

Unknown is never taken for right: a unit is not assumed, a doubt needs a person, and another record number is refused.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from patients.importing.cells import shortened, writes_decimal_commas
from patients.importing.days import AHEAD, Taken, day_words, read_taken, writes_day_first
from patients.importing.found import FileKind, FoundFile, Result
from patients.importing.identity import OTHER, Identified, Whose, identify, without_others
from patients.importing.lines import Line, Verdict
from patients.importing.ranges import upper_limit
from patients.importing.standing import Meant, Standing, differing, recorded_as
from patients.importing.tested import Test, test_of
from patients.importing.values import Value, value_of
from patients.importing.words import FINAL, PRELIMINARY, WITHDRAWN, remarked, standing_of

_TAKEN_IS = {
    "received": "The file says when the specimen was received, not when it was taken.",
    "reported": "The file says when the result was reported, not when it was taken.",
}


@dataclass(frozen=True)
class Chart:
    """What a file is held against: who the patient is, what is recorded, and the hospital's clock."""

    record_number: str
    born_on: date
    now: datetime
    zone: tzinfo
    standing: Sequence[Standing]


@dataclass(frozen=True)
class Judged:
    """A whole file. `to_confirm`: what a person has to confirm before any of it is stored."""

    lines: tuple[Line, ...]
    to_confirm: tuple[str, ...]

    def of(self, verdict: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict is verdict]


def judge(found: FoundFile, chart: Chart) -> Judged:
    """Every result, in the order of the file; the upper limits that the laboratory gives come behind theirs."""
    values = [result.value for result in found.results]
    style = _Style(
        kind=found.kind,
        decimal_commas=writes_decimal_commas(values),
        day_first=writes_day_first(result.taken for result in found.results),
    )
    identified = _identified(found, chart)
    lines: list[_Weighed] = []
    for result, whose in zip(found.results, identified.results, strict=True):
        lines += _weighed(result, whose, chart, style)
    return Judged(tuple(_compared(lines, chart)), identified.to_confirm)


def of_this_patient(found: FoundFile, chart: Chart) -> FoundFile:
    """The file as it may be kept for this chart: of lines with other record numbers nothing but their place."""
    return replace(found, results=without_others(found.results, _identified(found, chart)))


def _identified(found: FoundFile, chart: Chart) -> Identified:
    return identify(found.results, record_number=chart.record_number, born_on=chart.born_on, zone=chart.zone)


@dataclass(frozen=True)
class _Style:
    """How a file as a whole writes."""

    kind: FileKind
    decimal_commas: bool
    day_first: bool


@dataclass(frozen=True)
class _Weighed:
    """A line with what it means, before it is compared with the chart and with the other lines."""

    line: Line
    meant: tuple[Meant, ...] = ()


def _weighed(result: Result, whose: Whose, chart: Chart, style: _Style) -> Iterator[_Weighed]:
    if whose.refusal == OTHER:
        yield _Weighed(Line(0, result.place, "", "", Verdict.REFUSED, (OTHER,), is_foreign=True))
        return
    test = test_of(result, names_are_doubtful=style.kind is FileKind.FHIR)
    if result.refusal:
        label = test.analyte.label if test.analyte else ""
        yield _Weighed(_line(result, Verdict.REFUSED, (result.refusal,), label=label))
        return
    refusals = [whose.refusal] if whose.refusal else []
    doubts = [*result.doubts, *filter(None, [whose.doubt])]
    taken = _taken(result, chart, style, refusals, doubts)
    value = _value(result, test, style, refusals, doubts)
    _status(result, refusals, doubts)
    first = _finished(result, test, taken, value, refusals, doubts)
    yield first
    if first.line.options and (limit := upper_limit(result, first.line.key)) is not None:
        yield from _weighed(replace(limit, doubts=(*result.doubts, *limit.doubts)), whose, chart, style)


def _taken(result: Result, chart: Chart, style: _Style, refusals: list[str], doubts: list[str]) -> Taken | None:
    try:
        taken = read_taken(result.taken, result.time, zone=chart.zone, day_first=style.day_first)
    except ValueError as refusal:
        refusals.append(str(refusal))
        return None
    if taken.on > chart.now.astimezone(chart.zone).date() or (taken.at is not None and taken.at > chart.now + AHEAD):
        refusals.append(f"{day_words(taken.on)} is in the future.")
    if taken.on < chart.born_on:
        refusals.append(f"{day_words(taken.on)} is before the patient's birth.")
    doubts += taken.doubts
    if result.taken_is:
        doubts.append(_TAKEN_IS[result.taken_is])
    return taken


def _value(result: Result, test: Test, style: _Style, refusals: list[str], doubts: list[str]) -> Value:
    doubts += test.doubts
    if test.analyte is None:
        refusals.append(test.refusal)
        return Value()
    try:
        value = value_of(result, test.analyte, decimal_commas=style.decimal_commas)
    except ValueError as refusal:
        refusals.append(str(refusal))
        return Value()
    doubts += value.doubts
    return value


def _status(result: Result, refusals: list[str], doubts: list[str]) -> None:
    standing = standing_of(result.status)
    if standing == WITHDRAWN:
        refusals.append(f"The laboratory withdrew it: its status is “{result.status}”.")
    elif standing == PRELIMINARY:
        doubts.append("It is preliminary; the final result may differ.")
    elif standing != FINAL:
        doubts.append(f"Its status is “{shortened(result.status, 30)}”, not final.")
    if why := remarked(result.notes):
        doubts.append(f"The laboratory notes that {why}.")


def _finished(
    result: Result, test: Test, taken: Taken | None, value: Value, refusals: list[str], doubts: list[str]
) -> _Weighed:
    key = test.analyte.key if test.analyte else ""
    facts = {
        "key": key,
        "label": test.analyte.label if test.analyte else "",
        "taken_on": taken.on if taken else None,
        "taken_at": taken.at if taken else None,
    }
    if refusals:
        return _Weighed(_line(result, Verdict.REFUSED, tuple(dict.fromkeys(refusals)), **facts))
    verdict = Verdict.DOUBTFUL if doubts else Verdict.STORE
    reasons = tuple(dict.fromkeys(doubts))
    return _Weighed(_line(result, verdict, reasons, options=value.options, **facts), value.meant)


def _line(result: Result, verdict: Verdict, reasons: tuple[str, ...], **facts: object) -> Line:
    written = " ".join(part for part in (result.value, result.unit) if part)
    shown = {"test": result.test or "no test", "written": shortened(written, 80), "entered": result.value}
    return Line(0, result.place, verdict=verdict, reasons=reasons, **(shown | facts))  # type: ignore[arg-type]


def _compared(weighed: Sequence[_Weighed], chart: Chart) -> list[Line]:
    """Each line held against the chart, then against the other lines of the same moment."""
    rows: dict[tuple[str, date], list[Standing]] = defaultdict(list)
    for row in chart.standing:
        rows[row.key, row.taken_on].append(row)
    lines = []
    for number, one in enumerate(weighed, start=1):
        line = replace(one.line, number=number)
        if line.options and line.taken_on is not None:
            line = _against_chart(line, one.meant, line.taken_on, rows.get((line.key, line.taken_on), ()))
        lines.append(line)
    return _against_each_other(lines, weighed)


def _against_chart(line: Line, meant: Sequence[Meant], on: date, rows: Sequence[Standing]) -> Line:
    if (row := recorded_as(rows, meant, on, line.taken_at)) is not None:
        since = "" if row.stands else ", and corrected since"
        return _known(line, f"Recorded already by {row.by}{since}.")
    if (row := differing(rows, on, line.taken_at)) is not None:
        moment = "time" if row.taken_at and line.taken_at else "day"
        return _doubtful(line, f"It differs from {row.shown}, recorded by {row.by} for the same {moment}.")
    return line


def _against_each_other(lines: list[Line], weighed: Sequence[_Weighed]) -> list[Line]:
    """What stands twice in the file is stored once; where it says two things of one moment, both are doubtful."""
    moments: dict[object, dict[tuple[Meant, ...], int]] = defaultdict(dict)
    for place, line in enumerate(lines):
        if not line.options:
            continue
        found = moments[line.key, line.taken_on, line.taken_at]
        if (before := found.setdefault(weighed[place].meant, place)) != place:
            lines[place] = _known(line, f"The same stands in {lines[before].place}.")
    for found in moments.values():
        first, *others = found.values()
        for place in (first, *others) if others else ():
            other = lines[others[0] if place == first else first]
            told = f"{other.place.capitalize()} says {other.written} for the same time."
            lines[place] = _doubtful(lines[place], told)
    return lines


def _known(line: Line, told: str) -> Line:
    return replace(line, verdict=Verdict.KNOWN, reasons=(told,), options=())


def _doubtful(line: Line, told: str) -> Line:
    return replace(line, verdict=Verdict.DOUBTFUL, reasons=(*line.reasons, told))
