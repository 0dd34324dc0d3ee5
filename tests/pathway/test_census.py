"""The beds now."""

import pytest
from django.urls import reverse

from cycles.actions import hold_dose
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import permanent_stop
from tests.pathway import stories
from tests.pathway.stories import at, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def beds(settings):
    settings.BEDS = ["A1", "A2"]


def in_bed(clock, bed: str) -> object:
    patient = stories.ready()
    cycle = make.cycle(patient, bed=bed, at=at(2, 8))
    make.given(cycle, 1, at(2, 8))
    return cycle


def test_a_bed_tells_patient_cycle_doses_and_what_is_due(clock, as_nurse):
    cycle = in_bed(clock, "A1")
    page = text(as_nurse.get("/census/"))
    assert reverse("board", args=[cycle.patient.code, 1]) in page
    assert "cycle 1, day 1" in page
    assert "1 given of 1 offered" in page
    assert "last: slot 1, Mon 2 Mar 08:00" in page
    assert "in 4 h" in page


def test_a_late_slot_says_how_late_and_when_it_is_to_be_withheld(clock, as_nurse):
    in_bed(clock, "A1")
    clock.move_to(at(2, 17, 10))
    assert "late by 1 h 10 min" in text(as_nurse.get("/census/"))
    clock.move_to(at(2, 18, 10))
    assert "to be withheld" in text(as_nurse.get("/census/"))


def test_empty_beds_are_shown_and_beds_that_the_settings_do_not_know(clock, as_nurse):
    in_bed(clock, "Z9")
    page = text(as_nurse.get("/census/"))
    assert page.count("empty") == 2
    assert "Z9" in page
    assert "1 of 3 beds taken" in page


def test_after_a_permanent_stop_no_slot_is_due(clock, as_nurse):
    permanent_stop(in_bed(clock, "A1").patient)
    page = text(as_nurse.get("/census/"))
    assert "Stopped permanently" in page
    assert "in 4 h" not in page


def test_the_census_refreshes_only_its_table(clock, as_nurse):
    part = text(as_nurse.get("/census/", headers={"HX-Request": "true"}))
    assert "0 of 2 beds taken" in part
    assert "<html" not in part


def test_an_administrator_sees_no_census(as_administrator):
    assert as_administrator.get("/census/").status_code == 403


def test_a_full_unit_takes_few_queries(clock, as_role, settings, django_assert_max_num_queries):
    settings.BEDS = [f"B{number}" for number in range(8)]
    for bed in settings.BEDS:
        in_bed(clock, bed)
    client = as_role(Role.NURSE)
    with django_assert_max_num_queries(12):
        client.get("/census/")


def test_a_bed_tells_what_is_advised_why_and_how_old_it_is(clock, as_nurse):
    cycle = in_bed(clock, "A1")
    clock.move_to(at(2, 15, 50))
    make.check(cycle, at(2, 15, 40), sbp_mmhg="84", urine_ml="310")
    page = " ".join(text(as_nurse.get("/census/")).split())
    for words in ("Hold", "Systolic pressure under 90 mmHg", "10 min old", "310 <span", "No bag is ready"):
        assert words in page
    clock.move_to(at(2, 17))
    assert "Check missing" in text(as_nurse.get("/census/"))
    old = '<span class="beside late-words"><span class="only-on-a-card">vital signs </span>1 h 20 min old</span>'
    assert old in text(as_nurse.get("/census/"))


def test_a_held_dose_tells_when_it_is_checked_again(clock, as_nurse):
    cycle = in_bed(clock, "A1")
    clock.move_to(at(2, 15, 50))
    make.check(cycle, at(2, 15, 40), sbp_mmhg="84")
    hold_dose(cycle=cycle, slot=2, recheck_at=at(2, 16, 20), by=make.someone(Role.NURSE))
    assert "check again 16:20, in 30 min" in text(as_nurse.get("/census/"))
    clock.move_to(at(2, 16, 25))
    assert "check again 16:20, 5 min ago" in text(as_nurse.get("/census/"))
    worklist = " ".join(text(as_nurse.get("/")).split())
    assert "Check held dose 2 again" in worklist
    assert "held since 15:50" in worklist


def test_20_beds_with_a_stay_of_values_each_take_at_most_15_queries(
    clock, as_role, settings, django_assert_max_num_queries
):
    settings.BEDS = [f"B{number}" for number in range(20)]
    cycles = [in_bed(clock, bed) for bed in settings.BEDS]
    clock.move_to(at(2, 15, 50))
    for cycle in cycles:
        make.check(cycle, at(2, 15, 40), sbp_mmhg="84")
    hold_dose(cycle=cycles[0], slot=2, recheck_at=at(2, 16, 20), by=make.someone(Role.NURSE))
    client = as_role(Role.NURSE)
    with django_assert_max_num_queries(15):
        assert text(client.get("/census/")).count("Systolic pressure under 90 mmHg") == 20
