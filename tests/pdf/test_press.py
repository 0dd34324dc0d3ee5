"""PDFs are made beside the web process, within limits, and from nothing but the page itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from multiprocessing.connection import Pipe
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from il2program.pdf import PdfRefused, PdfUnavailable, Press, press

ROOT = Path(settings.BASE_DIR) / "static"
PAGE = '<html lang="en-US"><title>A title</title><body>'
SVG_USE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
USES = [f'<use xlink:href="#a{n}"/>' * 9 for n in range(11)]
WHEEL = "".join(f'<g id="a{n}">{uses}</g>' for n, uses in enumerate(USES, start=1))


@pytest.fixture(scope="module")
def own_press() -> Iterator[Press]:
    made = Press()
    yield made
    made.stop()


def test_a_page_becomes_a_tagged_pdf_with_its_title_and_language(own_press):
    reader = PdfReader(BytesIO(own_press.make(f"{PAGE}<h1>Hello</h1><p>There</p>")))
    assert reader.metadata.title == "A title"
    assert reader.trailer["/Root"]["/Lang"] == "en-US"
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert "Hello" in reader.pages[0].extract_text()


def test_A070_characters_that_no_font_has_are_named_and_nothing_is_printed(own_press):
    with pytest.raises(PdfRefused, match=r"U\+E000"):
        own_press.make(f"{PAGE}<p>\ue000 Testa</p>")


def test_a_form_after_a_refused_one_is_made(own_press):
    with pytest.raises(PdfRefused):
        own_press.make(f"{PAGE}<img alt='x' src='file:///etc/hostname'>")
    assert own_press.make(f"{PAGE}<p>Good</p>").startswith(b"%PDF-")


def test_a_press_that_was_killed_is_started_again(own_press):
    own_press.make(f"{PAGE}<p>Good</p>")
    os.kill(own_press.pid, signal.SIGKILL)
    assert own_press.make(f"{PAGE}<p>Good</p>").startswith(b"%PDF-")


def test_A069_B022_a_table_that_takes_all_memory_is_given_up(own_press):
    with pytest.raises(PdfRefused, match="memory"):
        own_press.make(f"{PAGE}<table><tr><td colspan=100000000>x</table>")


def test_A069_B022_a_drawing_without_end_is_given_up_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(press, "SECONDS", 1)
    started = time.monotonic()
    page = (
        f'{PAGE}{SVG_USE}<defs><g id="a0"><rect width="1" height="1"/></g>{WHEEL}</defs><use xlink:href="#a11"/></svg>'
    )
    child = press.Child(ROOT)
    try:
        assert child.answer(page).startswith(press.REFUSED)
    finally:
        child.end()
    assert time.monotonic() - started < 5


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_child_makes_a_few_forms_and_none_after_one_that_it_refused(own_press, monkeypatch):
    own_press.stop()
    own_press.make(f"{PAGE}<p>Good</p>")
    (first,) = children_of(own_press.pid)
    own_press.make(f"{PAGE}<p>Good</p>")
    assert children_of(own_press.pid) == [first]
    with pytest.raises(PdfRefused):
        own_press.make(f"{PAGE}<p>\ue000</p>")
    own_press.make(f"{PAGE}<p>Good</p>")
    assert first not in children_of(own_press.pid)
    for _ in range(press.FORMS_OF_A_CHILD):
        own_press.make(f"{PAGE}<p>Good</p>")
    assert len(children_of(own_press.pid)) == 1


def seconds_of(pid: int) -> float:
    """Of the processor's time, that a process has used."""
    return int(Path(f"/proc/{pid}/stat").read_text().split()[13]) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_the_clock_of_each_form_begins_anew(monkeypatch):
    import weasyprint  # noqa: F401 - as the press does before its first child

    monkeypatch.setattr(press, "SECONDS", 2)
    child = press.Child(ROOT)
    page = PAGE + "<p>Some words that are laid out.</p>" * 100
    try:
        while seconds_of(child.pid) < 4:
            assert child.answer(page).startswith(press.MADE)
    finally:
        child.end()


def test_a_child_goes_with_a_press_that_is_killed():
    own = Press()
    own.make(f"{PAGE}<p>Good</p>")
    (child,) = children_of(own.pid)
    os.kill(own.pid, signal.SIGKILL)
    assert _gone(child)
    own.stop()


def test_A069_B022_a_form_of_too_many_pages_is_given_up(own_press):
    with pytest.raises(PdfRefused, match="more than 50 pages"):
        own_press.make(PAGE + '<p style="break-after: page">x</p>' * 60)


@pytest.mark.slow
def test_a_press_takes_no_more_memory_with_every_form(own_press):
    def held(pid: int | str) -> int:
        """In pages."""
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])

    counts = []
    for number in range(60):
        own_press.make(f"{PAGE}<h1>Form {number}</h1><p>{'Some words. ' * 20}</p>")
        counts.append((held("self"), held(own_press.pid)))
    assert counts[59][0] < 1.03 * counts[9][0]
    assert counts[59][1] < 1.03 * counts[9][1]


def test_without_its_libraries_the_machine_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    orders, ours = Pipe()
    press.serve(orders, ROOT)
    assert ours.recv_bytes() == press.UNAVAILABLE + press.NO_LIBRARY.encode()


def test_the_sentence_about_missing_libraries_reaches_who_prints(monkeypatch):
    with_none = Press()
    monkeypatch.setattr(with_none, "_ask", lambda _: press.UNAVAILABLE + press.NO_LIBRARY.encode())
    with pytest.raises(PdfUnavailable, match="libpango"):
        with_none.make(PAGE)


def test_no_secret_is_told_to_the_press(monkeypatch, own_press):
    own_press.stop()
    monkeypatch.setenv("SECRET_KEY", "canary")
    own_press.make(f"{PAGE}<p>Good</p>")
    assert b"canary" not in Path(f"/proc/{own_press.pid}/environ").read_bytes()


@pytest.mark.startup
def test_a_press_ends_with_the_program_that_started_it():
    code = "from il2program.pdf import Press; p = Press(); p.make('<html lang=en>'); print(p.pid, flush=True); input()"
    program = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup();" + code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(settings.BASE_DIR)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    pid = int(program.stdout.readline())
    program.kill()
    program.wait()
    assert _gone(pid)


def _gone(pid: int) -> bool:
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.1)
    return False
