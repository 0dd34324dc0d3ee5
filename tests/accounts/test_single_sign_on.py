"""The hospital's single sign-on, by a real provider that runs beside the test."""

import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.conf import settings as given
from django.core.exceptions import ImproperlyConfigured

from il2program.accounts import actions, configured
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from tests import make
from tests.accounts import provider as providers
from tests.accounts.doors import app, is_logged_in, words

pytestmark = pytest.mark.django_db

START = "/accounts/sign-on/hospital/"
NORA = {"sub": "4711", "email": "nora@example.org", "email_verified": True, "preferred_username": "nora"}


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """The test's browser goes on, not this one."""


@pytest.fixture(scope="module")
def running() -> Iterator[providers.Provider]:
    with providers.running() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    """The provider, with Nora before it, and the program told of it by settings alone."""
    settings.SOCIALACCOUNT_PROVIDERS = configured.single_sign_on(
        url=running.url, client=providers.CLIENT, secret=providers.SECRET, name="Example SSO", production=False
    )
    running.claims, running.userinfo, running.token = dict(NORA), None, {}
    running.codes.clear()
    running.asked.clear()
    return running


@pytest.fixture
def nora():
    return make.person(Role.NURSE, "nora", email="nora@example.org")


def come_back(client, where):
    """Follow the browser to the provider and back to the program's own page."""
    try:
        build_opener(Stay).open(where)
    except OSError as answer:
        back = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
    return client.get(f"{back.path}?{back.query}")


def sign_on(client, path=START + "?process=login"):
    return come_back(client, client.post(path)["Location"])


def test_who_was_invited_comes_in(client, provider, nora):
    assert sign_on(client)["Location"] == "/"
    assert client.get("/accounts/here/").status_code == 200
    assert TrailEntry.objects.get(verb="tied single sign-on").actor == nora


def test_the_login_page_offers_it_where_it_is_set_up_only(client, provider, settings):
    assert "Log in with Example SSO" in words(client.get("/accounts/login/"))
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Log in with Example" not in words(client.get("/accounts/login/"))
    assert client.post(START).status_code == 404


def test_nobody_is_made_by_it(client, provider):
    answer = sign_on(client)
    assert answer.status_code == 403
    assert "Nobody of this program" in words(answer)
    assert not Person.objects.exists()
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
        {"email": "nora@example.com"},
        {"email": "nora@example.org\x00"},
    ],
)
def test_an_address_that_is_not_verified_or_not_hers_is_nobody(client, provider, nora, claims):
    provider.claims |= claims
    assert sign_on(client).status_code == 403
    assert not is_logged_in(client)


def test_an_address_of_two_people_is_nobody(client, provider, nora):
    make.person(Role.PHYSICIAN, "paula", email="Nora@example.org")
    assert sign_on(client).status_code == 403


def test_by_user_name_where_the_hospital_says_so(client, provider, nora, settings):
    settings.OIDC_MATCH = "username"
    provider.claims |= {"email": "somebody@example.com", "email_verified": False, "preferred_username": "NORA"}
    sign_on(client)
    assert is_logged_in(client)


def test_somebody_inactive_stays_outside(client, provider, nora):
    sign_on(client)
    client.post("/accounts/logout/")
    actions.deactivate(person=nora, reason="Left.", by=make.someone(Role.ADMINISTRATOR))
    assert sign_on(client).status_code == 403
    assert not is_logged_in(client)


def test_after_the_first_time_the_providers_key_counts_and_not_the_address(client, provider, nora):
    sign_on(client)
    client.post("/accounts/logout/")
    provider.claims |= {"email": "married@example.org"}
    sign_on(client)
    assert is_logged_in(client)


def test_an_address_that_passed_to_somebody_else_opens_nothing(client, provider, nora):
    sign_on(client)
    client.post("/accounts/logout/")
    provider.claims |= {"sub": "0815"}
    assert sign_on(client).status_code == 403
    assert not is_logged_in(client)


def test_untied_by_the_administrator_it_is_matched_anew(client, provider, nora, as_administrator):
    sign_on(client)
    as_administrator.send(f"/people/{nora.pk}/untie/", reason="New provider.")
    assert not is_logged_in(client)
    provider.claims |= {"sub": "0815"}
    sign_on(client)
    assert is_logged_in(client)


def test_the_second_factor_is_asked_all_the_same(client, provider, nora):
    app(nora)
    assert sign_on(client)["Location"] == "/accounts/second-factor/authenticate/"
    assert not is_logged_in(client)


def test_who_comes_by_it_goes_on_where_they_were(client, provider, nora):
    assert sign_on(client, START + "?process=login&next=/patients/")["Location"] == "/patients/"
    client.post("/accounts/logout/")
    assert sign_on(client, START + "?process=login&next=//evil.example.com/")["Location"] == "/"


def test_the_provider_is_asked_who_is_there_each_time(client, provider, nora):
    sign_on(client)
    [asked] = provider.asked
    assert asked["prompt"] == "login"
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert {"openid", "email", "profile"} == set(asked["scope"].split())


@pytest.mark.parametrize(
    "wrong",
    [{"aud": "another"}, {"iss": "https://evil.example.com"}, {"exp": 1}, {"sub": "0815"}, {"sub": ""}],
)
def test_a_token_that_is_not_for_us_or_of_somebody_else_is_refused(client, provider, nora, wrong):
    provider.userinfo, provider.token = dict(NORA), wrong
    assert sign_on(client).status_code in {401, 403}
    assert not is_logged_in(client)


def test_an_answer_that_was_not_asked_for_is_refused(client, provider, nora):
    where = client.post(START + "?process=login")["Location"]
    state = parse_qs(urlsplit(where).query)["state"][0]
    for forged in ("?code=x", f"?code=x&state={state}", "?code=x&state=other", "?error=server_error", "?"):
        assert client.get(f"{START}callback/{forged}").status_code == 401
    assert not is_logged_in(client)


def test_another_browser_cannot_use_the_answer(client, provider, nora):
    from django.test import Client

    where = client.post(START + "?process=login")["Location"]
    assert come_back(Client(), where).status_code == 401


def test_whoever_is_logged_in_ties_nobody_elses_account(provider, nora, as_physician):
    assert sign_on(as_physician, START + "?process=connect").status_code == 403
    assert not nora.socialaccount_set.exists()


def test_who_says_no_at_the_provider_is_told_so(client, provider):
    state = parse_qs(urlsplit(client.post(START + "?process=login")["Location"]).query)["state"][0]
    answer = client.get(f"{START}callback/?error=access_denied&state={state}", follow=True)
    assert "Log-in was cancelled" in words(answer)


def test_where_the_provider_is_away_the_page_says_so(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS = configured.single_sign_on(
        url="http://127.0.0.1:9", client="x", secret="x", name="Away", production=False
    )
    assert "did not work" in words(client.post(START + "?process=login"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "http://idp.example.org"}, "https://"),
        ({"client": ""}, "OIDC_CLIENT_ID"),
        ({"secret": ""}, "OIDC_CLIENT_SECRET"),
    ],
)
def test_settings_that_cannot_be_right_are_refused(wrong, said):
    told = {"url": "https://idp.example.org", "client": "a", "secret": "b", "name": "c"} | wrong
    with pytest.raises(ImproperlyConfigured, match=said):
        configured.single_sign_on(**told, production=True)


def test_the_policy_lets_forms_lead_to_the_provider_only():
    assert configured.origins("https://idp.example.org/realms/one") == ["https://idp.example.org"]
    assert configured.origins("") == []


@pytest.mark.parametrize(("variable", "value"), [("SECOND_FACTOR_ROLES", "nurse,chef"), ("OIDC_MATCH", "guess")])
def test_a_setting_that_names_nothing_is_refused_at_the_start(variable, value, tmp_path):
    env = {"PATH": "/usr/bin:/bin", "VAR_DIR": str(tmp_path), variable: value}
    answer = subprocess.run(
        [sys.executable, "-c", "import il2program.settings"],
        cwd=given.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert variable in answer.stderr.splitlines()[-1]
