"""Putting many PDFs together: as one PDF to print in one go, or as a zip file in which each stays what it is."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, cast
from zipfile import ZIP_STORED, ZipFile

from il2program.documents.models import Bound, PrintBatch

# Left behind in a file of many: the tags and the seal are of the single file.
OF_THE_SINGLE_FILE = ("/Parent", "/StructParents", "/Annots")


def bound(batch: PrintBatch) -> bytes | None:
    """What was made of a batch in one file; None where nothing was."""
    rows = list(batch.items.exclude(made_at=None).select_related("patient").order_by("pk"))
    if not rows:
        return None
    if batch.bound == Bound.ZIP:
        return zipped((f"{row.patient.record_number}-{row.form}-{row.pk}.pdf", bytes(row.pdf or b"")) for row in rows)
    return merged(bytes(row.pdf or b"") for row in rows)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return kept.getvalue()


def merged(pdfs: Iterable[bytes]) -> bytes:
    """All pages in one PDF, in this order. Each page looks as it did; a seal holds only in the file it was made for."""
    # Takes most of a second to import; who binds nothing does without.
    from pyhanko.pdf_utils import generic, reader, writer

    kinds, new, read = cast(Any, generic), cast(Any, writer.PdfFileWriter), cast(Any, reader.PdfFileReader)
    whole = new()
    for pdf in pdfs:
        part = read(BytesIO(pdf))
        count = part.root["/Pages"]["/Count"]
        pages = [part.find_page_for_modification(number)[0].get_object() for number in range(count)]
        # Imported at once, so that what the pages share, their fonts above all, comes along once.
        plain = kinds.ArrayObject(
            kinds.DictionaryObject({name: page.raw_get(name) for name in page if name not in OF_THE_SINGLE_FILE})
            for page in pages
        )
        plain.container_ref = part.root.container_ref
        for page in whole.import_object(plain):
            whole.insert_page(page)
    kept = BytesIO()
    whole.write(kept)
    return kept.getvalue()
