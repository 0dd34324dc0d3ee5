"""No text in a form makes the server read a file or call a host."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from il2program.pdf import PdfRefused, Press
from il2program.pdf.press import own_file

PAGE = '<html lang="en-US"><title>A title</title>'

VECTORS = (
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<style>@import url("{url}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{url}") }} body {{ font-family: x }}</style><p>x',
    '<style>body {{ background: url("{url}") }}</style><p>x',
    '<style>p::before {{ content: url("{url}") }}</style><p>x',
    '<style>li {{ list-style-image: url("{url}") }}</style><ul><li>x</ul>',
    '<style>@page {{ background: url("{url}") }}</style><p>x',
    '<style>p {{ border-image: url("{url}") 1 }}</style><p>x',
    '<img alt="x" src="{url}">',
    '<img alt="x" srcset="{url} 2x">',
    '<object data="{url}">x</object>',
    '<embed src="{url}">',
    '<base href="{url}"><img alt="x" src="x.png">',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="{url}#x"/></svg>',
)


@pytest.fixture(scope="module")
def own_press() -> Iterator[Press]:
    made = Press()
    yield made
    made.stop()


@pytest.fixture
def canary() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine, and who called there."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_listen, args=(server, calls), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/canary.png", calls
        server.shutdown(socket.SHUT_RDWR)


def _listen(server: socket.socket, calls: list[object]) -> None:
    try:
        while True:
            caller, address = server.accept()
            calls.append(address)
            caller.close()
    except OSError:
        return


@pytest.mark.parametrize("vector", VECTORS)
def test_A068_B021_no_host_is_called(vector, own_press, canary):
    url, calls = canary
    _try(own_press, vector.format(url=url))
    assert calls == []


@pytest.mark.parametrize("vector", VECTORS)
def test_A068_B021_no_file_is_read(vector, own_press, tmp_path):
    secret = tmp_path / "canary.css"
    secret.write_text('p::before { content: "canary" } @page { @top-left { content: "canary" } }')
    assert b"canary" not in _try(own_press, vector.format(url=secret.as_uri()) + "<p>x").replace(b"canary.css", b"")


@pytest.mark.parametrize("url", ["own:../manage.py", "own:/etc/passwd", "own:%2e%2e/manage.py", "own:css"])
def test_A068_an_address_outside_the_static_files_is_refused(url):
    with pytest.raises(ValueError, match="no file of this program"):
        own_file(Path("static").resolve(), url)


def _try(own_press: Press, body: str) -> bytes:
    try:
        return own_press.make(PAGE + body)
    except PdfRefused as refusal:
        return str(refusal).encode()
