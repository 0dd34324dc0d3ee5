"""An empty program gets its first administrator; what is there already stays as it is."""

import sqlite3
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.management.commands import first_administrator
from tests import make
from tests.startup.running import manage


def made() -> str:
    said = StringIO()
    call_command("first_administrator", stdout=said)
    return said.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """Somebody at a terminal, who types these lines."""

    def type_lines(*lines: str) -> None:
        answers = iter(lines)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr(first_administrator.getpass, "getpass", lambda _prompt: next(answers))

    return type_lines


@pytest.mark.django_db
def test_without_a_terminal_the_password_is_made_up_and_shown_once(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())
    password = made().split("the password ")[1].split(" ")[0]
    person = Person.objects.get(username="admin")
    assert person.check_password(password)
    assert person.roles == {Role.ADMINISTRATOR}


@pytest.mark.django_db
def test_at_a_terminal_the_password_is_asked_for_until_it_is_good_and_typed_twice(typed):
    typed("short", "a long good phrase", "another phrase", "a long good phrase", "a long good phrase")
    assert "with the password you typed" in made()
    assert Person.objects.get(username="admin").check_password("a long good phrase")


@pytest.mark.django_db
def test_enter_alone_makes_one_up(typed):
    typed("")
    assert "shown only this once" in made()


@pytest.mark.django_db
def test_a_second_first_administrator_is_refused():
    make.someone(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="administrator is an administrator already"):
        call_command("first_administrator")


@pytest.mark.startup
@pytest.mark.parametrize("empty", [["--empty"], []], ids=["empty", "demo"])
def test_preparing_again_touches_nothing_that_is_there(tmp_path, empty):
    first = manage(tmp_path, "prepare", *empty)
    assert first.returncode == 0, first.stderr
    before = contents(tmp_path)
    again = manage(tmp_path, "prepare")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert contents(tmp_path) == before


def contents(place) -> list[str]:
    with closing(sqlite3.connect(place / "il2program.sqlite3")) as database:
        return list(database.iterdump())
