"""The way in for an only administrator who forgot the password."""

import pytest
from django.core.management import CommandError, call_command

from il2program.accounts import actions
from il2program.accounts.roles import Role
from il2program.audit.models import TrailEntry
from tests import make
from tests.accounts.doors import form, link_in, log_in

pytestmark = pytest.mark.django_db


def test_the_command_prints_a_link_that_works_once(client, capsys):
    make.person(Role.ADMINISTRATOR, "ada")
    call_command("password_link", "ADA")
    client.get(link_in(capsys.readouterr().out))
    client.post("/accounts/password/set/", form(password="an entirely new phrase", again="an entirely new phrase"))
    assert log_in(client, "ada", "an entirely new phrase").status_code == 302
    assert TrailEntry.objects.get(verb="sent reset").actor is None


def test_the_command_says_why_it_makes_none():
    nora = make.person(Role.NURSE, "nora")
    with pytest.raises(CommandError, match="Nobody has the user name nobody"):
        call_command("password_link", "nobody")
    actions.deactivate(person=nora, reason="Left.", by=make.someone(Role.ADMINISTRATOR))
    with pytest.raises(CommandError, match="inactive"):
        call_command("password_link", "nora")
