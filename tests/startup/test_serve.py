"""One command serves web, worker and clock, and takes all of them with it."""

import os
import shutil
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.startup.running import Program, manage, started, wait_until

pytestmark = pytest.mark.startup
SERVE = ("manage.py", "serve", "--port", "{port}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of an empty program."""
    place = tmp_path_factory.mktemp("prepared")
    assert manage(place, "prepare", "--empty").returncode == 0
    return place


@pytest.fixture
def program(prepared: Path, tmp_path: Path) -> Iterator[Program]:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    with started(tmp_path, *SERVE) as program:
        yield program.ready()


def all_three_run(program: Program) -> bool:
    return all(len(program.named(part)) == 1 for part in (" worker ", " beat ")) and len(program.named("serve")) >= 3


def test_web_worker_and_clock_run_and_the_first_page_answers(program):
    assert program.status("/accounts/login/") == 200
    wait_until(lambda: all_three_run(program))


def test_what_waits_in_the_outbox_is_done_by_worker_and_clock(program):
    put = (
        "insert into outbox_outbox (task, subject_id, put_at, attempts, error)"
        " values ('builtins.abs', 1, '2026-01-01', 0, '')"
    )
    done = "select count(*) from outbox_outbox where task = 'builtins.abs' and done_at is not null"
    with closing(sqlite3.connect(program.place / "il2program.sqlite3", isolation_level=None)) as database:
        database.execute(put)
        wait_until(lambda: database.execute(done).fetchone() == (1,))


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_stops_all_three(program, sent):
    wait_until(lambda: all_three_run(program))
    program.process.send_signal(sent)
    assert program.process.wait(20) == 0
    assert program.processes() == {}
    assert "Traceback" not in program.said


def test_being_killed_leaves_none_behind(program):
    wait_until(lambda: all_three_run(program))
    program.process.kill()
    wait_until(lambda: program.processes() == {}, within_seconds=15)


@pytest.mark.parametrize("part", [" worker ", " beat "])
def test_one_that_dies_is_started_again_and_said(program, part):
    wait_until(lambda: all_three_run(program))
    (died,) = program.named(part)
    os.kill(died, signal.SIGKILL)
    wait_until(lambda: program.named(part) not in ([], [died]))
    assert f"{part.strip()} stopped by itself (-9)" in program.said


def test_a_web_server_that_dies_is_back_at_the_same_address(program):
    children = Path(f"/proc/{program.process.pid}/task/{program.process.pid}/children").read_text().split()
    (web,) = (int(pid) for pid in children if int(pid) in program.named("manage.py serve"))
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: "web stopped by itself (-9)" in program.said)
    assert program.status("/accounts/login/") == 200


def test_a_browser_that_connects_and_says_nothing_holds_nobody_up(program):
    silent = [socket.create_connection(("127.0.0.1", program.port)) for _ in range(4)]
    assert program.status("/accounts/login/") == 200
    for connection in silent:
        connection.close()


def test_a_web_server_that_cannot_start_is_said_and_nothing_is_left(tmp_path):
    with started(tmp_path, *SERVE, WEB_CONCURRENCY="-1") as program:
        assert program.process.wait(60) == 1
        assert program.said.strip().endswith("The web server did not start; the reason stands above.")
        assert program.processes() == {}


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = manage(tmp_path, "serve", "--port", str(port))
    assert answer.returncode == 1
    (said,) = answer.stderr.splitlines()
    assert f"Port {port} cannot be used (Address already in use)." in said
    assert f"make run PORT={port + 1}" in said
