"""Days and times as laboratories write them."""

from datetime import date

import pytest

from patients.importing.days import read_taken, writes_day_first
from tests.patients.importing.samples import ZONE


def read(text: str, clock: str = "", **how: bool) -> tuple[str, str]:
    taken = read_taken(text, clock, zone=ZONE, **how)
    return taken.on.isoformat(), f"{taken.at.astimezone(ZONE):%H:%M}" if taken.at else ""


@pytest.mark.parametrize(
    ("text", "on", "at"),
    [
        ("2026-03-24", "2026-03-24", ""),
        ("2026/3/4", "2026-03-04", ""),
        ("2026-03-24 14:05", "2026-03-24", "14:05"),
        ("2026-03-24T14:05:33.123", "2026-03-24", "14:05"),
        ("2026-03-24T14:05:00-07:00", "2026-03-24", "14:05"),
        ("2026-03-24T21:05:00Z", "2026-03-24", "14:05"),
        ("2026-03-25T02:30:00+00:00", "2026-03-24", "19:30"),
        ("20260324", "2026-03-24", ""),
        ("202603241405", "2026-03-24", "14:05"),
        ("20260324140533-0700", "2026-03-24", "14:05"),
        ("03/24/2026", "2026-03-24", ""),
        ("3/4/2026", "2026-03-04", ""),
        ("3/24/26", "2026-03-24", ""),
        ("3/24/2026 2:05 PM", "2026-03-24", "14:05"),
        ("3/24/2026 12:05am", "2026-03-24", "00:05"),
        ("03/24/2026, 14:05:09 PDT", "2026-03-24", "14:05"),
        ("03/24/2026 14:05 EDT", "2026-03-24", "11:05"),
        ("24/03/2026", "2026-03-24", ""),
        ("24.03.2026", "2026-03-24", ""),
        ("4.3.2026 08:15", "2026-03-04", "08:15"),
        ("24-Mar-2026", "2026-03-24", ""),
        ("24 March 2026 08:15", "2026-03-24", "08:15"),
        ("24MAR2026", "2026-03-24", ""),
        ("24-Mar-26", "2026-03-24", ""),
        ("Mar 24, 2026", "2026-03-24", ""),
        ("March 24th, 2026 8:15 AM", "2026-03-24", "08:15"),
        ("Tue, 24 Mar 2026 08:15", "2026-03-24", "08:15"),
        ("Tue 24 Mar 2026", "2026-03-24", ""),
        ("2026-03-24 00:00:00", "2026-03-24", ""),
        ("2026-03-24T00:00:00-07:00", "2026-03-24", "00:00"),
        ("  2026-03-24   08:15 ", "2026-03-24", "08:15"),
    ],
)
def test_a_day_is_read_with_its_time(text, on, at):
    assert read(text) == (on, at)


def test_a_time_in_its_own_column_is_added():
    assert read("03/24/2026", "07:30") == ("2026-03-24", "07:30")
    assert read("03/24/2026", "0730") == ("2026-03-24", "07:30")


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2026", "2026-03", "03/2026", "Mar 2026", "46105", "2026-02-30", "13/13/2026", "31-Foo-2026"),
        *("2026-03-24 25:00", "2026-03-24 noon", "24:61", "0000-00-00", "2026-03-24 13:05 PM", "2026-03-24 8:15 XYZ"),
        *("9" * 40, "2026-03-24" + " " * 500 + "x"),
    ],
)
def test_what_is_no_whole_day_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        read(text)


def test_midnight_utc_is_doubtful_because_it_may_stand_for_a_day():
    taken = read_taken("2026-03-24T00:00:00Z", "", zone=ZONE)
    assert taken.on == date(2026, 3, 23)
    assert "may stand for Tue 24 Mar 2026" in taken.doubts[0]


def test_a_month_first_is_doubtful_in_a_file_that_also_writes_the_day_first():
    assert writes_day_first(["03/04/2026", "24/03/2026"])
    assert not writes_day_first(["03/04/2026", "03/24/2026", "24.03.2026", "x" * 100])
    assert read_taken("03/04/2026", "", zone=ZONE, day_first=True).doubts
    assert not read_taken("24/03/2026", "", zone=ZONE, day_first=True).doubts
    assert not read_taken("03/03/2026", "", zone=ZONE, day_first=True).doubts
