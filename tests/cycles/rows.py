"""Rows written by SQL alone, past every form and action."""

from datetime import datetime
from typing import Any

from django.db import connection, models, transaction


def columns_of(row: models.Model) -> dict[str, Any]:
    """The columns of a row as the database holds them, without its key."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return {field.column: field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields}


def inserted(row: models.Model, **changed: Any) -> None:
    """A copy of this row, some columns changed, by SQL; what waits for the end of the transaction is asked for."""
    facts = columns_of(row) | {name: _stored(value) for name, value in changed.items()}
    names, places = ", ".join(f'"{name}"' for name in facts), ", ".join(["%s"] * len(facts))
    statement = f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({places})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(facts.values()))
        connection.check_constraints()


def _stored(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def updated(row: models.Model, **changed: Any) -> None:
    names = ", ".join(f'"{name}" = %s' for name in changed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {names} WHERE id = %s", [*changed.values(), row.pk])
        connection.check_constraints()
