"""Making what the print centre was asked for: in a worker, one form at a time, each kept as soon as it is made.

Nothing is remembered between two forms but what stands in the database: a worker that is killed loses the form
in its hands, and another one makes it a minute later.
"""

import logging
import time

from django.utils import timezone

from cycles.facts import journeys
from il2program.documents.catalog import form_called
from il2program.documents.handing_out import Sheet, handed_out
from il2program.documents.models import PrintBatch, PrintItem
from il2program.documents.models.prints import MOST_ATTEMPTS
from il2program.documents.printed_form import Paper
from il2program.documents.prints.binding import bound
from il2program.pdf import PdfRefused, PdfUnavailable
from patients.models import Patient

log = logging.getLogger(__name__)

# Other work waits meanwhile.
SECONDS = 20
GAVE_UP = (
    f"The program tried {MOST_ATTEMPTS} times to make this form and did not come to its end. Tell the administrator."
)
GONE = "There is no such copy of this form any more."


def make_waiting(seconds: float = SECONDS) -> int:
    """Make what waits for some seconds; returns how many forms were settled."""
    PrintBatch.objects.forget_expired()
    settled, until = 0, time.monotonic() + seconds
    try:
        while time.monotonic() < until and (item := PrintItem.objects.claim_next()) is not None:
            _settle(item)
            settled += 1
    except PdfUnavailable as refusal:
        log.warning("The print centre waits: %s", refusal)
    _bind_finished()
    return settled


def _settle(item: PrintItem) -> None:
    """Keep the form, or the sentence why there is none. Raises PdfUnavailable where none can be made at all now."""
    row = PrintItem.objects.filter(pk=item.pk, made_at=None)
    if item.attempts > MOST_ATTEMPTS:
        row.update(refused=GAVE_UP)
        return
    try:
        sheet = _made(item)
    except PdfUnavailable:
        row.update(claimed_at=None, attempts=item.attempts - 1)
        raise
    except PdfRefused as refusal:
        row.update(refused=str(refusal)[:400])
    else:
        row.update(pdf=sheet.pdf, told=sheet.told[:300], made_at=timezone.now())


def _made(item: PrintItem) -> Sheet:
    form = form_called(item.form)
    journey = journeys(Patient.objects.filter(pk=item.patient_id))[0]
    copies = form.copies(journey) if form else []
    copy = next((copy for copy in copies if item.of in ("", copy.of)), None)
    if form is None or copy is None:
        raise PdfRefused(GONE)
    return handed_out(form, journey, copy, Paper(item.batch.paper), by=item.batch.asked_by)


def _bind_finished() -> None:
    """Put together what is complete; done twice it comes to the same."""
    unsettled = PrintItem.objects.filter(made_at=None, refused="")
    for batch in PrintBatch.objects.filter(is_open=True).exclude(items__in=unsettled):
        file = bound(batch)
        PrintBatch.objects.filter(pk=batch.pk, is_open=True).update(is_open=False, file=file)
