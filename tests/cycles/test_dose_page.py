"""Charting a slot, through its address."""

import pytest

from cycles.models import Dose
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import WITHHELD, after_cycle_1, at, given_from, permanent_stop, text, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def patient():
    make.someone(Role.PHYSICIAN)
    return make.ready_patient()


@pytest.fixture
def cycle(patient):
    """Admitted on Monday at 10, with the first dose planned for noon, which is now."""
    return make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))


def test_a_dose_is_given_with_a_second_person(as_nurse, address, patient, cycle):
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle))
    assert answer.url == address(patient, "board", 1)
    row = Dose.objects.get()
    assert (row.started_at, row.charted_by.username, row.confirmed_by.username) == (at(2, 11, 55), "nurse", "physician")
    assert (row.dose_iu, row.note) == (48_000_000, "Left arm.")
    assert as_nurse.get("/accounts/password/change/").wsgi_request.user.username == "nurse"


def test_a_dose_is_withheld_by_one_person_with_a_reason(as_nurse, address, patient, cycle):
    assert as_nurse.send(address(patient, "chart_dose", 1, 1), **WITHHELD).status_code == 302
    row = Dose.objects.get()
    assert (row.decision, row.withheld_for, row.started_at, row.confirmed_by) == ("withheld", "kidney", None, None)


def test_the_form_is_filled_with_now(as_nurse, address, patient, cycle):
    page = text(as_nurse.get(address(patient, "chart_dose", 1, 1)))
    assert 'value="2026-03-02"' in page
    assert 'value="12:00"' in page
    assert "Dose 1: 48 million units, 2.67 mL of drug in 50 mL, 200 mL/h" in page
    withholding = text(as_nurse.get(address(patient, "chart_dose", 1, 1) + "?decision=withheld"))
    assert withholding.index("Reason it is withheld") < withholding.index("It was given instead")


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_only_a_nurse_charts(as_role, address, patient, cycle, role):
    client = as_role(role)
    assert client.get(address(patient, "chart_dose", 1, 1)).status_code == 403
    assert client.send(address(patient, "chart_dose", 1, 1), **WITHHELD).status_code == 403
    assert not Dose.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"second_person": "nurse"}, "The second person must be somebody else than you."),
        ({"second_person": "NURSE "}, "The second person must be somebody else than you."),
        ({"second_password": "wrong"}, "That name and password do not belong together."),
        ({"second_person": "nobody"}, "That name and password do not belong together."),
        ({"second_password": ""}, "The second person must type their own password."),
        ({"second_person": ""}, "A second person must confirm a given dose"),
    ],
)
def test_without_a_proven_second_person_nothing_is_stored_and_nothing_typed_is_lost(
    as_nurse, address, patient, cycle, typed, sentence
):
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle) | typed)
    assert sentence in text(answer)
    assert 'value="11:55"' in text(answer)
    assert 'value="Left arm."' in text(answer)
    assert make.PASSWORD not in text(answer)
    assert not Dose.objects.exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_not_everybody_may_confirm(as_nurse, address, patient, cycle, role):
    make.someone(role)
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle) | {"second_person": role.value})
    assert "may not confirm doses. Ask a nurse, a physician or a pharmacist." in text(answer)
    assert not Dose.objects.exists()


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.PHARMACIST, Role.NURSE])
def test_a_second_nurse_a_physician_or_a_pharmacist_confirms(as_nurse, address, patient, cycle, role):
    make.person(role, "second")
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle) | {"second_person": "second"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("started_at", "", "When did the infusion start?"),
        ("started_at", "2026-03-02T12:01", "This time is in the future."),
        ("started_at", "2026-03-02T09:59", "The infusion starts before the admission."),
        ("started_at", "noon", "Type the time as on a 24-hour clock, such as 16:05."),
        ("ended_at", "2026-03-02T11:55", "The infusion must end after it started."),
        ("ended_at", "2026-03-02T12:10", "Leave it empty while the infusion runs."),
        ("decision", "skipped", "Select a valid choice."),
    ],
)
def test_times_that_cannot_be_are_refused_at_their_field(as_nurse, address, patient, cycle, field, typed, sentence):
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle) | {field: typed})
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not Dose.objects.exists()


def test_a_withheld_dose_needs_its_reason(as_nurse, address, patient, cycle):
    answer = as_nurse.send(address(patient, "chart_dose", 1, 1), **WITHHELD | {"withheld_for": ""})
    assert answer.context["form"].errors["withheld_for"] == ["Say why the dose is withheld."]
    assert 'value="Urine 5 mL/h."' in text(answer)


def test_the_same_form_sent_twice_charts_once(as_nurse, address, patient, cycle):
    twice = given_from(cycle) | {"submission": "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d13"}
    answers = [as_nurse.send(address(patient, "chart_dose", 1, 1), **twice) for _ in range(2)]
    assert {answer.url for answer in answers} == {address(patient, "board", 1)}
    assert Dose.objects.count() == 1


def test_of_two_nurses_one_charts_and_the_other_is_told(as_nurse, as_role, address, patient, cycle):
    other = as_role(Role.NURSE)
    other.force_login(make.person(Role.NURSE, "second"), backend="allauth.account.auth_backends.AuthenticationBackend")
    as_nurse.send(address(patient, "chart_dose", 1, 1), **given_from(cycle))
    answer = other.send(address(patient, "chart_dose", 1, 1), **WITHHELD)
    assert "Dose 1 has been charted already: given at Mon 2 Mar 11:55, by Testa Nurse." in text(answer)
    assert Dose.objects.count() == 1


def test_a_decided_slot_shows_what_was_charted_and_leads_to_its_correction(as_nurse, address, patient, cycle):
    withheld(cycle, 1)
    page = text(as_nurse.get(address(patient, "chart_dose", 1, 1)))
    assert "Dose 1 has been charted already: withheld (kidney or urine), by Testa Nurse." in page
    assert address(patient, "correct_dose", 1, 1) in page


def test_slots_are_decided_in_their_order(as_nurse, address, patient, cycle):
    answer = as_nurse.send(address(patient, "chart_dose", 1, 3), **WITHHELD)
    assert "Dose 1 has not been charted yet: slots are decided in their order." in text(answer)


def test_there_is_no_fifteenth_slot(as_nurse, address, patient, cycle):
    for slot in (0, 15):
        assert as_nurse.get(address(patient, "chart_dose", 1, slot)).status_code == 404
        assert as_nurse.send(address(patient, "chart_dose", 1, slot), **WITHHELD).status_code == 404


def started(cycle, clock, moment):
    clock.move_to(moment)
    return given_from(cycle, started_at=moment.strftime("%Y-%m-%dT%H:%M"))


@pytest.mark.parametrize(
    ("moment", "decision"), [(at(2, 20, 59), "given"), (at(2, 21), "given_late"), (at(2, 22), "given_late")]
)
def test_from_an_hour_on_a_dose_is_given_late(as_nurse, address, patient, cycle, clock, moment, decision):
    make.given(cycle, 1, at(2, 12))
    as_nurse.send(address(patient, "chart_dose", 1, 2), **started(cycle, clock, moment))
    assert Dose.objects.get(slot=2).decision == decision


def test_after_two_hours_a_dose_is_withheld(as_nurse, address, patient, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    answer = as_nurse.send(address(patient, "chart_dose", 1, 2), **started(cycle, clock, at(2, 22, 1)))
    assert "More than two hours after it was due" in " ".join(answer.context["form"].errors["started_at"])
    assert Dose.objects.count() == 1


@pytest.mark.parametrize(("moment", "count"), [(at(2, 17, 59), 1), (at(2, 18), 2)])
def test_two_doses_start_six_hours_apart(as_nurse, address, patient, cycle, clock, moment, count):
    make.given(cycle, 1, at(2, 12))
    answer = as_nurse.send(address(patient, "chart_dose", 1, 2), **started(cycle, clock, moment))
    assert Dose.objects.count() == count
    if count == 1:
        told = "Dose 1 started at Mon 2 Mar 12:00: two doses start at least six hours apart"
        sentence = f"{told}, unless a physician orders it."
        assert answer.context["form"].errors["started_at"] == [sentence]


def test_a_dose_cannot_start_before_the_one_of_the_slot_before(as_nurse, address, patient, clock):
    cycle = make.cycle(patient, at=at(2, 1), first_dose_due_at=at(2, 12))
    make.given(cycle, 1, at(2, 12))
    clock.move_to(at(2, 20))
    answer = as_nurse.send(address(patient, "chart_dose", 1, 2), **given_from(cycle, started_at="2026-03-02T02:00"))
    assert "Doses start in their order" in " ".join(answer.context["form"].errors["started_at"])


def test_the_first_dose_is_never_late(as_nurse, address, patient, cycle, clock):
    as_nurse.send(address(patient, "chart_dose", 1, 1), **started(cycle, clock, at(2, 15)))
    assert Dose.objects.get().decision == "given"


def test_after_the_discharge_nothing_is_charted(as_role, address, patient, clock):
    after_cycle_1(patient, clock)
    client = as_role(Role.NURSE)
    sentence = "The patient has been discharged: no dose can be charted."
    assert sentence in text(client.get(address(patient, "chart_dose", 1, 2)))
    assert sentence in text(client.send(address(patient, "chart_dose", 1, 2), **WITHHELD))


def test_after_a_permanent_stop_a_dose_is_only_withheld(as_nurse, address, patient, cycle, clock):
    make.given(cycle, 1, at(2, 12))
    make.bag(cycle)
    permanent_stop(patient)
    answer = as_nurse.send(address(patient, "chart_dose", 1, 2), **started(cycle, clock, at(2, 20)))
    assert "IL-2 has been stopped permanently for this patient: no dose may be given." in text(answer)
    assert as_nurse.send(address(patient, "chart_dose", 1, 2), **WITHHELD).status_code == 302


@pytest.mark.parametrize(
    ("moment", "decision"),
    [("2026-03-08T03:15", "given"), ("2026-03-08T03:30", "given_late"), ("2026-03-08T04:30", "given_late")],
)
def test_in_the_night_of_the_clock_change_lateness_is_counted_in_elapsed_hours(
    as_role, address, clock, moment, decision
):
    clock.move_to(at(6, 17, 30))
    patient = make.ready_patient()
    cycle = make.cycle(patient)
    make.given(cycle, 1, at(6, 17, 30))
    for slot in (2, 3, 4):
        withheld(cycle, slot)
    clock.move_to(at(8, 6))
    assert cycle.due_times()[4] == at(8, 1, 30)
    # After three slots withheld the advice is to stop the cycle; a physician orders this dose all the same.
    ordered = {"reason": "Recovered.", "physician_name": "physician", "physician_password": make.PASSWORD}
    typed = given_from(cycle, at(8, 1), started_at=moment, **ordered)
    as_role(Role.NURSE).send(address(patient, "chart_dose", 1, 5), **typed)
    assert Dose.objects.get(slot=5).decision == decision


def test_a_time_that_the_clock_jumps_over_is_refused(as_role, address, clock):
    clock.move_to(at(8, 6))
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=at(8, 0))
    typed = given_from(cycle, started_at="2026-03-08T02:30")
    answer = as_role(Role.NURSE).send(address(patient, "chart_dose", 1, 1), **typed)
    assert "There was no 02:30 on Sun 8 Mar 2026: the clocks were put forward" in " ".join(
        answer.context["form"].errors["started_at"]
    )
