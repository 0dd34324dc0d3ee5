"""The web surface of production: headers on every kind of answer, hosts, floods, smuggling, and what leaks."""

import json
import re
import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import repeat

import psycopg2
import pytest

from il2program.bounds import LONGEST_BODY
from tests.startup.running import started, wait_until
from tests.startup.surface import HOST, Surface, as_program, people, settings_for, status_of

pytestmark = pytest.mark.startup
LOGIN = "/accounts/login/"
WEB = ("manage.py", "serve", "web", "--port", "{port}")


@pytest.fixture(scope="module")
def database_url(database) -> str:
    with closing(psycopg2.connect(database.url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("create database surface")
    return database.url.removesuffix("/postgres") + "/surface"


@pytest.fixture(scope="module")
def surface(database_url, broker, tmp_path_factory) -> Iterator[Surface]:
    place = tmp_path_factory.mktemp("surface")
    settings = settings_for(database_url, broker.url)
    surface = people(place, **settings)
    with started(place, *WEB, **settings | {"DATABASE_URL": as_program(database_url)}) as program:
        surface.program = program
        wait_until(lambda: program.status("/healthz", HOST) == 200)
        yield surface


@pytest.fixture
def broken(database_url) -> Iterator[None]:
    """A program that fails on a page: the table it reads is gone."""
    with closing(psycopg2.connect(database_url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("alter table patients_diagnosis rename to elsewhere")
        yield
        connection.cursor().execute("alter table elsewhere rename to patients_diagnosis")


def style_sheet(surface: Surface) -> str:
    [path] = re.findall(rb'href="(/static/css/program[^"]*css)"', surface.ask(LOGIN).body)
    return path.decode()


ASKED = {
    "200": (200, LOGIN, {}),
    "200 of a chart": (200, "/patients/{code}/", {"by": "nurse"}),
    "301": (301, "/accounts/login", {}),
    "302": (302, "/", {}),
    "400": (400, LOGIN, {"host": "evil.example.com"}),
    "403": (403, "/people/", {"by": "nurse"}),
    "403 of a form without token": (403, LOGIN, {"method": "POST", "body": b"login=x"}),
    "404": (404, "/nowhere/", {"by": "nurse"}),
    "405": (405, "/patients/{code}/trail/", {"by": "nurse", "method": "PUT"}),
    "413": (413, LOGIN, {"method": "POST", "body": b"x" * (LONGEST_BODY + 1)}),
    "static": (200, "{css}", {}),
    "static that is not there": (404, "/static/css/none.css", {"by": "nurse"}),
    "PDF": (200, "/patients/{code}/documents/treatment-calendar.pdf", {"by": "nurse"}),
    "CSV": (200, "/patients/export.csv", {"by": "nurse"}),
    "health": (200, "/healthz", {}),
}


def assert_is_guarded(headers) -> None:
    age = re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])
    assert int(age[1]) >= 31_536_000
    assert "includeSubDomains" in headers["Strict-Transport-Security"]
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    for name in ("object-src", "base-uri", "frame-ancestors", "default-src"):
        assert policy[name] == "'none'", name
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    kind = headers["Content-Type"]
    assert kind is None or "charset=" in kind or not kind.startswith("text/"), kind
    assert "Server" not in headers or re.search(r"\d", headers["Server"]) is None


@pytest.mark.parametrize("kind", ASKED)
def test_A052_every_kind_of_answer_is_guarded(surface, kind):
    status, path, how = ASKED[kind]
    answer = surface.ask(path.format(code=surface.code, css=style_sheet(surface)), **how)
    assert answer.status == status
    assert_is_guarded(answer.headers)


def test_A052_A062_too_much_at_once_is_guarded_and_others_are_served(surface):
    path = "/patients/export.csv"
    told = [surface.ask(path, by="coordinator").status for _ in range(6)]
    assert told == [200] * 5 + [429]
    refused = surface.ask(path, by="coordinator")
    assert_is_guarded(refused.headers)
    assert b"Too many files at once" in refused.body
    assert surface.ask(path, by="pharmacist").status == 200


def test_A052_A061_a_failure_is_guarded_and_tells_nothing_of_the_inside(surface, broken):
    answer = surface.ask(f"/patients/{surface.code}/", by="nurse")
    assert answer.status == 500
    assert_is_guarded(answer.headers)
    told = answer.body.decode()
    assert "Something went wrong in the program" in told
    for inside in (
        "Traceback",
        "psycopg2",
        "patients_diagnosis",
        "SELECT",
        "SECRET_KEY",
        "il2program/",
        "site-packages",
    ):
        assert inside not in told


def test_A047_a_failure_writes_no_patient_to_the_log(surface, broken):
    surface.ask(f"/patients/{surface.code}/", by="nurse")
    wait_until(lambda: "patients_diagnosis" in surface.program.said)
    assert "zzcanary" not in surface.program.said.lower()


HIDDEN = [
    "/.git/",
    "/.git/config",
    "/.env",
    "/il2program.sqlite3",
    "/var/il2program.sqlite3",
    "/media/",
    "/media/x.png",
]
HIDDEN += [
    "/silk/",
    "/__debug__/",
    "/admin/",
    "/schema/",
    "/openapi.json",
    "/api/schema/",
    "/static/",
    "/static/../manage.py",
]
HIDDEN += ["/static/%2e%2e/%2e%2e/etc/passwd", "/manage.py", "/trail-head", "/metrics", "/server-status", "/secret_key"]


@pytest.mark.parametrize("path", HIDDEN)
def test_A061_what_is_not_for_browsers_is_not_there(surface, path):
    assert surface.ask(path, by="administrator").status == 404
    assert surface.ask(path).status in {302, 404}


@pytest.mark.parametrize(
    "host", ["evil.example.com", "il2.example.org.evil.example.com", "il2.example.org@evil", "", "["]
)
def test_A058_another_host_is_refused(surface, host):
    assert surface.ask(LOGIN, host=host).status == 400


def test_A058_what_a_stranger_says_of_host_and_address_is_not_believed(surface):
    forged = {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-Port": "666", "Forwarded": "host=evil.example.com"}
    answer = surface.ask("/", headers=forged)
    assert answer.headers["Location"] == "/accounts/login/?next=/"
    page = surface.ask(LOGIN, headers=forged)
    assert b"evil" not in page.body


def test_A058_without_a_proxy_nobody_says_that_a_request_came_by_https(surface, database_url, broker, tmp_path):
    settings = settings_for(as_program(database_url), broker.url) | {"BEHIND_PROXY": "0"}
    with started(tmp_path, *WEB, **settings) as program:
        wait_until(lambda: program.status("/healthz", HOST) == 200)
        answer = Surface(program, surface.code).ask(LOGIN, headers={"X-Forwarded-Ssl": "on"})
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}{LOGIN}")


def test_A059_a_body_of_eleven_megabytes_is_refused_at_once(surface):
    began = time.monotonic()
    assert surface.ask(LOGIN, "POST", body=b"login=" + b"x" * 11_000_000).status == 413
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(5000))),
        ("application/json", b"[" * 100 + b"]" * 100),
        ("application/json", json.dumps({"a": "x" * 100_000}).encode()),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 5000),
        ("multipart/form-data", b"x"),
        ("text/plain; charset=utf-7", b"\xff\xfe"),
    ],
)
def test_A059_a_form_that_is_none_is_refused_at_once(surface, kind, body):
    began = time.monotonic()
    assert 400 <= surface.ask(LOGIN, "POST", body=body, headers={"Content-Type": kind}).status < 500
    assert time.monotonic() - began < 2


def test_A059_a_header_of_a_megabyte_is_refused(surface):
    request = f"GET {LOGIN} HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    try:
        told = surface.bytes(request + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\n")
    except ConnectionResetError:
        return
    assert 400 <= status_of(told) < 500


def seconds_of(surface: Surface, path: str) -> float:
    began = time.monotonic()
    assert surface.ask(path).status == 200
    return time.monotonic() - began


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: il2.example.org\r\nX-Slow: ",
        b"POST /accounts/login/ HTTP/1.1\r\nHost: il2.example.org\r\nContent-Length: 9000\r\n\r\nlogin=",
        b"POST /accounts/login/ HTTP/1.1\r\nHost: il2.example.org\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nlog",
        b"GET /healthz HTTP/1.1\r\nHost: il2.example.org\r\n\r\nGET / HTTP/1.1\r\nHost: ",
    ],
    ids=["silent", "head", "body", "chunks", "second request"],
)
def test_A059_a_hundred_connections_that_never_end_hold_nobody_up(surface, begun):
    alone = [seconds_of(surface, LOGIN) for _ in range(5)]
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", surface.program.port))) for _ in range(100)]
        for connection in slow:
            connection.sendall(begun)
        time.sleep(0.5)
        busy = [seconds_of(surface, LOGIN) for _ in range(10)]
    assert statistics.median(busy) < 2 * statistics.median(alone) + 0.2


def test_A059_who_sends_too_slowly_is_told_so_and_let_go(surface):
    began = time.monotonic()
    assert status_of(surface.bytes(b"GET / HTTP/1.1\r\nHost: ")) == 408
    assert time.monotonic() - began < 13


SMUGGLED = {
    "both lengths": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "a length that is none": b"Content-Length: +4\r\n\r\nabcd",
    "bad chunk": b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "hidden coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "space before colon": b"Content-Length : 4\r\n\r\nabcd",
    "folded": b"X-Folded: a\r\n b\r\n\r\n",
}


@pytest.mark.parametrize("how", SMUGGLED)
def test_A060_a_request_in_doubt_is_refused_and_the_connection_closed(surface, how):
    head = f"POST {LOGIN} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n".encode()
    told = surface.bytes(head + SMUGGLED[how])
    assert 400 <= status_of(told) < 502
    assert told.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PROPFIND"])
def test_A060_a_method_that_no_page_has_is_refused_and_the_connection_closed(surface, method):
    head = f"{method} {LOGIN} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n"
    told = surface.bytes(f"{head}X-Canary: zz\r\n\r\n".encode())
    assert 400 <= status_of(told) < 500
    assert b"X-Canary" not in told


def test_connections_are_kept_and_requests_on_them_answered_in_order(surface):
    request = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    told = surface.bytes(request + b"\r\n" + request, b"\r\n" + request + b"Connection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1.1 (\d+)", told) == [b"200"] * 3


def test_many_at_once_are_all_answered(surface):
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda path: surface.ask(path).status, repeat(LOGIN, 200)))
    assert set(told) == {200}
