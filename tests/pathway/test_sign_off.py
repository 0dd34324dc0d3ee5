"""The sign-off: the whole workup on one page, a reason for each deviation, and the signature."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.facts import step_of
from eligibility.models import Returned, SignOff
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from patients.actions import Entry, correct, leave, record
from patients.models import Measurement, Patient
from tests import make
from tests.pathway import stories
from tests.pathway.stories import at, text

pytestmark = pytest.mark.django_db


def page(patient: Patient) -> str:
    return reverse("sign_off", args=[patient.code])


def worked_up(**values: str) -> Patient:
    patient = make.patient()
    make.workup(patient, **values)
    make.consent(patient)
    return patient


def sent(client: object, patient: Patient, **typed: object) -> object:
    facts = {"decision": "eligible", "password": make.PASSWORD} | typed
    return client.send(page(patient), **facts)


def test_signing_eligible_leads_to_the_chart_and_is_for_course_1(clock, as_physician):
    patient = worked_up()
    answer = sent(as_physician, patient)
    assert answer.url == reverse("chart", args=[patient.code])
    sign_off = SignOff.objects.get()
    assert (sign_off.course, sign_off.decision, sign_off.exceptions) == (1, "eligible", {})


def test_the_letter_tells_patient_values_and_what_is_not_met(clock, as_physician):
    patient = worked_up(lvef_percent="45", ecog="")
    shown = text(as_physician.get(page(patient)))
    assert "was referred by Dr. Invented Referrer" in shown
    assert "By the criteria of the program: <strong>not eligible</strong>. 21 of 23 are met." in shown
    assert shown.index("ejection fraction 45 % is 5 % under") < shown.index("Not recorded: ECOG")
    assert '13.5 <span class="unit">g/dL</span>' in shown


def test_both_meanings_are_read_before_signing(clock, as_physician):
    shown = text(as_physician.get(page(worked_up())))
    assert "Eligible. “I have reviewed this workup and find the patient eligible for course 1.”" in shown
    assert "Not eligible. “I have reviewed this workup and find the patient not eligible for course 1.”" in shown


def test_a_deviation_is_accepted_with_its_reason(clock, as_physician):
    patient = worked_up(lvef_percent="45")
    sent(as_physician, patient, **{"exception_S-C2": "Cardiology agrees."})
    assert SignOff.objects.get().exceptions == {"S-C2": "Cardiology agrees."}


def test_a_deviation_without_a_reason_is_refused_at_its_field(clock, as_physician):
    patient = worked_up(lvef_percent="45", inr="1.4")
    shown = text(sent(as_physician, patient, **{"exception_S-B4": "Kept on purpose."}))
    assert "Say why you accept this." in shown
    assert "Kept on purpose." in shown
    assert not SignOff.objects.exists()


def test_not_eligible_needs_reasons_and_no_exceptions(clock, as_physician):
    patient = worked_up(lvef_percent="45")
    refused = {"decision": "not_eligible"}
    assert "Mark at least one reason" in text(sent(as_physician, patient, **refused, reason="Weak heart."))
    assert "Say why the patient is not eligible" in text(sent(as_physician, patient, **refused, codes=["heart"]))
    sent(as_physician, patient, **refused, codes=["lung", "heart"], reason="Weak heart.")
    signed = SignOff.objects.get()
    assert (signed.reason, signed.codes, signed.is_as_signed()) == ("Weak heart.", ["heart", "lung"], True)
    assert signed.why == "Heart; Lung function. Weak heart."


def test_a_code_that_does_not_exist_is_refused(clock, as_physician):
    shown = text(sent(as_physician, worked_up(), decision="not_eligible", codes=["mood"], reason="Words."))
    assert "is not one of the available choices" in shown
    assert not SignOff.objects.exists()


def test_eligible_is_signed_without_codes(clock, as_physician):
    sent(as_physician, worked_up(), codes=["heart"])
    assert SignOff.objects.get().codes is None


def returned(client: object, patient: Patient, **typed: object) -> object:
    facts = {"return": "1", "missing": "The ECG is of another day.", "seen": client.shown_on(page(patient))} | typed
    return client.send(page(patient), **facts)


def test_a_workup_is_returned_to_the_coordinator_until_something_is_recorded(clock, as_physician, as_coordinator):
    patient = worked_up()
    clock.move_to(at(2, 13))
    assert returned(as_physician, patient).url == reverse("chart", args=[patient.code])
    row = Returned.objects.get()
    assert (row.course, row.missing, row.returned_by.username) == (1, "The ECG is of another day.", "physician")
    assert TrailEntry.objects.get(verb="returned workup").reason == "The ECG is of another day."
    assert step_of(patient).step == "workup"
    told = "Returned by Testa Physician: The ECG is of another day."
    assert told in text(as_coordinator.get("/"))
    assert told in text(as_coordinator.get(reverse("chart", args=[patient.code])))
    assert "Sign eligibility for course 1" not in text(as_physician.get("/"))
    clock.move_to(at(2, 14))
    record(patient=patient, entries=[Entry("ecg", "normal", at(2).date())], by=make.someone(Role.NURSE))
    assert step_of(patient).step == "sign_off"
    assert told not in text(as_coordinator.get("/"))
    assert not SignOff.objects.exists()


def test_a_workup_returned_again_says_the_newest_words(clock, as_physician, as_coordinator):
    patient = worked_up()
    clock.move_to(at(2, 13))
    returned(as_physician, patient)
    clock.move_to(at(2, 14))
    returned(as_physician, patient, missing="A second look at the lungs.")
    shown = text(as_coordinator.get("/"))
    assert "A second look at the lungs." in shown
    assert "The ECG is of another day." not in shown


def test_who_signs_after_all_ends_the_return(clock, as_physician):
    patient = worked_up()
    clock.move_to(at(2, 13))
    returned(as_physician, patient)
    clock.move_to(at(2, 14))
    sent(as_physician, patient)
    assert step_of(patient).step == "admit"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"missing": " "}, "Say what is missing; the coordinator reads it on the worklist."),
        ({"seen": '{"INR": "9"}'}, "This record was changed while the page was open."),
        ({"seen": "x"}, "This form does not say what its page showed."),
    ],
)
def test_a_return_that_cannot_be_is_refused_and_what_was_typed_is_kept(clock, as_physician, typed, sentence):
    shown = text(returned(as_physician, worked_up(), reason="Words of the decision.", **typed))
    assert sentence in shown
    assert "Words of the decision." in shown
    assert not Returned.objects.exists()


def test_a_workup_for_course_2_is_returned_too(clock, as_physician, as_coordinator):
    patient = stories.going_on(clock)
    make.workup(patient)
    clock.move_to(at(30, month=4))
    returned(as_physician, patient)
    assert "Returned by Testa Physician" in text(as_coordinator.get("/"))
    assert "Sign eligibility for course 2" not in text(as_physician.get("/"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "wrong"}, "That password is not right."),
        ({"password": ""}, "This field is required."),
        ({"decision": ""}, "This field is required."),
        ({"decision": "maybe"}, "is not one of the available choices."),
        ({"seen": ""}, "This form does not say what its page showed."),
        ({"seen": "x"}, "This form does not say what its page showed."),
        ({"seen": '["x"]'}, "This form does not say what its page showed."),
        ({"seen": '{"INR": 1}'}, "This form does not say what its page showed."),
    ],
)
def test_what_cannot_be_signed_is_refused_and_the_words_are_kept(clock, as_physician, typed, sentence):
    shown = text(sent(as_physician, worked_up(), reason="My own words.", **typed))
    assert sentence in shown
    assert "My own words." in shown
    assert not SignOff.objects.exists()


def test_A029_a_workup_that_changed_meanwhile_is_refused_shows_what_is_new_and_can_be_signed_then(clock, as_physician):
    patient = worked_up()
    seen = as_physician.shown_on(page(patient))
    record(patient=patient, entries=[Entry("inr", "1.1", at(2).date())], by=make.someone(Role.NURSE))
    answer = sent(as_physician, patient, seen=seen, reason="My own words.")
    shown = text(answer)
    assert answer.status_code == 409
    assert "This record was changed while the page was open. Nothing was signed" in shown
    assert 'INR</th><td class="said">1, Mon 2 Mar 2026</td><td class="said"><strong>1.1, Mon 2 Mar 2026' in shown
    assert 'INR <strong class="late-words">changed since you opened this page</strong>' in shown
    assert "My own words." in shown
    assert not SignOff.objects.exists()
    sent(as_physician, patient, seen=answer.context["form"]["seen"].value())
    assert SignOff.objects.count() == 1


def test_in_the_break_no_sign_off_is_in_question(clock, as_physician):
    patient = stories.stayed(clock)
    shown = text(as_physician.get(page(patient)))
    assert "No sign-off is in question" in shown
    assert "Cycle 2 follows two weeks after discharge" in shown
    assert "I have reviewed this workup and find the patient eligible for course 1." in shown
    sent(as_physician, patient)
    assert SignOff.objects.count() == 1


def test_a_scan_that_waits_for_a_decision_opens_no_sign_off(clock, as_physician):
    patient = stories.scanned(clock).patient
    assert "No sign-off is in question" in text(as_physician.get(page(patient)))


def test_after_continue_the_sign_off_is_for_course_2(clock, as_physician):
    patient = stories.going_on(clock)
    make.workup(patient)
    sent(as_physician, patient)
    assert SignOff.objects.order_by("pk").last().course == 2


def test_a_signature_that_a_correction_made_void_is_given_again(clock, as_physician):
    patient = stories.stayed(clock)
    row = Measurement.objects.get(analyte="ecog")
    facts = {"entered": "1", "unit": row.unit, "taken_on": row.taken_on, "because": "Misread."}
    correct(measurement=row, by=make.someone(Role.NURSE), **facts)
    shown = text(as_physician.get(page(patient)))
    assert "Eligibility for course 1" in shown
    assert "void</span>: it rests on what was changed since" in shown


def test_a_patient_found_not_eligible_can_be_judged_anew(clock, as_physician):
    patient = worked_up(lvef_percent="45")
    sent(as_physician, patient, decision="not_eligible", codes=["heart"], reason="Weak heart.")
    shown = text(as_physician.get(page(patient)))
    assert "Eligibility for course 1" in shown
    assert "Reasons: Heart. Weak heart." in shown


def test_a_patient_who_left_cannot_be_signed(clock, as_physician):
    patient = worked_up()
    leave(patient=patient, left_on=timezone.localdate(), reason="withdrew", by=make.someone(Role.COORDINATOR))
    assert "The patient left the program" in text(as_physician.get(page(patient)))


def test_only_a_physician_signs(clock, as_role):
    patient = worked_up()
    for role in set(Role) - {Role.PHYSICIAN}:
        assert as_role(role).get(page(patient)).status_code == 403


def test_nobody_is_signed_who_does_not_exist(as_physician):
    assert as_physician.get(reverse("sign_off", args=[uuid4()])).status_code == 404


def test_the_letter_takes_at_most_15_queries(clock, as_role, django_assert_max_num_queries):
    patient = stories.going_on(clock)
    client = as_role(Role.PHYSICIAN)
    with django_assert_max_num_queries(15):
        client.get(page(patient))
