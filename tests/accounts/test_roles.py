"""One table says who may do what."""

import pytest

from il2program.accounts.roles import TABLE, Permission, Role, permissions
from il2program.management.commands.roles import document
from tests import make


def test_every_role_has_permissions_and_every_permission_a_role():
    assert set(TABLE) == set(Role)
    assert set().union(*TABLE.values()) == set(Permission)


def test_the_administrator_sees_no_chart():
    assert TABLE[Role.ADMINISTRATOR] == {Permission.MANAGE_PEOPLE, Permission.READ_TRAIL}


def test_a_person_with_two_roles_may_do_what_either_may():
    both = permissions(frozenset({Role.NURSE, Role.COORDINATOR}))
    assert both == TABLE[Role.NURSE] | TABLE[Role.COORDINATOR]


def test_only_a_physician_signs():
    signing = {Permission.SIGN_ELIGIBILITY, Permission.SIGN_OVERRIDES, Permission.SIGN_RESPONSE}
    assert {role for role, granted in TABLE.items() if granted & signing} == {Role.PHYSICIAN}


@pytest.mark.django_db
def test_who_may_not_log_in_may_do_nothing():
    nurse = make.person(Role.NURSE)
    nurse.is_active = False
    assert not nurse.has_perm(Permission.CHART_DOSES)


@pytest.mark.django_db
def test_user_names_that_differ_by_case_are_one():
    from django.core.exceptions import ValidationError

    make.person(Role.NURSE, "nora")
    with pytest.raises(ValidationError, match="user name"):
        make.person(Role.NURSE, "Nora")


def test_the_documentation_says_what_the_code_says(settings):
    printed = (settings.BASE_DIR / "docs" / "roles.md").read_text()
    assert printed == document(), "manage.py roles > docs/roles.md"
