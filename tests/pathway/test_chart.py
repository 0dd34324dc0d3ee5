"""The chart: the next step with its reason and its button, the journey, and a summary of each part."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.actions import move_booking, stop_permanently
from cycles.models import Booking
from il2program.accounts.roles import Role
from patients.actions import leave
from tests import make
from tests.cycles.ward import early_order
from tests.pathway import stories
from tests.pathway.stories import at, text

pytestmark = pytest.mark.django_db


def shown(client: object, patient: object) -> str:
    return text(client.get(reverse("chart", args=[patient.code])))


def button(client: object, patient: object) -> str:
    """What the one main button says; empty where there is none."""
    main = shown(client, patient).partition("<main")[2].partition("</main>")[0]
    return main.partition('class="btn btn-main"')[2].partition(">")[2].partition("<")[0]


def test_the_next_step_is_told_with_why_who_and_when(clock, as_nurse):
    page = shown(as_nurse, stories.stayed(clock))
    assert "Admit to cycle 2" in page
    assert "Cycle 2 follows two weeks after discharge on Fri 6 Mar 2026." in page
    assert "For the nurse. Target Fri 20 Mar 2026." in page


def test_a_workup_tells_what_it_lacks(clock, as_nurse):
    patient = make.patient()
    make.workup(patient, inr="")
    page = shown(as_nurse, patient)
    assert "The workup is not complete yet. Not recorded: INR. No signed consent is recorded." in page


def test_who_may_take_the_step_has_its_button_and_nobody_else(clock, as_nurse, as_pharmacist):
    patient = stories.stayed(clock)
    assert button(as_nurse, patient) == "Admit to cycle 2"
    assert button(as_pharmacist, patient) == ""


def test_each_step_has_its_own_button(clock, as_physician, as_nurse, as_coordinator):
    patient = make.patient()
    assert button(as_coordinator, patient) == "Open the workup"
    make.workup(patient)
    make.consent(patient)
    assert button(as_physician, patient) == "Sign eligibility for course 1"
    cycle = stories.admitted(clock)
    assert button(as_nurse, cycle.patient) == "Open the dose board of cycle 1"
    clock.move_to(at(10))
    assert button(as_nurse, cycle.patient) == "Discharge from cycle 1"


def test_scan_and_decision_have_their_buttons(clock, as_physician, as_coordinator):
    patient = stories.after_course_1(clock)
    assert button(as_coordinator, patient) == "Order the scan after cycle 2"
    order = make.scan_order(patient, 2, date(2026, 4, 24))
    assert button(as_coordinator, patient) == "Record that the images came in"
    clock.move_to(at(24, month=4))
    make.scan_received(order, date(2026, 4, 24))
    assert button(as_coordinator, patient) == "Record the scan after cycle 2"
    clock.move_to(at(24, month=4))
    make.decision(make.scan(patient, 2, timezone.localdate(), "40", "20"))
    assert button(as_physician, patient) == "Sign eligibility for course 2"


def test_a_scan_without_a_baseline_asks_for_the_baseline(clock, as_coordinator):
    patient = make.ready_patient()
    stories.stayed(clock, patient=patient, stop_reason="hepatic")
    assert button(as_coordinator, patient) == "Record the baseline scan"


def test_a_late_step_says_so(clock, as_nurse):
    patient = stories.stayed(clock)
    clock.move_to(at(23))
    assert "3 days late" in shown(as_nurse, patient)


def test_a_step_that_was_booked_for_later_is_not_late(clock, as_nurse):
    patient = stories.stayed(clock)
    by = make.someone(Role.COORDINATOR)
    move_booking(booking=Booking.objects.get(), booked_on=at(25).date(), moved_because="Wedding", seen=1, by=by)
    clock.move_to(at(23))
    page = shown(as_nurse, patient)
    assert "late-words" not in page
    assert "Booked Wed 25 Mar 2026, target Fri 20 Mar 2026." in page
    assert "booked 5 days later: Wedding" in page


def test_the_journey_is_a_picture_and_a_list(clock, as_nurse):
    page = shown(as_nurse, stories.stayed(clock))
    assert '<svg class="journey"' in page
    assert "Mon 2 Mar 2026 to Fri 6 Mar 2026, 5 days" in page


def test_a_cycle_tells_its_doses_its_stay_and_why_it_stopped(clock, as_nurse):
    page = shown(as_nurse, stories.stayed(clock))
    assert "1 given of 14, 1 offered" in page
    assert "5 days" in page
    assert "All planned doses given" in page


def test_a_stay_and_a_break_tell_their_deviation(clock, as_nurse):
    patient = stories.stayed(clock)
    clock.move_to(at(24))
    cycle = stories.admitted(clock, 2, patient)
    clock.move_to(at(26))
    make.discharged(cycle, timezone.now())
    page = shown(as_nurse, patient)
    assert "18 days" in page
    assert "4 days over 14" in page
    assert "2 days under 5" in page


def test_scan_category_and_signed_decision_are_told(clock, as_nurse):
    page = shown(as_nurse, stories.going_on(clock))
    assert "Stable disease." in page
    assert "−25" in page
    assert "signed by Testa Physician, physician, Fri 24 Apr 2026 13:00" in page
    assert "I have read the scan after cycle 2 and order the next course." in page


def test_the_sign_off_is_told_with_its_exceptions(clock, as_nurse):
    patient = make.patient()
    make.workup(patient, ecog="2")
    make.consent(patient)
    make.eligible(patient)
    page = shown(as_nurse, patient)
    assert "I have reviewed this workup and find the patient eligible for course 1." in page
    assert "Because: Accepted in this test." in page


def test_signed_orders_are_told_in_the_words_that_were_signed(clock, as_nurse):
    patient = stories.stayed(clock)
    early_order(patient, 2, at(16).date())
    page = shown(as_nurse, patient)
    assert "I order the admission to cycle 2 on Mon 16 Mar 2026, after 9 days of rest" in page
    assert "A reason of this test." in page


def test_a_physician_is_led_to_the_orders_and_a_nurse_is_not(clock, as_physician, as_nurse):
    patient = stories.stayed(clock)
    for words in ("Order an earlier admission to cycle 2", "End course 1 without cycle 2", "Stop IL-2 permanently"):
        assert words in shown(as_physician, patient)
        assert words not in shown(as_nurse, patient)


def test_after_a_permanent_stop_the_order_is_shown_and_not_offered_again(clock, as_physician):
    patient = stories.stayed(clock)
    proof = make.proof_of(Role.PHYSICIAN)
    stop_permanently(patient=patient, criterion="P3", found_on=at(6).date(), note="ST elevation", proof=proof)
    page = shown(as_physician, patient)
    assert "I stop IL-2 permanently for this patient." in page
    assert "ST elevation" in page
    assert ">Stop IL-2 permanently<" not in page


def test_leaving_is_told_with_its_day_and_reason(clock, as_coordinator):
    patient = stories.stayed(clock)
    leave(patient=patient, left_on=at(6).date(), reason="withdrew", by=make.someone(Role.COORDINATOR))
    page = shown(as_coordinator, patient)
    assert "Left the program Fri 6 Mar 2026:" in page
    assert "Withdrew from treatment" in page


def test_a_booking_that_the_facts_contradict_is_flagged(clock, as_coordinator):
    patient = stories.stayed(clock)
    by = make.someone(Role.COORDINATOR)
    move_booking(booking=Booking.objects.get(), booked_on=at(16).date(), moved_because="Wish", seen=1, by=by)
    stories.sweep()
    page = shown(as_coordinator, patient)
    assert "Contradicted: Booked before the earliest day, Fri 20 Mar 2026." in page


def test_the_banner_warns_of_a_namesake_and_tells_a_death(clock, as_nurse):
    patient = make.patient(family_name="Twin")
    make.patient(family_name="twin")
    leave(patient=patient, left_on=at(2).date(), reason="died", by=make.someone(Role.COORDINATOR))
    page = shown(as_nurse, patient)
    assert "Another patient has this family name" in page
    assert "Died 2 Mar 2026" in page


def test_nobody_without_charts_sees_one(clock, as_administrator):
    assert as_administrator.get(reverse("chart", args=[make.patient().code])).status_code == 403


def test_a_chart_that_does_not_exist_is_not_found(as_nurse):
    assert as_nurse.get(reverse("chart", args=[uuid4()])).status_code == 404


def test_a_long_journey_takes_at_most_15_queries(clock, as_role, django_assert_max_num_queries):
    patient = stories.stayed(clock)
    early_order(patient, 2, timezone.localdate() + timedelta(days=10))
    clock.move_to(at(20))
    stories.stayed(clock, 2, patient)
    clock.move_to(at(24, month=4))
    make.decision(make.scan(patient, 2, timezone.localdate(), "40", "20"))
    client = as_role(Role.PHYSICIAN)
    with django_assert_max_num_queries(15):
        shown(client, patient)
