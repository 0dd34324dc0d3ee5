"""The worklist as each role sees it: what, who, due when, why, and one click from the place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.actions import move_booking
from cycles.models import Booking
from il2program.accounts.models import Grant, Person
from il2program.accounts.roles import Role
from il2program.audit import trail
from il2program.pathway.worklist import worklist
from il2program.pathway.worklist.line import Line, When
from patients.actions import Entry, correct, leave, record
from patients.models import Measurement, Patient
from tests import make
from tests.pathway import stories
from tests.pathway.stories import at, text

pytestmark = pytest.mark.django_db


def lines(role: Role) -> dict[str, Line]:
    """The lines of this role's person by what they ask for."""
    groups = worklist(Person.objects.get(pk=make.someone(role).pk)).groups
    return {line.what: line for group in groups for line in group.lines}


def leads_to(line: Line, name: str, patient: Patient, *more: int) -> bool:
    return line.url == reverse(name, args=[patient.code, *more])


def test_a_coordinator_starts_the_workup_of_a_new_referral(clock):
    patient = make.patient(referred_by="Dr. Invented Referrer")
    line = lines(Role.COORDINATOR)["Start the workup"]
    assert leads_to(line, "workup", patient)
    assert (line.when, line.why) == (When.TODAY, "Referred by Dr. Invented Referrer.")


def test_a_coordinator_sees_what_a_workup_lacks(clock):
    patient = make.patient()
    make.workup(patient, ecg="", lvef_percent="")
    make.consent(patient)
    line = lines(Role.COORDINATOR)["Complete the workup"]
    assert leads_to(line, "workup", patient)
    assert "Not recorded: Left ventricular ejection fraction." in line.why


def test_many_missing_criteria_are_told_as_a_count_by_area(clock):
    patient = make.patient()
    record(patient=patient, entries=[Entry("ecog", "0", at(2).date())], by=make.someone(Role.NURSE))
    why = lines(Role.COORDINATOR)["Complete the workup"].why
    assert why.startswith("Missing: medical history 9, ")
    assert "blood tests 12" in why


def test_what_has_expired_is_for_today(clock):
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    clock.move_to(at(18))
    assert lines(Role.COORDINATOR)["Complete the workup"].when is When.TODAY


def test_a_missing_consent_has_its_own_line(clock):
    patient = make.patient()
    make.workup(patient)
    line = lines(Role.COORDINATOR)["Record the consent"]
    assert leads_to(line, "consent", patient)


def test_a_missing_baseline_is_recorded_before_the_first_admission(clock):
    patient = make.ready_patient()
    assert leads_to(lines(Role.COORDINATOR)["Record the baseline scan"], "baseline", patient)


def test_a_coordinator_sees_an_admission_coming_and_moves_it_from_there(clock):
    patient = stories.stayed(clock)
    clock.move_to(at(16))
    line = lines(Role.COORDINATOR)["Admission to cycle 2"]
    assert leads_to(line, "move_booking", patient, Booking.objects.get().pk)
    assert (line.when, line.due) == (When.WEEK, "target Fri 20 Mar 2026")
    assert line.why == "Cycle 2 follows two weeks after discharge on Fri 6 Mar 2026."


def test_an_admission_further_away_than_a_week_is_not_on_the_list(clock):
    stories.stayed(clock)
    assert "Admission to cycle 2" not in lines(Role.COORDINATOR)


def test_a_target_on_a_weekend_comes_with_the_working_day_beside_it(clock):
    clock.move_to(at(3))
    stories.stayed(clock)
    clock.move_to(at(16))
    line = lines(Role.COORDINATOR)["Admission to cycle 2"]
    assert line.due == "target Sat 21 Mar 2026"
    assert line.why.endswith("The next working day is Mon 23 Mar 2026.")


def test_an_overdue_admission_is_for_now_and_says_how_late(clock):
    stories.stayed(clock)
    clock.move_to(at(23))
    line = lines(Role.COORDINATOR)["Admission to cycle 2"]
    assert (line.when, line.due, line.is_late) == (When.NOW, "3 days late", True)


def test_a_scan_is_due_from_its_window_on(clock):
    patient = stories.after_course_1(clock)
    clock.move_to(at(17, month=4))
    line = lines(Role.COORDINATOR)["Response scan after cycle 2"]
    assert leads_to(line, "order_scan", patient, 2)
    assert (line.when, line.due) == (When.WEEK, "target Fri 24 Apr 2026")
    clock.move_to(at(27, month=4))
    line = lines(Role.COORDINATOR)["Response scan after cycle 2"]
    assert (line.when, line.due) == (When.TODAY, "until Fri 8 May 2026")


def test_an_overdue_scan_is_for_now(clock):
    stories.after_course_1(clock)
    clock.move_to(at(10, month=5))
    line = lines(Role.COORDINATOR)["Response scan after cycle 2"]
    assert (line.when, line.due, line.is_late) == (When.NOW, "2 days late", True)


def test_a_booking_that_the_facts_contradict_is_for_now(clock):
    patient = stories.stayed(clock)
    row = Booking.objects.get()
    row.booked_on, row.contradicted = at(16).date(), "Booked before the earliest day, Fri 20 Mar 2026."
    with trail.action("moved", patient, by=None, sentence="Moved"):
        row.save()
    line = lines(Role.COORDINATOR)["Admission to cycle 2"]
    assert (line.when, line.why) == (When.NOW, "Booked before the earliest day, Fri 20 Mar 2026.")


def test_a_booking_that_is_not_the_next_step_any_more_is_for_now(clock):
    patient = stories.stayed(clock)
    booking, by = Booking.objects.get(), make.someone(Role.COORDINATOR)
    move_booking(booking=booking, booked_on=at(23).date(), moved_because="Wish", seen=1, by=by)
    leave(patient=patient, left_on=at(6).date(), reason="withdrew", by=by)
    stories.sweep()
    line = lines(Role.COORDINATOR)["Admission to cycle 2 is contradicted"]
    assert leads_to(line, "withdraw_booking", patient, booking.pk)
    assert (line.when, line.due) == (When.NOW, "booked Mon 23 Mar 2026")


def test_a_liver_that_nobody_recorded_as_recovered_is_asked_for(clock):
    patient = stories.stayed(clock, stop_reason="hepatic")
    told = lines(Role.COORDINATOR)["Recovery of the liver is not recorded"]
    assert leads_to(told, "chart", patient)
    assert leads_to(lines(Role.PHYSICIAN)["Record the recovery of the liver"], "hepatic_recovery", patient)


def test_results_that_expire_after_the_signature_are_renewed(clock):
    patient = stories.ready()
    clock.move_to(at(18))
    line = lines(Role.COORDINATOR)["Renew the workup for course 1"]
    assert leads_to(line, "workup", patient)


def test_what_expires_before_the_admission_is_named_with_its_last_day(clock):
    stories.ready()
    line = lines(Role.COORDINATOR)["Renew the workup for course 1"]
    assert line.why == "Expires first: pregnancy test, valid through Mon 9 Mar 2026."


def test_few_missing_results_are_named_and_what_has_expired_with_its_last_day(clock):
    patient = make.patient()
    make.workup(patient, on=at(2).date() - timedelta(days=15), brain_imaging="", fev1_l="", ecg="", stress_test="")
    why = lines(Role.COORDINATOR)["Complete the workup"].why
    assert "Missing: Brain MRI or CT, Stress test, ECG, FEV1, FEV1, percent of predicted." in why
    assert "Expired: pregnancy test (through Sun 22 Feb 2026), examination and ECOG" in why
    assert "blood tests (through Sun 1 Mar 2026)" in why


def test_before_the_second_admission_what_is_renewed_is_named_and_what_carries_over_is_not(clock):
    patient = stories.stayed(clock)
    clock.move_to(at(20))
    line = lines(Role.COORDINATOR)["Renew tests for cycle 2"]
    assert leads_to(line, "workup", patient)
    assert "blood tests" in line.why
    assert "ECG" not in line.why
    make.workup(patient)
    assert "Renew tests for cycle 2" not in lines(Role.COORDINATOR)


def test_a_physician_sees_a_workup_that_waits_and_since_when(clock):
    patient = make.patient()
    make.workup(patient)
    make.consent(patient)
    clock.move_to(at(4))
    line = lines(Role.PHYSICIAN)["Sign eligibility for course 1"]
    assert leads_to(line, "sign_off", patient)
    assert (line.when, line.due) == (When.NOW, "since Mon 2 Mar 2026")
    assert line.why == "All 23 criteria are met."


def test_a_physician_sees_with_what_a_workup_deviates(clock):
    patient = make.patient()
    make.workup(patient, lvef_percent="45")
    make.consent(patient)
    why = lines(Role.PHYSICIAN)["Sign eligibility for course 1"].why
    assert why.startswith("22 of 23 criteria are met. Left ventricular ejection fraction 45 % is 5 % under")


def test_a_signature_whose_values_were_corrected_is_asked_for_again(clock):
    patient = stories.ready()
    row = Measurement.objects.get(analyte="ecog")
    facts = {"entered": "1", "unit": row.unit, "taken_on": row.taken_on, "because": "Wrong patient's note."}
    correct(measurement=row, by=make.someone(Role.NURSE), **facts)
    line = lines(Role.PHYSICIAN)["Sign again: ECOG performance status was corrected after the signature"]
    assert leads_to(line, "sign_off", patient)
    assert line.why.startswith("Eligibility for course 1 was signed on Mon 2 Mar 2026. ECOG performance status 0")


def test_a_scan_that_was_read_waits_for_the_decision(clock):
    scan = stories.scanned(clock)
    line = lines(Role.PHYSICIAN)["Decide on the scan after cycle 2"]
    assert leads_to(line, "decide", scan.patient, 2)
    assert "The tumor has decreased" in line.why


def test_the_next_course_waits_for_its_own_signature(clock):
    patient = stories.going_on(clock)
    clock.move_to(at(11, month=5))
    make.workup(patient)
    line = lines(Role.PHYSICIAN)["Sign eligibility for course 2"]
    assert leads_to(line, "sign_off", patient)
    assert line.why.startswith("Cycle 3 waits for it.")
    assert "Admit to cycle 3" not in lines(Role.NURSE)


def test_a_nurse_sees_the_slot_that_is_late(clock):
    cycle = stories.admitted(clock)
    clock.move_to(at(2, 17, 30))
    line = lines(Role.NURSE)["Dose 2 of cycle 1"]
    assert leads_to(line, "board", cycle.patient, 1)
    assert (line.when, line.due, line.is_late) == (When.NOW, "16:00, late by 1 h 30 min", True)


def test_a_slot_more_than_two_hours_late_is_to_be_withheld(clock):
    stories.admitted(clock)
    clock.move_to(at(2, 18, 5))
    assert "Withhold dose 2 of cycle 1" in lines(Role.NURSE)


def test_a_nurse_sees_who_comes_in_this_week(clock):
    patient = stories.ready()
    line = lines(Role.NURSE)["Admit to cycle 1"]
    assert leads_to(line, "admit", patient, 1)
    assert (line.when, line.due) == (When.WEEK, "no day set")


def test_a_nurse_sees_who_goes_home(clock):
    cycle = stories.admitted(clock)
    clock.move_to(at(6))
    line = lines(Role.NURSE)["Discharge from cycle 1"]
    assert leads_to(line, "discharge", cycle.patient, 1)
    assert (line.when, line.due) == (When.TODAY, "by Sun 8 Mar 2026")
    clock.move_to(at(10))
    assert lines(Role.NURSE)["Discharge from cycle 1"].due == "2 days late"


def test_a_pharmacist_sees_the_bags_to_prepare_for_the_next_day_with_volume_and_vials(clock):
    cycle = stories.admitted(clock)
    found = lines(Role.PHARMACIST)
    bag = "Prepare the bag for dose {} of cycle 1".format
    assert list(found) == [bag(2), bag(3), bag(4)]
    assert found[bag(2)].why.startswith("48 million units, 2.67 mL, in 50 mL of dextrose 5 %, 3 vials.")
    assert found[bag(3)].due == "Tue 00:00, in 12 h"
    make.bag(cycle)
    assert list(lines(Role.PHARMACIST)) == [bag(3), bag(4)]


def test_orders_wait_for_the_physician_and_then_for_the_pharmacist(clock):
    cycle = make.cycle(make.ready_patient())
    assert leads_to(lines(Role.PHYSICIAN)["Sign the orders of cycle 1"], "sign_orders", cycle.patient, 1)
    assert "No physician has signed the orders" in lines(Role.NURSE)["Dose 1 of cycle 1"].why
    make.orders(cycle)
    assert "Sign the orders of cycle 1" not in lines(Role.PHYSICIAN)
    assert leads_to(lines(Role.PHARMACIST)["Verify the orders of cycle 1"], "verify_orders", cycle.patient, 1)
    assert "The pharmacist has not verified the orders yet." in lines(Role.NURSE)["Dose 1 of cycle 1"].why


def test_an_administrator_sees_who_may_log_in_and_no_patient(clock, as_administrator):
    stories.admitted(clock)
    page = text(as_administrator.get("/"))
    assert "Testa Nurse, nurse" in page
    assert Patient.objects.get().family_name not in page
    assert 'href="/patients/' not in page.partition("<main")[2]


def test_a_person_with_two_roles_sees_the_lines_of_both(clock):
    stories.scanned(clock)
    make.ready_patient()
    physician = make.someone(Role.PHYSICIAN)
    with trail.action("granted", physician, by=None, sentence="Granted"):
        Grant(person=physician, role=Role.NURSE).save()
    assert {"Decide on the scan after cycle 2", "Admit to cycle 1"} <= lines(Role.PHYSICIAN).keys()


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (Role.PHYSICIAN, "Nothing waits for your signature."),
        (Role.NURSE, "Nobody is in a bed"),
        (Role.PHARMACIST, "No orders wait to be verified"),
        (Role.COORDINATOR, "No workup is incomplete"),
    ],
)
def test_an_empty_worklist_says_what_that_means(as_role, role, sentence):
    assert sentence in text(as_role(role).get("/"))


def test_somebody_without_a_role_is_told_so(clock):
    newcomer = Person(username="newcomer", full_name="Testa Newcomer")
    with trail.action("added", newcomer, by=None, sentence="Added"):
        newcomer.save()
    assert worklist(newcomer).nothing == ("You hold no role in the program yet. An administrator can give you one.",)


def test_what_has_an_hour_comes_before_what_has_a_day(clock):
    stories.stayed(clock)
    clock.move_to(at(23))
    stories.admitted(clock, patient=stories.ready())
    clock.move_to(at(23, 16))
    [now, *_] = worklist(make.someone(Role.NURSE)).groups
    assert [line.what for line in now.lines] == [
        "Dose 2 of cycle 1",
        "Recovery call after cycle 1, day 3",
        "Admit to cycle 2",
    ]


def test_a_patient_who_left_is_on_no_list(clock):
    patient = make.patient()
    leave(patient=patient, left_on=at(2).date(), reason="withdrew", by=make.someone(Role.COORDINATOR))
    assert lines(Role.COORDINATOR) == {}


def test_the_worklist_needs_as_many_queries_for_many_as_for_few(clock, as_role, django_assert_max_num_queries):
    person = make.someone(Role.PHYSICIAN)
    for role in set(Role) - {Role.PHYSICIAN}:
        with trail.action("granted", person, by=None, sentence="Granted"):
            Grant(person=person, role=role).save()
    stories.scanned(clock)
    for day in range(4):
        clock.move_to(at(24 + day, month=4))
        stories.admitted(clock)
        make.workup(make.patient())
    clock.move_to(at(27, 20, month=4) + timedelta(hours=1))
    client = as_role(Role.PHYSICIAN)
    with django_assert_max_num_queries(20):
        page = client.get("/")
    assert text(page).count("whom") >= 10


def test_calls_that_are_due_need_as_many_queries_for_four_as_for_two(clock):
    person, asked_of = make.someone(Role.NURSE), {}
    for many in (2, 4):
        stories.stayed(clock)
        stories.stayed(clock)
        clock.move_to(timezone.now() + timedelta(days=3))
        nurse = Person.objects.get(pk=person.pk)
        with CaptureQueriesContext(connection) as asked:
            found = [line for group in worklist(nurse).groups for line in group.lines if "call" in line.what]
        assert len(found) == many
        asked_of[many] = len(asked)
    assert asked_of[4] == asked_of[2]
