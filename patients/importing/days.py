"""Days and times as laboratories write them.

Read: 2026-03-24, with a time and a zone or without; 20260324, 202603241405; 03/24/2026 and 3/24/26, the month first, as
in the United States; 24.03.2026, the day first; 24-Mar-2026, Mar 24, 2026. A time without a zone is the hospital's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

# Longer than any day with its time and zone.
LONGEST = 48
# Clocks of laboratories may be so much ahead.
AHEAD = timedelta(minutes=10)

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6} | {
    "pst": -8,
    "pdt": -7,
}
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? +", re.IGNORECASE)
_ISO = re.compile(r"(?P<y>[0-9]{4})([-/.])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2})(?P<rest>(?:[T ,].*)?)", re.IGNORECASE)
_COMPACT = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<rest>(?:[T ]?[0-9]{4}.*)?)")
_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,2})(?P<mark>[-/.])(?P<b>[0-9]{1,2})(?P=mark)(?P<y>[0-9]{4}|[0-9]{2})(?P<rest>(?:[ ,T].*)?)"
)
_DAY_NAMED = re.compile(
    r"(?P<d>[0-9]{1,2})[-/. ]{0,2}(?P<n>[A-Za-z]{3,9})[-/., ]{0,2}(?P<y>[0-9]{4}|[0-9]{2})(?P<rest>(?:[ ,T].*)?)"
)
_NAMED_DAY = re.compile(
    r"(?P<n>[A-Za-z]{3,9})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})(?P<rest>(?:[ ,T].*)?)"
)
_ONLY_MONTH = re.compile(r"[0-9]{4}(?:[-/](?:0[1-9]|1[0-2]))?|[A-Za-z]{3,9}\.? [0-9]{4}")
_TIME = re.compile(
    r"(?P<h>[0-9]{1,2}):(?P<m>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,][0-9]{1,9})?)? ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?P<zone>[a-z]{1,3}|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_COMPACT_TIME = re.compile(
    r"(?P<h>[0-9]{2})(?P<m>[0-9]{2})(?P<s>[0-9]{2})?(?:\.[0-9]{1,6})?(?P<half>)(?P<zone>Z|[+-][0-9]{4})?"
)


@dataclass(frozen=True)
class Taken:
    """The day, the instant where the file gives one, and what is doubtful about them."""

    on: date
    at: datetime | None = None
    doubts: tuple[str, ...] = ()


def read_taken(text: str, clock: str, *, zone: tzinfo, day_first: bool = False) -> Taken:
    """Read a day with or without its time; `clock` is the time where it stands in a column of its own.

    day_first: other lines of the file write the day before the month, so that 03/04/2026 could be either.
    Refuses (ValueError) what is no day, or not a whole one.
    """
    text = " ".join(text.split())
    if not text:
        raise ValueError("The file does not say when it was taken.")
    if len(text) > LONGEST or len(clock) > LONGEST:
        raise ValueError("The day cannot be read.")
    if _ONLY_MONTH.fullmatch(text):
        raise ValueError(f"“{text}” is not a whole date. Record it by hand with its day.")
    day, rest, doubts = _day(_WEEKDAY.sub("", text, count=1), day_first=day_first)
    moment = _instant(day, " ".join(f"{rest} {clock}".split()), zone)
    if moment is None:
        return Taken(day, None, doubts)
    at, is_midnight_utc = moment
    on = at.astimezone(zone).date()
    if is_midnight_utc and on != day:
        local = at.astimezone(zone)
        here = f"{local:%H:%M} on {day_words(on)}"
        doubts += (f"Midnight UTC is {here} in this hospital; it may stand for {day_words(day)}.",)
    return Taken(on, at, doubts)


def day_words(day: date) -> str:
    """The day as people read it: "Tue 24 Mar 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def writes_day_first(texts: Iterable[str]) -> bool:
    """Whether any of these days has a number over 12 where Americans write the month."""
    shapes = (_NUMBERS.fullmatch(" ".join(text.split())) for text in texts if 0 < len(text) <= LONGEST)
    return any(shape is not None and shape["mark"] != "." and int(shape["a"]) > 12 for shape in shapes)


def _day(text: str, *, day_first: bool) -> tuple[date, str, tuple[str, ...]]:
    if shape := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _date(text, shape["y"], shape["m"], shape["d"]), shape["rest"], ()
    if shape := _DAY_NAMED.fullmatch(text) or _NAMED_DAY.fullmatch(text):
        month = _MONTHS.get(shape["n"][:3].lower(), 0)
        return _date(text, shape["y"], month, shape["d"]), shape["rest"], ()
    if shape := _NUMBERS.fullmatch(text):
        return _of_numbers(text, shape, day_first=day_first)
    raise ValueError(f"“{text}” is no date that can be read; write it as 2026-03-24.")


def _of_numbers(text: str, shape: re.Match[str], *, day_first: bool) -> tuple[date, str, tuple[str, ...]]:
    """03/24/2026 has the month first, 24.03.2026 the day."""
    first, second = int(shape["a"]), int(shape["b"])
    if shape["mark"] == "." or first > 12:
        return _date(text, shape["y"], second, first), shape["rest"], ()
    doubts: tuple[str, ...] = ()
    if day_first and second <= 12 and first != second:
        doubts = (f"Other lines write the day first: {shape[0].split()[0]} is read with the month first.",)
    return _date(text, shape["y"], first, second), shape["rest"], doubts


def _date(text: str, year: str | int, month: str | int, day: str | int) -> date:
    whole = int(year) if int(year) > 99 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        raise ValueError(f"“{text}” is no day of the calendar.") from None


def _instant(day: date, text: str, zone: tzinfo) -> tuple[datetime, bool] | None:
    """The instant, and whether it is written as midnight UTC; None for a day alone, also one written as midnight."""
    text = text.lstrip("Tt ,")
    if not text:
        return None
    shape = _TIME.fullmatch(text) or _COMPACT_TIME.fullmatch(text)
    if shape is None:
        raise ValueError(f"“{text}” is no time that can be read; write it as 14:05.")
    try:
        clock = time(_hour(shape), int(shape["m"]), int(shape["s"] or 0))
        offset = _offset(shape["zone"] or "")
        at = datetime.combine(day, clock, offset or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"“{text}” is no time that can be read; write it as 14:05.") from None
    midnight = clock == time(0)
    if midnight and offset is None:
        return None
    return at, midnight and offset == UTC


def _hour(shape: re.Match[str]) -> int:
    hour, half = int(shape["h"]), (shape["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + 12 * (half == "p") if half else hour


def _offset(text: str) -> timezone | None:
    if not text:
        return None
    if text[0] in "+-":
        minutes = int(text[1:3]) * 60 + int(text[-2:])
        found = timedelta(minutes=-minutes if text[0] == "-" else minutes)
    elif text.lower() in _ZONES:
        found = timedelta(hours=_ZONES[text.lower()])
    else:
        raise ValueError
    return UTC if not found else timezone(found)
