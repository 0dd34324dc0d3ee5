"""What a physician orders about the journey, through its addresses."""

from datetime import date

import pytest

from cycles.facts import step_of
from cycles.models import CourseEnd, EarlyAdmission, HepaticRecovery, PermanentStop
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import after_cycle_1, permanent_stop, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SIGNED = {"password": make.PASSWORD, "reason": "The disease grows fast."}
EARLY = SIGNED | {"admit_on": "2026-03-16", "seen_rest_days": "9"}
STOP = {"criterion": "P3", "found_on": "2026-03-10", "note": "", "password": make.PASSWORD}
PAGES = [("early_admission", (2,)), ("end_course", ()), ("permanent_stop", ()), ("hepatic_recovery", ())]


@pytest.fixture
def patient(clock):
    """In the break after cycle 1, on Tuesday 10 March; cycle 2 may begin on the 20th."""
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    return patient


@pytest.fixture
def physician(patient, as_role):
    return as_role(Role.PHYSICIAN)


@pytest.mark.parametrize(("name", "more"), PAGES)
@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_only_a_physician_orders(as_role, address, patient, name, more, role):
    client = as_role(role)
    assert client.get(address(patient, name, *more)).status_code == 403
    assert client.send(address(patient, name, *more), password=make.PASSWORD).status_code == 403


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_an_unknown_code_is_not_found(physician, address, patient, name, more):
    path = address(patient, name, *more).replace(str(patient.code), "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d11")
    assert physician.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "typed"), [("early_admission", EARLY), ("end_course", SIGNED), ("permanent_stop", STOP)]
)
def test_a_wrong_password_signs_nothing_and_loses_nothing(physician, address, patient, name, typed):
    more = (2,) if name == "early_admission" else ()
    answer = physician.send(address(patient, name, *more), **typed | {"password": "a wrong one"})
    assert "That password is not right." in " ".join(answer.context["form"].errors["password"])
    assert "a wrong one" not in text(answer)
    assert typed.get("reason", "P3") in text(answer)
    assert not any(model.objects.exists() for model in (EarlyAdmission, CourseEnd, PermanentStop))


def test_an_early_admission_is_signed(physician, address, patient):
    answer = physician.send(address(patient, "early_admission", 2), **EARLY)
    assert answer.url == patient.get_absolute_url()
    order = EarlyAdmission.objects.get()
    assert (order.admit_on, order.rest_days) == (date(2026, 3, 16), 9)
    assert order.signature.meaning == (
        "I order the admission to cycle 2 on Mon 16 Mar 2026, after 9 days of rest: earlier than the protocol asks."
    )


def test_what_is_signed_is_shown_for_the_day_first(physician, address, patient):
    assert "Choose the day to see what you sign." in text(physician.get(address(patient, "early_admission", 2)))
    page = text(physician.send(address(patient, "early_admission", 2), admit_on="2026-03-16", compute="1"))
    assert "on Mon 16 Mar 2026, after 9 days of rest" in page
    assert 'name="seen_rest_days" value="9"' in page
    fragment = physician.post(
        address(patient, "early_admission", 2),
        {"admit_on": "2026-03-16", "compute": "1", "submission": "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d15"},
        headers={"HX-Request": "true"},
    )
    assert "<html" not in text(fragment)
    assert not EarlyAdmission.objects.exists()


def test_a_signature_counts_only_for_what_was_shown(physician, address, patient):
    answer = physician.send(address(patient, "early_admission", 2), **EARLY | {"admit_on": "2026-03-18"})
    assert answer.context["form"].errors["admit_on"] == ["Read what you sign for this day, then sign."]
    assert 'name="seen_rest_days" value="11"' in text(answer)
    assert "The disease grows fast." in text(answer)
    assert not EarlyAdmission.objects.exists()


def test_under_nine_days_of_rest_says_so_and_asks_for_a_check(physician, address, patient):
    short = EARLY | {"admit_on": "2026-03-15", "seen_rest_days": "8"}
    answer = physician.send(address(patient, "early_admission", 2), **short)
    assert answer.context["form"].errors["short_rest"] == [
        "This leaves 8 days of rest; the label asks for 9. Confirm it."
    ]
    assert "8 days of rest: fewer than 9" in text(answer)
    answer = physician.send(address(patient, "early_admission", 2), **short | {"short_rest": "on"})
    assert answer.status_code == 302
    assert "after 8 days of rest only: fewer than the 9 of the label." in EarlyAdmission.objects.get().meaning


@pytest.mark.parametrize(
    ("day", "rest", "sentence"),
    [
        ("2026-03-09", "2", "Choose a day from today on, after the last discharge."),
        ("2026-03-20", "13", "From Fri 20 Mar 2026 on, no order is needed."),
    ],
)
def test_a_day_that_needs_no_order_or_is_past_is_refused(physician, address, patient, day, rest, sentence):
    typed = EARLY | {"admit_on": day, "seen_rest_days": rest}
    answer = physician.send(address(patient, "early_admission", 2), **typed)
    assert answer.context["form"].errors["admit_on"] == [sentence]


def test_an_order_for_a_cycle_that_is_not_next_is_refused(physician, address, patient):
    assert "No order is needed" in text(physician.get(address(patient, "early_admission", 3)))
    answer = physician.send(address(patient, "early_admission", 3), **EARLY)
    assert "An early admission to cycle 3 is not in question." in text(answer)


def test_a_course_is_ended_without_its_second_cycle(physician, address, patient):
    page = text(physician.get(address(patient, "end_course")))
    assert "I end course 1 without its second cycle." in page
    assert physician.send(address(patient, "end_course"), **SIGNED).url == patient.get_absolute_url()
    assert CourseEnd.objects.get().course == 1
    assert (step_of(patient).step, step_of(patient).target) == ("scan", date(2026, 4, 6))


def test_a_course_is_ended_only_between_its_cycles(physician, address, patient):
    physician.send(address(patient, "end_course"), **SIGNED)
    assert "No course can be ended now" in text(physician.get(address(patient, "end_course")))
    answer = physician.send(address(patient, "end_course"), **SIGNED)
    assert "A course is ended here between its first and its second cycle." in text(answer)
    assert CourseEnd.objects.count() == 1


def test_a_permanent_stop_is_signed_and_bars_everything(physician, address, patient):
    page = text(physician.get(address(patient, "permanent_stop")))
    assert "I stop IL-2 permanently for this patient." in page
    assert "Ischemic ECG changes, myocardial infarction or angina" in page
    assert physician.send(address(patient, "permanent_stop"), **STOP).status_code == 302
    assert PermanentStop.objects.get().is_as_signed()
    assert step_of(patient).step == "scan"
    assert "Testa Physician, physician, signed on" in text(physician.get(address(patient, "permanent_stop")))


def test_a_second_permanent_stop_is_refused(physician, address, patient):
    permanent_stop(patient)
    answer = physician.send(address(patient, "permanent_stop"), **STOP)
    assert "IL-2 has been stopped permanently already." in text(answer)


def test_a_finding_outside_the_list_needs_its_words(physician, address, patient):
    answer = physician.send(address(patient, "permanent_stop"), **STOP | {"criterion": "physician"})
    assert answer.context["form"].errors["note"] == ["Say what was found."]
    answer = physician.send(address(patient, "permanent_stop"), **STOP | {"found_on": "2026-03-11"})
    assert answer.context["form"].errors["found_on"] == ["This day is in the future."]


def test_before_any_dose_there_is_nothing_to_stop(physician, address):
    answer = physician.send(address(make.ready_patient(), "permanent_stop"), **STOP)
    assert "No dose has been given to this patient here" in text(answer)
    assert not PermanentStop.objects.exists()


def test_the_same_order_sent_twice_is_signed_once(physician, address, patient):
    seen = physician.shown_on(address(patient, "early_admission", 2))
    twice = EARLY | {"submission": "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d16", "seen": seen}
    for _ in range(2):
        assert physician.post(address(patient, "early_admission", 2), twice).status_code == 302
    assert EarlyAdmission.objects.count() == 1


def test_hepatic_recovery_is_recorded_where_a_cycle_was_stopped_for_it(as_role, address, clock):
    patient = make.ready_patient()
    after_cycle_1(patient, clock, stop_reason="hepatic")
    physician = as_role(Role.PHYSICIAN)
    assert "Cycle 1 was stopped for signs of hepatic failure" in text(
        physician.get(address(patient, "hepatic_recovery"))
    )
    answer = physician.send(address(patient, "hepatic_recovery"), resolved_on="2026-03-01")
    assert "before the admission in which they appeared" in " ".join(answer.context["form"].errors["resolved_on"])
    physician.send(address(patient, "hepatic_recovery"), resolved_on="2026-03-09")
    assert HepaticRecovery.objects.get().resolved_on == date(2026, 3, 9)


def test_without_a_hepatic_stop_there_is_no_recovery(physician, address, patient):
    assert "Nothing to record" in text(physician.get(address(patient, "hepatic_recovery")))
    answer = physician.send(address(patient, "hepatic_recovery"), resolved_on="2026-03-09")
    assert "No cycle of this patient was stopped for signs of hepatic failure." in text(answer)


def test_an_early_order_does_not_open_the_gap_before_its_day(as_role, address, patient):
    make_order = EARLY | {"admit_on": "2026-03-16"}
    as_role(Role.PHYSICIAN).send(address(patient, "early_admission", 2), **make_order)
    typed = {"bed": "A1", "admitted_at": "2026-03-10T11:00", "dosing_weight_kg": "80"}
    answer = as_role(Role.NURSE).send(address(patient, "admit", 2), **typed, first_dose_due_at="2026-03-10T16:00")
    assert "Cycle 2 may begin on Fri 20 Mar 2026 at the earliest." in text(answer)
