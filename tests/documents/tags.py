"""What a screen reader is told by a PDF: the tags of its structure, read strictly."""

from collections.abc import Iterator
from io import BytesIO
from tempfile import NamedTemporaryFile
from typing import Any

import pikepdf
from pdfua import Severity, validate
from pypdf import PdfReader


def elements(node: Any) -> Iterator[Any]:
    """Each element of a structure."""
    waiting = [node]
    while waiting:
        found = waiting.pop().get_object()
        if isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            if "/S" in found:
                yield found
            waiting += [found["/K"]] if "/K" in found else []


def assert_its_syntax_is_right(pdf: bytes) -> None:
    """What `qpdf --check` looks at: the file's own structure and each of its streams."""
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []


def assert_it_is_tagged(pdf: bytes, title: str, language: str) -> None:
    reader = PdfReader(BytesIO(pdf), strict=True)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], reader.metadata.title) == (language, True, title)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert all("/StructParents" in page for page in reader.pages)
    found = list(elements(root["/StructTreeRoot"]))
    assert "/H1" in [one["/S"] for one in found]
    assert all(one.get("/Alt") for one in found if one["/S"] == "/Figure")
    for head in [one for one in found if one["/S"] == "/THead"]:
        cells = {one["/S"] for one in elements(head)}
        assert "/TH" in cells
        assert "/TD" not in cells
    # Its warnings are about the scope of heads: which cell belongs to which head stands in the cells.
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        errors = [one for one in validate(file.name).findings if one.severity is Severity.ERROR]
    assert not errors, errors
