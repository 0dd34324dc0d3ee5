"""Reading rows that somebody may have made unreadable."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

# What a stored value that cannot be understood raises where it is read or digested.
UNREADABLE = (TypeError, ValueError, ArithmeticError, ValidationError, ObjectDoesNotExist)


def rows_by_key(model: type[models.Model], keys: Sequence[int], *, related: bool = False) -> dict[int, Any]:
    """The rows that there are with these keys; None for one that cannot be read.

    related: read the rows that they name with them.
    """
    rows: models.QuerySet[Any] = models.QuerySet(model)
    if related:
        rows = rows.select_related()
    try:
        return rows.in_bulk(keys)
    except UNREADABLE:
        there = models.QuerySet[models.Model](model).filter(pk__in=keys).values_list("pk", flat=True)
        return {key: _alone(rows, key) for key in there}


def columns_by_key(model: type[models.Model], keys: Sequence[int]) -> dict[int, Any]:
    """The columns by their names of the rows that there are with these keys; None for a row that cannot be read.

    Twice as fast as reading the rows themselves.
    """
    names = [field.attname for field in model._meta.concrete_fields]
    found = models.QuerySet[models.Model](model).filter(pk__in=keys).values_list("pk", *names)
    try:
        return {key: dict(zip(names, columns, strict=True)) for key, *columns in found}
    except UNREADABLE:
        rows = rows_by_key(model, keys)
        return {key: row and {name: getattr(row, name) for name in names} for key, row in rows.items()}


def _alone(rows: models.QuerySet[Any], key: int) -> Any:
    try:
        return rows.get(pk=key)
    except UNREADABLE:
        return None
