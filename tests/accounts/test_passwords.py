"""What a password must be, how it is kept, and how one changes one's own."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.demo import people as demo
from tests import make
from tests.accounts.doors import form, is_logged_in, log_in, logged_in, words

pytestmark = pytest.mark.django_db

NEW = "an entirely new phrase"
CHANGE = "/accounts/password/change/"
ARGON2 = "django.contrib.auth.hashers.Argon2PasswordHasher"
PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.fixture
def nora():
    return make.person(Role.NURSE, "norabell", full_name="Nora Bellwether", email="n.bellwether@example.org")


def change(client, current=make.PASSWORD, new=NEW, again=None):
    return client.post(CHANGE, form(current=current, password=new, again=again or new))


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "short",
        "x" * 129,
        "passwordpassword",
        "1q2w3e4r5t6y",
        "il2il2il2il2",
        "Proleukin2026",
        "proleukin-il2-2026",
        "Aldesleukin!!",
        "ExampleHospital1",
        "example hospital",
        "NorabellNorabell",
        "Bellwether2026!",
        "n.bellwether@example.org",
        "norabell1234567",
        "ＰＲＯＬＥＵＫＩＮ2026",  # noqa: RUF001
    ],
)
def test_A007_a_password_that_is_short_common_or_of_this_place_is_refused(nora, password):
    with pytest.raises(ValidationError):
        validate_password(password, nora)


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "correct horse battery staple",
        "x" * 127 + "y",
        "ночь улица фонарь",
        "  two spaces at ends  ",
        "🐎🔋📎🧷🐎🔋📎🧷🐎🔋📎🧷",
    ],
)
def test_A007_anything_long_enough_is_accepted(nora, password):
    validate_password(password, nora)


def test_A007_words_of_this_place_do_no_harm_beside_enough_else(nora):
    validate_password("my proleukin is kept in the left drawer", nora)


def test_A007_every_common_password_is_refused(nora):
    common = sorted(CommonPasswordValidator().passwords)
    assert len(common) > 3000
    accepted = []
    for password in common[::40]:
        try:
            validate_password(password, nora)
            accepted.append(password)
        except ValidationError:
            pass
    assert not accepted


@pytest.mark.parametrize(
    "near", ["Zwölf Zeichen mit Leerzeichen ", "zwölf Zeichen mit Leerzeichen", "Zwo\u0308lf Zeichen mit Leerzeichen"]
)
def test_A007_a_password_is_compared_exactly(client, nora, near):
    exact = "Zwölf Zeichen mit Leerzeichen"
    browser = logged_in(nora)
    assert change(browser, new=exact).status_code == 302
    log_in(client, "norabell", near)
    assert not is_logged_in(client)
    log_in(client, "norabell", exact)
    assert is_logged_in(client)


def test_A007_a_password_of_128_characters_logs_in(client, nora):
    longest = " é🐎x" * 32
    assert change(logged_in(nora), new=longest).status_code == 302
    log_in(client, "norabell", longest)
    assert is_logged_in(client)


def test_A005_the_demo_password_is_none_that_anybody_tries_first():
    first = ["123456", "password", "admin", "demo", "letmein", "welcome", "changeme", *demo.PASSWORD.split()]
    assert demo.PASSWORD not in first
    assert demo.PASSWORD not in CommonPasswordValidator().passwords


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current": ""}, "This field is required"),
        ({"current": "wrong wrong wrong"}, "not your current password"),
        ({"again": "something else here"}, "not the same"),
        ({"new": "short"}, "too short"),
        ({"new": make.PASSWORD}, "your password already"),
    ],
)
def test_A008_a_change_that_is_not_whole_is_refused(nora, typed, said):
    client = logged_in(nora)
    answer = change(client, **typed)
    assert answer.status_code == 400
    assert said in words(answer)
    assert Person.objects.get(pk=nora.pk).check_password(make.PASSWORD)


def test_A008_changing_ones_password_ends_all_other_sessions(nora):
    here, elsewhere = logged_in(nora), logged_in(nora)
    before = here.session.session_key
    assert change(here).status_code == 302
    assert is_logged_in(here)
    assert not is_logged_in(elsewhere)
    assert here.session.session_key != before


def test_a_wrong_current_password_counts_towards_the_lock_out(nora):
    client = logged_in(nora)
    answers = [change(client, current=f"wrong number {number}").status_code for number in range(10)]
    assert answers[-1] == 429
    assert change(client).status_code == 429


def test_no_page_shows_a_password_that_was_typed(nora):
    answer = change(logged_in(nora), current="my very secret thing")
    assert "my very secret thing" not in answer.content.decode()


def test_A013_passwords_are_kept_by_argon2(settings, nora):
    settings.PASSWORD_HASHERS = [ARGON2, PBKDF2]
    nora.set_password(NEW)
    assert nora.password.startswith("argon2$argon2id$")


def test_A013_the_settings_name_argon2_first():
    from il2program import settings

    assert settings.PASSWORD_HASHERS[0] == ARGON2


def test_A013_an_old_hash_is_made_anew_at_login(settings, client, nora):
    settings.PASSWORD_HASHERS = [PBKDF2]
    nora.password = make_password(make.PASSWORD)
    nora.save(update_fields=["password"])
    settings.PASSWORD_HASHERS = [ARGON2, PBKDF2]
    log_in(client, "norabell")
    assert is_logged_in(client)
    nora.refresh_from_db()
    assert identify_hasher(nora.password).algorithm == "argon2"
