"""Every form of the program gives back what was half typed into it."""

import pytest
from django.urls import URLResolver, get_resolver

from il2program.accounts.roles import Role
from il2program.submissions.models import Draft
from tests.accounts import walking
from tests.submissions.forms import drafted, forms_of
from tests.submissions.pages import NOTHING_TYPED, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_paper")]

MORE_THAN = 3
# Written by the page as it is now, whatever was typed before: the token, the keys, and what it computed and shows.
SHOWN = {"seen_rest_days", "seen_weight_kg"}
OF_THE_PAGE = {"csrfmiddlewaretoken", "submission", "draft"} | SHOWN
PROOFS = ("password", "code", "second_person", "second_password", "second_code")
PROOFS += ("physician_name", "physician_password", "physician_code")


def names_of_forms(resolver=None):
    """The name of each address that takes a form."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of_forms(pattern)
        elif hasattr(pattern.callback, "takes_form"):
            yield pattern.name


def test_each_address_that_takes_a_form_is_looked_at_here():
    assert set(names_of_forms()) == set(PAGES) | NOTHING_TYPED


@pytest.mark.parametrize("name", PAGES)
def test_A019_every_form_gives_back_what_was_half_typed_but_what_proves_who_somebody_is(clock, as_role, name):
    role, page_of = PAGES[name]
    page, client = page_of(clock), as_role(role)
    form = drafted(client.get(page))
    typed = form.half_fill()
    assert client.post(form.mark.keep, typed | dict.fromkeys(PROOFS, "Zzsecret")).status_code == 204
    shown = client.get(page)
    assert "What you typed on" in shown.content.decode()
    again, back = drafted(shown).sent, set(typed) - set(PROOFS) - OF_THE_PAGE
    assert {key: again.get(key) for key in back} == {key: typed[key] for key in back}
    assert set(form.mark.left_out) <= set(PROOFS)
    kept = Draft.objects.get().fields
    assert not set(kept) & (set(PROOFS) | OF_THE_PAGE - SHOWN)
    assert "Zzsecret" not in str(kept) + shown.content.decode()


def opened_by_somebody(browsers, path):
    """The page as the first person sees it to whom it opens."""
    for client in browsers:
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            return answer
    return None


def test_A019_no_page_has_a_form_of_more_than_three_fields_without_a_draft():
    known, browsers = walking.places(), [walking.browser(who) for who in Role]
    pages = {route: opened_by_somebody(browsers, walking.address(route, known)) for route in walking.routes()}
    long = {
        route: form
        for route, answer in pages.items()
        for form in (forms_of(answer) if answer else ())
        if len(form.typed_names) > MORE_THAN
    }
    # A search changes nothing and is typed in a moment; its words stay in the session anyway.
    assert {route for route, form in long.items() if not form.mark} == {"patients/", "trail/"}
    assert {"patients/new/", "patients/<uuid:code>/eligibility/<str:area>/", "people/invite/"} < set(long)
