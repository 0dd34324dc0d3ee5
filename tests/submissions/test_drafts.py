"""What is half typed comes back to the person who typed it, until the form is carried out, and to nobody else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.submissions.models import Draft, Submission
from il2program.submissions.tasks import forget
from patients.models import Consent
from tests import make
from tests.accounts.doors import log_in
from tests.pathway import stories
from tests.submissions.forms import drafted

pytestmark = pytest.mark.django_db
WORDS = "Zzcanary Witness"
BACK = "What you typed on Mon 2 Mar 2026 at 12:00 is back."


@pytest.fixture
def page(clock):
    return reverse("consent", args=[make.patient().code])


@pytest.fixture
def short_sessions(settings):
    settings.IDLE_MINUTES, settings.SESSION_HOURS = 15, 13


def browser(role: Role = Role.COORDINATOR) -> Client:
    """Somebody who came in by the login page, whose forms need their tokens."""
    client = Client(enforce_csrf_checks=True)
    come_in(client, role)
    return client


def come_in(client: Client, role: Role, **more: str) -> str:
    token = client.get("/accounts/login/").context["csrf_token"]
    answer = log_in(client, make.someone(role).username, csrfmiddlewaretoken=str(token), **more)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def leave(client: Client) -> None:
    token = str(client.get("/accounts/").context["csrf_token"])
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def opened(client: Client, page: str, **typed: str) -> dict[str, str]:
    """What the form of the page would send once this is typed into it."""
    sent = {name: values[-1] for name, values in drafted(client.get(page)).sent.items()}
    return sent | {"witness": WORDS} | typed


def kept(client: Client, sent: dict[str, str]) -> int:
    return int(client.post("/drafts/", sent, headers={"X-Background": "1"}).status_code)


def words(client: Client, page: str) -> str:
    return str(client.get(page).content.decode())


def test_what_was_typed_is_back_and_the_page_says_since_when(page):
    client = browser()
    assert kept(client, opened(client, page)) == 204
    assert BACK in words(client, page)
    assert drafted(client.get(page)).sent["witness"] == [WORDS]


def test_A019_nobody_else_sees_it(page):
    client = browser()
    kept(client, opened(client, page))
    physician = browser(Role.PHYSICIAN)
    assert "What you typed on" not in words(physician, page)
    assert WORDS not in words(physician, page)


def test_a_form_that_is_carried_out_leaves_no_draft(page):
    client = browser()
    sent = opened(client, page, signed_on="2026-03-01", form_version="1", explained_by="Dr. Invented")
    kept(client, sent)
    assert client.post(page, sent).status_code == 302
    assert not Draft.objects.exists()


def test_what_is_kept_after_its_form_was_carried_out_is_refused(page):
    """The browser's last saving may arrive after the form itself."""
    client = browser()
    sent = opened(client, page, signed_on="2026-03-01", form_version="1", explained_by="Dr. Invented")
    client.post(page, sent)
    assert kept(client, sent) == 400
    assert not Draft.objects.exists()


def test_keeping_carries_nothing_out_and_gives_the_key_back(page):
    client = browser()
    kept(client, opened(client, page, signed_on="2026-03-01", form_version="1", explained_by="Dr. Invented"))
    assert not Consent.objects.exists()
    assert not Submission.objects.exists()


def test_a_refused_form_is_kept_without_javascript(page):
    client = browser()
    assert client.post(page, opened(client, page)).status_code == 200
    assert drafted(client.get(page)).sent["witness"] == [WORDS]


def test_discarding_shows_the_page_as_it_would_be_with_what_it_was_asked_for(page):
    client = browser()
    kept(client, opened(client, page))
    answer = client.get(f"{page}?from=x y")
    discard = reverse("discard_draft", args=[Draft.objects.get().pk])
    assert discard in answer.content.decode()
    sent = {"submission": str(uuid4()), "csrfmiddlewaretoken": str(answer.context["csrf_token"])}
    assert client.post(discard, sent | {"query": "from=x+y"})["Location"] == f"{page}?from=x+y"
    assert "What you typed on" not in words(client, page)
    assert drafted(client.get(page)).sent["witness"] == [""]


def test_A002_nobody_discards_what_somebody_else_typed(page):
    client = browser()
    kept(client, opened(client, page))
    other = browser(Role.PHYSICIAN)
    token = str(other.get(page).context["csrf_token"])
    discard = reverse("discard_draft", args=[Draft.objects.get().pk])
    assert other.post(discard, {"submission": str(uuid4()), "csrfmiddlewaretoken": token}).status_code == 404
    assert Draft.objects.exists()


def test_the_mark_of_somebody_else_s_form_keeps_nothing(page):
    client, other = browser(), browser(Role.PHYSICIAN)
    mark = opened(client, page)["draft"]
    assert kept(other, opened(other, page) | {"draft": mark}) == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize("mark", ["", "x", "a:b:c", "." * 5000])
def test_a_mark_that_the_program_did_not_make_keeps_nothing(page, mark):
    client = browser()
    assert kept(client, opened(client, page) | {"draft": mark}) == 400
    assert not Draft.objects.exists()


def test_only_the_form_s_own_fields_are_kept(page):
    client = browser()
    kept(client, opened(client, page) | {"by": "1", "password": make.PASSWORD})
    fields = {"signed_on", "form_version", "explained_by", "witness", "interpreter"}
    assert set(Draft.objects.get().fields) == fields


@pytest.mark.parametrize(("letters", "status"), [(64 * 1024 - 200, 204), (64 * 1024, 413)])
def test_a_draft_is_64_kb_at_most(page, letters, status):
    client = browser()
    assert kept(client, opened(client, page, witness="x" * letters)) == status
    assert Draft.objects.exists() == (status == 204)


def test_what_no_database_takes_is_left_out(page):
    client = browser()
    assert kept(client, opened(client, page, witness="Zz\0canary 🩺")) == 204
    assert Draft.objects.get().fields["witness"] == ["Zzcanary 🩺"]


def test_a_draft_is_gone_after_a_day_and_its_row_with_the_next_sweep(page, clock):
    client = browser()
    kept(client, opened(client, page))
    clock.move_to(timezone.now() + timedelta(hours=24))
    assert "What you typed on" not in words(client, page)
    assert forget() == 1
    assert not Draft.objects.exists()


def test_a_draft_that_is_not_old_stays(page, clock):
    client = browser()
    kept(client, opened(client, page))
    clock.move_to(timezone.now() + timedelta(hours=23, minutes=59))
    assert forget() == 0
    assert "What you typed on" in words(client, page)


def test_drafts_leave_no_line_on_the_trail_and_no_words_in_the_log(page, caplog):
    client = browser()
    sent = opened(client, page)
    before = TrailEntry.objects.count()
    kept(client, sent)
    kept(client, sent | {"draft": ""})
    assert TrailEntry.objects.count() == before
    assert WORDS not in caplog.text


def test_A022_no_page_with_a_draft_may_be_kept_by_the_browser(page):
    client = browser()
    kept(client, opened(client, page))
    assert client.get(page)["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("short_sessions")
def test_A017_keeping_a_draft_does_not_keep_the_session_alive(page, clock):
    client = browser()
    sent = opened(client, page)
    for _ in range(5):
        clock.move_to(timezone.now() + timedelta(minutes=3))
        assert kept(client, sent) == 204
    clock.move_to(timezone.now() + timedelta(seconds=1))
    assert kept(client, sent) == 302


def times_of_the_page(answer: Any) -> list[str]:
    return answer.content.decode().partition('data-of-the-page="')[2].partition('"')[0].split()


def test_a_time_that_the_page_filled_in_is_filled_in_anew_until_somebody_types_or_sends_it(clock, as_nurse):
    page = reverse("chart_dose", args=[stories.admitted(clock).patient.code, 1, 2])
    fresh = as_nurse.get(page)
    assert [names.split("_at_")[0] for names in times_of_the_page(fresh)] == ["started", "ended"]
    sent = drafted(fresh).sent
    as_nurse.post("/drafts/", {name: value for name, value in sent.items() if not name.startswith("started_at")})
    clock.move_to(timezone.now() + timedelta(minutes=35))
    back = as_nurse.get(page)
    assert drafted(back).sent["started_at_time"] == ["12:35"]
    assert times_of_the_page(back) == ["started_at_on+started_at_time+started_at_which"]
    refused = as_nurse.post(page, sent | {"decision": "given"})
    assert times_of_the_page(refused) == []
    assert drafted(as_nurse.get(page)).sent["started_at_time"] == ["12:00"]


# Sent too late


@pytest.mark.usefixtures("short_sessions")
def test_A019_a_form_sent_after_the_lock_is_back_at_the_same_page_after_the_login(page, clock):
    client = browser()
    sent = opened(client, page)
    clock.move_to(timezone.now() + timedelta(minutes=16))
    login = client.post(page, sent, headers={"referer": f"http://testserver{page}"})
    assert login["Location"] == f"/accounts/login/?next={page}"
    assert not Consent.objects.exists()
    assert come_in(client, Role.COORDINATOR, next=page) == page
    assert drafted(client.get(page)).sent["witness"] == [WORDS]


@pytest.mark.usefixtures("short_sessions")
def test_A019_the_next_person_of_the_workstation_sees_nothing_of_it(page, clock):
    client = browser()
    sent = opened(client, page)
    clock.move_to(timezone.now() + timedelta(minutes=16))
    client.post(page, sent, headers={"referer": f"http://testserver{page}"})
    assert WORDS not in words(client, "/accounts/login/")
    assert come_in(client, Role.PHYSICIAN, next=page) == "/"
    shown = words(client, page)
    assert WORDS not in shown
    assert "What you typed on" not in shown
    assert Draft.objects.get().person == make.someone(Role.COORDINATOR)


def test_A019_what_is_kept_when_somebody_else_has_logged_in_is_still_the_first_person_s(page):
    client = browser()
    sent = opened(client, page)
    leave(client)
    come_in(client, Role.PHYSICIAN)
    refused = client.post(page, sent)
    assert refused.status_code == 403
    assert "What was typed is kept for the person who typed it" in refused.content.decode()
    assert WORDS not in refused.content.decode() + words(client, page)
    assert WORDS in words(browser(), page)


def test_a_form_with_the_token_of_an_earlier_session_is_kept(page):
    client = browser()
    sent = opened(client, page)
    leave(client)
    come_in(client, Role.COORDINATOR)
    assert client.post(page, sent).status_code == 403
    assert WORDS in words(client, page)


def test_a_form_without_a_mark_and_token_is_not_said_to_be_kept(page):
    refused = browser().post(page, {"witness": WORDS})
    assert "repeat what you did" in refused.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("short_sessions")
def test_a_form_that_was_carried_out_and_comes_once_more_too_late_leaves_nothing(page, clock):
    client = browser()
    sent = opened(client, page, signed_on="2026-03-01", form_version="1", explained_by="Dr. Invented")
    assert client.post(page, sent).status_code == 302
    clock.move_to(timezone.now() + timedelta(minutes=16))
    assert client.post(page, sent)["Location"].startswith("/accounts/login/")
    assert Consent.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_form_sent_late_keeps_no_password(clock):
    page = reverse("permanent_stop", args=[make.ready_patient().code])
    client = browser(Role.PHYSICIAN)
    sent = opened(client, page) | {"password": make.PASSWORD, "note": WORDS}
    client.cookies.pop("sessionid")
    assert client.post(page, sent).status_code == 302
    assert make.PASSWORD not in str(Draft.objects.get().fields)
    assert Draft.objects.get().fields["note"] == [WORDS]


def test_a_page_older_than_a_draft_gets_is_not_kept(page, clock):
    client = browser()
    sent = opened(client, page)
    client.cookies.pop("sessionid")
    clock.move_to(timezone.now() + timedelta(hours=25))
    client.post(page, sent)
    assert not Draft.objects.exists()
