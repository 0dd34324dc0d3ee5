"""Whether each row that is written once still is what its line in the trail says."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from il2program.audit.canonical import columns_digest
from il2program.audit.mismatch import Found, Mismatch
from il2program.audit.models import TrailEntry
from il2program.audit.reading import UNREADABLE, columns_by_key
from il2program.audit.recorded import RecordedOnce

ROWS_AT_ONCE = 500


def verify_rows() -> Found:
    """Compare every row of every such model with its digest in the trail, whose lines are verified by themselves."""
    parts = [_verify(model) for model in apps.get_models() if issubclass(model, RecordedOnce)]
    return Found(sum(part.count for part in parts), [wrong for part in parts for wrong in part.mismatches])


def _verify(model: type[RecordedOnce]) -> Found:
    count = 0
    wrong: list[Mismatch] = []
    for told in _told(model):
        count += len(told)
        wrong += _compare(model, told)
    if not wrong and models.QuerySet[RecordedOnce](model).count() != count:
        wrong += _untold(model)
    return Found(count, wrong)


def _told(model: type[RecordedOnce]) -> Iterator[dict[int, str]]:
    """The digest of each row by its key, as the lines of the trail tell it, some at a time."""
    kind = ContentType.objects.get_for_model(model)
    lines = TrailEntry.objects.filter(content_type=kind, action=TrailEntry.Action.CREATE).order_by("pk")
    block: dict[int, str] = {}
    found: Iterator[Any] = lines.values_list("additional_data", flat=True).iterator(ROWS_AT_ONCE)
    for data in found:
        rows = data.get("rows", {}) if isinstance(data, dict) else {}
        block |= {int(key): code for key, code in rows.items()}
        if len(block) >= ROWS_AT_ONCE:
            yield block
            block = {}
    yield block


def _compare(model: type[RecordedOnce], told: dict[int, str]) -> Iterator[Mismatch]:
    found = columns_by_key(model, list(told))
    for key, code in told.items():
        if key not in found:
            yield Mismatch(f"{model._meta.verbose_name} {key}", "is gone")
        elif not _says(model, found[key], code):
            yield Mismatch(f"{model._meta.verbose_name} {key}", "does not say what was written")


def _says(model: type[RecordedOnce], columns: dict[str, Any] | None, code: str) -> bool:
    try:
        return columns is not None and columns_digest(model, columns) == code
    except UNREADABLE:
        return False


def _untold(model: type[RecordedOnce]) -> Iterator[Mismatch]:
    """Rows that no line of the trail tells of."""
    told = {key for block in _told(model) for key in block}
    for key in models.QuerySet[RecordedOnce](model).order_by("pk").values_list("pk", flat=True):
        if key not in told:
            yield Mismatch(f"{model._meta.verbose_name} {key}", "was written past the trail")
