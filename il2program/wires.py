"""What would leave this machine in the clear, refused before anything starts.

A server on this machine, reached over loopback or a socket, needs no encryption. Neither does one that
PRIVATE_HOSTS names: on a network that nobody else is on, such as the inside of docker compose.
"""

import os
import ssl
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = ("", "localhost", "127.0.0.1", "::1")
# What may stand in a broker's address: whom to trust and how to show who one is, not whether to look.
OF_CERTIFICATES = {"ssl_ca_certs", "ssl_certfile", "ssl_keyfile"}


def refuse_clear_database(database: dict[str, Any], private: list[str]) -> None:
    """Refuse a PostgreSQL elsewhere whose name is not verified: sslmode must be verify-full.

    Source: PostgreSQL documentation, "SSL Support", table of the protection that each sslmode gives.
    """
    options = database.get("OPTIONS", {})
    named = [database["HOST"] or options.get("host") or os.environ.get("PGHOST", ""), options.get("hostaddr", "")]
    for host in ",".join(named).split(","):
        if not _is_private(host, private) and options.get("sslmode") != "verify-full":
            raise ImproperlyConfigured(
                f"DATABASE_URL needs ?sslmode=verify-full for {host}: what goes there could be read on the way, or "
                "answered by somebody else. Nothing was started."
            )


def refuse_clear_broker(url: str, private: list[str]) -> None:
    """Refuse a Redis elsewhere without encryption, without a password, or whose certificate is not verified."""
    for one in url.split(";"):
        parts = urlsplit(one)
        if _is_private(parts.hostname or "", private):
            continue
        if parts.scheme != "rediss" or not parts.password or not parse_qs(parts.query).keys() <= OF_CERTIFICATES:
            raise ImproperlyConfigured(
                f"CELERY_BROKER_URL must be rediss://:PASSWORD@{parts.hostname}: encrypted, with a password, and its "
                "certificate verified. Nothing was started."
            )


def encryption(url: str) -> dict[str, Any] | None:
    """How Celery speaks to the broker; left to itself it verifies no certificate."""
    if urlsplit(url).scheme != "rediss":
        return None
    return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True}


def _is_private(host: str, private: list[str]) -> bool:
    return host in HERE or host.startswith("/") or host in private
