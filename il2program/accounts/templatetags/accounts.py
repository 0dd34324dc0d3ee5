from django import template
from django.http import HttpRequest

from il2program.accounts import second_factor, sessions
from il2program.accounts.models import Person

register = template.Library()


@register.filter
def session_left(request: HttpRequest) -> sessions.Left:
    """How many seconds are left of the session that this page is shown in."""
    return sessions.left(request.session)


@register.filter
def must_set_up_second_factor(person: Person) -> bool:
    return second_factor.must_set_up(person)
