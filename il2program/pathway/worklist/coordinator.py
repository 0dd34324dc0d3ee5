"""The coordinator's lines: referrals, workups, consents, bookings, scans, and what is missing for them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models.booking import BookingKind
from cycles.rules.next_step import Step
from cycles.rules.protocol import course_of, opens_course
from eligibility.facts import Workup
from eligibility.rules.facts import Answer
from eligibility.rules.judgements import Judgement
from il2program.pathway.deviations import unanswered, what_expires_first, what_is_missing
from il2program.pathway.durations import away
from il2program.pathway.recovery import hepatic_words, unresolved_hepatic_failure
from il2program.pathway.worklist import scans, telephone_orders
from il2program.pathway.worklist.line import Line, When, when_due
from il2program.pathway.worklist.program import Program, wanted_booking

EMPTY = "No workup is incomplete, and no consent, admission or scan is due in the next seven days."

# Where no day is set, what expires within this time is named.
SOON = timedelta(days=14)


def lines(program: Program) -> Iterator[Line]:
    for journey in program.journeys:
        yield from _workup(program, journey)
        yield from _consent(journey)
        yield from _baseline(journey)
        yield from _admission(program, journey)
        yield from scans.lines(program, journey)
        yield from _hepatic_recovery(journey)
    yield from _contradicted(program)
    yield from telephone_orders.overdue(program)


def _workup(program: Program, journey: Journey) -> Iterator[Line]:
    workup, patient = journey.workup, journey.patient
    if journey.returned:
        yield _returned(journey)
        return
    if renewed := journey.renewal:
        yield from _renewal(program, journey, renewed)
    if workup is None:
        return
    if journey.step.step is Step.ADMIT:
        yield from _renewal(program, journey, workup)
    elif not workup.latest:
        referred = f"Referred by {patient.referred_by}."
        since = f"referred {away(patient.referred_on, program.today)}"
        yield Line("Start the workup", "workup", When.TODAY, patient, why=referred, due=since, at=patient.referred_on)
    elif lacking := unanswered(workup):
        when = When.TODAY if _answers(workup, Answer.EXPIRED) else When.WEEK
        since = f"referred {away(patient.referred_on, program.today)}"
        missing = f"{what_is_missing(lacking)} {what_expires_first(workup, program.today + SOON)}".strip()
        yield Line("Complete the workup", "workup", when, patient, why=missing, due=since, at=patient.referred_on)


def _returned(journey: Journey) -> Line:
    """A physician misses something, and nothing has been recorded since."""
    at = journey.patient.referred_on
    return Line("Complete the workup", "workup", When.NOW, journey.patient, why=journey.returned, due="returned", at=at)


def _renewal(program: Program, journey: Journey, workup: Workup) -> Iterator[Line]:
    """Before an admission: what has expired since the signature, is missing, or will not count on the day."""
    expected, cycle = program.expected(journey), journey.step.cycle or 1
    accepted = journey.sign_off.exceptions if journey.sign_off and not journey.step.needs_sign_off else {}
    lacking = [found for found in _answers(workup, *_asked(journey)) if found.criterion.id not in accepted]
    expiring = what_expires_first(workup, expected.day or program.today + SOON)
    when = when_due(expected.day, program.today) if expected.day else When.WEEK
    if not (lacking or expiring) or when is None:
        return
    yield Line(
        f"Renew the workup for course {course_of(cycle)}" if opens_course(cycle) else f"Renew tests for cycle {cycle}",
        "workup",
        when,
        journey.patient,
        why=" ".join(part for part in (what_is_missing(lacking), expiring) if part),
        due=expected.words,
        at=expected.day,
        is_late=expected.is_late,
    )


def _asked(journey: Journey) -> tuple[Answer, ...]:
    """An answer that the physician accepted as unknown stays accepted; one that has expired is renewed."""
    return (Answer.UNKNOWN, Answer.EXPIRED) if journey.step.needs_sign_off else (Answer.EXPIRED,)


def _answers(workup: Workup, *answers: Answer) -> list[Judgement]:
    return [found for found in workup.assessment.judgements if found.answer in answers]


def _consent(journey: Journey) -> Iterator[Line]:
    workup, first = journey.workup, journey.step.cycle in (None, 1)
    if workup is None or not first or workup.consent or not workup.latest:
        return
    when = When.NOW if journey.step.step is Step.ADMIT else When.WEEK
    why = "No signed consent is recorded; nobody is admitted without it."
    yield Line("Record the consent", "consent", when, journey.patient, why=why, at=journey.patient.referred_on)


def _baseline(journey: Journey) -> Iterator[Line]:
    """The scan against which the response will be judged can be recorded until the first admission only."""
    is_next = journey.step.step is Step.SIGN_OFF or (journey.step.step, journey.step.cycle) == (Step.ADMIT, 1)
    if is_next and not scans.has_baseline(journey):
        why = "The response is judged against it; it is taken before cycle 1."
        at = journey.patient.referred_on
        yield Line("Record the baseline scan", "baseline", When.WEEK, journey.patient, why=why, at=at)


def _admission(program: Program, journey: Journey) -> Iterator[Line]:
    step = journey.step
    if step.step is not Step.ADMIT:
        return
    expected = program.expected(journey)
    when = when_due(expected.day, program.today, is_late=expected.is_late) if expected.day else When.WEEK
    contradicted = expected.booking.contradicted if expected.booking else ""
    if when is None and not contradicted:
        return
    yield Line(
        f"Admission to cycle {step.cycle}",
        "move_booking" if expected.booking else "chart",
        When.NOW if contradicted or when is None else when,
        journey.patient,
        (expected.booking.pk,) if expected.booking else (),
        why=contradicted or step.reason + expected.beside,
        due=expected.words,
        at=expected.day,
        is_late=expected.is_late,
    )


def _hepatic_recovery(journey: Journey) -> Iterator[Line]:
    """A new course waits until hepatic failure has resolved; a physician records the day."""
    failed = unresolved_hepatic_failure(journey)
    if failed is not None and failed.discharged_on is not None:
        when = When.TODAY if journey.step.step is Step.ADMIT else When.WEEK
        since = f"since {date_format(failed.discharged_on)}"
        why = f"{hepatic_words(failed)} Ask a physician to record the day."
        what = "Recovery of the liver is not recorded"
        yield Line(what, "chart", when, journey.patient, why=why, due=since, at=failed.discharged_on)


def _contradicted(program: Program) -> Iterator[Line]:
    """Bookings that a person set and that are not the next step any more."""
    wanted = {wanted_booking(journey) for journey in program.journeys}
    for key, row in program.bookings.items():
        if row.contradicted and key not in wanted:
            place = "after" if row.kind == BookingKind.SCAN else "to"
            what = f"{row.get_kind_display()} {place} cycle {row.cycle} is contradicted"
            due = f"booked {date_format(row.day)}"
            page = "withdraw_booking"
            yield Line(what, page, When.NOW, row.patient, (row.pk,), why=row.contradicted, due=due, at=row.day)
