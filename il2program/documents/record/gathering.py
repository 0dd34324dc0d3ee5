"""What the file holds: what was signed, what was written once, and every line of the trail of one chart."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from il2program.audit.canonical import columns_content
from il2program.audit.models import TrailEntry
from il2program.audit.reading import columns_by_key
from il2program.audit.recorded import RecordedOnce
from il2program.audit.stored import spelled
from il2program.signatures.models import Signature
from il2program.signatures.verifying import signed_models
from patients.models import Patient

FORMAT = "il2program record 1"


def record_of(patient: Patient) -> dict[str, Any]:
    """All that the program can prove about this patient, in JSON's own types."""
    lines = list(TrailEntry.objects.filter(chart=patient.code).order_by("pk"))
    kinds = ContentType.objects.in_bulk({line.content_type_id for line in lines if line.content_type_id})
    return {
        "format": FORMAT,
        "patient": {
            "code": str(patient.code),
            "record_number": patient.record_number,
            "name": patient.name,
            "born_on": patient.born_on.isoformat(),
        },
        "signed": list(_signed(lines, kinds)),
        "rows": list(_rows(lines, kinds)),
        "trail_columns": list(TrailEntry.COVERED),
        "trail": [{"key": line.pk, "code": line.mac, "columns": spelled(line, TrailEntry.COVERED)} for line in lines],
        "kinds": {str(key): f"{kind.app_label}.{kind.model}" for key, kind in kinds.items()},
    }


def _signed(lines: list[TrailEntry], kinds: dict[int, ContentType]) -> Iterator[dict[str, Any]]:
    for kind, keys in _keys(lines).items():
        model = kinds[kind].model_class()
        if model in signed_models():
            rows: models.QuerySet[Any] = models.QuerySet(model)
            for row in rows.filter(pk__in=keys).select_related("signature").order_by("pk"):
                told = {"record": model._meta.label_lower, "key": row.pk, "content": row.content()}
                yield told | _signature(row.signature)


def _signature(signature: Signature) -> dict[str, Any]:
    return {"signature": signature.covered(), "digest": signature.digest}


def _rows(lines: list[TrailEntry], kinds: dict[int, ContentType]) -> Iterator[dict[str, Any]]:
    """The rows that are written once, of which a line keeps the digest."""
    for kind, keys in _keys(lines).items():
        model = kinds[kind].model_class()
        if model is not None and issubclass(model, RecordedOnce):
            for key, columns in sorted(columns_by_key(model, sorted(keys)).items()):
                yield {"record": model._meta.label_lower, "key": key, "columns": columns_content(model, columns)}


def _keys(lines: list[TrailEntry]) -> dict[int, set[int]]:
    keys: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        if line.content_type_id and line.action == TrailEntry.Action.CREATE and line.additional_data:
            keys[line.content_type_id] |= set(map(int, line.additional_data.get("rows", ())))
    return keys
