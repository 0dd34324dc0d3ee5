"""The address that the web server is reached at."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import CommandError
from django.shortcuts import resolve_url


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
    """Whether the first page is served."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", resolve_url(settings.LOGIN_URL), headers={"Host": f"localhost:{port}"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
