"""Logins, and what fails at them, as the libraries tell it. What was typed is never written down."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from il2program.audit import trail
from il2program.audit.stored import printable


def connect() -> None:
    user_logged_in.connect(tell_login)
    user_logged_out.connect(tell_logout)
    user_login_failed.connect(tell_failure)
    user_locked_out.connect(tell_lock)


def tell_login(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    trail.write("logged in", user, sentence="Logged in", by=user)


def tell_logout(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        why = getattr(request, "logged_out_because", "")
        trail.write("logged out", user, sentence=f"Was logged out {why}" if why else "Logged out", by=user)


def tell_failure(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A wrong password or code: at the login page, or at a prompt in the session of `request.user`."""
    person = _named(credentials)
    by = _in_session(request)
    what = "password" if "password" in credentials else "second factor"
    verb, where = ("failed proof", "to a prompt") if by else ("failed login", "at the login page")
    trail.write(verb, person, sentence=f"Wrong {what} {where}, for {person or 'a name that nobody has'}", by=by)


def tell_lock(sender: Any, request: HttpRequest, username: str, **kwargs: Any) -> None:
    person = _named({"username": username})
    sentence = f"Too many failures: {person or 'a name that nobody has'} is locked out at this address"
    trail.write("locked out", person, sentence=sentence, by=_in_session(request))


def _named(credentials: dict[str, Any]) -> Any:
    """The person of this user name. A name that nobody has may be a password typed into the wrong field."""
    name = credentials.get("username") or credentials.get("login") or ""
    return get_user_model().objects.filter(username__iexact=printable(str(name))).first()


def _in_session(request: HttpRequest | None) -> Any:
    person = getattr(request, "user", None)
    return person if person is not None and person.is_authenticated else None
