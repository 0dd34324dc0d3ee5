"""One byte string for the same facts, on every machine and in every year."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models


def plain(value: Any) -> Any:
    """JSON's own types for what is signed: exact decimals and instants in UTC as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"Cannot sign a {type(value).__name__}.")


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    text = json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def row_digests(model: type[models.Model], keys: Iterable[int]) -> dict[str, str]:
    """The digest of each row that there is, by key, over all its columns as the database keeps them."""
    rows = models.QuerySet[models.Model](model).in_bulk(keys)
    return {str(key): digest(columns(row)) for key, row in rows.items()}


def columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
