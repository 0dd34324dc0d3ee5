"""What is offered of a patient's forms, and what is handed out: the sealed original, or a copy made now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from cycles.facts import Journey
from il2program.accounts.models import Person
from il2program.documents.models import SealedDocument
from il2program.documents.originals import original_of
from il2program.documents.printed_form import Copy, Paper, PrintedForm
from il2program.pdf import render_pdf


@dataclass(frozen=True)
class Sheet:
    """A PDF with its file's name and what the trail says of it; neither names the patient."""

    pdf: bytes
    name: str
    told: str


@dataclass(frozen=True)
class Offer:
    """A copy that can be printed, and its originals where they have been made."""

    copy: Copy
    originals: Sequence[SealedDocument]

    @property
    def is_altered(self) -> bool:
        """Whether the record behind it does not say any more what was signed."""
        return self.copy.record is not None and not self.copy.is_as_signed()


def offers(forms: Sequence[PrintedForm], journey: Journey) -> list[tuple[PrintedForm, list[Offer]]]:
    """Each form with its copies."""
    kept = list(SealedDocument.objects.filter(patient=journey.patient).defer("pdf").order_by("pk"))
    return [(form, [_offer(form, copy, kept) for copy in form.copies(journey)]) for form in forms]


def _offer(form: PrintedForm, copy: Copy, kept: Sequence[SealedDocument]) -> Offer:
    of = copy.record.signature_id if copy.record else None
    return Offer(copy, [row for row in kept if (row.form, row.signature_id) == (form.key, of)])


def handed_out(form: PrintedForm, journey: Journey, copy: Copy, paper: Paper, *, by: Person) -> Sheet:
    """The original where a signed record is printed, else a copy of this moment. Raises PdfRefused."""
    if (original := original_of(form, journey, copy, paper)) is not None:
        told = f"{form.title}, version {original.form_version}: {copy.label}, sealed original"
        return Sheet(bytes(original.pdf), f"{form.key}-sealed", told)
    pdf = render_pdf(form.template, form.printed(journey, copy, paper, timezone.now(), by))
    without = ", copy without seal" if form.is_sealed else ""
    return Sheet(pdf, form.key, f"{form.title}, version {form.version}: {copy.label}{without}")
