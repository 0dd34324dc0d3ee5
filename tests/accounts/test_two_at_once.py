"""What may happen once happens once, also when two try it at the same moment."""

import pytest
from allauth.core.context import request_context

from il2program.accounts import actions, second_factor
from il2program.accounts.models import Person
from il2program.accounts.roles import Role
from tests import make
from tests.accounts.doors import app, code, recovery_codes
from tests.test_two_at_once import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_use_one_link_one_sets_the_password():
    nora = make.person(Role.NURSE, "nora")
    link = actions.issue_link(person=nora, by=None)
    phrases = ["an entirely new phrase", "another phrase entirely"]
    results = at_once(lambda who: actions.set_password_by_link(link=link, password=phrases[who]))
    [refused] = refusals(results)
    assert "cannot be used any more" in refused.messages[0]


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_two_who_give_one_code_one_comes_in(kind):
    nora = make.person(Role.NURSE, "nora")
    app(nora)
    given = code() if kind == "app" else recovery_codes(nora)[0]
    with request_context(None):
        assert sorted(at_once(lambda _: second_factor.check_code(nora, given))) == [False, True]


def test_of_two_administrators_who_deactivate_each_other_one_stays():
    ada, alan = (make.person(Role.ADMINISTRATOR, name) for name in ("ada", "alan"))
    pairs = [(ada, alan), (alan, ada)]
    results = at_once(lambda who: actions.deactivate(person=pairs[who][0], reason="Quarrel.", by=pairs[who][1]))
    assert "Nobody else is administrator" in refusals(results)[0].messages[0]
    assert Person.objects.holding(Role.ADMINISTRATOR).count() == 1
