"""Something that somebody has, besides the password they know."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from il2program.accounts import second_factor
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from tests import make
from tests.accounts.doors import SECRET, app, code, form, is_logged_in, log_in, logged_in, recovery_codes, words

pytestmark = pytest.mark.django_db

AUTHENTICATE = "/accounts/second-factor/authenticate/"
INDEX = "/accounts/second-factor/"
ACTIVATE = "/accounts/second-factor/totp/activate/"


@pytest.fixture
def nora():
    return make.person(Role.NURSE, "nora")


@pytest.fixture
def halfway(client, nora):
    """A browser in which the password was right, and the app's code is asked for."""
    app(nora)
    assert log_in(client, "nora")["Location"] == AUTHENTICATE
    return client


def give(client, typed):
    return client.post(AUTHENTICATE, {"code": typed})


def prove_again(client):
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})


def test_the_password_alone_lets_nobody_in_who_has_an_app(halfway):
    assert not is_logged_in(halfway)
    assert give(halfway, code()).status_code == 302
    assert is_logged_in(halfway)


def test_A011_a_code_is_good_once(halfway, nora):
    now = code()
    give(halfway, now)
    other = Client()
    log_in(other, "nora")
    assert "used before" in words(give(other, now))
    assert not is_logged_in(other)


def test_A011_a_used_code_is_remembered_by_the_database_not_by_a_process(halfway, nora):
    now = code()
    give(halfway, now)
    cache.clear()
    assert not second_factor.check_code(nora, now)


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_A011_a_code_of_two_windows_away_is_refused(halfway, steps, accepted):
    give(halfway, code(steps))
    assert is_logged_in(halfway) is accepted


def test_A011_no_code_older_than_the_last_one_is_taken(nora):
    app(nora)
    assert second_factor.check_code(nora, code(0))
    assert not second_factor.check_code(nora, code(-1))
    assert second_factor.check_code(nora, code(1))


def test_A011_a_recovery_code_is_good_once(halfway, nora):
    first, *_ = recovery_codes(nora)
    give(halfway, first)
    assert is_logged_in(halfway)
    other = Client()
    log_in(other, "nora")
    give(other, first)
    assert not is_logged_in(other)


@pytest.mark.parametrize("typed", ["", "000000", "12345", "abcdef", "１２３４５６", "0" * 500, "12\x0034"])  # noqa: RUF001
def test_a_wrong_code_is_refused_and_says_so(halfway, typed):
    answer = give(halfway, typed)
    assert answer.status_code == 200
    assert not is_logged_in(halfway)


def test_a_code_may_be_typed_as_the_app_shows_it(halfway):
    now = code()
    give(halfway, f"{now[:3]} {now[3:]}")
    assert is_logged_in(halfway)


def test_A009_ten_wrong_codes_lock_as_ten_wrong_passwords_do(halfway):
    answers = [give(halfway, "000000").status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]
    assert give(halfway, code()).status_code == 429
    assert not is_logged_in(halfway)


def test_A009_a_right_password_does_not_forget_wrong_codes(halfway):
    for _ in range(9):
        give(halfway, "000000")
    other = Client()
    log_in(other, "nora")
    assert give(other, "000000").status_code == 429


def test_a_page_for_the_code_without_a_password_leads_to_the_login(client):
    assert client.get(AUTHENTICATE)["Location"] == "/accounts/login/"


def test_setting_up_an_app_asks_who_one_is_first(nora):
    client = logged_in(nora)
    assert client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")


@pytest.fixture
def with_new_app(nora, django_capture_on_commit_callbacks):
    """A browser in which the app was set up just now, and the code that proved it."""
    client = logged_in(nora)
    prove_again(client)
    page = client.get(ACTIVATE)
    assert "<path d=" in page.content.decode()
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    used = code()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ACTIVATE, {"code": used})
    assert answer["Location"] == "/accounts/second-factor/recovery-codes/"
    return client, used


def test_A011_the_code_that_set_up_the_app_is_used_up(with_new_app, nora):
    assert not second_factor.check_code(nora, with_new_app[1])


def test_recovery_codes_are_shown_once(with_new_app):
    shown, again = (words(with_new_app[0].get("/accounts/second-factor/recovery-codes/")) for _ in range(2))
    assert "shown only now" in shown
    assert "not shown again" in again


def test_what_is_done_to_second_factors_is_in_the_trail(with_new_app):
    with_new_app[0].post("/accounts/second-factor/totp/deactivate/")
    told = TrailEntry.objects.filter(verb__contains="second factor").values_list("sentence", flat=True)
    assert "Added: authenticator app" in told
    assert "Removed: authenticator app" in told


def test_secrets_are_encrypted_in_the_database(nora):
    assert SECRET not in str(app(nora).data)
    recovery_codes(nora)
    seed = Authenticator.objects.get(user=nora, type=Authenticator.Type.RECOVERY_CODES).data["seed"]
    assert not all(letter in "0123456789abcdef" for letter in seed)


def test_secrets_outlive_a_change_of_the_programs_key(nora, settings):
    app(nora)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key " * 5
    assert second_factor.check_code(nora, code())


def test_secrets_that_no_key_opens_are_no_error(nora, settings):
    app(nora)
    recovery_codes(nora)
    settings.SECRET_KEY = "another key " * 5
    assert not second_factor.check_code(nora, code())


def test_a_second_factor_is_needed_from_who_has_one_only(nora):
    assert not second_factor.kinds(nora)
    recovery_codes(nora)
    assert not second_factor.kinds(nora)
    app(nora)
    assert second_factor.kinds(nora) == {Authenticator.Type.TOTP}


def test_where_it_is_compulsory_nothing_else_opens_before_it_is_set_up(nora, settings):
    settings.SECOND_FACTOR_ROLES = ["nurse"]
    client = logged_in(nora)
    for path in ("/", "/patients/", "/accounts/", "/accounts/password/change/"):
        assert client.get(path)["Location"] == INDEX
    assert "Set one up to go on" in words(client.get(INDEX))
    assert client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")
    assert is_logged_in(client)


def test_where_it_is_compulsory_everything_opens_once_it_is_set_up(nora, settings):
    settings.SECOND_FACTOR_ROLES = ["nurse"]
    client = logged_in(nora)
    app(nora)
    assert client.get("/patients/").status_code == 200


def test_where_it_is_compulsory_for_others_nobody_else_is_asked(nora, settings):
    settings.SECOND_FACTOR_ROLES = ["physician"]
    assert logged_in(nora).get("/patients/").status_code == 200


def test_A101_a_lost_factor_is_revoked_in_one_act_and_refused_at_once(as_administrator, nora, client):
    app(nora)
    recovery_codes(nora)
    log_in(client, "nora")
    give(client, code())
    as_administrator.send(f"/people/{nora.pk}/revoke-second-factor/", reason="Lost her telephone.")
    assert not is_logged_in(client)
    assert not Authenticator.objects.filter(user=nora).exists()
    assert TrailEntry.objects.get(verb="revoked second factor").reason == "Lost her telephone."


def test_nobody_revokes_their_own_or_what_is_not_there(as_administrator, nora):
    own = Person.objects.get(username="administrator")
    app(own)
    for person, said in ((own, "Nobody does this to themselves"), (nora, "has no second factor")):
        assert said in words(as_administrator.send(f"/people/{person.pk}/revoke-second-factor/", reason="Lost."))


def test_a_session_gets_a_new_key_when_its_person_proves_again_who_they_are(nora):
    client = logged_in(nora)
    before = client.session.session_key
    prove_again(client)
    assert client.session.session_key != before
    assert "this device" in words(client.get("/accounts/"))


def test_proving_again_is_good_for_five_minutes(nora, time_machine):
    client = logged_in(nora)
    prove_again(client)
    assert client.get(ACTIVATE).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    assert client.get(ACTIVATE).status_code == 302


def test_a_code_proves_again_too(nora, client):
    app(nora)
    log_in(client, "nora")
    give(client, code())
    client.post("/accounts/second-factor/reauthenticate/", form(code=code(1)))
    assert client.get("/accounts/second-factor/recovery-codes/generate/").status_code == 200
