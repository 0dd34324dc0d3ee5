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


def _alone(rows: models.QuerySet[Any], key: int) -> Any:
    try:
        return rows.get(pk=key)
    except UNREADABLE:
        return None
