"""What follows a stay that has ended: checklist, signed summary, and the calls until the patient has recovered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Cycle, StopReason
from cycles.recovering import next_call_of, recoveries_of
from cycles.rules.recovery import LAST_DAY, day_after
from il2program.pathway.durations import late_by
from il2program.pathway.worklist.line import Line, When, when_due
from patients.models import Patient

# Until then a stay without checklist or summary is asked for.
PAPERS_WITHIN = timedelta(days=14)
CALLED_WITHIN = timedelta(days=LAST_DAY)


@dataclass(frozen=True)
class Ended:
    """One stay that has ended, with what has been done about it since."""

    patient: Patient
    cycle: Cycle
    ended_on: date
    is_recent: bool

    @property
    def lacks_checklist(self) -> bool:
        died = self.cycle.stop_reason == StopReason.DEATH
        return self.is_recent and not died and not self.cycle.discharge_checklists.all()

    @property
    def lacks_summary(self) -> bool:
        return self.is_recent and not self.cycle.discharge_summaries.all()

    @property
    def may_be_called(self) -> bool:
        return self.cycle.stop_reason != StopReason.DEATH


def ended_lately(journeys: Sequence[Journey], today: date) -> Iterator[Ended]:
    """The last stay of each journey, where it ended so lately that something may be due; three queries for all."""
    found = [one for journey in journeys if (one := _ended(journey, today)) is not None]
    read_ahead = ("discharge_checklists", "discharge_summaries", "recovery_calls")
    prefetch_related_objects([one.cycle for one in found], *read_ahead)
    yield from found


def _ended(journey: Journey, today: date) -> Ended | None:
    cycle = _last(journey)
    ended_on = cycle.discharged_on if cycle else None
    if cycle is None or ended_on is None or today - ended_on > CALLED_WITHIN:
        return None
    return Ended(journey.patient, cycle, ended_on, today - ended_on <= PAPERS_WITHIN)


def _last(journey: Journey) -> Cycle | None:
    """The last cycle that was given; None where the patient is in a bed."""
    cycle = next(reversed(journey.patient.cycles.all()), None)
    return None if cycle is None or cycle.is_running else cycle


def checklists(ended: Sequence[Ended], today: date) -> Iterator[Line]:
    for one in ended:
        if one.lacks_checklist:
            since = f"discharged {date_format(one.ended_on)}"
            what, number = f"Discharge checklist of cycle {one.cycle.number}", one.cycle.number
            why = "Line, medicines, laboratory and instructions are not charted."
            when = When.NOW if one.ended_on < today else When.TODAY
            yield Line(what, "discharge_checklist", when, one.patient, (number,), why=why, due=since, at=one.ended_on)


def summaries(ended: Sequence[Ended]) -> Iterator[Line]:
    for one in ended:
        if one.lacks_summary:
            since = f"discharged {date_format(one.ended_on)}"
            what, number = f"Sign the discharge summary of cycle {one.cycle.number}", one.cycle.number
            why = "The checklist is not charted yet." if one.lacks_checklist else "Filled in from what was charted."
            yield Line(what, "sign_summary", When.TODAY, one.patient, (number,), why=why, due=since, at=one.ended_on)


def calls(ended: Sequence[Ended], today: date) -> Iterator[Line]:
    """The call that is due, with what has not recovered; what has is read only where a call is near."""
    near = [one for one in ended if one.may_be_called and _is_near(one, today)]
    found = recoveries_of([one.cycle for one in near]) if near else {}
    for one in near:
        recovery = found[one.cycle.pk]
        day = recovery.next_call_on
        if day is not None and (when := when_due(day, today)) is not None:
            yield Line(
                f"Recovery call after cycle {one.cycle.number}, day {day_after(one.ended_on, day)}",
                "recovery_call",
                when,
                one.patient,
                (one.cycle.number,),
                why="; ".join(recovery.lacking) or "Everything measured has recovered.",
                due=late_by(day, today) if day < today else f"due {date_format(day)}",
                at=day,
                is_late=day < today,
            )


def _is_near(one: Ended, today: date) -> bool:
    """Whether a call would be due if nothing had recovered."""
    due = next_call_of(one.cycle, one.cycle.recovery_calls.all(), recovered=False)
    return due is not None and when_due(due, today) is not None
