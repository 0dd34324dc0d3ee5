"""One byte string for the same facts, on every machine and in every year."""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models

AS_IT_IS = frozenset((str, int, bool, type(None)))


def plain(value: Any) -> Any:
    """JSON's own types for what is signed: exact decimals and instants in UTC as text."""
    if type(value) in AS_IT_IS or isinstance(value, str | int):
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


_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return _digest(plain(content))


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(_spell(content).encode()).hexdigest()


def row_digest(row: models.Model) -> str:
    """The digest of all columns of a row, whether it was just made or read back from the database."""
    fields: list[Any] = list(row._meta.concrete_fields)
    columns = {field.attname: field.to_python(getattr(row, field.attname)) for field in fields}
    return columns_digest(type(row), columns)


def columns_digest(model: type[models.Model], columns: dict[str, Any]) -> str:
    """The same digest, of the columns of a row as they were read."""
    return _digest(columns_content(model, columns))


def columns_content(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """What the digest covers, in JSON's own types.

    A column that was added later counts where it says something: rows from before it keep their digest.
    """
    silent = _silent(model, getattr(model, "added_later", frozenset()))
    counting = ((name, value) for name, value in columns.items() if name not in silent or value != silent[name])
    return {name: plain(_content(value)) for name, value in counting}


@lru_cache
def _silent(model: type[models.Model], later: frozenset[str]) -> dict[str, Any]:
    """What each column that was added later holds where it says nothing."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields if field.name in later}


def _content(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes | memoryview) else value
