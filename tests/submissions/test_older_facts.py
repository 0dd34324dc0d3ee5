"""A form that is given back was opened on the facts of its time: it is refused where they have changed since."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from cycles.actions import correct_dose, move_booking
from cycles.models import Booking, Dose
from eligibility.models import SignOff
from il2program.accounts.actions import change_person
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from patients.actions import Entry, edit, record
from patients.models import Measurement, Patient
from tests import make
from tests.pathway import stories
from tests.pathway.stories import at, text
from tests.submissions.forms import drafted

pytestmark = pytest.mark.django_db


class Shown:
    """The form of a page in somebody's browser."""

    def __init__(self, client, page, **typed):
        self.client, self.page = client, page
        self.form = drafted(client.get(page)).sent | typed

    def keep(self):
        assert self.client.post("/drafts/", self.form).status_code == 204

    def send(self, **typed):
        """Send it as the page has it now."""
        return self.client.post(self.page, self.form | {"submission": str(uuid4())} | typed)


def refused_then_taken(client, page, sentence, **proof):
    """What was given back is refused with this sentence; what the refusal shows has seen what changed, and is taken."""
    assert "What you typed on" in text(client.get(page))
    refused = Shown(client, page).send(**proof)
    assert sentence in text(refused)
    again = drafted(refused).sent | proof | {"submission": str(uuid4())}
    assert client.post(page, again).status_code == 302


def test_A019_a_value_of_the_workup_that_somebody_recorded_meanwhile(clock, as_physician):
    patient = make.patient()
    make.workup(patient)
    page = reverse("record_area", args=[patient.code, "blood"])
    Shown(as_physician, page, taken_on="2026-03-02", inr="1.2").keep()
    record(patient=patient, entries=[Entry("inr", "1.1", at(2).date())], by=make.someone(Role.NURSE))
    refused_then_taken(as_physician, page, "INR")
    assert Measurement.objects.filter(analyte="inr").count() == 3


def test_A019_a_workup_that_changed_is_not_signed_by_what_was_given_back(clock, as_physician):
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    page = reverse("sign_off", args=[patient.code])
    Shown(as_physician, page, decision="eligible").keep()
    record(patient=patient, entries=[Entry("inr", "1.1", at(2).date())], by=make.someone(Role.NURSE))
    assert 'INR <strong class="late-words">changed since you opened this page</strong>' in text(as_physician.get(page))
    refused_then_taken(as_physician, page, "This record was changed while the page was open.", password=make.PASSWORD)
    assert SignOff.objects.count() == 1


def test_A019_details_that_somebody_else_changed(clock, as_coordinator):
    patient = make.patient()
    page = reverse("edit", args=[patient.code])
    Shown(as_coordinator, page, phone="555-0100").keep()
    facts = make.referral(record_number=patient.record_number, contact="Testa Contact")
    edit(patient=patient, seen=patient.version, by=make.someone(Role.PHYSICIAN), **facts)
    refused_then_taken(as_coordinator, page, "What is saved by now, and what you typed")
    assert Patient.objects.get().phone == "555-0100"


def test_A019_a_dose_that_somebody_else_corrected(clock, as_nurse):
    cycle = stories.admitted(clock)
    page = reverse("correct_dose", args=[cycle.patient.code, 1, 1])
    Shown(as_nurse, page, because="The clock in the room was wrong.").keep()
    facts = {"decision": "withheld", "withheld_for": "kidney", "because": "Wrong slot.", "by": make.someone(Role.NURSE)}
    correct_dose(dose=Dose.objects.get(), **facts)
    proof = {"decision": "given", "second_person": "physician", "second_password": make.PASSWORD}
    refused_then_taken(as_nurse, page, "Somebody corrected dose 1 meanwhile. Nothing was changed.", **proof)
    assert Dose.objects.count() == 3


def test_A019_a_booking_that_somebody_else_moved(clock, as_coordinator):
    patient = stories.stayed(clock)
    booking = Booking.objects.open().get(patient=patient)
    page = reverse("move_booking", args=[patient.code, booking.pk])
    Shown(as_coordinator, page, booked_on="2026-03-24", moved_because="Travel.").keep()
    facts = {"moved_because": "Wish.", "by": make.someone(Role.COORDINATOR), "seen": booking.version}
    move_booking(booking=booking, booked_on=date(2026, 3, 23), **facts)
    refused_then_taken(as_coordinator, page, "This booking changed meanwhile")
    assert Booking.objects.open().get().booked_on == date(2026, 3, 24)


def test_A019_roles_that_somebody_else_changed(clock, as_administrator):
    nurse = make.someone(Role.NURSE)
    page = reverse("change_person", args=[nurse.pk])
    Shown(as_administrator, page, full_name="Testa Other").keep()
    facts = {"full_name": nurse.full_name, "email": nurse.email, "roles": frozenset({Role.COORDINATOR})}
    change_person(person=nurse, seen="nurse", by=make.someone(Role.ADMINISTRATOR), **facts)
    refused_then_taken(as_administrator, page, "Meanwhile the roles were changed to: coordinator.")
    assert Person.objects.get(pk=nurse.pk).full_name == "Testa Other"


def test_what_nobody_changed_is_taken_as_it_was_given_back(clock, as_coordinator):
    patient = make.patient()
    page = reverse("edit", args=[patient.code])
    Shown(as_coordinator, page, phone="555-0100").keep()
    assert Shown(as_coordinator, page).send().status_code == 302
    assert Patient.objects.get().phone == "555-0100"
