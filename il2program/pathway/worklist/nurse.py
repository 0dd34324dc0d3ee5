"""The nurse's lines: who is in a bed and which slot waits, who comes in, and who goes home."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from cycles.actions.doses import orders_in_the_way
from cycles.facts import Journey
from cycles.models import Cycle
from cycles.rules.board import due_in_words
from cycles.rules.next_step import Step
from cycles.rules.protocol import PROTOCOL, stay_window
from il2program.pathway.bedside import slot_at_hand
from il2program.pathway.durations import late_by
from il2program.pathway.worklist import ended, telephone_orders
from il2program.pathway.worklist.line import Line, When, when_due
from il2program.pathway.worklist.program import Program

EMPTY = "Nobody is in a bed, nobody is to be admitted in the next seven days, and no call is due."

# A dose that is due within the hour is prepared and checked now.
PREPARED_AHEAD = timedelta(hours=1)


def lines(program: Program) -> Iterator[Line]:
    for journey, cycle in program.running:
        yield from _recheck(program, journey, cycle)
        yield from _slot(program, journey, cycle)
        yield from _discharge(program, journey, cycle)
    for journey in program.journeys:
        yield from _admission(program, journey)
    yield from ended.checklists(program.ended, program.today)
    yield from ended.calls(program.ended, program.today)
    yield from telephone_orders.overdue(program)


def _slot(program: Program, journey: Journey, cycle: Cycle) -> Iterator[Line]:
    slot = slot_at_hand(cycle, program.now)
    if slot is None or journey.facts.permanent_stop:
        return
    offered, is_near = len(cycle.standing_doses), slot.ahead <= PREPARED_AHEAD
    missing = orders_in_the_way(cycle, program.now) if is_near else []
    yield Line(
        f"{'Withhold dose' if slot.too_late else 'Dose'} {slot.number} of cycle {cycle.number}",
        "board",
        When.NOW if is_near else When.TODAY,
        journey.patient,
        (cycle.number,),
        why=" ".join((f"Bed {cycle.bed}; {cycle.given_count} given of {offered} offered.", *missing)),
        due=f"{timezone.localtime(slot.due_at):%H:%M}, {slot.words}",
        at=slot.due_at,
        is_late=slot.is_late,
    )


def _recheck(program: Program, journey: Journey, cycle: Cycle) -> Iterator[Line]:
    """A held dose that is to be checked again."""
    slot = slot_at_hand(cycle, program.now)
    hold = cycle.hold_of(slot.number) if slot else None
    if slot is None or hold is None or journey.facts.permanent_stop:
        return
    again = hold.recheck_at.astimezone(UTC)
    yield Line(
        f"Check held dose {slot.number} again",
        "check",
        When.NOW,
        journey.patient,
        (cycle.number, slot.number),
        why=f"Bed {cycle.bed}; held since {timezone.localtime(cycle.held_since(slot.number)):%H:%M}.",
        due=f"{timezone.localtime(again):%H:%M}, {due_in_words(again, program.now)}",
        at=again,
        is_late=again < program.now,
    )


def _discharge(program: Program, journey: Journey, cycle: Cycle) -> Iterator[Line]:
    window, is_late = stay_window(cycle.admitted_on), journey.step.late
    all_decided = slot_at_hand(cycle, program.now) is None
    if all_decided or journey.facts.permanent_stop:
        why = "No dose remains to be given."
    elif window.earliest and program.today >= window.earliest:
        why = f"A stay of {PROTOCOL.min_stay_days} to {PROTOCOL.max_stay_days} days."
    else:
        return
    day = f"Day {cycle.days_of_stay} in bed {cycle.bed}."
    last = window.latest or program.today
    yield Line(
        f"Discharge from cycle {cycle.number}",
        "discharge",
        When.NOW if is_late else When.TODAY,
        journey.patient,
        (cycle.number,),
        why=f"{day} {why}",
        due=late_by(last, program.today) if is_late else f"by {date_format(last)}",
        at=last,
        is_late=is_late,
    )


def _admission(program: Program, journey: Journey) -> Iterator[Line]:
    step = journey.step
    if step.step is not Step.ADMIT or step.cycle is None or step.needs_sign_off:
        return
    expected = program.expected(journey)
    when = when_due(expected.day, program.today, is_late=expected.is_late) if expected.day else When.WEEK
    if when is not None:
        yield Line(
            f"Admit to cycle {step.cycle}",
            "admit",
            when,
            journey.patient,
            (step.cycle,),
            why=step.reason + expected.beside,
            due=expected.words,
            at=expected.day,
            is_late=expected.is_late,
        )
