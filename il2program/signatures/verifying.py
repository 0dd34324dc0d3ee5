"""Whether each signed record still says what was signed."""

from django.apps import apps
from django.db import models

from il2program.audit.mismatch import Found, Mismatch
from il2program.audit.reading import UNREADABLE, rows_by_key
from il2program.signatures.models import Signature, Signed

ROWS_AT_ONCE = 500


def signed_models() -> list[type[Signed]]:
    return [model for model in apps.get_models() if issubclass(model, Signed)]


def verify_signatures() -> Found:
    """Recompute the digest of every signed record; and every signature belongs to a record."""
    count, used, wrong = 0, set(), []
    for model in signed_models():
        keys = list(models.QuerySet[Signed](model).order_by("pk").values_list("pk", "signature_id"))
        used |= {signature for _, signature in keys}
        count += len(keys)
        wrong += _altered(model, [key for key, _ in keys])
    loose = Signature.objects.order_by("pk").values_list("pk", flat=True)
    wrong += [Mismatch(f"signature {key}", "belongs to no record") for key in loose if key not in used]
    return Found(count, wrong)


def _altered(model: type[Signed], keys: list[int]) -> list[Mismatch]:
    blocks = (keys[at : at + ROWS_AT_ONCE] for at in range(0, len(keys), ROWS_AT_ONCE))
    rows = ((key, row) for block in blocks for key, row in rows_by_key(model, block, related=True).items())
    told = "does not say what was signed"
    return [Mismatch(f"{model._meta.verbose_name} {key}", told) for key, row in rows if not _is_as_signed(row)]


def _is_as_signed(row: Signed | None) -> bool:
    try:
        return row is not None and row.is_as_signed()
    except UNREADABLE:
        return False
