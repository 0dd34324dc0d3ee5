"""A passkey given at a prompt, besides the password: asked of one person, good for one try within minutes."""

from datetime import timedelta
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from fido2.webauthn import UserVerificationRequirement

from il2program.accounts import lockout
from il2program.accounts.forms.passkeys import MISSHAPEN
from il2program.accounts.models import Person

# What was asked, kept in the session; apart from what the library asks at login, so that neither passes for the other.
ASKED = "passkey_asked"
GOOD_FOR = timedelta(minutes=5)


def question(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """What the browser asks a passkey of this person; None where they have none. It replaces what was asked before."""
    with request_context(request):
        if not (credentials := auth.get_credentials(person)):
            return None
        told, state = auth.get_server().authenticate_begin(credentials, UserVerificationRequirement.PREFERRED)
    request.session[ASKED] = {"state": state, "person": person.pk, "at": timezone.now().timestamp()}
    return dict(told)


def check(request: HttpRequest, person: Person, answer: Any) -> bool:
    """Whether this is a passkey's answer to what was asked of this person in this session; it is used up by the try.

    A wrong one counts as a failed login; who is locked out is refused whatever the answer.
    """
    asked = request.session.pop(ASKED, None)
    if lockout.is_locked(request, person):
        return False
    with request_context(request):
        if asked and _is_good(asked, person) and _is_answered(asked["state"], person, answer):
            return True
    lockout.count_failure(request, person)
    return False


def _is_good(asked: dict[str, Any], person: Person) -> bool:
    age = timezone.now().timestamp() - asked["at"]
    return asked["person"] == person.pk and 0 <= age < GOOD_FOR.total_seconds()


def _is_answered(state: dict[str, Any], person: Person, answer: Any) -> bool:
    try:
        auth.parse_authentication_response(answer)
        credential = auth.get_server().authenticate_complete(state, auth.get_credentials(person), answer)
        key = auth.get_authenticator_by_credential_id(person, credential.credential_id)
    except (ValidationError, *MISSHAPEN):
        return False
    return key is not None and _spent(key, state["challenge"])


@transaction.atomic
def _spent(key: Authenticator, challenge: str) -> bool:
    """Each answer is good once, also when it is sent twice at the same time: the row remembers, not the session."""
    row = Authenticator.objects.select_for_update().get(pk=key.pk)
    if row.data.get("spent") == challenge:
        return False
    row.data["spent"], row.last_used_at = challenge, timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return True
