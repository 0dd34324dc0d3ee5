"""What a site may set about its people, read from the environment and judged before anything starts."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from il2program.accounts.roles import Role

MATCHED_BY = ("email", "username")


def roles_with_second_factor(env: Env) -> list[str]:
    """The roles that may not do without a second factor."""
    named = [name.strip() for name in env.list("SECOND_FACTOR_ROLES", default=[])]
    if unknown := ", ".join(sorted(set(named) - set(Role))):
        known = ", ".join(Role)
        raise ImproperlyConfigured(f"SECOND_FACTOR_ROLES names no role: {unknown}. The roles are {known}.")
    return named


def single_sign_on(env: Env, *, production: bool) -> dict[str, Any]:
    """The hospital's OpenID Connect provider, as django-allauth reads it; nothing where none is named."""
    if not (url := env.str("OIDC_SERVER_URL", "")):
        return {}
    if production and not url.startswith("https://"):
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://. Nothing was started.")
    if missing := [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not env.str(name, "")]:
        raise ImproperlyConfigured(f"OIDC_SERVER_URL needs {' and '.join(missing)} too. Nothing was started.")
    app = {
        "provider_id": "hospital",
        "name": env.str("OIDC_NAME", "the hospital's single sign-on"),
        "client_id": env.str("OIDC_CLIENT_ID"),
        "secret": env.str("OIDC_CLIENT_SECRET"),
        # Asks again who is there: at a shared workstation the provider may remember somebody else.
        "settings": {"server_url": url, "auth_params": {"prompt": "login"}, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def sign_on_origins(env: Env) -> list[str]:
    """Where the policy lets a form lead besides this program: to the provider."""
    parts = urlsplit(env.str("OIDC_SERVER_URL", ""))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def claim_that_names(env: Env) -> str:
    """The claim by which the provider's people are ours: an address that it has verified, or a user name."""
    if (claim := env.str("OIDC_MATCH", "email")) not in MATCHED_BY:
        raise ImproperlyConfigured(f"OIDC_MATCH must be one of: {', '.join(MATCHED_BY)}. Nothing was started.")
    return claim
