"""Who comes by the hospital's single sign-on (OpenID Connect), and which of our people that is."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from il2program.accounts.models import Person
from il2program.audit import trail


def admit(request: HttpRequest, login: Any) -> bool:
    """Whether this login belongs to somebody who was invited; the first time, the two are tied together.

    From then on it is the provider's own key of the person (`sub`) that counts, not a name or an
    address, which may pass to somebody else.
    """
    if login.state.get("process") != AuthProcess.LOGIN or not _is_whole(login.account.extra_data):
        return False
    if login.is_existing:
        return bool(login.user.is_active)
    person = _invited(login.account.extra_data["userinfo"])
    if person is None or SocialAccount.objects.filter(user=person).exists():
        return False
    with (
        transaction.atomic(),
        trail.action(
            "tied single sign-on", person, by=person, sentence=f"Logged in by {login.provider.name} for the first time"
        ),
    ):
        login.connect(request, person)
    return True


def _is_whole(data: dict[str, Any]) -> bool:
    """Both answers of the provider are there and speak of the same person (OpenID Connect Core, 5.3.2)."""
    signed, told = data.get("id_token") or {}, data.get("userinfo") or {}
    return bool(signed.get("sub")) and signed.get("sub") == told.get("sub")


def _invited(claims: dict[str, Any]) -> Person | None:
    """The one active person with this verified address, or with this user name."""
    if settings.OIDC_MATCH == "email" and claims.get("email_verified") is not True:
        return None
    column, claim = {"email": ("email", "email"), "username": ("username", "preferred_username")}[settings.OIDC_MATCH]
    told = str(claims.get(claim) or "").lower()
    # Compared here: what two texts have in common for a database is not enough to let somebody in.
    people = [person for person in Person.objects.active() if getattr(person, column).lower() == told]
    return people[0] if told and len(people) == 1 else None
