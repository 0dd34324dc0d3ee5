"""A032: a later step before its prerequisite is refused as a conflict, and nothing is written."""

from datetime import date

import pytest

from cycles.models import CourseEnd, Cycle, Dose, EarlyAdmission, HepaticRecovery, PermanentStop, ResponseDecision, Scan
from eligibility.models import SignOff
from il2program.accounts.roles import Role
from tests import make
from tests.cycles.ward import WITHHELD, after_cycle_1, at, permanent_stop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADMIT = {
    "bed": "4A-02",
    "admitted_at": "2026-03-02T11:00",
    "dosing_weight_kg": "80",
    "first_dose_due_at": "2026-03-02T16:00",
}
SIGNED = {"password": make.PASSWORD}
WRITTEN = (CourseEnd, Cycle, Dose, EarlyAdmission, HepaticRecovery, PermanentStop, ResponseDecision, Scan, SignOff)


def rows() -> int:
    return sum(model.objects.count() for model in WRITTEN)


@pytest.fixture
def refused(as_role, address):
    def send(role, patient, name, *more, **typed):
        before = rows()
        answer = as_role(role).send(address(patient, name, *more), **typed)
        assert rows() == before
        return answer.status_code

    return send


def test_A032_nobody_is_admitted_before_eligibility_is_signed(refused, settings):
    settings.BEDS = ["4A-02"]
    patient = make.patient(referred_on=date(2026, 2, 1))
    make.workup(patient)
    assert refused(Role.NURSE, patient, "admit", 1, **ADMIT) == 409
    make.consent(patient)
    assert refused(Role.NURSE, patient, "admit", 1, **ADMIT) == 409


def test_A032_no_dose_before_the_admission_has_an_address(refused):
    assert refused(Role.NURSE, make.ready_patient(), "chart_dose", 1, 1, **WITHHELD) == 404


def test_A032_no_next_cycle_before_the_break_is_over(refused, clock, settings):
    settings.BEDS = ["4A-02"]
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    typed = ADMIT | {"admitted_at": "2026-03-10T11:00", "first_dose_due_at": "2026-03-10T16:00"}
    assert refused(Role.NURSE, patient, "admit", 2, **typed) == 409
    assert refused(Role.NURSE, patient, "admit", 3, **typed) == 409


def test_A032_no_dose_out_of_order_twice_or_after_a_stop(refused, clock):
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=at(2, 10), first_dose_due_at=at(2, 12))
    assert refused(Role.NURSE, patient, "chart_dose", 1, 2, **WITHHELD) == 409
    make.given(cycle, 1, at(2, 12))
    assert refused(Role.NURSE, patient, "chart_dose", 1, 1, **WITHHELD) == 409
    bag = make.bag(cycle)
    permanent_stop(patient)
    make.person(Role.NURSE, "second")
    clock.move_to(at(2, 20))
    given = {"decision": "given", "started_at": "2026-03-02T20:00", "bag": bag.pk}
    given |= {"second_person": "second", "second_password": make.PASSWORD}
    assert refused(Role.NURSE, patient, "chart_dose", 1, 2, **given) == 409


@pytest.mark.parametrize(
    ("role", "name", "more", "typed"),
    [
        (Role.PHYSICIAN, "early_admission", (2,), SIGNED | {"reason": "Fast.", "admit_on": "2026-03-16"}),
        (Role.PHYSICIAN, "end_course", (), SIGNED | {"reason": "Fast."}),
        (Role.PHYSICIAN, "permanent_stop", (), SIGNED | {"criterion": "P3", "found_on": "2026-03-02"}),
        (Role.PHYSICIAN, "hepatic_recovery", (), {"resolved_on": "2026-03-02"}),
    ],
)
def test_A032_nothing_is_ordered_about_a_journey_that_has_not_begun(refused, role, name, more, typed):
    assert refused(role, make.ready_patient(), name, *more, **typed) == 409


def test_A032_no_scan_before_its_course_and_no_decision_before_its_scan(refused, clock):
    patient = make.ready_patient()
    make.baseline(patient, date(2026, 3, 1), "50", "30")
    after_cycle_1(patient, clock)
    one, two = patient.lesion_set.all()
    scan = {"scanned_on": "2026-03-10", "modality": "ct", "region": "chest_abdomen_pelvis", "read_by": "Dr. Invented"}
    scan |= {f"mm_{one.pk}": "40", f"mm_{two.pk}": "20"}
    assert refused(Role.COORDINATOR, patient, "record_scan", 1, **scan) == 409
    assert refused(Role.PHYSICIAN, patient, "decide", 1, **SIGNED, decision="continue") == 404


def test_A032_a_sign_off_that_is_not_in_question_is_refused(refused, clock):
    patient = make.ready_patient()
    after_cycle_1(patient, clock)
    assert refused(Role.PHYSICIAN, patient, "sign_off", **SIGNED, decision="eligible", seen="{}") == 409


def test_A032_what_is_wrong_with_the_words_typed_is_no_conflict(refused):
    patient = make.ready_patient()
    make.cycle(patient, at=at(2, 10))
    assert refused(Role.NURSE, patient, "chart_dose", 1, 1, decision="withheld") == 200
