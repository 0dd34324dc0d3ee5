"""What a line of the trail holds, in words: names of fields, values as they are shown elsewhere."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from il2program.accounts.models import Person

# What every line says anyway (who, when, whose chart), or what is a key of the program's own.
QUIET = {
    "charted_at",
    "charted_by",
    "code",
    "content",
    "id",
    "key",
    "made_at",
    "measurements",
    "patient",
    "person",
    "recorded_at",
    "recorded_by",
    "registered_at",
    "registered_by",
    "sessions_ended",
    "signature",
    "signed_at",
    "version",
}
NOTHING = "nothing"
LONGEST = 300


def fields_of(model: type[models.Model] | None, changes: Any) -> list[Any]:
    """The fields of these changes that say something, in the order of the model."""
    if model is None or not isinstance(changes, dict):
        return []
    return [field for field in model._meta.concrete_fields if field.name in changes and field.name not in QUIET]


def label(field: Any) -> str:
    return str(field.verbose_name).removesuffix(" (IU)")


def value(field: Any, text: Any, people: dict[int, str]) -> str:
    """A value of this field as the library wrote it down. people: names by key."""
    if text in (None, "None", "", "[]", "{}"):
        return NOTHING
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    try:
        return _typed(field, str(text), people)
    except (ValueError, InvalidOperation):
        return str(text)[:LONGEST]


def _typed(field: Any, text: str, people: dict[int, str]) -> str:
    if isinstance(field, models.BooleanField):
        return {"True": "yes", "False": "no"}[text] if text in {"True", "False"} else text
    if isinstance(field, models.DateTimeField):
        instant = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return date_format(timezone.localtime(instant), "D j M Y H:i")
    if isinstance(field, models.DateField):
        return date_format(date.fromisoformat(text))
    if field.name.endswith("_iu"):
        return f"{Decimal(text).scaleb(-6).normalize():f} million units"
    if isinstance(field, models.DecimalField):
        return f"{Decimal(text).normalize():f}"
    if isinstance(field, models.JSONField):
        return _listed(json.loads(text))[:LONGEST]
    if isinstance(field, models.ForeignKey):
        return _named(field.related_model, int(text), people)
    return text[:LONGEST]


def _listed(found: Any) -> str:
    if isinstance(found, dict):
        return ", ".join(f"{key}: {_listed(inner)}" for key, inner in found.items())
    return ", ".join(map(_listed, found)) if isinstance(found, list) else str(found)


def _named(model: Any, key: int, people: dict[int, str]) -> str:
    if issubclass(model, Person):
        return people.get(key, f"person {key}")
    return f"{model._meta.verbose_name} {key}"
