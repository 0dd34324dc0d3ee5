"""The originals of signed forms: printed once, sealed, kept with their digest, handed out unchanged ever after."""

import logging
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cycles.facts import Journey, journeys
from il2program.audit import trail
from il2program.documents.catalog import FORMS
from il2program.documents.models import SealedDocument
from il2program.documents.printed_form import Copy, Paper, PrintedForm
from il2program.pdf import PdfRefused, PdfUnavailable, render_pdf
from il2program.pdf.certificate import SealKey, seal_key
from il2program.pdf.seals import sealed
from il2program.signatures.models import Signature
from patients.models import Patient

log = logging.getLogger(__name__)

# An original takes about a second for each paper, and other work waits meanwhile.
AT_ONCE = 5


def original_of(form: PrintedForm, journey: Journey, copy: Copy, paper: Paper) -> SealedDocument | None:
    """The original of this copy, made now where it was not made before. Raises PdfRefused.

    None where there can be none: nothing was signed, or the record does not say any more what was.
    """
    if copy.record is None:
        return None
    kept = SealedDocument.objects.filter(form=form.key, signature=copy.record.signature_id, paper=paper)
    if not kept.exists() and copy.is_as_signed():
        _make(form, journey, copy, copy.record.signature)
    found: SealedDocument | None = kept.first()
    return found


def seal_waiting() -> int:
    """Make originals that nobody has printed yet, some at a time; returns of how many signed records.

    Doubled, late or lost it does no harm: an original is made at the first print too.
    """
    made = 0
    try:
        for form, chart, key in _waiting():
            made += _seals(form, chart, key)
            if made == AT_ONCE:
                break
    except PdfUnavailable as refusal:
        log.warning("No original was made: %s", refusal)
    return made


def _waiting() -> Iterator[tuple[PrintedForm, UUID, int]]:
    """Form, chart and key of each signed record without an original, the oldest first."""
    for form in FORMS:
        if form.record is not None:
            kept = SealedDocument.objects.filter(form=form.key)
            rows = form.record.objects.exclude(signature__in=kept.values("signature")).order_by("pk")
            yield from ((form, chart, key) for chart, key in rows.values_list(f"{form.record.to_patient}__code", "pk"))


def _seals(form: PrintedForm, chart: UUID, key: int) -> bool:
    journey = journeys(Patient.objects.filter(code=chart))[0]
    copy = next(copy for copy in form.copies(journey) if copy.record and copy.record.pk == key)
    try:
        return original_of(form, journey, copy, Paper.LETTER) is not None
    except PdfUnavailable:
        raise
    except PdfRefused as refusal:
        log.warning("The original of form %s for record %s was not made: %s", form.key, key, refusal)
        return False


def _make(form: PrintedForm, journey: Journey, copy: Copy, signature: Signature) -> None:
    """On every paper at once, from the same facts."""
    at, by = timezone.now(), seal_key()
    rows = [_original(form, journey, copy, paper, at, by) for paper in Paper]
    _keep(rows, signature, f"Sealed {form.title}, version {form.version}: {copy.label}")


def _original(
    form: PrintedForm, journey: Journey, copy: Copy, paper: Paper, at: datetime, by: SealKey
) -> SealedDocument:
    pdf = sealed(render_pdf(form.template, form.printed(journey, copy, paper, at, None)), by)
    return SealedDocument(
        patient=journey.patient,
        form=form.key,
        form_version=form.version,
        paper=paper,
        sealed_at=at,
        digest=sha256(pdf).hexdigest(),
        certificate=by.fingerprint,
        pdf=pdf,
    )


@transaction.atomic
def _keep(rows: list[SealedDocument], signature: Signature, sentence: str) -> None:
    """Keep the originals, unless somebody else's are there by now."""
    patient = Patient.objects.locked(rows[0].patient_id)
    if SealedDocument.objects.filter(form=rows[0].form, signature=signature).exists():
        return
    with trail.action("sealed", patient, by=None, sentence=sentence):
        for row in rows:
            row.signature = signature
            row.save()
