"""Secrets of second factors, encrypted: a copy of the database alone opens nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class KeyLost(ValueError):
    """A secret was encrypted under a key that the settings do not name any more."""

    # A page that tells of such a secret shows nothing in its place.
    silent_variable_failure = True


def closed(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise KeyLost("Name the key that SECRET_KEY had before in SECRET_KEY_FALLBACKS.") from error


def _box() -> MultiFernet:
    """The first key encrypts; keys that SECRET_KEY had before still open what they closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.sha256(b"il2program second factor " + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
