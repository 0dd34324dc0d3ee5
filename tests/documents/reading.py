"""Reading a printed form back."""

import re
from functools import lru_cache
from io import BytesIO

from django.http import HttpResponse
from pypdf import PdfReader

from patients.models import Patient


def pages_of(response: HttpResponse) -> list[str]:
    """The text of each page, with every run of white space as one space."""
    assert response.status_code == 200, response.content.decode()[-2000:]
    assert response["Content-Type"] == "application/pdf"
    return pages_in(response.content)


def pages_in(pdf: bytes) -> list[str]:
    return list(_read(pdf))


@lru_cache(maxsize=64)
def _read(pdf: bytes) -> tuple[str, ...]:
    reader = PdfReader(BytesIO(pdf))
    return tuple(re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages)


def text_of(response: HttpResponse) -> str:
    return " ".join(pages_of(response))


def assert_each_page_says_whose_it_is(pages: list[str], patient: Patient) -> None:
    joined = [re.sub(r"\s", "", page) for page in pages]
    for number, page in enumerate(joined, start=1):
        assert re.sub(r"\s", "", patient.name) in page
        assert f"record{patient.record_number}" in page
        assert f"born{patient.born_on:%-d%b%Y}" in page
        assert patient.get_sex_display().lower() in page
        assert f"Page{number}of{len(pages)}" in page
        assert "Printed" in page
        assert "version1" in page


# Abbreviations that are misread, and zeros that are taken for a tenfold dose.
MISREAD = re.compile(r"\b(?:IU|MU|MIU|U)\b(?!/L)|\bQD\b|\bQOD\b|µg")
# The protocol's version is no quantity.
TRAILING_ZERO = re.compile(r"(?<!Protocol )\b\d+\.\d*0\b")
NO_LEADING_ZERO = re.compile(r"(?<![\d.])\.\d")


def assert_nothing_is_misread(text: str) -> None:
    for pattern in (MISREAD, TRAILING_ZERO, NO_LEADING_ZERO):
        assert not pattern.findall(text), pattern.pattern
