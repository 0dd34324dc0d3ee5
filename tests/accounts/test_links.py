"""The links by which people set their own password."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from il2program.accounts.models import PasswordLink, Person
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from il2program.outbox.tasks import sweep
from tests import make
from tests.accounts.doors import app, form, is_logged_in, link_in, log_in, logged_in, words

pytestmark = pytest.mark.django_db

NEW = "an entirely new phrase"
INVITED = {"username": "nora", "full_name": "Nora Example", "email": "nora@example.org", "roles": ["nurse"]}


@pytest.fixture
def link(as_administrator):
    """The path of an invitation, as the mail brings it."""
    as_administrator.send("/people/invite/", **INVITED)
    return mailed()


def mailed():
    sweep()
    return link_in(mail.outbox[-1].body)


def set_password(client, path, password=NEW, **headers):
    client.get(path, follow=True, **headers)
    return client.post("/accounts/password/set/", form(password=password, again=password), **headers)


def test_an_invited_person_sets_their_own_password_and_comes_in(link, client):
    assert set_password(client, link)["Location"] == "/accounts/login/"
    assert not is_logged_in(client)
    log_in(client, "nora", NEW)
    assert is_logged_in(client)


def test_the_invitation_is_shown_once_and_mailed(as_administrator):
    answer = as_administrator.send("/people/invite/", **INVITED)
    first, second = (words(as_administrator.get(answer["Location"])) for _ in range(2))
    assert mailed() in first
    assert "/accounts/links/" not in second


def test_the_mail_names_person_and_program_and_nobodys_patient(link):
    patient = make.patient(family_name="Zzcanary")
    [sent] = mail.outbox
    assert sent.to == ["nora@example.org"]
    assert "Nora Example" in sent.body
    assert patient.family_name not in sent.body + sent.subject


def test_no_token_is_kept_where_a_copy_of_the_database_would_show_it(link):
    token = link.split("/")[-2]
    kept = [str(row.__dict__) for row in (*PasswordLink.objects.all(), *TrailEntry.objects.all())]
    assert not [row for row in kept if token in row]


def test_before_the_link_is_used_nobody_logs_in(link, client):
    for password in ("", "!", "None"):
        log_in(client, "nora", password)
    assert not is_logged_in(client)


@pytest.mark.parametrize(("hours", "status"), [(71.9, 302), (72.1, 410)])
def test_an_invitation_is_good_for_72_hours(link, client, time_machine, hours, status):
    time_machine.move_to(timezone.now() + timedelta(hours=hours))
    assert set_password(client, link).status_code == status


def test_A012_a_link_works_once(link, client):
    set_password(client, link)
    assert set_password(client, link, "another phrase entirely").status_code == 410
    assert log_in(client, "nora", NEW).status_code == 302


def test_A012_looking_at_a_link_does_not_spend_it(link, client):
    for _ in range(3):
        assert client.get(link, follow=True).status_code == 200
    assert set_password(client, link).status_code == 302


def test_A012_the_address_of_the_page_does_not_carry_the_token(link, client):
    assert client.get(link)["Location"] == "/accounts/password/set/"


@pytest.mark.parametrize(("minutes", "status"), [(59, 302), (61, 410)])
def test_A012_a_link_for_a_new_password_is_good_for_an_hour(as_administrator, client, time_machine, minutes, status):
    nora = make.person(Role.NURSE, "nora")
    as_administrator.send(f"/people/{nora.pk}/link/")
    path = mailed()
    time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
    assert set_password(client, path).status_code == status


def test_A012_a_newer_link_ends_the_older_one(link, as_administrator, client):
    nora = Person.objects.get(username="nora")
    as_administrator.send(f"/people/{nora.pk}/link/")
    newer = mailed()
    assert set_password(client, link).status_code == 410
    assert set_password(client, newer).status_code == 302


def test_A012_the_host_of_a_link_comes_from_the_settings(as_administrator, settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://il2.example.org", ["*"]
    as_administrator.post("/people/invite/", form(**INVITED), headers={"host": "evil.example.com"})
    sweep()
    assert "https://il2.example.org/accounts/links/" in mail.outbox[-1].body
    assert "evil" not in mail.outbox[-1].body


def test_A012_a_forged_or_damaged_token_is_refused(link, client):
    token = link.split("/")[-2]
    code = PasswordLink.objects.get().code.hex
    for forged in (token[:-1], code, f"{code}:AAAA", "%00", "a" * 500):
        assert client.get(f"/accounts/links/{forged}/", follow=True).status_code == 410


def test_a_link_of_somebody_who_was_deactivated_is_refused(link, as_administrator, client):
    nora = Person.objects.get(username="nora")
    as_administrator.send(f"/people/{nora.pk}/deactivate/", reason="Never came.")
    assert set_password(client, link).status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays_good(link, client):
    assert "too short" in words(set_password(client, link, "short"))
    assert set_password(client, link).status_code == 302


def test_A011_a_new_password_by_link_does_not_skip_the_second_factor(as_administrator, client):
    nora = make.person(Role.NURSE, "nora")
    app(nora)
    as_administrator.send(f"/people/{nora.pk}/link/")
    set_password(client, mailed())
    assert log_in(client, "nora", NEW)["Location"] == "/accounts/second-factor/authenticate/"
    assert not is_logged_in(client)


def test_a_new_password_by_link_ends_every_session(as_administrator, client):
    nora = make.person(Role.NURSE, "nora")
    elsewhere = logged_in(nora)
    as_administrator.send(f"/people/{nora.pk}/link/")
    set_password(client, mailed())
    assert not is_logged_in(elsewhere)


def test_somebody_without_an_address_gets_their_link_by_hand(as_administrator):
    answer = as_administrator.send("/people/invite/", **INVITED | {"email": ""})
    assert "hand it over yourself" in words(as_administrator.get(answer["Location"]))
    sweep()
    assert not mail.outbox


def test_an_invitation_sent_twice_makes_one_person(as_administrator):
    typed = form(**INVITED)
    answers = [as_administrator.post("/people/invite/", typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert PasswordLink.objects.count() == 1


def test_what_is_typed_is_kept_where_an_invitation_is_refused(as_administrator):
    answer = as_administrator.send("/people/invite/", **INVITED | {"username": "no ra"})
    assert 'value="Nora Example"' in answer.content.decode()
    assert not Person.objects.filter(full_name="Nora Example").exists()
