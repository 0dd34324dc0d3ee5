"""`manage.py demo`: only where it does no harm."""

from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from il2program.demo.cast import CASES
from il2program.demo.load import load
from il2program.management.commands import demo as command
from patients.models import Patient
from tests import make


@pytest.fixture(autouse=True)
def few_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load", partial(load, cases=CASES[:2]))


def demo(*arguments: str) -> str:
    told = StringIO()
    call_command("demo", *arguments, stdout=told, skip_checks=True)
    return told.getvalue()


@pytest.mark.django_db
def test_an_empty_program_is_filled_and_the_logins_are_told(client: object) -> None:
    told = demo("--seed", "3")
    assert "2 invented patients" in told
    for person in Person.objects.all():
        assert person.username in told
        assert person.check_password("demo program only")


@pytest.mark.django_db
def test_a_program_with_a_patient_is_left_alone() -> None:
    make.patient()
    with pytest.raises(CommandError, match="There are patients here already"):
        demo()
    assert Patient.objects.count() == 1


@pytest.mark.django_db
def test_a_program_with_one_of_these_people_is_left_alone() -> None:
    make.person(Role.NURSE, username="Nora")
    with pytest.raises(CommandError, match="taken already: Nora"):
        demo()
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_production_refuses_it(settings: object) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never loaded in production"):
        demo()
    assert not Patient.objects.exists()
    assert not Person.objects.exists()
