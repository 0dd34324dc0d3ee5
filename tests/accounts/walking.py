"""Every address of the program, asked by everybody, by GET and POST."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from il2program.accounts import actions
from il2program.accounts.roles import Role
from tests import make

NOBODY, LEFT = "anonymous", "deactivated"
WHO = (NOBODY, *Role, LEFT)
OPEN, REFUSED, TO_LOGIN, NO_METHOD = "open", "403", "login", "405"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Each address as it stands in the urls: "patients/<uuid:code>/edit/"."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route


def places() -> dict[str, str]:
    """What stands for each variable part of an address: things that are there, where they decide who may."""
    patient = make.ready_patient()
    cycle = make.cycle(patient, at=timezone.now() - timedelta(hours=3))
    make.given(cycle, 1, timezone.now() - timedelta(hours=2))
    named = {"code": str(patient.code), "number": "1", "slot": "1", "cycle": "1", "area": "history"}
    return named | {
        "pk": "1",
        "form": "none",
        "token": "none",
        "preview": str(patient.code),
        "batch": str(patient.code),
        "provider_id": "none",
        "deed": "link",
    }


def address(route: str, known: dict[str, str]) -> str:
    """The route with something in each of its places."""
    path = "/" + route
    for part in route.split("<")[1:]:
        whole = part.partition(">")[0]
        path = path.replace(f"<{whole}>", known[whole.rpartition(":")[2]])
    return path


def browser(who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who == NOBODY:
        return client
    person = make.someone(Role(who)) if who in set(Role) else make.person(Role.PHYSICIAN, who)
    client.force_login(person, backend=BACKEND)
    if who == LEFT:
        actions.deactivate(person=person, reason="Left.", by=make.someone(Role.ADMINISTRATOR))
    return client


def answer(client: Client, method: str, path: str) -> str:
    """What an address says to somebody: opened (even if there is nothing), refused, or led to the login."""
    told = client.get(path) if method == "GET" else client.post(path)
    assert told.status_code < 500, f"{method} {path}: {told.status_code}"
    if told.status_code == 302 and told["Location"].startswith("/accounts/login/?next="):
        return TO_LOGIN
    return {403: REFUSED, 405: NO_METHOD}.get(told.status_code, OPEN)
