"""What gunicorn serves."""

import os
from threading import Lock
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "il2program.settings")


def one_at_a_time(application: "WSGIApplication") -> "WSGIApplication":
    """Let each process answer one request after the other, while its threads wait for what browsers send.

    SQLite has one writer, and threads that wait for it are served by chance. Measured with two processes
    of eight threads and eight busy clients: the slowest hundredth of the writes took 1.3 to 2.6 s, in turn
    0.16 to 0.24 s. Two processes without threads do as well, until a browser opens a connection and sends nothing.
    """
    turn = Lock()

    def in_turn(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        with turn:
            return application(environ, start_response)

    return in_turn


def load() -> "WSGIApplication":
    from django.conf import settings
    from django.db import connections

    loaded = get_wsgi_application()
    from il2program.production import refuse_what_is_unsafe

    refuse_what_is_unsafe()
    connections.close_all()  # the server forks from here
    return one_at_a_time(loaded) if settings.SQLITE else loaded


application = load()
