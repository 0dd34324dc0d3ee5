"""How the hospital's people log in, told to django-allauth and django-axes."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def typed_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name somebody tried to log in with, as django-axes counts it."""
    name = (credentials or {}).get("username") or (credentials or {}).get("login")
    if not name and request is not None:
        name = request.POST.get("login", "")
    return str(name or "").strip().lower()
