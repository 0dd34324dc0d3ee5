"""Every login, failure and lock is on the trail, and nothing of what was typed."""

import pytest

from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from tests import make

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def nurse(db):
    return make.someone(Role.NURSE)


def lines(verb):
    return list(TrailEntry.objects.filter(verb=verb).order_by("pk"))


def log_in(client, username="nurse", password=make.PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR="192.0.2.7")


def test_A048_a_login_and_a_logout_say_who_and_from_where(client, nurse):
    log_in(client)
    client.post("/accounts/logout/", REMOTE_ADDR="192.0.2.7")
    for verb in ("logged in", "logged out"):
        (line,) = lines(verb)
        assert (line.actor, line.actor_name, line.remote_addr) == (nurse, "Testa Nurse", "192.0.2.7")


def test_A048_a_wrong_password_is_on_the_trail_of_the_person_whose_name_was_given(client, nurse):
    log_in(client, "NURSE", "wrong")
    (line,) = lines("failed login")
    assert (line.actor, line.object_id) == (None, nurse.pk)
    assert line.sentence == "Wrong password at the login page, for Testa Nurse"


def test_A048_a_name_that_nobody_has_is_not_written_down(client, nurse):
    log_in(client, "my-secret-password", "wrong")
    (line,) = lines("failed login")
    assert line.sentence.endswith("for a name that nobody has")
    assert "my-secret-password" not in str(TrailEntry.objects.filter(pk=line.pk).values())


def test_A048_a_lock_is_on_the_trail(client, nurse, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(3):
        log_in(client, password="wrong")
    assert lines("locked out")[0].object_id == nurse.pk


def test_A048_who_is_logged_out_for_want_of_use_is_told_so(as_nurse, settings):
    as_nurse.get("/patients/")
    settings.IDLE_MINUTES = -1
    as_nurse.get("/patients/")
    assert lines("logged out")[0].sentence.startswith("Was logged out after")
