"""What comes next for a patient, for the chart: in a sentence, with why, who, when and the one thing to press."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Booking
from cycles.planning import BOOKED_STEPS
from cycles.rules.next_step import NextStep, Step
from cycles.rules.protocol import course_of, next_working_day
from il2program.accounts.roles import Permission
from il2program.pathway.bedside import slot_at_hand
from il2program.pathway.chart.press import Press, press
from il2program.pathway.deviations import unanswered, what_is_missing
from il2program.pathway.durations import late_by
from il2program.signatures.changes import named


@dataclass(frozen=True)
class Next:
    """The next step as the chart shows it."""

    what: str
    why: str
    who: str
    when: str
    late_words: str
    press: Press | None


def next_of(journey: Journey, bookings: Sequence[Booking], now: datetime) -> Next:
    today, step = timezone.localdate(now), journey.step
    booking = _booking(step, bookings)
    is_late = step.late and not (booking and booking.booked_on and booking.booked_on >= today)
    last = step.latest or step.target
    return Next(
        what=_what(step),
        why=_why(journey),
        who=f"For the {step.who}." if step.who else "",
        when=_when(step, booking),
        late_words=late_by(last, today) if is_late and last else "",
        press=_press(journey, now),
    )


def _booking(step: NextStep, bookings: Sequence[Booking]) -> Booking | None:
    wanted = (BOOKED_STEPS.get(step.step), step.cycle)
    return next((row for row in bookings if row.state == "open" and (row.kind, row.cycle) == wanted), None)


def _what(step: NextStep) -> str:
    words = {
        Step.WORKUP: "Complete the workup",
        Step.SIGN_OFF: "Sign eligibility for course 1",
        Step.ADMIT: f"Admit to cycle {step.cycle}",
        Step.DISCHARGE: f"In the unit for cycle {step.cycle}, until discharge",
        Step.SCAN: f"Response scan after cycle {step.cycle}",
        Step.DECIDE: f"Decide on the scan after cycle {step.cycle}",
        Step.FOLLOW_UP: "Follow-up",
        Step.LEFT: "This patient has left the program",
    }
    return words[step.step]


def _why(journey: Journey) -> str:
    """The reason of the step; for a workup also what it lacks."""
    workup = journey.workup
    if journey.sign_off_is_void:
        return f"{journey.step.reason} What was signed has changed since: {named(journey.changes)}."
    if journey.step.step is not Step.WORKUP or workup is None:
        return journey.step.reason
    consent = "" if workup.consent else "No signed consent is recorded."
    missing = what_is_missing(unanswered(workup))
    return " ".join(part for part in (journey.step.reason, journey.returned, missing, consent) if part)


def _when(step: NextStep, booking: Booking | None) -> str:
    """The days of a step, as many as the protocol names: booked, target, not before, until."""
    parts = [_dated("booked", booking.booked_on)] if booking and booking.booked_on else []
    if step.target:
        working_day = next_working_day(step.target)
        beside = "" if working_day == step.target else f" (next working day {date_format(working_day)})"
        parts.append(f"target {date_format(step.target)}{beside}")
    if step.earliest and step.earliest != step.target:
        parts.append(_dated("not before" if step.step is Step.ADMIT else "from", step.earliest))
    if step.latest:
        parts.append(_dated("until", step.latest))
    return ", ".join(parts)


def _dated(word: str, day: date) -> str:
    return f"{word} {date_format(day)}"


def _press(journey: Journey, now: datetime) -> Press | None:
    """The one main action of the step, where it has one."""
    make = PRESSES.get(journey.step.step)
    return make(journey, now) if make else None


def _workup(journey: Journey, now: datetime) -> Press:
    return press(journey.patient, "Open the workup", "workup", permission=Permission.RECORD_WORKUP)


def _sign(journey: Journey, now: datetime) -> Press:
    words = f"Sign eligibility for course {course_of(journey.step.cycle or 1)}"
    return press(journey.patient, words, "sign_off", permission=Permission.SIGN_ELIGIBILITY)


def _admit(journey: Journey, now: datetime) -> Press:
    """The admission, or the signature without which it would be refused."""
    if journey.step.needs_sign_off or journey.sign_off_is_void:
        return _sign(journey, now)
    number = _number(journey)
    return press(journey.patient, f"Admit to cycle {number}", "admit", number, permission=Permission.ADMIT)


def _discharge(journey: Journey, now: datetime) -> Press:
    """The board while doses remain, then the discharge."""
    number, patient = _number(journey), journey.patient
    running = next(cycle for cycle in patient.cycles.all() if cycle.is_running)
    if journey.step.late or journey.facts.permanent_stop or slot_at_hand(running, now) is None:
        words = f"Discharge from cycle {number}"
        return press(patient, words, "discharge", number, permission=Permission.DISCHARGE)
    words = f"Open the dose board of cycle {number}"
    return press(patient, words, "board", number, permission=Permission.SEE_CHARTS)


def _scan(journey: Journey, now: datetime) -> Press:
    number, patient, may = _number(journey), journey.patient, Permission.RECORD_SCANS
    if not any(scan.after_cycle == 0 for scan in patient.scan_set.all()):
        return press(patient, "Record the baseline scan", "baseline", permission=may)
    order: int | None = getattr(patient, "scan_order", None)
    if order and not getattr(patient, "scan_received_on", None):
        return press(patient, "Record that the images came in", "receive_scan", order, permission=may)
    if order:
        return press(patient, f"Record the scan after cycle {number}", "record_scan", number, permission=may)
    return press(patient, f"Order the scan after cycle {number}", "order_scan", number, permission=may)


def _decide(journey: Journey, now: datetime) -> Press:
    may = Permission.SIGN_RESPONSE
    return press(journey.patient, "Decide on the scan", "decide", _number(journey), permission=may)


def _number(journey: Journey) -> int:
    return journey.step.cycle or 1


PRESSES: dict[Step, Callable[[Journey, datetime], Press]] = {
    Step.WORKUP: _workup,
    Step.SIGN_OFF: _sign,
    Step.ADMIT: _admit,
    Step.DISCHARGE: _discharge,
    Step.SCAN: _scan,
    Step.DECIDE: _decide,
}
