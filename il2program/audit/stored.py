"""The text of a row as the database keeps it: the same on SQLite and on PostgreSQL.

A row's text is the text of its columns in their order, separated by a character that no column
contains. Python spells it before a row is inserted; SQL spells it when rows are verified.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db import connection, models
from django.db.models import F, Func

# Control characters that no column contains: `printable` has replaced them.
ABSENT, BETWEEN = "\x1e", "\x1f"
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"}
LOWEST_KEY = -(2**63)
FETCHED_AT_ONCE = 2_000

Row = tuple[int, str, bytes]


def printable(text: str) -> str:
    """Text that every database can keep: control characters as their pictures, half characters as "?"."""
    return text.translate(_PICTURES).encode(errors="replace").decode()


def text_of(row: models.Model, columns: tuple[str, ...]) -> bytes:
    """The text of a row that is about to be inserted."""
    return BETWEEN.join(spelled(row, columns)).encode()


def spelled(row: models.Model, columns: tuple[str, ...]) -> list[str]:
    """The text of each of these columns."""
    fields: list[Any] = [row._meta.get_field(name) for name in columns]
    return [_spelled(field, getattr(row, field.attname)) for field in fields]


def _spelled(field: Any, value: Any) -> str:
    if value is None:
        return ABSENT
    if isinstance(field, models.DateTimeField):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(field, models.UUIDField):
        return str(field.to_python(value).hex)
    return str(field.get_prep_value(value))


def rows(model: type[models.Model], columns: tuple[str, ...], *, after: int, upto: int) -> Iterator[list[Row]]:
    """Key, authentication code and text of each stored row with such a key, in their order, some at a time."""
    fields = [model._meta.get_field(name) for name in columns]
    if connection.vendor == "postgresql":
        texts = [Func(*map(_postgresql, fields), template="%(expressions)s", arg_joiner=" || chr(31) || ")]
    else:
        texts = [_sqlite(field) for field in fields]
    stretch = models.QuerySet[models.Model](model).filter(pk__gt=after, pk__lte=upto).order_by("pk")
    query = stretch.values_list("pk", "mac", *texts).query
    with connection.cursor() as cursor:
        cursor.execute(*query.sql_with_params())
        while block := cursor.fetchmany(FETCHED_AT_ONCE):
            yield _of_postgresql(block) if connection.vendor == "postgresql" else _of_sqlite(block)


def _of_postgresql(block: list[Any]) -> list[Row]:
    return [(key, mac, text.encode()) for key, mac, text in block]


def _of_sqlite(block: list[Any]) -> list[Row]:
    join = BETWEEN.encode().join
    return [(row[0], row[1], join(row[2:])) for row in block]


def _postgresql(field: Any) -> Func:
    template = "coalesce(%(expressions)s::text, chr(30))"
    if isinstance(field, models.DateTimeField):
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    elif isinstance(field, models.UUIDField):
        template = "coalesce(replace(%(expressions)s::text, '-', ''), chr(30))"
    return Func(F(field.attname), template=template, output_field=models.TextField())


def _sqlite(field: Any) -> Func:
    # As bytes, because SQLite's own text functions stop at a zero byte, behind which anything could stand.
    template = "CAST(coalesce(%(expressions)s, char(30)) AS BLOB)"
    if isinstance(field, models.DateTimeField):
        # Django leaves the fraction away where it is zero.
        padded = "CASE length(%(expressions)s) WHEN 19 THEN %(expressions)s || '.000000' ELSE %(expressions)s END"
        template = f"CAST({padded} AS BLOB)"
    return Func(F(field.attname), template=template, output_field=models.BinaryField())
