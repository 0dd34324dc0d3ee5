"""Too many wrong passwords or codes: counted by django-axes in the database, by name and address."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from il2program.accounts.models import Person


class Handler(AxesDatabaseHandler):
    """Counts, and keeps nothing of what was typed: the forms that ask for a password are clinical ones too."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None:
            return
        typed = request.GET, request.POST
        request.GET = request.POST = QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = typed


def typed_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name somebody tried to log in with, as it is counted.

    A name that nobody has is counted by its digest: it may be a password in the wrong field.
    """
    typed = (credentials or {}).get("username") or (credentials or {}).get("login")
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    name = str(typed or "").strip().lower()[:255].replace("\0", "")
    if Person.objects.filter(username__iexact=name).exists():
        return name
    return salted_hmac("il2program.accounts.lockout", name, algorithm="sha256").hexdigest()


def locked_page(request: HttpRequest, *_: Any) -> HttpResponse:
    """What everybody sees whose name and address are locked, whether the name exists or not."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    response = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def is_locked(request: HttpRequest, person: Person) -> bool:
    """Whether this person is locked out here; the answer to the request is then the page that says so."""
    credentials = {"username": person.get_username()}
    if not AxesProxyHandler.is_locked(request, credentials):
        return False
    request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]
    return True


def count_failure(request: HttpRequest, person: Person) -> None:
    """Count a wrong second factor like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": person.get_username()}, request=request)
