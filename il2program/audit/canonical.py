"""One byte string for the same facts, on every machine and in every year."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models


def plain(value: Any) -> Any:
    """JSON's own types for what is signed: exact decimals and instants in UTC as text."""
    if value is None or isinstance(value, str | int | bool):
        return value
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
    raise TypeError(f"Cannot sign a {type(value).__name__}.")


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    text = json.dumps(plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def row_digest(row: models.Model) -> str:
    """The digest of all columns of a row, whether it was just made or read back from the database.

    A column that was added later counts where it says something: rows from before it keep their digest.
    """
    columns: list[Any] = [field for field in row._meta.concrete_fields if not _is_silent(row, field)]
    return digest({field.attname: _content(field.to_python(getattr(row, field.attname))) for field in columns})


def _is_silent(row: models.Model, field: Any) -> bool:
    later: frozenset[str] = getattr(row, "added_later", frozenset())
    return field.name in later and getattr(row, field.attname) == field.get_default()


def _content(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes | memoryview) else value
