"""The press: a process of its own that makes PDFs, and the only place that imports WeasyPrint.

It is started as a plain script, imports the library once, and then forks a child for a few documents. The child
has limits on time, memory and pages and fetches nothing but the program's own static files, so that no text that
somebody typed can hang, fill or read the machine. Nothing of fonts is touched before the fork: their
library starts threads, which a forked child would wait for in vain.
"""

import gc
import logging
import mimetypes
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

SECONDS = 10
MEMORY_BYTES = 512 * 1024**2
PAGES = 50
FORMS_OF_A_CHILD = 25

SCHEME = "own"
MISSING_GLYPH = ".notdef"

# What the library asks its C libraries for on every page. Each child would read the declarations of these types anew,
# which takes longer than a short page.
C_TYPES = (
    *("PangoFcFontMap *", "PangoRectangle *", "PangoLogAttr[]", "unsigned int *", "char[]", "char[4]"),
    *("hb_tag_t[100]", "hb_codepoint_t[1]", "hb_codepoint_t[2]", "hb_codepoint_t[11]"),
)

MADE, REFUSED, UNAVAILABLE = b"M", b"R", b"U"

TOO_LONG = f"The form took longer than {SECONDS} seconds to lay out and was given up. Shorten its longest texts."
TOO_LARGE = "The form needs more memory than a form may take and was given up. Shorten its longest texts."
TOO_MANY_PAGES = f"The form would have more than {PAGES} pages. Shorten its longest texts."
GAVE_UP = "The form could not be laid out."
NO_LIBRARY = (
    "PDFs are switched off: a library that makes them is missing on this machine. The administrator installs "
    "libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 and fonts-dejavu-core; then print again."
)


class Refused(Exception):
    """No PDF is made; the message is the sentence to show."""


class Complaints(logging.Handler):
    """What WeasyPrint only logs: characters that no font has, and files that could not be loaded."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[str] = set()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(MISSING_GLYPH) and isinstance(record.args, tuple):
            self.characters.add(str(record.args[0]))
        elif record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
        else:
            sys.stderr.write(f"WeasyPrint: {record.getMessage()}\n")

    def refuse(self) -> None:
        if self.errors:
            raise Refused(f"{GAVE_UP} {self.errors[0]}")
        if self.characters:
            named = ", ".join(f"{one} (U+{ord(one):04X})" for one in sorted(self.characters)[:10])
            raise Refused(
                f"No font on this machine has the characters {named}, and a form never leaves one out. The "
                "administrator installs a font for them (Debian: fonts-noto-core, fonts-noto-cjk); then print again."
            )


def own_file(root: Path, url: str) -> Path:
    """The static file that an `own:` address means. Refuses every other address and what lies outside the folder."""
    address = urlsplit(url)
    path = (root / unquote(address.path).lstrip("/")).resolve()
    if address.scheme != SCHEME or not path.is_relative_to(root) or not path.is_file():
        raise ValueError(f"{url[:100]!r} is no file of this program.")
    return path


def make(html: str, root: Path) -> bytes:
    """The PDF of a page, tagged for screen readers. Raises Refused."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Hands out the program's own static files and nothing else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            path = own_file(root, url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    complaints = Complaints()
    logger = logging.getLogger("weasyprint")
    logger.handlers, logger.propagate = [complaints], False
    fetcher = OwnFiles(allowed_protocols=(SCHEME,), allow_redirects=False)
    document = HTML(string=html, url_fetcher=fetcher).render(pdf_variant="pdf/ua-1")
    if len(document.pages) > PAGES:
        raise Refused(TOO_MANY_PAGES)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    complaints.refuse()
    return pdf


def limit() -> None:
    """Bound what this process may take for its next document; more than the clock and the memory ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(html: str, root: Path) -> bytes:
    """What the child sends back, whatever the library does with the page."""
    try:
        return MADE + make(html, root)
    except Refused as refusal:
        return REFUSED + str(refusal).encode()
    except MemoryError:
        return REFUSED + TOO_LARGE.encode()
    except Exception as error:  # noqa: BLE001 - whatever it is, the form is refused and the press goes on
        sys.stderr.write(f"The press gave up a form: {type(error).__name__}\n")
        return REFUSED + GAVE_UP.encode()


class Child:
    """A process that makes a few documents, one after the other, and is ended when the time of one is over.

    To read the fonts of the machine takes longer than a short form: so each child makes more than one. None makes
    many, nor another after one that it refused, so that nothing a page has left behind lasts.
    """

    def __init__(self, root: Path, *inherited: Connection) -> None:
        self.orders, theirs = Pipe()
        self.made = 0
        self.pid = os.fork()
        if self.pid == 0:
            # Whoever waits at the other ends learns that one of us has gone only if nobody else holds them.
            for end in (self.orders, *inherited):
                end.close()
            make_each(theirs, root)
        theirs.close()

    def answer(self, html: str) -> bytes:
        self.made += 1
        try:
            self.orders.send_bytes(html.encode())
            return self.orders.recv_bytes() if self.orders.poll(SECONDS) else REFUSED + TOO_LONG.encode()
        except (EOFError, OSError):
            return REFUSED + GAVE_UP.encode()

    def end(self) -> None:
        self.orders.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def make_each(orders: Connection, root: Path) -> NoReturn:
    """What a child does, until the press has gone."""
    try:
        while True:
            html = orders.recv_bytes().decode()
            limit()
            orders.send_bytes(answer(html, root))
    finally:
        os._exit(0)


def warm() -> None:
    """Do once what each child would do anew, as far as no font is touched."""
    import email.policy  # noqa: F401 - what reads the headers of a style sheet

    from weasyprint.text.ffi import ffi

    for name in C_TYPES:
        ffi.typeof(name)
    gc.freeze()  # what is loaded stays for good: no child need look through it


def serve(orders: Connection, root: Path) -> None:
    """Answer one page after another until the program that started the press has gone."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        orders.send_bytes(UNAVAILABLE + NO_LIBRARY.encode())
        return
    warm()
    child: Child | None = None
    try:
        while True:
            html = orders.recv_bytes().decode()
            child = child or Child(root, orders)
            told = child.answer(html)
            orders.send_bytes(told)
            if child.made == FORMS_OF_A_CHILD or not told.startswith(MADE):
                child.end()
                child = None
    finally:
        if child is not None:
            child.end()


if __name__ == "__main__":
    try:
        serve(Connection(int(sys.argv[1])), Path(sys.argv[2]).resolve())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        sys.exit(0)
