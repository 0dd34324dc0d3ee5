"""Discharging from a cycle, through its address."""

import pytest

from cycles.models import Cycle
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import at, permanent_stop, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TYPED = {"discharged_at": "2026-03-06T11:00", "stop_reason": "physician", "stop_note": "", "stay_reason": ""}


@pytest.fixture
def patient(clock):
    """Admitted on Monday at 10, one dose given at 11; it is Friday noon, the fifth day."""
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=at(2, 10))
    make.given(cycle, 1, at(2, 11))
    clock.move_to(at(6, 12))
    return patient


@pytest.mark.parametrize("role", [Role.NURSE, Role.PHYSICIAN])
def test_a_nurse_or_a_physician_discharges(as_role, address, patient, role):
    answer = as_role(role).send(address(patient, "discharge", 1), **TYPED)
    assert answer.url == patient.get_absolute_url()
    cycle = Cycle.objects.get()
    assert (cycle.discharged_at, cycle.stop_reason, cycle.days_of_stay) == (at(6, 11), "physician", 5)
    assert not cycle.cancelled


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PHARMACIST, Role.ADMINISTRATOR])
def test_nobody_else_discharges(as_role, address, patient, role):
    assert as_role(role).get(address(patient, "discharge", 1)).status_code == 403
    assert as_role(role).send(address(patient, "discharge", 1), **TYPED).status_code == 403
    assert Cycle.objects.get().is_running


def test_the_page_shows_the_day_of_the_stay_and_the_doses(as_nurse, address, patient):
    page = " ".join(text(as_nurse.get(address(patient, "discharge", 1))).split())
    for words in ("5 <span", "of 5 to 7", "Fri 6 Mar to Sun 8 Mar 2026", "1 <span", 'value="12:00"'):
        assert words in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("discharged_at", "2026-03-06T12:01", "The discharge is in the future."),
        ("discharged_at", "2026-03-02T09:00", "The discharge must be after the admission."),
        ("discharged_at", "2026-03-02T10:30", "A dose was given after this time."),
        ("stop_reason", "not_started", "Doses were given in this admission: choose the reason that fits."),
        ("stop_reason", "", "This field is required."),
        ("stop_reason", "bored", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(as_nurse, address, patient, field, typed, sentence):
    answer = as_nurse.send(address(patient, "discharge", 1), **TYPED | {"stop_note": "Kept."} | {field: typed})
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert 'value="Kept."' in text(answer)
    assert Cycle.objects.get().is_running


@pytest.mark.parametrize(("moment", "days"), [(at(5, 12), 4), (at(9, 12), 8)])
def test_a_stay_outside_five_to_seven_days_needs_a_reason_and_is_never_refused(
    as_role, address, patient, clock, moment, days
):
    clock.move_to(moment)
    typed = TYPED | {"discharged_at": moment.strftime("%Y-%m-%dT%H:%M")}
    answer = as_role(Role.NURSE).send(address(patient, "discharge", 1), **typed)
    sentence = f"The stay was {days} days instead of five to seven. Say why."
    assert answer.context["form"].errors["stay_reason"] == [sentence]
    answer = as_role(Role.NURSE).send(address(patient, "discharge", 1), **typed | {"stay_reason": "A reason."})
    assert answer.status_code == 302
    assert Cycle.objects.get().stay_reason == "A reason."


def test_an_admission_without_a_dose_is_cancelled(as_role, address, clock):
    patient = make.ready_patient()
    make.cycle(patient)
    clock.move_to(at(2, 18))
    client, typed = as_role(Role.NURSE), TYPED | {"discharged_at": "2026-03-02T17:00"}
    assert 'value="not_started" selected' in text(client.get(address(patient, "discharge", 1)))
    answer = client.send(address(patient, "discharge", 1), **typed)
    assert "No dose was given in this admission" in " ".join(answer.context["form"].errors["stop_reason"])
    client.send(address(patient, "discharge", 1), **typed | {"stop_reason": "not_started"})
    assert Cycle.objects.get().cancelled


def test_of_two_people_one_discharges_and_the_other_is_told(as_nurse, as_physician, address, patient):
    as_nurse.send(address(patient, "discharge", 1), **TYPED)
    answer = as_physician.send(address(patient, "discharge", 1), **TYPED | {"stop_reason": "patient"})
    assert "This patient was discharged on Fri 6 Mar 2026 already." in text(answer)
    assert Cycle.objects.get().stop_reason == "physician"
    assert "was discharged from this cycle" in text(as_nurse.get(address(patient, "discharge", 1)))


def test_the_same_form_sent_twice_discharges_once(as_nurse, address, patient):
    twice = TYPED | {"submission": "7f0ac7de-5ce0-4bb0-a4bd-0f1b5f4a2d14"}
    answers = [as_nurse.send(address(patient, "discharge", 1), **twice) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_signed_permanent_stop_is_the_likely_reason(as_nurse, address, patient):
    permanent_stop(patient)
    page = text(as_nurse.get(address(patient, "discharge", 1)))
    assert 'value="permanent" selected' in page
    assert "IL-2 has been stopped permanently: Sustained ventricular tachycardia" in page
