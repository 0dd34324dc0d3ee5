"""A dose that was charted on the wrong patient: struck out with a reason, seen on both charts, never deleted."""

import pytest
from django.db import DatabaseError, connection, transaction

from cycles.models import Cycle, Dose, WrongChart
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from tests import make
from tests.cycles.ward import WITHHELD, after_cycle_1, at, given_from, text, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BECAUSE = "The tablet still showed the bed beside."


@pytest.fixture
def patient():
    return make.ready_patient()


@pytest.fixture
def other():
    other = make.ready_patient()
    make.cycle(other, at=at(2, 10), bed="A2")
    return other


@pytest.fixture
def cycle(patient):
    cycle = make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))
    make.given(cycle, 1, at(2, 12))
    return cycle


@pytest.fixture
def page(address, patient, cycle):
    return address(patient, "strike_dose", 1, 1)


def strike(client, page, **typed):
    dose = Dose.objects.filter(slot=1).order_by("pk").first()
    return client.send(page, **{"dose": dose.pk, "because": BECAUSE, "belongs_to": "nobody", **typed})


def words(answer):
    return " ".join(text(answer).split())


def test_A095_it_stays_struck_through_with_who_when_and_why(as_nurse, address, patient, cycle, other, page):
    assert strike(as_nurse, page, belongs_to=other.pk).url == address(patient, "board", 1)
    board = words(as_nurse.get(address(patient, "board", 1)))
    assert '<del class="slot-note">Given 12:00' in board
    for told in ("Struck out by Testa Nurse, Mon 2 Mar 12:00", BECAUSE, f"record {other.record_number}"):
        assert told in board
    assert "<strong>0</strong> given of <strong>0</strong> offered" in board
    assert Dose.objects.count() == 2


def test_A095_it_is_seen_on_the_chart_to_which_it_belongs(as_nurse, address, patient, cycle, other, page):
    strike(as_nurse, page, belongs_to=other.pk)
    board = words(as_nurse.get(address(other, "board", 1)))
    for told in ("A dose of this patient was charted on another chart", patient.record_number, "Given 12:00", BECAUSE):
        assert told in board
    for chart in (patient, other):
        assert TrailEntry.objects.filter(chart=chart.code, reason=BECAUSE).exists()
        assert BECAUSE in words(as_nurse.get(address(chart, "chart_trail")))


def test_A095_a_dose_that_nobody_got_is_struck_out_too(as_nurse, address, patient, cycle, other, page):
    strike(as_nurse, page)
    assert WrongChart.objects.get().belongs_to is None
    assert "no dose was given to anybody" in words(as_nurse.get(address(patient, "board", 1)))
    assert "another chart" not in words(as_nurse.get(address(other, "board", 1)))


def test_A095_neither_row_can_be_deleted_or_changed(as_nurse, page):
    strike(as_nurse, page)
    for statement in (
        "DELETE FROM cycles_dose",
        "UPDATE cycles_dose SET struck = NOT struck",
        "DELETE FROM cycles_wrongchart",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Dose.objects.count() == 2


def test_the_slot_is_open_again_and_takes_the_right_dose(as_nurse, address, patient, cycle, page):
    strike(as_nurse, page)
    board = as_nurse.get(address(patient, "board", 1)).context["board"]
    assert (board.at_hand.number, board.at_hand.state.value) == (1, "due")
    assert as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle)).status_code == 302
    standing = Cycle.objects.for_board().get(pk=cycle.pk).standing_doses
    assert standing[1].started_at == at(2, 11, 55)
    assert Dose.objects.count() == 3


def test_a_slot_that_was_struck_out_is_decided_before_the_next_one(as_nurse, address, patient, cycle, page, clock):
    clock.move_to(at(2, 20))
    withheld(cycle, 2)
    strike(as_nurse, page)
    board = as_nurse.get(address(patient, "board", 1)).context["board"]
    assert board.at_hand.number == 1
    answer = as_nurse.send(address(patient, "chart_dose", 1, 3), **WITHHELD)
    assert "Dose 1 has not been charted yet" in text(answer)
    assert as_nurse.send(address(patient, "chart_dose", 1, 1), **WITHHELD).status_code == 302


def test_what_anew_is_charted_is_judged_as_any_dose(as_nurse, address, patient, cycle, page):
    """The bag and the orders of the row that was struck out count for nothing."""
    strike(as_nurse, page)
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle) | {"bag": ""})
    assert "Choose the bag that was given." in text(answer)


def test_a_reason_is_needed_and_the_patient_is_another_one(as_nurse, page, patient):
    assert "because" in strike(as_nurse, page, because=" ").context["form"].errors
    for nobody_else in (patient.pk, "", 99_999):
        assert "belongs_to" in strike(as_nurse, page, belongs_to=nobody_else).context["form"].errors
    assert Dose.objects.count() == 1


def test_what_somebody_corrected_meanwhile_is_not_struck_out(as_nurse, page):
    old = Dose.objects.get()
    strike(as_nurse, page)
    assert as_nurse.get(page).status_code == 404
    again = as_nurse.send(page, dose=old.pk, because=BECAUSE, belongs_to="nobody")
    assert (again.status_code, Dose.objects.count()) == (404, 2)


def test_the_confirming_nurse_may_strike_it_out(as_physician, as_role, page):
    """The rule of two people holds for the row that strikes out, too."""
    nurse = as_role(Role.NURSE)
    nurse.force_login(make.person(Role.NURSE, "third"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strike(nurse, page).status_code == 302


def test_after_the_discharge_the_only_dose_stays(as_role, address, patient, clock):
    cycle = after_cycle_1(patient, clock)
    answer = as_role(Role.NURSE).send(
        address(patient, "strike_dose", 1, 1), dose=cycle.doses.get().pk, because=BECAUSE, belongs_to="nobody"
    )
    assert "it decides whether the cycle counts" in text(answer)
    assert Dose.objects.count() == 1
