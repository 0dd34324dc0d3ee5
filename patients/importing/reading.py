"""What a file is, told by its content and not by its name, and which reader it goes to."""

from patients.importing.fhir import read_fhir
from patients.importing.found import MOST_RESULTS, FoundFile, Unreadable
from patients.importing.table import read_table

MOST_BYTES = 5 * 1024 * 1024

# How files begin that are no text, or another format; with what to do instead.
_AS_CSV = "In the program that made it, save it as CSV and choose that file."
_FORMATS = {
    b"PK\x03\x04": f"This is an Excel workbook or a zip archive, which is not opened. {_AS_CSV}",
    b"\xd0\xcf\x11\xe0": f"This is an old Excel or Word file. {_AS_CSV}",
    b"%PDF": "This is a PDF. Ask the laboratory for CSV or FHIR, or record the results by hand.",
    b"\x1f\x8b": "This file is compressed and is not opened. Unpack it and choose what was in it.",
    b"{\\rtf": f"This is a text document with formatting. {_AS_CSV}",
    b"MSH|": "This is an HL7 version 2 message. Ask the laboratory for CSV or FHIR R4.",
    b"BHS|": "This is a batch of HL7 version 2 messages. Ask the laboratory for CSV or FHIR R4.",
    b"FHS|": "This is a batch of HL7 version 2 messages. Ask the laboratory for CSV or FHIR R4.",
}
_NO_TEXT = "This is no text file: it is neither CSV nor FHIR. Choose the file that the laboratory exported."
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# The control characters that text has.
_IN_TEXT = frozenset("\t\n\r\f\x1a")


def read_file(content: bytes) -> FoundFile:
    """The results in a file; Unreadable, with a sentence for the person who chose it, where it is none of ours."""
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is larger than 5 MB. Export fewer days, or this patient only.")
    text = decoded(content)
    begins = text.lstrip()[:1]
    if not begins:
        raise Unreadable("The file is empty.")
    if begins == "<":
        raise Unreadable("This is XML or a web page. Ask the laboratory for CSV, or for FHIR R4 as JSON.")
    found = read_fhir(text) if begins in "{[" else read_table(text)
    if len(found.results) > MOST_RESULTS:
        raise Unreadable("There are more than 5,000 results in this file. Export fewer days, or this patient only.")
    return found


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or the Western European code page, whatever mark it begins with."""
    for start, sentence in _FORMATS.items():
        if content.startswith(start):
            raise Unreadable(sentence)
    try:
        text = content.decode(_encoding(content))
    except UnicodeDecodeError:
        if _encoding(content) != "utf-8":
            raise Unreadable(_NO_TEXT) from None
        text = content.decode("cp1252", errors="replace")
    if any(character < " " and character not in _IN_TEXT for character in set(text)):
        raise Unreadable(_NO_TEXT)
    return text.rstrip("\x1a")


def _encoding(content: bytes) -> str:
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return name
    # UTF-16 without its mark: every second byte of Western text is zero.
    start = content[:200]
    if start.count(0) * 3 > len(start) > 3:
        return "utf-16-le" if start[1] == 0 else "utf-16-be"
    return "utf-8"
