"""What a site may set about its people, judged before anything starts."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from il2program.accounts.roles import Role

MATCHED_BY = ("email", "username")


def known_roles(named: list[str]) -> list[str]:
    """The roles that may not do without a second factor."""
    named = [name.strip() for name in named if name.strip()]
    if unknown := ", ".join(sorted(set(named) - set(Role))):
        known = ", ".join(Role)
        raise ImproperlyConfigured(f"SECOND_FACTOR_ROLES names no role: {unknown}. The roles are {known}.")
    return named


def known_claim(named: str) -> str:
    """The claim by which the provider's people are ours: an address that it has verified, or a user name."""
    if named not in MATCHED_BY:
        raise ImproperlyConfigured(f"OIDC_MATCH must be one of: {', '.join(MATCHED_BY)}. Nothing was started.")
    return named


def single_sign_on(*, url: str, client: str, secret: str, name: str, production: bool) -> dict[str, Any]:
    """The hospital's OpenID Connect provider, as django-allauth reads it; nothing where none is named."""
    if not url:
        return {}
    if production and not url.startswith("https://"):
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://. Nothing was started.")
    if not (client and secret):
        raise ImproperlyConfigured("OIDC_SERVER_URL needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET. Nothing was started.")
    # Asks again who is there: at a shared workstation the provider may remember somebody else.
    how = {"server_url": url, "auth_params": {"prompt": "login"}, "oauth_pkce_enabled": True}
    app = {"provider_id": "hospital", "name": name, "client_id": client, "secret": secret, "settings": how}
    return {"openid_connect": {"APPS": [app]}}


def origins(url: str) -> list[str]:
    """Where the policy lets a form lead besides this program: to the provider."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
