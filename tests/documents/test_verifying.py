"""`manage.py verify` finds whatever was done to a stored document, and names it."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection, models
from pypdf import PdfWriter

from il2program.documents.models import SealedDocument
from il2program.documents.tasks import seal
from il2program.documents.verifying import verify_documents
from il2program.pdf.certificate import from_pem, self_made
from il2program.pdf.seals import sealed
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(settings, tmp_path, triggers_lifted):
    settings.TRAIL_HEAD = tmp_path / "trail-head"
    make.ready_patient()
    seal()
    return SealedDocument.objects.first()


def put(row, pdf, **columns):
    """Change the stored file as somebody could who owns the database."""
    models.QuerySet(SealedDocument).filter(pk=row.pk).update(pdf=pdf, **columns)


def flipped(row, at):
    pdf = bytearray(row.pdf)
    pdf[at] ^= 1
    return bytes(pdf)


def told():
    return [(mismatch.place, mismatch.told) for mismatch in verify_documents().mismatches]


def test_untouched_documents_pass(row):
    assert (verify_documents().count, told()) == (2, [])


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.8, 0.95, 1])
def test_one_flipped_byte_is_found_by_the_command_with_its_place(share, row, capsys):
    put(row, flipped(row, int(share * (len(row.pdf) - 1))))
    with pytest.raises(SystemExit) as end:
        call_command("verify")
    assert end.value.code == 1
    lines = capsys.readouterr().err.splitlines()
    assert f"sealed document {row.pk} is another file than the one that was sealed: its SHA-256 differs." in lines


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_flipped_byte_breaks_the_seal_even_where_the_digest_was_changed_with_it(share, row):
    pdf = flipped(row, int(share * (len(row.pdf) - 1)))
    put(row, pdf, digest=sha256(pdf).hexdigest())
    assert told()[0][0] == f"sealed document {row.pk}"
    assert "seal" in told()[0][1]


def test_a_file_sealed_by_somebody_else_is_found(row):
    pem, form = self_made("Elsewhere"), BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.write(form)
    pdf = sealed(form.getvalue(), from_pem(pem, pem, None))
    put(row, pdf, digest=sha256(pdf).hexdigest())
    assert told() == [(f"sealed document {row.pk}", "was sealed by another certificate")]


def test_what_was_added_after_the_seal_is_found(row):
    pdf = bytes(row.pdf) + b"\n% added\n"
    put(row, pdf, digest=sha256(pdf).hexdigest())
    assert told() == [(f"sealed document {row.pk}", "has a broken seal")]


def test_a_file_without_any_seal_is_found(row):
    form, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(612, 792)
    writer.write(form)
    put(row, form.getvalue(), digest=sha256(form.getvalue()).hexdigest())
    assert told() == [(f"sealed document {row.pk}", "has 0 seals instead of one")]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM eligibility_signoff",
        "UPDATE signatures_signature SET record = 'cycles.permanentstop'",
        "UPDATE signatures_signature SET record = 'patients.patient'",
        "UPDATE signatures_signature SET record = 'nothing'",
    ],
)
def test_a_document_whose_signed_record_is_gone_is_found(change, row):
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert told() == [
        (f"sealed document {one.pk}", "prints a signed record that is gone") for one in SealedDocument.objects.all()
    ]
