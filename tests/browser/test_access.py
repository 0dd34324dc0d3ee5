"""Coming in, staying, and leaving, in a real browser."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Page, expect

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.submissions.models import Draft
from patients.models import Consent
from tests import make
from tests.accounts.doors import app, code
from tests.browser.conftest import photograph
from tests.browser.keys import Device, add_passkey

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def long_sessions(settings):
    settings.IDLE_MINUTES, settings.SESSION_HOURS, settings.SESSION_COOKIE_AGE = 15, 13, 13 * 3600


@pytest.fixture
def nurse(log_in) -> Page:
    page = log_in(Role.NURSE)
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    return page


def minutes_ago(minutes: float, of: str = "seen_at") -> None:
    """Let it be so long since somebody used the session, or began it."""
    session = SessionStore(UserSession.objects.get().session_key)
    session[of] -= 60 * minutes
    session.save()


def look(page: Page) -> None:
    """The page asks the server how things stand, as it does when it comes into view."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def enter(page: Page, username: str = "nurse") -> None:
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def leave(page: Page) -> None:
    page.get_by_role("button", name="Switch person").click()
    page.wait_for_url("/accounts/login/")


def test_login_with_an_authenticator_app(nurse):
    leave(nurse)
    app(Person.objects.get(username="nurse"))
    enter(nurse)
    nurse.get_by_label("Code").fill("000000")
    nurse.get_by_role("button", name="Log in", exact=True).click()
    expect(nurse.get_by_text("That code is not right").first).to_be_visible()
    photograph(nurse, "second-factor")
    nurse.get_by_label("Code").fill(code())
    nurse.get_by_role("button", name="Log in", exact=True).click()
    nurse.wait_for_url("/")


def test_setting_up_an_app_shows_a_square_to_photograph(nurse):
    nurse.goto("/accounts/second-factor/totp/activate/")
    nurse.get_by_label("Password").fill(make.PASSWORD)
    nurse.get_by_role("button", name="Confirm").click()
    square = nurse.locator(".qr svg")
    expect(square).to_be_visible()
    assert square.bounding_box()["width"] > 200
    photograph(nurse, "authenticator-app")


@pytest.fixture
def with_passkey(nurse) -> Page:
    Device(nurse)
    add_passkey(nurse)
    photograph(nurse, "recovery-codes")
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1
    leave(nurse)
    return nurse


def test_login_with_a_passkey_alone(with_passkey):
    with_passkey.get_by_role("button", name="Log in with a passkey").click()
    with_passkey.wait_for_url("/")


def test_login_with_a_passkey_as_second_factor(with_passkey):
    enter(with_passkey)
    with_passkey.get_by_role("button", name="Use a passkey").click()
    with_passkey.wait_for_url("/")


def test_proving_again_with_a_passkey(with_passkey):
    with_passkey.get_by_role("button", name="Log in with a passkey").click()
    with_passkey.wait_for_url("/")
    with_passkey.goto("/accounts/second-factor/webauthn/reauthenticate/?next=/accounts/second-factor/webauthn/")
    with_passkey.get_by_role("button", name="Use a passkey").click()
    with_passkey.wait_for_url("/accounts/second-factor/webauthn/")


def test_who_is_there_is_asked_before_the_page_is_locked_and_can_stay(nurse):
    minutes_ago(13.5)
    look(nurse)
    dialog = nurse.locator("dialog.idle")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("It is locked in 1:")
    photograph(nurse, "idle")
    dialog.get_by_role("button", name="I am here").click()
    expect(dialog).to_be_hidden()
    look(nurse)
    expect(dialog).to_be_hidden()


def test_before_the_longest_time_is_over_one_is_told_so(nurse):
    minutes_ago(13 * 60 - 1, of="began_at")
    look(nurse)
    dialog = nurse.locator("dialog.idle")
    expect(dialog.get_by_text("You are logged out in 0:")).to_be_visible()
    expect(dialog.get_by_text("What you typed is kept")).to_be_hidden()


def test_a_page_that_nobody_used_is_locked_and_comes_back_after_the_login(nurse):
    nurse.goto("/patients/")
    minutes_ago(16)
    look(nurse)
    nurse.wait_for_url("/accounts/login/?next=/patients/")
    enter(nurse)
    nurse.wait_for_url("/patients/")


def test_A022_the_back_button_shows_nothing_of_who_was_there(nurse):
    patient = make.patient(family_name="Zzcanary")
    nurse.goto(patient.get_absolute_url())
    expect(nurse.locator("body")).to_contain_text("Zzcanary")
    leave(nurse)
    nurse.go_back()
    nurse.wait_for_url("**/accounts/login/**")
    assert "Zzcanary" not in nurse.content()


def test_switching_the_person_in_one_tab_clears_the_others(nurse):
    patient = make.patient(family_name="Zzcanary")
    other = nurse.context.new_page()
    other.goto(patient.get_absolute_url())
    leave(nurse)
    other.wait_for_url("**/accounts/login/**")
    assert "Zzcanary" not in other.content()


def half_typed(page: Page, words: str) -> str:
    """A patient's consent, of which the witness has been typed."""
    chart = make.patient().get_absolute_url()
    page.goto(f"{chart}consent/")
    page.get_by_label("Version of the consent form").fill("1")
    page.get_by_label("Witness").press_sequentially(words)
    return f"{chart}consent/"


def test_A019_what_is_half_typed_is_back_after_the_lock_and_can_be_sent(log_in):
    page = log_in(Role.COORDINATOR)
    path = half_typed(page, "Testa Witness")
    minutes_ago(13.5)
    look(page)
    told = page.locator("dialog.idle").get_by_text("What you typed is kept, and is back on this page")
    expect(told).to_be_visible()
    photograph(page, "idle-with-draft")
    minutes_ago(2)
    look(page)
    page.wait_for_url(f"/accounts/login/?next={path}")
    enter(page, "coordinator")
    page.wait_for_url(path)
    expect(page.get_by_label("Witness")).to_have_value("Testa Witness")
    expect(page.get_by_role("status")).to_contain_text("What you typed on")
    photograph(page, "draft-is-back")
    page.get_by_label("Signed on").fill("2026-03-01")
    page.get_by_label("Physician who explained it").fill("Dr. Invented")
    page.get_by_role("button", name="Record the consent").click()
    page.wait_for_url("**/patients/*/")
    assert Consent.objects.get().witness == "Testa Witness"
    assert not Draft.objects.exists()


def test_A019_the_next_person_sees_nothing_and_who_typed_it_finds_it_again(log_in):
    page = log_in(Role.COORDINATOR)
    make.someone(Role.PHYSICIAN)
    path = half_typed(page, "Zzcanary")
    leave(page)
    enter(page, "physician")
    page.wait_for_url("/")
    page.goto(path)
    assert "Zzcanary" not in page.content()
    expect(page.get_by_text("What you typed on")).to_have_count(0)
    expect(page.get_by_label("Witness")).to_have_value("")
    leave(page)
    enter(page, "coordinator")
    page.wait_for_url("/")
    page.goto(path)
    expect(page.get_by_label("Witness")).to_have_value("Zzcanary")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_label("Witness")).to_have_value("")
    expect(page.get_by_text("What you typed on")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Witness")).to_have_value("")


def test_what_is_typed_is_kept_after_a_pause(log_in):
    page = log_in(Role.COORDINATOR)
    with page.expect_response("**/drafts/") as answer:
        path = half_typed(page, "Testa Witness")
    assert answer.value.status == 204
    assert answer.value.request.headers["x-background"] == "1"
    page.goto("/patients/")
    page.goto(path)
    expect(page.get_by_label("Witness")).to_have_value("Testa Witness")


def test_a_time_that_nobody_changed_is_not_kept_as_typed(log_in):
    page = log_in(Role.NURSE)
    cycle = make.cycle(make.ready_patient(), at=timezone.now() - timedelta(hours=1))
    page.goto(f"{cycle.get_absolute_url()}slots/1/")
    page.locator("[name=second_person]").fill("physician")
    page.locator("[name=second_password]").fill(make.PASSWORD)
    with page.expect_response("**/drafts/") as answer:
        page.get_by_label("Note").press_sequentially("Nausea")
    assert answer.value.status == 204
    fields = Draft.objects.get().fields
    assert fields["note"] == ["Nausea"]
    assert not {"started_at_on", "started_at_time", "second_person", "second_password"} & set(fields)
    assert make.PASSWORD.replace(" ", "+") not in answer.value.request.post_data
    page.locator("[name=ended_at_time]").fill("12:00")
    with page.expect_response("**/drafts/"):
        page.locator("[name=started_at_time]").fill("11:00")
    assert Draft.objects.get().fields["started_at_time"] == ["11:00"]
