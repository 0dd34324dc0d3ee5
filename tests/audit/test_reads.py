"""Whoever opens, prints or exports something of a patient is on the trail with it."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(db):
    return make.patient()


def lines(verb):
    return list(TrailEntry.objects.filter(verb=verb).order_by("pk"))


@pytest.mark.parametrize("page", ["", "edit/", "consent/"])
def test_A041_a_page_of_a_chart_writes_who_saw_which_when_and_from_where(page, as_coordinator, patient):
    as_coordinator.get(f"/patients/{patient.code}/{page}", REMOTE_ADDR="192.0.2.7")
    (line,) = lines("viewed")
    assert (line.actor, line.actor_roles, line.chart) == (make.someone(Role.COORDINATOR), "coordinator", patient.code)
    assert line.remote_addr == "192.0.2.7"
    assert line.sentence.startswith("Opened ")


def test_A041_a_list_and_what_was_searched_in_it_are_on_the_trail(as_coordinator, patient):
    as_coordinator.post("/patients/", {"q": "Example"}, follow=True)
    (line,) = lines("viewed")
    assert (line.sentence, line.chart, line.additional_data) == ("Opened patients", None, {"asked": {"q": "Example"}})


def test_A041_each_new_search_as_one_types_is_on_the_trail_once(as_coordinator, patient):
    as_coordinator.get("/patients/")
    for typed in ("Exa", "Exa", "Exam"):
        as_coordinator.post("/patients/", {"q": typed}, headers={"HX-Request": "true"}, follow=True)
    asked = [line.additional_data for line in lines("viewed")]
    assert asked == [None, {"asked": {"q": "Exa"}}, {"asked": {"q": "Exam"}}]


def test_A041_an_export_of_the_list_is_on_the_trail(as_coordinator, patient):
    as_coordinator.get("/patients/export.csv")
    assert len(lines("exported")) == 1


@pytest.mark.parametrize("header", [{"HX-Request": "true"}, {"X-Background": "1"}])
def test_a_page_that_refreshes_itself_is_no_new_view(header, as_nurse, patient):
    chart = f"/patients/{patient.code}/"
    as_nurse.get(chart)
    for _ in range(3):
        as_nurse.get(chart, headers=header)
    assert len(lines("viewed")) == 1


def test_the_header_of_a_refresh_hides_nobody_who_never_opened_the_page(as_nurse, as_physician, patient):
    as_physician.get(f"/patients/{patient.code}/")
    as_nurse.get(f"/patients/{patient.code}/", headers={"HX-Request": "true"})
    assert lines("viewed")[-1].actor == make.someone(Role.NURSE)


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_whole_page_asked_for_in_the_background_is_a_view(header, as_nurse, patient):
    for _ in range(2):
        as_nurse.get(f"/patients/{patient.code}/", headers={"HX-Request": "true", header: "true"})
    assert len(lines("viewed")) == 2


def test_a_view_costs_one_insert_and_no_other_query(as_coordinator, patient):
    page = f"/patients/{patient.code}/consent/"
    with CaptureQueriesContext(connection) as asked:
        as_coordinator.get(page)
    trail = [query["sql"] for query in asked if "audit_" in query["sql"] or "content_type" in query["sql"]]
    assert [sql.split()[0] for sql in trail] == ["INSERT"]


def test_A048_a_refused_page_is_on_the_trail(as_administrator, patient):
    assert as_administrator.get(f"/patients/{patient.code}/").status_code == 403
    (line,) = lines("denied")
    assert (line.actor, line.chart) == (make.someone(Role.ADMINISTRATOR), patient.code)
    assert line.sentence == "Was refused: GET chart"


def test_A048_a_form_without_its_token_is_on_the_trail(client, patient):
    strict = type(client)(enforce_csrf_checks=True)
    strict.post("/accounts/login/", {"login": "nurse", "password": make.PASSWORD})
    assert lines("denied")[0].actor is None


def test_B027_a_code_that_is_not_there_is_on_the_trail(as_nurse):
    code = uuid4()
    assert as_nurse.get(f"/patients/{code}/").status_code == 404
    assert lines("not found")[0].chart == code


def test_nobody_logged_in_sees_nothing_and_writes_nothing(client, patient):
    client.get(f"/patients/{patient.code}/")
    assert lines("viewed") == lines("denied") == []


def test_a_page_whose_line_cannot_be_written_is_not_shown(as_nurse, patient, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError("no room")

    monkeypatch.setattr(TrailEntry, "save", fail)
    with pytest.raises(IntegrityError):
        as_nurse.get(f"/patients/{patient.code}/")
