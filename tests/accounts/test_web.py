"""What the web could do to accounts: foreign objects, fields that no form has, odd input, cookies."""

import json
import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as given
from django.test import Client

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from tests import make
from tests.accounts.doors import SECRET, app, code, form, is_logged_in, log_in, logged_in
from tests.startup.running import PRODUCTION

pytestmark = pytest.mark.django_db

COOKIES = """
import json
from il2program import settings
print(json.dumps({name: value for name, value in vars(settings).items() if "_COOKIE_" in name}))
"""


@pytest.fixture
def nora():
    return make.person(Role.NURSE, "nora")


@pytest.mark.parametrize("what", ["remove", "edit"])
def test_A002_nobody_touches_somebody_elses_passkey(nora, what):
    paula = make.person(Role.PHYSICIAN, "paula")
    key = Authenticator.objects.create(user=paula, type=Authenticator.Type.WEBAUTHN, data={"name": "Paula's key"})
    client = logged_in(nora)
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    path = f"/accounts/second-factor/webauthn/keys/{key.pk}/{what}/"
    assert {client.get(path).status_code, client.post(path, {"name": "mine"}).status_code} == {404}
    key.refresh_from_db()
    assert key.data["name"] == "Paula's key"


FOREIGN = {
    "id": "1",
    "pk": "1",
    "username": "renamed",
    "password": "x",
    "is_active": "",
    "is_demo": "on",
    "last_login": "2020-01-01",
    "attested_on": "2099-01-01",
    "sessions_ended": "7",
    "is_superuser": "on",
    "is_staff": "on",
    "by": "1",
    "person": "1",
}


def test_A003_fields_that_no_form_has_change_nothing(as_administrator, nora):
    kept = {name: getattr(nora, name) for name in FOREIGN if hasattr(nora, name)}
    typed = {"full_name": "Nora Example", "email": "", "roles": ["nurse"], "seen": "nurse"}
    assert as_administrator.send(f"/people/{nora.pk}/change/", **typed, **FOREIGN).status_code == 302
    changed = Person.objects.get(pk=nora.pk)
    assert changed.full_name == "Nora Example"
    assert {name: getattr(changed, name) for name in kept} == kept


def test_A003_a_password_is_changed_for_oneself_only(as_nurse, nora):
    typed = {"current": make.PASSWORD, "password": "an entirely new phrase", "again": "an entirely new phrase"}
    as_nurse.send("/accounts/password/change/", **FOREIGN | typed)
    assert Person.objects.get(pk=nora.pk).check_password(make.PASSWORD)


def test_A020_the_cookies_of_production_are_of_this_host_and_out_of_reach_of_scripts(settings, nora, tmp_path):
    servers = {"DATABASE_URL": "postgres://x@127.0.0.1:1/x", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    env = os.environ | PRODUCTION | servers | {"VAR_DIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", COOKIES], cwd=given.BASE_DIR, env=env, capture_output=True, check=True)
    for name, value in json.loads(told.stdout).items():
        setattr(settings, name, value)
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": "nora", "password": make.PASSWORD}, secure=True)
    assert set(client.cookies) >= {"__Host-session", "__Host-csrf"}
    for cookie in (client.cookies["__Host-session"], client.cookies["__Host-csrf"]):
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/?next=%00",
        "/accounts/login/?next=/%00",
        "/accounts/logout/?next=%00",
        "/accounts/sign-on/hospital/callback/?state=%00&code=%00",
        "/accounts/sign-on/%00/",
        "/accounts/links/%00/",
        "/accounts/links/%FF%FE/",
        "/accounts/second-factor/webauthn/login/?next=%00",
    ],
)
def test_A102_odd_addresses_are_no_errors(client, path):
    assert client.get(path, follow=True).status_code < 500


LONE_SURROGATE = "\ud800".encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("text", ["\x00", LONE_SURROGATE, "x" * 100_000, "\u202eevil", "{{7*7}}"])
def test_A066_odd_text_in_a_form_about_people_is_no_error(as_administrator, text):
    typed = form(username=text, full_name=text, email=text, roles=["nurse", text])
    assert as_administrator.post("/people/invite/", typed).status_code in {200, 400}
    assert Person.objects.count() == 1


MISSHAPEN = [
    "",
    "{}",
    "[]",
    "null",
    "{",
    "1" * 5000,
    "[" * 5000,
    '{"id": 1}',
    '{"id": "AA", "rawId": "AA", "response": {}}',
]


@pytest.mark.parametrize("credential", MISSHAPEN)
def test_a_misshapen_passkey_logs_nobody_in(client, credential):
    client.get("/accounts/second-factor/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/accounts/second-factor/webauthn/login/", {"credential": credential})
    assert answer.status_code in {200, 302}
    assert not is_logged_in(client)


@pytest.mark.parametrize("credential", MISSHAPEN)
def test_a_misshapen_passkey_is_no_second_factor_and_cannot_be_added(client, nora, credential):
    app(nora)
    log_in(client, "nora")
    assert client.post("/accounts/second-factor/authenticate/", {"credential": credential}).status_code == 200
    client.post("/accounts/second-factor/authenticate/", {"code": code()})
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    page = client.get("/accounts/second-factor/webauthn/add/")
    assert page.status_code == 200
    assert client.post("/accounts/second-factor/webauthn/add/", {"credential": credential}).status_code == 200
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_A055_a_name_is_shown_as_it_was_typed(as_administrator):
    for name in ("{{7*7}}", "<script>alert(1)</script>", "{% debug %}"):
        make.person(Role.NURSE, f"n{len(name)}", full_name=name)
    page = as_administrator.get("/people/").content.decode()
    assert "{{7*7}}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_A065_a_name_with_line_breaks_makes_no_mail_header(as_administrator):
    typed = form(username="nora", full_name="Nora\r\nBcc: evil@example.com", email="n@example.org\nx", roles=["nurse"])
    assert as_administrator.post("/people/invite/", typed).status_code == 200
    assert not Person.objects.filter(username="nora").exists()


def test_the_secret_of_an_app_leaves_the_page_it_was_shown_on_only(nora):
    client = logged_in(nora)
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    for path in ("/accounts/", "/accounts/second-factor/", "/accounts/here/"):
        assert SECRET not in client.get(path).content.decode()
    assert log_in(Client(), "nora").status_code == 302
