"""PDFs of the program's own templates, made in a process with limits beside this one.

    pdf = render_pdf("documents/treatment_calendar.html", {"patient": patient})

A failure is a `PdfRefused` with the sentence to show, never an empty file. A document loads its style sheet by
`own:css/documents.css`; that scheme is the only one that is fetched.
"""

import atexit
import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from il2program.pdf import press

__all__ = ["PdfRefused", "PdfUnavailable", "Press", "render_pdf"]

BUSY = "Other forms are being made at the moment. Print again in a minute."
# Import of the library, and the document itself.
STARTING_SECONDS = 20
WAITING_SECONDS = 30
KNOWN_TO_THE_PRESS = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH"),
    *("FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME"),
)


class PdfRefused(Exception):
    """No PDF was made; the message is a sentence for the person who asked for it."""


class PdfUnavailable(PdfRefused):
    """This machine cannot make PDFs at all at the moment."""


class Press:
    """One process that makes PDFs, started at the first form and kept; one form at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: Connection | None = None

    def make(self, html: str) -> bytes:
        """The PDF of a page. Raises PdfRefused."""
        if not self._lock.acquire(timeout=WAITING_SECONDS):
            raise PdfUnavailable(BUSY)
        try:
            answer = self._ask(html)
        finally:
            self._lock.release()
        return _pdf_of(answer)

    @property
    def pid(self) -> int | None:
        """The process that runs now, for who looks after it."""
        return self._process.pid if self._process is not None else None

    def stop(self) -> None:
        """End the process; the next form starts another."""
        if self._orders is not None:
            self._orders.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = self._orders = None

    def _ask(self, html: str) -> bytes:
        """The answer of the running process, or, where that one has gone, of a new one."""
        for _ in range(2):
            orders = self._running()
            try:
                orders.send_bytes(html.encode())
                if orders.poll(STARTING_SECONDS + press.SECONDS):
                    return orders.recv_bytes()
            except (EOFError, OSError):
                pass
            self.stop()
        return press.REFUSED + press.GAVE_UP.encode()

    def _running(self) -> Connection:
        """The way to the process; a process that was forked from this one starts its own."""
        if self._orders is not None and self._owner == os.getpid():
            return self._orders
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", press.__file__, str(theirs.fileno()), str(_static_files())],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._owner, self._orders = os.getpid(), Connection(ours.detach())
        return self._orders


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as a PDF. Raises PdfRefused with the sentence to show."""
    return _press.make(render_to_string(template, context))


def _pdf_of(answer: bytes) -> bytes:
    kind, body = answer[:1], answer[1:]
    if kind == press.MADE and body.startswith(b"%PDF-"):
        return body
    sentence = body.decode() if kind in (press.REFUSED, press.UNAVAILABLE) else press.GAVE_UP
    raise (PdfUnavailable if kind == press.UNAVAILABLE else PdfRefused)(sentence)


def _static_files() -> Path:
    return Path(settings.STATICFILES_DIRS[0])


def _environment() -> dict[str, str]:
    """What the process may know of this one: where its libraries and fonts are, and no secret."""
    return {name: os.environ[name] for name in KNOWN_TO_THE_PRESS if name in os.environ}


_press = Press()
atexit.register(_press.stop)
