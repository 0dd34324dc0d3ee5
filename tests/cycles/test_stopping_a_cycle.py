"""Stopping a cycle before the discharge: by coded reason, from the gate, and what follows."""

import pytest
from django.utils import timezone

from cycles.actions import stop_cycle
from cycles.facts import step_of
from cycles.models import Booking, Cycle, CycleStop, Dose, Override
from cycles.models.booking import BookingKind
from cycles.rules.next_step import Step
from il2program.accounts.roles import Role
from il2program.forms import Conflict
from il2program.outbox.tasks import sweep
from tests import make
from tests.cycles.ward import at, given_from, permanent_stop, text, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ORDERED = {"reason": "Recovered.", "physician_name": "physician", "physician_password": make.PASSWORD}


@pytest.fixture
def patient():
    return make.ready_patient()


@pytest.fixture
def cycle(patient, clock):
    """One dose was given at noon; it is eight in the evening, and the second is due."""
    cycle = make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 20))
    return cycle


def stop(client, page, **typed):
    return client.send(page, **{"reason": "physician", "note": "Asked by the physician on the ward.", **typed})


@pytest.mark.parametrize(("found", "reason"), [({"gi_bleed_surgery": "yes"}, "permanent"), ({}, "")])
def test_the_reason_of_the_rules_that_fired_is_chosen_already(as_nurse, address, patient, cycle, found, reason):
    make.check(cycle, **found)
    form = as_nurse.get(address(patient, "stop_cycle", 1)).context["form"]
    assert form["reason"].value() == reason


def test_the_gate_and_the_decision_lead_to_it_where_it_is_advised(as_nurse, address, patient, cycle, settings):
    settings.HOLD_PROFILE = "bedside"
    make.check(cycle, heart_rate="140")
    for page in (address(patient, "board", 1), address(patient, "chart_dose", 1, 2)):
        assert f'href="{address(patient, "stop_cycle", 1)}"' in text(as_nurse.get(page))
    form = as_nurse.get(address(patient, "stop_cycle", 1)).context["form"]
    assert form["reason"].value() == "absolute"


def test_after_it_the_rest_of_the_board_is_stopped_and_the_discharge_follows(as_nurse, address, patient, cycle):
    assert stop(as_nurse, address(patient, "stop_cycle", 1)).url == address(patient, "board", 1)
    board = as_nurse.get(address(patient, "board", 1))
    assert [slot.state.value for slot in board.context["board"].slots] == ["given", *13 * ["stopped"]]
    page = " ".join(text(board).split())
    for words in ("Cycle 1 was stopped on Mon 2 Mar 2026 20:00", "Physician&#x27;s choice", "By Testa Nurse."):
        assert words in page
    assert "Withhold dose 2" not in page
    assert "Cycle stopped" in text(as_nurse.get("/census/"))
    discharge = as_nurse.get(address(patient, "discharge", 1)).context["form"]
    assert discharge["stop_reason"].value() == "physician"


def test_after_it_a_dose_takes_a_physician(as_nurse, address, patient, cycle):
    stop(as_nurse, address(patient, "stop_cycle", 1))
    page, typed = address(patient, "chart_dose", 1, 2), given_from(cycle, started_at="2026-03-02T20:00")
    assert "Physician&#x27;s user name" in text(as_nurse.get(f"{page}?decision=given"))
    refused = as_nurse.send(page, **typed)
    assert "Cycle 1 was stopped on Mon 2 Mar 20:00 by Testa Nurse" in text(refused)
    assert Dose.objects.count() == 1
    assert as_nurse.send(page, **typed, **ORDERED).status_code == 302
    assert "Cycle 1 was stopped" in Override.objects.get().told[0]


def test_after_it_nothing_is_withheld_or_held_any_more(as_nurse, address, patient, cycle):
    stop(as_nurse, address(patient, "stop_cycle", 1))
    withheld = as_nurse.send(address(patient, "chart_dose", 1, 2), decision="withheld", withheld_for="kidney")
    assert withheld.status_code == 409
    held = as_nurse.send(address(patient, "hold", 1, 2), recheck_at="2026-03-02T20:30")
    assert "was stopped" in text(held)
    assert Dose.objects.count() == 1


def test_a_dose_that_started_before_it_is_charted_without_a_physician(as_nurse, address, patient, cycle, clock):
    typed = given_from(cycle, started_at="2026-03-02T20:00")
    clock.move_to(at(2, 20, 10))
    stop(as_nurse, address(patient, "stop_cycle", 1))
    assert as_nurse.send(address(patient, "chart_dose", 1, 2), **typed).status_code == 302


@pytest.mark.parametrize("reason", ["", "not_started", "max_doses", "tired"])
def test_only_a_coded_reason_stops_a_cycle(as_nurse, address, patient, cycle, reason):
    assert stop(as_nurse, address(patient, "stop_cycle", 1), reason=reason).context["form"].errors["reason"]
    assert not CycleStop.objects.exists()


def test_the_physicians_choice_says_why(as_nurse, address, patient, cycle):
    assert stop(as_nurse, address(patient, "stop_cycle", 1), note=" ").context["form"].errors["note"]


def test_a_cycle_is_stopped_once_and_none_that_is_over(as_nurse, address, patient, cycle):
    page = address(patient, "stop_cycle", 1)
    stop(as_nurse, page)
    again = stop(as_nurse, page)
    assert (again.status_code, CycleStop.objects.count()) == (409, 1)
    assert "already, by Testa Nurse" in text(again)
    make.discharged(cycle, at(2, 19))
    assert "discharged" in text(stop(as_nurse, page))


@pytest.mark.parametrize(("reason", "step"), [("absolute", Step.ADMIT), ("hepatic", Step.SCAN)])
def test_what_follows_is_booked_after_the_discharge(as_nurse, address, patient, cycle, clock, reason, step):
    """After an absolute criterion the course goes on in two weeks; after hepatic failure its scan follows."""
    stop(as_nurse, address(patient, "stop_cycle", 1), reason=reason)
    clock.move_to(at(6, 12))
    typed = {"discharged_at": "2026-03-06T11:00", "stop_reason": reason}
    assert as_nurse.send(address(patient, "discharge", 1), **typed).status_code == 302
    sweep()
    assert step_of(patient).step is step
    kind = BookingKind.ADMISSION if step is Step.ADMIT else BookingKind.SCAN
    assert Booking.objects.open().filter(patient=patient, kind=kind).exists()


def test_the_permanent_stop_proposes_the_criterion_that_fired_and_bars_everything(
    as_nurse, as_physician, address, patient, cycle, clock
):
    make.check(cycle, gi_bleed_surgery="yes")
    board = text(as_physician.get(address(patient, "board", 1)))
    link = address(patient, "permanent_stop") + "?criterion=P10"
    assert f'href="{link}"' in board
    assert as_physician.get(link).context["form"]["criterion"].value() == "P10"
    typed = given_from(cycle) | ORDERED
    permanent_stop(patient, "P10")
    refused = as_nurse.send(address(patient, "chart_dose", 1, 2), **typed)
    assert "stopped permanently" in text(refused)
    clock.move_to(at(6, 12))
    make.discharged(Cycle.objects.get(), at(6, 11), stop_reason="permanent")
    sweep()
    assert step_of(patient).step is Step.SCAN
    assert not Booking.objects.open().filter(patient=patient, kind=BookingKind.ADMISSION).exists()


def test_a_stop_is_written_once(cycle):
    with pytest.raises(Conflict):
        withheld(stopped(cycle), 2)
    row = CycleStop.objects.get()
    with pytest.raises(TypeError):
        row.save()
    assert row.stopped_at == timezone.now()


def stopped(cycle):
    stop_cycle(cycle=cycle, reason="line", by=make.someone(Role.NURSE))
    return cycle


def test_after_it_no_dose_is_due_on_the_worklist(as_nurse, cycle, clock):
    assert "Dose 2" in text(as_nurse.get("/"))
    stopped(cycle)
    assert "Dose 2" not in text(as_nurse.get("/"))
