"""Whether each sealed document is the file that was sealed, and what it prints is still there."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from il2program.audit.mismatch import Found, Mismatch
from il2program.documents.models import SealedDocument
from il2program.pdf.seals import flaw
from il2program.signatures.models import Signed

FILES_AT_ONCE = 20


def verify_documents() -> Found:
    """Recompute the digest and the seal of every stored file; and each prints a record that exists."""
    count = 0
    wrong: list[Mismatch] = []
    signed: dict[str, frozenset[int]] = {}
    for row in SealedDocument.objects.select_related("signature").order_by("pk").iterator(FILES_AT_ONCE):
        count += 1
        kind = row.signature.record
        if kind not in signed:
            signed[kind] = _signatures_of(kind)
        place = f"{SealedDocument._meta.verbose_name} {row.pk}"
        wrong += [Mismatch(place, told) for told in _flaws(row)]
        if row.signature_id not in signed[kind]:
            wrong.append(Mismatch(place, "prints a signed record that is gone"))
    return Found(count, wrong)


def _flaws(row: SealedDocument) -> Iterator[str]:
    if row.computed_digest() != row.digest:
        yield "is another file than the one that was sealed: its SHA-256 differs"
    if told := flaw(bytes(row.pdf), row.certificate):
        yield told


def _signatures_of(kind: str) -> frozenset[int]:
    """The signatures that records of this kind carry; none where there is no such kind."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return frozenset()
    if not issubclass(model, Signed):
        return frozenset()
    return frozenset(models.QuerySet[Signed](model).values_list("signature_id", flat=True))
