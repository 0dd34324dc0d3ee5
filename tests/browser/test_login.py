import pytest

from il2program.accounts.roles import Role

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("role", list(Role))
def test_everybody_lands_on_their_worklist(log_in, role):
    page = log_in(role)
    assert page.locator("h1").count() == 1
