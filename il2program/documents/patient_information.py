"""What a patient takes home about the treatment, in plain words, with their own days; in English and in Spanish.

Source: clinical reference 8, form 9.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format

from cycles.facts import Journey
from cycles.models import Booking
from cycles.models.booking import BookingKind
from cycles.rules.outline import Kind, Segment, State, outline
from cycles.rules.protocol import course_of
from il2program.documents.links import ENGLISH, SPANISH, Link
from il2program.documents.printed_form import BLANK


@dataclass(frozen=True)
class Language:
    """How the calendar is told in one language; the texts stand in the templates."""

    code: str
    day: str
    what: dict[Kind, str]
    stay: str
    since: str
    span: str
    between: str
    rest: str
    after_scan: str
    later: str
    links: tuple[Link, ...]


IN_ENGLISH = Language(
    code="en-US",
    day="D j M Y",
    what={
        Kind.ADMISSION: "Cycle {cycle}: in the hospital",
        Kind.BREAK: "Rest at home",
        Kind.SCAN: "Scan after cycle {cycle}",
        Kind.DECISION: "Visit: how do we go on?",
    },
    stay="from {start}, for 5 to 7 days",
    since="since {start}",
    span="{start} to {end}",
    between="between {start} and {end}",
    rest="14 days",
    after_scan="after the scan",
    later="we will tell you the day",
    links=ENGLISH,
)
IN_SPANISH = Language(
    code="es",
    day=r"l j \d\e F \d\e Y",
    what={
        Kind.ADMISSION: "Ciclo {cycle}: en el hospital",
        Kind.BREAK: "Descanso en casa",
        Kind.SCAN: "Imagen después del ciclo {cycle}",
        Kind.DECISION: "Consulta: ¿cómo seguimos?",
    },
    stay="desde el {start}, por 5 a 7 días",
    since="desde el {start}",
    span="del {start} al {end}",
    between="entre el {start} y el {end}",
    rest="14 días",
    after_scan="después de la imagen",
    later="le diremos el día",
    links=SPANISH,
)


@dataclass(frozen=True)
class Line:
    """One line of the personal calendar."""

    what: str
    when: str


def in_language(language: Language) -> Callable[[Journey, str], dict[str, Any]]:
    def fill(journey: Journey, of: str) -> dict[str, Any]:
        """What the template prints of this copy."""
        blank = of == BLANK.of
        return {
            "blank": blank,
            "lines": () if blank else tuple(calendar(journey, language)),
            "kinds": [told.format(cycle="__") for told in language.what.values()],
            "links": language.links,
        }

    return fill


def calendar(journey: Journey, language: Language) -> Iterable[Line]:
    """The days of the course at hand, past and to come."""
    today = timezone.localdate()
    booked = Booking.objects.open().filter(patient=journey.patient, booked_on__isnull=False)
    days = {(row.kind, row.cycle): row.day for row in booked}
    segments = [one for one in outline(journey.facts, today) if one.kind in language.what]
    current = next((one for one in segments if one.state is not State.PAST), segments[-1] if segments else None)
    with translation.override(language.code.lower()):
        for one in segments:
            if current and course_of(one.cycle or 1) == course_of(current.cycle or 1):
                yield Line(language.what[one.kind].format(cycle=one.cycle), _when(one, days, language))


def _when(one: Segment, days: dict[tuple[str, int], date], language: Language) -> str:
    told = {Kind.ADMISSION: _admission, Kind.BREAK: _break, Kind.SCAN: _scan, Kind.DECISION: _decision}
    return told[one.kind](one, days, language)


Days = dict[tuple[str, int], date]


def _admission(one: Segment, days: Days, language: Language) -> str:
    if one.state is State.PAST:
        return _filled(language.span, one.start, one.end, language)
    if one.state is State.NOW:
        return _filled(language.since, one.start, None, language)
    return _filled(language.stay, days.get((BookingKind.ADMISSION, one.cycle or 0), one.start), None, language)


def _break(one: Segment, days: Days, language: Language) -> str:
    end = days.get((BookingKind.ADMISSION, (one.cycle or 0) + 1), one.end)
    return _filled(language.span, one.start, end, language) if one.start and end else language.rest


def _scan(one: Segment, days: Days, language: Language) -> str:
    day = one.start if one.state is State.PAST else days.get((BookingKind.SCAN, one.cycle or 0))
    return _filled("{start}", day, None, language) if day else _filled(language.between, one.start, one.end, language)


def _decision(one: Segment, days: Days, language: Language) -> str:
    is_past = one.state is State.PAST and one.start
    return _filled("{start}", one.start, None, language) if is_past else language.after_scan


def _filled(words: str, start: date | None, end: date | None, language: Language) -> str:
    if start is None or ("{end}" in words and end is None):
        return language.later
    days = {"start": date_format(start, language.day), "end": date_format(end, language.day) if end else ""}
    return words.format(**days)
