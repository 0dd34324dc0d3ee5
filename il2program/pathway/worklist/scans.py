"""The coordinator's line of a response scan: to be ordered, expected, or in and waiting to be read."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.rules.next_step import Step
from il2program.pathway.worklist.line import AHEAD, Line, When
from il2program.pathway.worklist.program import Program

# Images that have come in are read within so many days.
READ_WITHIN = timedelta(days=3)


def lines(program: Program, journey: Journey) -> Iterator[Line]:
    if journey.step.step is not Step.SCAN or journey.step.cycle is None:
        return
    patient: Any = journey.patient
    if not has_baseline(journey):
        yield from _expected(program, journey, "baseline", (), "The baseline scan is not recorded.")
    elif patient.scan_received_on:
        yield _to_be_read(program, journey, patient.scan_received_on)
    elif patient.scan_order:
        yield _on_its_way(program, journey, patient.scan_order, patient.scan_ordered_for)
    else:
        why = f"{journey.step.reason} It is not ordered yet."
        yield from _expected(program, journey, "order_scan", (journey.step.cycle,), why)


def has_baseline(journey: Journey) -> bool:
    return any(scan.after_cycle == 0 for scan in journey.patient.scan_set.all())


def _expected(program: Program, journey: Journey, page: str, args: tuple[int, ...], why: str) -> Iterator[Line]:
    """Before it is ordered: from a week before its window on, or where a booking is contradicted."""
    step, expected = journey.step, program.expected(journey)
    contradicted = expected.booking.contradicted if expected.booking else ""
    is_open = step.earliest is not None and step.earliest <= program.today + AHEAD
    if not (is_open or contradicted):
        return
    late = expected.is_late
    yield Line(
        _named(journey),
        page,
        When.NOW if contradicted or late else _when_in_window(expected.day, program.today),
        journey.patient,
        args=args,
        why=contradicted or why,
        due=expected.words,
        at=expected.day,
        is_late=late,
    )


def _on_its_way(program: Program, journey: Journey, order: int, planned_on: date) -> Line:
    """Ordered, and no images yet: late from the day after the one that is planned."""
    late = planned_on < program.today
    return Line(
        _named(journey),
        "receive_scan",
        When.NOW if late else _when_in_window(planned_on, program.today),
        journey.patient,
        args=(order,),
        why="It is ordered; no images have come in.",
        due=f"planned {date_format(planned_on)}",
        at=planned_on,
        is_late=late,
    )


def _to_be_read(program: Program, journey: Journey, received_on: date) -> Line:
    """Late where the images have waited for longer than a reading takes."""
    cycle = journey.step.cycle or 0
    late = program.today > received_on + READ_WITHIN
    return Line(
        f"Record the reading of the scan after cycle {cycle}",
        "record_scan",
        When.NOW if late else When.TODAY,
        journey.patient,
        args=(cycle,),
        why=f"The images have come in; they are read within {READ_WITHIN.days} days.",
        due=f"scanned {date_format(received_on)}",
        at=received_on,
        is_late=late,
    )


def _named(journey: Journey) -> str:
    return f"Response scan after cycle {journey.step.cycle}"


def _when_in_window(day: date | None, today: date) -> When:
    """A scan whose day has come stays due until its window ends."""
    return When.TODAY if day and day <= today else When.WEEK
