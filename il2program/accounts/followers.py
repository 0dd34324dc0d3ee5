"""What follows when somebody logs in or out, or changes a second factor, as the libraries tell it."""

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.http import HttpRequest

from il2program.accounts import second_factor, sessions
from il2program.accounts.middleware import HAS_FACTOR
from il2program.accounts.models import Person
from il2program.audit import trail


def connect() -> None:
    user_logged_in.connect(begin_session)
    user_logged_out.connect(forget_session)
    authentication_step_completed.connect(change_key)
    mfa.authenticator_added.connect(tell_added)
    mfa.authenticator_removed.connect(tell_removed)
    mfa.authenticator_reset.connect(tell_renewed)


def begin_session(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    sessions.begin(request.session)


def forget_session(sender: Any, request: HttpRequest, user: Person | None, **kwargs: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def change_key(sender: Any, request: HttpRequest, reauthenticated: bool = False, **kwargs: Any) -> None:
    """A session gets a new key when its person has proven again who they are."""
    if not reauthenticated:
        return
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def tell_added(sender: Any, request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    _tell("added second factor", "Added", user, authenticator)
    if authenticator.type == Authenticator.Type.TOTP:
        # The code that proved the app is used up with it.
        second_factor.spend(user, request.POST.get("code", ""))


def tell_removed(sender: Any, request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    request.session.pop(HAS_FACTOR, None)
    _tell("removed second factor", "Removed", user, authenticator)


def tell_renewed(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    _tell("renewed recovery codes", "Made new", user, authenticator)


def _tell(verb: str, done: str, person: Person, factor: Authenticator) -> None:
    sentence = f"{done}: {second_factor.NAMES[Authenticator.Type(factor.type)]}"
    with transaction.atomic(), trail.action(verb, person, by=person, sentence=sentence):
        pass
