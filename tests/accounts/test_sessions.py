"""How a session begins, how long it lasts, and that it is over when it is over."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from il2program.accounts.roles import Role
from il2program.accounts.tasks import forget_ended_sessions
from tests import make
from tests.accounts.doors import is_logged_in, log_in, logged_in, words

pytestmark = pytest.mark.django_db

START = "2026-03-02 07:00 -0800"


@pytest.fixture
def nora(time_machine):
    time_machine.move_to(START, tick=False)
    return make.person(Role.NURSE, "nora", full_name="Nora Example")


@pytest.fixture
def later(time_machine):
    """Move the clock on by so much."""

    def move(**by):
        time_machine.move_to(timezone.now() + timedelta(**by), tick=False)

    return move


def test_A015_the_cookie_changes_at_login(client, nora):
    client.get("/accounts/login/?next=/patients/")
    session = client.session
    session["something"] = "kept"
    session.save()
    before = session.session_key
    log_in(client, "nora")
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_A015_a_planted_cookie_dies(client, nora):
    client.cookies["sessionid"] = "planted0planted0planted0planted0"
    log_in(client, "nora")
    assert client.cookies["sessionid"].value != "planted0planted0planted0planted0"
    assert not Session.objects.filter(session_key="planted0planted0planted0planted0").exists()


def test_A016_after_logging_out_the_cookie_opens_nothing_and_its_row_is_gone(nora):
    client = logged_in(nora)
    key = client.session.session_key
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/patients/")["Location"].startswith("/accounts/login/")
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(session_key=key).exists()


def test_A022_logging_out_has_the_browser_forget(nora):
    answer = logged_in(nora).post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Location"] == "/accounts/login/"


def test_logging_out_by_a_link_does_not_happen(nora):
    client = logged_in(nora)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_logged_in(client)


@pytest.mark.parametrize("path", ["/", "/patients/", "/accounts/", "/people/", "/nowhere/", "/accounts/here/"])
def test_A022_no_answer_to_somebody_logged_in_may_be_kept(nora, path):
    assert logged_in(nora).get(path)["Cache-Control"] == "no-store"


def test_A017_a_session_is_locked_after_15_minutes_without_use(nora, later):
    client = logged_in(nora)
    later(minutes=15)
    assert is_logged_in(client)
    later(minutes=15, seconds=1)
    assert client.get("/patients/")["Location"] == "/accounts/login/?next=/patients/"


def test_A017_what_refreshes_itself_does_not_keep_a_session_alive(nora, later):
    client = logged_in(nora)
    for _ in range(5):
        later(minutes=3)
        assert client.get("/patients/", headers={"X-Background": "1"}).status_code == 200
    later(seconds=1)
    assert client.get("/patients/", headers={"X-Background": "1"}).status_code == 302


def test_a_locked_session_is_gone_and_the_browser_forgets(nora, later):
    client = logged_in(nora)
    key = client.session.session_key
    later(minutes=16)
    assert client.get("/patients/")["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()


def test_A018_after_13_hours_everybody_logs_in_again(nora, later):
    client = logged_in(nora)
    for _ in range(13 * 6):
        assert is_logged_in(client)
        later(minutes=10)
    later(seconds=1)
    assert not is_logged_in(client)


def test_here_tells_what_is_left_and_only_being_there_prolongs_it(nora, later):
    client = logged_in(nora)
    later(minutes=14)
    told = [
        client.get("/accounts/here/", headers={"X-Background": "1"}).json(),
        client.post("/accounts/here/").json(),
    ]
    assert told == [{"idle": 60, "limit": 13 * 3600 - 840}, {"idle": 900, "limit": 13 * 3600 - 840}]


def test_every_page_carries_the_warning_and_what_is_left(nora):
    page = logged_in(nora).get("/accounts/").content.decode()
    assert 'data-idle="900"' in page
    assert f'data-limit="{13 * 3600}"' in page
    assert "I am here" in page


def test_who_comes_back_goes_on_at_the_same_page(nora, later):
    client = logged_in(nora)
    later(minutes=16)
    login = client.get("/people/?sort=name")["Location"]
    assert log_in(client, "nora", next=login.partition("next=")[2])["Location"].startswith("/people/")


def test_somebody_else_does_not_land_on_the_page_of_who_was_there(nora, later):
    make.person(Role.PHYSICIAN, "paula")
    client = logged_in(nora)
    later(minutes=16)
    client.get("/patients/new/")
    assert log_in(client, "paula", next="/patients/new/")["Location"] == "/"


def test_switching_the_person_is_one_press_and_a_login(nora):
    make.person(Role.PHYSICIAN, "paula", full_name="Dr. Paula Example")
    client = logged_in(nora)
    client.post("/accounts/logout/")
    page = client.get("/accounts/login/").content.decode()
    assert "Nora" not in page
    assert log_in(client, "paula", next="/patients/new/")["Location"] == "/"
    assert "Nora" not in client.get("/accounts/").content.decode()


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(nora, later):
    client = logged_in(nora)
    later(minutes=16)
    told = {"referer": "http://testserver/patients/?find=x"}
    assert client.post("/patients/new/", headers=told)["Location"] == "/accounts/login/?next=/patients/%3Ffind%3Dx"


@pytest.mark.parametrize("told", [{}, {"referer": "https://evil.example.com/x"}])
def test_a_form_from_nowhere_leads_back_to_the_worklist(client, told):
    assert client.post("/patients/new/", headers=told)["Location"] == "/accounts/login/?next=/"


def test_a_fragment_of_a_locked_page_leads_the_whole_page_to_the_login(nora, later):
    client = logged_in(nora)
    later(minutes=16)
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/census/", "X-Background": "1"}
    answer = client.get("/census/", headers=asked)
    assert answer["HX-Redirect"] == "/accounts/login/?next=/census/"
    assert not answer.content


def test_A023_people_see_where_they_are_logged_in_and_end_it(nora):
    here, there = logged_in(nora), logged_in(nora, headers={"user-agent": "Another browser"})
    assert "Another browser" in words(here.get("/accounts/"))
    row = UserSession.objects.get(user_agent="Another browser")
    here.post(f"/accounts/sessions/{row.pk}/end/", {"submission": "0" * 32})
    assert not is_logged_in(there)
    assert is_logged_in(here)


def test_A023_nobody_ends_somebody_elses_session(nora):
    paula = logged_in(make.person(Role.PHYSICIAN, "paula"))
    row = UserSession.objects.get(user__username="paula")
    answer = logged_in(nora).post(f"/accounts/sessions/{row.pk}/end/", {"submission": "0" * 32})
    assert answer.status_code == 404
    assert is_logged_in(paula)


def test_A023_the_administrator_ends_all_sessions_of_somebody(nora, as_administrator):
    browsers = [logged_in(nora), logged_in(nora)]
    as_administrator.send(f"/people/{nora.pk}/end-sessions/")
    assert not any(is_logged_in(client) for client in browsers)
    assert not Session.objects.filter(session_key__in=[client.session.session_key for client in browsers]).exists()


def test_A021_the_key_of_a_session_stands_in_no_page(nora):
    client = logged_in(nora)
    key = client.session.session_key
    for path in ("/", "/accounts/", "/accounts/logout/"):
        assert key not in client.get(path).content.decode()


def test_a_session_without_clocks_is_over(nora):
    client = logged_in(nora)
    session = client.session
    del session["began_at"]
    session.save()
    assert not is_logged_in(client)


def test_what_is_left_of_expired_sessions_is_forgotten(nora, later):
    logged_in(nora)
    later(hours=14)
    assert forget_ended_sessions() == 2
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example.com",
        "https://evil.example.com",
        "https:evil.example.com",
        "\\evil",
        "/\\evil.example.com",
        "javascript:alert(1)",
        "http:///evil.example.com",
        "//testserver/",
        "http://testserver/",
        "\x00//evil",
    ],
)
def test_A057_after_login_nobody_is_led_elsewhere(client, nora, target):
    assert log_in(client, "nora", next=target)["Location"] == "/"
    assert is_logged_in(client)
