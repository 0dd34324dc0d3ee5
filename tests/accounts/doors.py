"""Coming in by the door: logging in by the pages, with what the libraries ask for."""

import re
from typing import Any
from uuid import uuid4

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from il2program.accounts.models import Person
from tests import make

LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def log_in(
    client: Client, username: str, password: str = make.PASSWORD, headers: dict[str, str] | None = None, **more: Any
) -> Any:
    return client.post(LOGIN, {"login": username, "password": password} | more, headers=headers)


def logged_in(person: Person, **headers: Any) -> Client:
    """A browser in which somebody has logged in by the login page."""
    client = Client(**headers)
    answer = log_in(client, person.username)
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_logged_in(client: Client) -> bool:
    return bool(client.get("/accounts/here/").status_code == 200)


def form(**typed: Any) -> dict[str, Any]:
    """What a page sends with its once-only key."""
    return {"submission": str(uuid4())} | typed


def app(person: Person) -> Authenticator:
    """An authenticator app of this person, with a secret that the test knows."""
    data = {"secret": get_adapter().encrypt(SECRET)}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)


def code(steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(SECRET, int(timezone.now().timestamp()) // 30 + steps))


def recovery_codes(person: Person) -> list[str]:
    return RecoveryCodes.activate(person).get_unused_codes()


def link_in(mail: str) -> str:
    """The path of the link in a mail."""
    return re.search(r"https?://[^/\s]+(/accounts/links/\S+/)", mail)[1]  # type: ignore[index]


def words(answer: Any) -> str:
    """The text of a page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
