"""Reading charts in an emergency: with a reason, for an hour, marked in the trail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from il2program.accounts.models import EmergencyAccess, Person
from il2program.accounts.roles import TABLE, Permission, Role
from il2program.append_only import WrittenOnce
from il2program.audit.models import TrailEntry
from tests import make
from tests.accounts.doors import words

pytestmark = pytest.mark.django_db

PAGE = "/accounts/emergency/"


@pytest.fixture
def chart():
    return make.patient().get_absolute_url()


def test_A006_without_a_reason_nothing_opens(as_administrator, chart):
    for reason in ("", "   "):
        assert as_administrator.send(PAGE, reason=reason).status_code == 200
    assert as_administrator.get(chart).status_code == 403
    assert not EmergencyAccess.objects.exists()


def test_A006_with_a_reason_charts_can_be_read_and_nothing_else(as_administrator, chart):
    as_administrator.send(PAGE, reason="The ward cannot reach its nurse.")
    assert as_administrator.get(chart).status_code == 200
    opened = Person.objects.get(username="administrator")
    assert opened.permissions == TABLE[Role.ADMINISTRATOR] | {Permission.SEE_CHARTS}


def test_A006_it_ends_by_itself_in_an_hour(as_administrator, chart, time_machine):
    as_administrator.send(PAGE, reason="The ward cannot reach its nurse.")
    assert "It ends by itself at" in words(as_administrator.get(PAGE))
    time_machine.move_to(timezone.now() + timedelta(minutes=14))
    assert as_administrator.get(chart).status_code == 200
    for _ in range(4):
        time_machine.move_to(timezone.now() + timedelta(minutes=12))
        as_administrator.get("/people/")
    assert as_administrator.get(chart).status_code == 403


def test_A006_every_line_of_the_trail_is_marked_while_it_is_open(as_administrator, chart):
    as_administrator.send(PAGE, reason="The ward cannot reach its nurse.")
    as_administrator.get(chart)
    assert TrailEntry.objects.get(verb="opened emergency access").reason == "The ward cannot reach its nurse."
    assert TrailEntry.objects.latest("pk").actor_roles == "administrator, emergency access"


def test_A006_who_has_charts_needs_none(as_nurse):
    assert as_nurse.get(PAGE).status_code == 403


def test_A006_what_was_opened_is_never_changed(as_administrator):
    as_administrator.send(PAGE, reason="The ward cannot reach its nurse.")
    with pytest.raises(WrittenOnce):
        EmergencyAccess.objects.get().save()
