"""An admission over each change of the clocks, through its pages: what is due, how late, and what is printed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from cycles.models import Dose, Hold
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import given_from, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ZONE = ZoneInfo("America/Los_Angeles")
HOURS_8 = timedelta(hours=8)


def utc(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def night(clock):
    """A patient admitted on the day before, whose first dose started so that the second is due at 01:30 that night."""

    def begin(first_at):
        clock.move_to(first_at - timedelta(hours=3))
        patient = make.ready_patient()
        cycle = make.cycle(patient, first_dose_due_at=first_at)
        clock.move_to(first_at)
        make.given(cycle, 1, first_at)
        return cycle

    return begin


AUTUMN = utc(11, 1, 0, 30)  # Sat 31 Oct 17:30 PDT
SPRING = utc(3, 8, 1, 30)  # Sat 7 Mar 17:30 PST


def words(answer):
    return " ".join(text(answer).split())


@pytest.mark.parametrize(
    ("first_at", "shown"),
    [
        (AUTUMN, ["Sat 31 Oct <b>17:30</b>", "Sun 1 Nov <b>01:30 PDT</b>", "Sun 1 Nov <b>08:30</b>"]),
        (SPRING, ["Sat 7 Mar <b>17:30</b>", "Sun 8 Mar <b>01:30</b>", "Sun 8 Mar <b>10:30</b>"]),
    ],
)
def test_B011_slots_are_due_eight_elapsed_hours_apart_and_printed_by_the_clock_on_the_wall(
    night, as_role, address, first_at, shown
):
    cycle = night(first_at)
    answer = as_role(Role.NURSE).get(address(cycle.patient, "board", 1))
    due = [slot.due_at.astimezone(UTC) for slot in answer.context["board"].slots]
    assert due == [first_at + number * HOURS_8 for number in range(14)]
    for time in shown:
        assert time in words(answer)


@pytest.mark.parametrize(("which", "decision"), [("first", "given"), ("second", "given_late")])
def test_A094_charting_half_past_one_asks_which_and_counts_lateness_by_it(
    night, as_role, address, clock, which, decision
):
    cycle = night(AUTUMN)
    clock.move_to(utc(11, 1, 9, 40))  # 01:40 for the second time
    nurse, page = as_role(Role.NURSE), address(cycle.patient, "chart_dose", 1, 2)
    make.bag(cycle, utc(11, 1, 8))
    make.check(cycle, utc(11, 1, 8, 20))
    make.check(cycle, utc(11, 1, 9, 20))
    typed = given_from(cycle, started_at="2026-11-01T01:30")
    asked = nurse.send(page, **typed)
    assert "01:30 comes twice on Sun 1 Nov 2026" in words(asked)
    assert 'value="01:30"' in text(asked)
    assert Dose.objects.count() == 1
    assert nurse.send(page, **typed, started_at_which=which).status_code == 302
    dose = Dose.objects.get(slot=2)
    assert (dose.decision, dose.started_at) == (decision, utc(11, 1, 8 if which == "first" else 9, 30))


def test_A094_half_past_two_of_the_night_in_spring_does_not_exist(night, as_role, address, clock):
    cycle = night(SPRING)
    clock.move_to(utc(3, 8, 10, 20))  # 03:20, fifty minutes after it was due
    nurse, page = as_role(Role.NURSE), address(cycle.patient, "chart_dose", 1, 2)
    refused = nurse.send(page, **given_from(cycle, started_at="2026-03-08T02:30"))
    assert "There was no 02:30 on Sun 8 Mar 2026" in words(refused)
    taken = nurse.send(page, **given_from(cycle, started_at="2026-03-08T03:15"))
    assert taken.status_code == 302
    assert Dose.objects.get(slot=2).decision == "given"


@pytest.mark.parametrize(
    ("first_at", "now", "told"),
    [
        (AUTUMN, utc(11, 1, 9, 25), "55 min ago"),  # 01:25 for the second time
        (AUTUMN, utc(11, 1, 9, 40), "late by 1 h 10 min"),
        (SPRING, utc(3, 8, 10, 25), "55 min ago"),  # 03:25
        (SPRING, utc(3, 8, 10, 40), "late by 1 h 10 min"),
    ],
)
def test_B011_lateness_is_told_in_elapsed_minutes_on_board_and_census(
    night, as_role, address, clock, first_at, now, told
):
    cycle = night(first_at)
    clock.move_to(now)
    nurse = as_role(Role.NURSE)
    assert told in words(nurse.get(address(cycle.patient, "board", 1)))
    assert told in words(nurse.get("/census/"))


def test_A094_a_hold_over_the_hour_that_comes_twice_is_checked_again_in_elapsed_minutes(night, as_role, address, clock):
    cycle = night(AUTUMN)
    clock.move_to(utc(11, 1, 8, 50))  # 01:50 for the first time
    make.check(cycle, sbp_mmhg="84")
    nurse, page = as_role(Role.NURSE), address(cycle.patient, "hold", 1, 2)
    form = nurse.get(page).context["form"]
    assert 'value="01:20"' in str(form["recheck_at"])
    assert 'value="second" selected' in str(form["recheck_at"])
    sent = nurse.send(page, recheck_at="2026-11-01T01:20", recheck_at_which="second")
    assert sent.status_code == 302
    assert Hold.objects.get().recheck_at == utc(11, 1, 9, 20)
    assert "check again at 01:20 PST (in 30 min)" in words(nurse.get(address(cycle.patient, "board", 1)))


@pytest.mark.parametrize(
    ("instant", "form", "shown"),
    [
        (utc(11, 1, 8, 30), "D j M H:i", "Sun 1 Nov 01:30 PDT"),
        (utc(11, 1, 9, 30), "H:i", "01:30 PST"),
        (utc(11, 1, 9, 30), "D j M", "Sun 1 Nov"),
        (utc(11, 1, 9, 30), "H:i T", "01:30 PST"),
        (utc(11, 1, 10, 0), "H:i", "02:00"),
        (utc(3, 8, 10, 0), "H:i", "03:00"),
    ],
)
def test_A094_a_printed_time_that_comes_twice_says_which_it_is(instant, form, shown):
    assert Template(f'{{{{ at|date:"{form}" }}}}').render(Context({"at": instant})) == shown
