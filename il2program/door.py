"""The address that the web server is reached at."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError


@contextmanager
def held(host: str, port: int) -> Iterator[int]:
    """The number of a socket bound to the address, which outlives a web server that has to be started again."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another one: make run PORT={port + 1}"
            ) from error
        yield door.fileno()


def answers(host: str, port: int) -> bool:
    """Whether the first page is served: the login that the worklist sends on to."""
    try:
        sent_on_to = _location(host, port, "/")
        _location(host, port, sent_on_to or "/")
    except (OSError, http.client.HTTPException):
        return False
    return True


def _location(host: str, port: int, path: str) -> str:
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        response = connection.getresponse()
        response.read()
        return response.headers.get("Location", "")
    finally:
        connection.close()
