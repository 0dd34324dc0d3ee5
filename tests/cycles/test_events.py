"""Events of a stay: charted with start and end, corrected visibly, and read by the pre-dose gate while they last."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cycles.gate import gate_of
from cycles.models import Cycle, Event, EventEnd, GateSnapshot
from cycles.rules import events as rules
from cycles.rules.events import EventKind, facts_of_events
from cycles.rules.holding import Advice
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import at, given_from, text, withheld

START = datetime(2026, 3, 2, 16, tzinfo=UTC)
NOW = START + timedelta(hours=100)


def lasted(kind, *, hours=None, since=0, rhythm=""):
    began = START + timedelta(hours=since)
    return rules.Event(EventKind(kind), began, None if hours is None else began + timedelta(hours=hours), rhythm)


@pytest.mark.parametrize(
    ("events", "answered"),
    [
        ([], {}),
        ([lasted("intubation", since=90)], {"intubated_hours": Decimal(10)}),
        ([lasted("intubation", since=100)], {"intubated_hours": Decimal(1) / 60}),
        ([lasted("intubation", since=101)], {}),
        ([lasted("intubation", hours=72)], {}),
        ([lasted("intubation", hours=Decimal("72.5").__float__())], {"intubated_hours": Decimal("72.5")}),
        ([lasted("dialysis"), lasted("dialysis", since=99)], {"dialysis_hours": Decimal(100)}),
        ([lasted("dialysis", hours=80), lasted("dialysis", since=99)], {"dialysis_hours": Decimal(80)}),
        ([lasted("line_infection")], {"infection": "yes"}),
        ([lasted("line_infection", hours=99)], {}),
        ([lasted("arrhythmia", rhythm="af")], {"rhythm": "af"}),
        ([lasted("arrhythmia", rhythm="af", hours=2)], {}),
        ([lasted("intensive_care"), lasted("bolus"), lasted("death")], {}),
    ],
)
def test_what_lasts_answers_the_gate_and_what_has_ended_does_not(events, answered):
    assert facts_of_events(events, NOW) == answered


@pytest.fixture
def cycle(db, clock):
    """In bed since Monday 08:00, dose 1 given at 09:00; it is 16:40, and everything was checked."""
    cycle = make.cycle(make.ready_patient(), at=at(2, 8))
    make.given(cycle, 1, at(2, 9))
    clock.move_to(at(2, 16, 40))
    make.check(cycle, at(2, 16, 30))
    return Cycle.objects.for_board().get(pk=cycle.pk)


def recorded(client, address, cycle, kind, started_at="2026-03-02T12:00", **typed):
    facts = {"rhythm": "", "volume_ml": "", "ended_at": "", "note": ""} | typed
    return client.send(address(cycle.patient, "record_event", 1), kind=kind, started_at=started_at, **facts)


def advice(cycle):
    return gate_of(Cycle.objects.for_board().get(pk=cycle.pk), timezone.now())


@pytest.mark.parametrize(
    ("kind", "typed", "rule"),
    [("intubation", {}, "H14"), ("dialysis", {}, "H15"), ("arrhythmia", {"rhythm": "svt"}, "H1b")],
)
def test_an_event_that_lasts_holds_the_dose_until_it_has_ended(as_nurse, address, cycle, kind, typed, rule):
    assert advice(cycle).advice is Advice.GIVE
    assert recorded(as_nurse, address, cycle, kind, **typed).status_code == 302
    gate = advice(cycle)
    assert rule in [one.criterion.id for one in gate.firing]
    assert "recorded event" in {found["source"] for found in gate.frozen()["inputs"].values()}
    event = Event.objects.get()
    as_nurse.send(address(cycle.patient, "end_event", 1, event.pk), ended_at="2026-03-02T16:00")
    assert advice(cycle).advice is Advice.GIVE


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (lasted("intensive_care"), True),
        (lasted("intensive_care", hours=99), False),
        (lasted("intensive_care", since=101), False),
        (lasted("bolus", since=93), True),
        (lasted("bolus", since=92), False),
        (lasted("bolus", since=100), True),
        (lasted("bolus", since=101), False),
        (lasted("dialysis"), False),
    ],
)
def test_intensive_care_while_it_lasts_and_fluid_since_the_slot_before_are_context(event, expected):
    assert rules.is_context(event, at=NOW, since=NOW - timedelta(hours=8)) is expected


def test_intensive_care_and_a_bolus_stand_beside_the_gate_and_hold_nothing(as_nurse, address, cycle):
    recorded(as_nurse, address, cycle, "intensive_care")
    recorded(as_nurse, address, cycle, "bolus", "2026-03-02T15:00", volume_ml="500")
    page = as_nurse.get(address(cycle.patient, "board", 1))
    told = "Transfer to intensive care, Mon 2 Mar 12:00; Fluid bolus: 500 mL, Mon 2 Mar 15:00."
    assert f"Beside the criteria:</strong> {told}" in text(page)
    assert page.context["gate"].advice == Advice.GIVE
    dose = withheld(Cycle.objects.for_board().get(pk=cycle.pk), 2, "patient")
    assert GateSnapshot.objects.get(dose=dose).content["context"][1].startswith("Fluid bolus: 500 mL")


def test_an_open_line_infection_is_an_infection_of_the_bedside_criteria(as_nurse, address, cycle):
    recorded(as_nurse, address, cycle, "line_infection")
    assert advice(cycle).advice is Advice.STOP_CYCLE


def test_72_hours_of_intubation_advise_the_permanent_stop_after_its_end_too(as_nurse, address, cycle, clock):
    recorded(as_nurse, address, cycle, "intubation", "2026-03-02T10:00")
    clock.move_to(at(5, 11))
    as_nurse.send(address(cycle.patient, "end_event", 1, Event.objects.get().pk), ended_at="2026-03-05T10:01")
    assert advice(cycle).advice is Advice.PERMANENT_STOP


def test_after_a_death_no_dose_is_given_and_the_discharge_proposes_its_reason(as_nurse, address, cycle):
    recorded(as_nurse, address, cycle, "death", "2026-03-02T16:35")
    answer = as_nurse.send(
        address(cycle.patient, "chart_dose", 1, 2), **given_from(cycle, started_at="2026-03-02T16:40")
    )
    assert answer.status_code == 409
    assert "has died" in text(answer)
    page = as_nurse.get(address(cycle.patient, "discharge", 1))
    assert page.context["form"].initial["stop_reason"] == "death"


@pytest.mark.parametrize(
    ("kind", "typed", "field", "told"),
    [
        ("arrhythmia", {}, "rhythm", "Say which rhythm"),
        ("bolus", {}, "volume_ml", "How many mL"),
        ("bolus", {"volume_ml": "20000"}, "volume_ml", "3000"),
        ("bolus", {"volume_ml": "25🙂"}, "volume_ml", "whole number"),
        ("dialysis", {"started_at": "2026-03-02T17:00"}, "started_at", "in the future"),
        ("dialysis", {"started_at": "2026-03-02T07:00"}, "started_at", "before the admission"),
        ("dialysis", {"ended_at": "2026-03-02T11:00"}, "ended_at", "after the start"),
        ("", {}, "kind", "required"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(as_nurse, address, cycle, kind, typed, field, told):
    answer = recorded(as_nurse, address, cycle, kind, **typed)
    assert told in " ".join(answer.context["form"].errors[field])
    assert not Event.objects.exists()


def test_a_second_one_of_its_kind_waits_for_the_end_of_the_first(as_nurse, address, cycle):
    recorded(as_nurse, address, cycle, "dialysis")
    assert recorded(as_nurse, address, cycle, "dialysis", "2026-03-02T13:00").status_code == 409
    assert recorded(as_nurse, address, cycle, "bolus", volume_ml="250").status_code == 302
    assert recorded(as_nurse, address, cycle, "bolus", volume_ml="500").status_code == 302
    event = Event.objects.get(kind="dialysis")
    path = address(cycle.patient, "end_event", 1, event.pk)
    assert as_nurse.send(path, ended_at="2026-03-02T11:00").status_code == 200
    assert as_nurse.send(path, ended_at="2026-03-02T14:00").status_code == 302
    assert as_nurse.send(path, ended_at="2026-03-02T15:00").status_code == 409
    assert EventEnd.objects.count() == 1


def test_A045_a_corrected_event_stays_visible_with_who_and_why(as_nurse, address, cycle):
    recorded(as_nurse, address, cycle, "bolus", volume_ml="2500", note="NaCl")
    event = Event.objects.get()
    path = address(cycle.patient, "correct_event", 1, event.pk)
    typed = {"volume_ml": "250", "started_at": "2026-03-02T12:00", "ended_at": "", "note": "NaCl"}
    assert "because" in as_nurse.send(path, because="", **typed).context["form"].errors
    assert as_nurse.send(path, because="Slip of the key.", **typed).status_code == 302
    assert as_nurse.send(path, because="Again.", **typed).status_code == 409
    page = text(as_nurse.get(address(cycle.patient, "events", 1)))
    assert "Fluid bolus: 2500 mL" in page
    assert "Slip of the key." in page
    new = Event.objects.standing().get()
    strike = typed | {"strike": "on"}
    as_nurse.send(address(cycle.patient, "correct_event", 1, new.pk), because="Another patient.", **strike)
    page = text(as_nurse.get(address(cycle.patient, "events", 1)))
    assert "No event has been recorded" in page
    assert "Another patient." in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PHARMACIST])
def test_only_nurse_and_physician_record_events(as_role, address, cycle, role):
    client = as_role(role)
    assert client.get(address(cycle.patient, "events", 1)).status_code == 200
    assert client.get(address(cycle.patient, "record_event", 1)).status_code == 403
