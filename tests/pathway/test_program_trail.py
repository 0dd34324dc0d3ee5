"""The administrator sees who did and saw what, by names of fields; never a value, never a chart."""

import csv
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from patients.actions import edit
from tests import make
from tests.accounts.doors import words

pytestmark = pytest.mark.django_db
PAGE = "/trail/"


@pytest.fixture
def patient(db):
    return make.patient(family_name="Zzcanary", record_number="T77", phone="555-0101")


def lines(client, **asked):
    return client.post(PAGE, asked, follow=True).context["lines"]


def test_everything_a_person_saw_last_month(as_administrator, as_nurse, as_physician, patient):
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        as_physician.force_login(
            make.someone(Role.PHYSICIAN), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        as_physician.get(f"/patients/{patient.code}/")
    as_nurse.get(f"/patients/{patient.code}/")
    as_nurse.get("/patients/")
    seen = lines(as_administrator, person=make.someone(Role.NURSE).pk, kind="read")
    assert [(line.done, line.record_number) for line in seen] == [("Opened patients", ""), ("Opened chart", "T77")]
    assert lines(as_administrator, person=make.someone(Role.PHYSICIAN).pk, kind="read") == []


def test_everyone_who_opened_a_chart(as_administrator, as_nurse, as_physician, patient):
    other = make.patient()
    for client, code in ((as_nurse, patient.code), (as_physician, patient.code), (as_nurse, other.code)):
        client.get(f"/patients/{code}/", REMOTE_ADDR="192.0.2.7")
    seen = lines(as_administrator, record_number="t77", kind="read")
    assert [(line.who, line.address) for line in seen] == [
        ("Testa Physician", "192.0.2.7"),
        ("Testa Nurse", "192.0.2.7"),
    ]


def test_a_change_is_told_by_its_fields_and_without_any_value(as_administrator, patient):
    facts = make.referral(
        record_number="T77", family_name="Zzcanary", referred_on=patient.referred_on, phone="555-9999"
    )
    edit(patient=patient, seen=1, by=make.someone(Role.COORDINATOR), **facts)
    told = words(as_administrator.post(PAGE, {"record_number": "T77"}, follow=True))
    assert "patient: telephone" in told
    assert "Edited" in told
    for value in ("555-0101", "555-9999", "Zzcanary", "Clear cell"):
        assert value not in told


def test_no_clinical_word_of_a_whole_stay_is_on_the_page(as_administrator):
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=timezone.now() - timedelta(hours=2))
    make.given(cycle, 1, timezone.now() - timedelta(hours=1))
    make.discharged(cycle, timezone.now())
    told = words(as_administrator.post(PAGE, {"record_number": patient.record_number}, follow=True))
    for value in ("Eligible", "eligible", "million", "after 1 doses", "Dose 1", "Clear cell", patient.family_name):
        assert value not in told
    assert "Signed eligibility" in told.replace("eligibility", "eligibility")


def test_what_was_done_to_people_is_told_in_full(as_administrator):
    make.someone(Role.NURSE)
    assert "Added Testa Nurse as nurse" in words(as_administrator.get(PAGE))


def test_refusals_and_failed_logins_are_found(as_administrator, as_nurse, client):
    as_nurse.get(PAGE)
    client.post("/accounts/login/", {"login": "nurse", "password": "wrong"})
    told = {line.done for line in lines(as_administrator, kind="door")}
    assert {"Was refused: GET program trail", "Wrong password at the login page, for Testa Nurse"} <= told


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_reads_it(role, as_role):
    assert as_role(role).get(PAGE).status_code == 403
    assert as_role(role).get(PAGE + "export.csv").status_code == 403


def test_an_unknown_record_number_is_told(as_administrator):
    answer = as_administrator.post(PAGE, {"record_number": "nobody"}, follow=True)
    assert "No patient has this record number." in words(answer)
    assert answer.context["lines"] == []


@pytest.mark.parametrize("odd", ["\0", "'; --", "-1", "9" * 40, "0001-01-01", "9999-12-31", "<script>"])
@pytest.mark.parametrize("name", ["person", "record_number", "kind", "first", "last", "before"])
def test_A102_odd_questions_are_answered(name, odd, as_administrator):
    assert as_administrator.get(PAGE, {name: odd}).status_code == 200
    assert as_administrator.post(PAGE, {name: odd}, follow=True).status_code == 200
    assert as_administrator.get(PAGE + "export.csv", {name: odd}).status_code == 200


def test_A021_a_record_number_that_is_asked_for_stands_in_no_address(as_administrator, patient):
    address = as_administrator.post(PAGE, {"record_number": "T77", "kind": "read"})["Location"]
    assert address.startswith(f"{PAGE}?kind=read&search=")
    assert "T77" not in address
    export = as_administrator.get(address.replace(PAGE, PAGE + "export.csv"))
    assert export.status_code == 200
    asked = TrailEntry.objects.filter(verb="exported").get().additional_data
    assert asked == {"asked": {"kind": "read", "record_number": "T77"}}


def test_the_export_holds_what_the_page_shows_and_is_on_the_trail(as_administrator, patient):
    exported = list(csv.reader(as_administrator.get(PAGE + "export.csv").content.decode("utf-8-sig").splitlines()))
    assert exported[0] == ["When", "Who", "Roles", "From", "What", "Record number", "Fields"]
    assert any(line[4:6] == ["Registered", "T77"] for line in exported)
    assert not any("Zzcanary" in cell for line in exported for cell in line)
    assert lines(as_administrator)[0].done == "Exported program trail export"


def test_the_page_takes_few_queries_however_much_was_done(as_administrator, django_assert_max_num_queries):
    for _ in range(5):
        make.ready_patient()
    with django_assert_max_num_queries(15):
        as_administrator.get(PAGE)
