"""The file: the record, its printed forms, the signature of this installation, and the tool that checks them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.utils import timezone

from cycles.facts import Journey
from il2program.accounts.models import Person
from il2program.audit.canonical import plain
from il2program.documents.catalog import FORMS
from il2program.documents.handing_out import handed_out
from il2program.documents.printed_form import Paper
from il2program.documents.record import verify_export
from il2program.documents.record.gathering import record_of
from il2program.pdf import PdfRefused
from il2program.signatures.installation import signature
from patients.models import Patient

TOOL = Path(verify_export.__file__)


@dataclass(frozen=True)
class Printed:
    """The PDFs by the names of their files, and why each other one could not be made."""

    files: dict[str, bytes]
    refused: dict[str, str]


def printed(journey: Journey, *, by: Person) -> Printed:
    """Each copy of each form: the sealed original of what is signed, and what stands today."""
    made = Printed({}, {})
    for form in (form for form in FORMS if form.in_record):
        for copy in form.copies(journey):
            name = f"{form.key}-{copy.of}.pdf"
            try:
                made.files[name] = handed_out(form, journey, copy, Paper.LETTER, by=by).pdf
            except PdfRefused as refusal:
                made.refused[name] = str(refusal)
    return made


def packed(patient: Patient, forms: Printed, *, by: Person) -> bytes:
    """The zip file."""
    told = record_of(patient) | {
        "hospital": settings.HOSPITAL_NAME,
        "exported_at": plain(timezone.now()),
        "exported_by": by.get_full_name(),
        "files": {name: sha256(pdf).hexdigest() for name, pdf in forms.files.items()},
        "not_printed": forms.refused,
    }
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    signed = {verify_export.RECORD: content, verify_export.SIGNATURE: signature(content).encode()}
    return _zip(signed | forms.files | {TOOL.name: TOOL.read_bytes()})


def _zip(files: Mapping[str, bytes]) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()
