"""Throw-away PostgreSQL and Redis: on free ports, gone with the test run, nobody else's touched.

    python -m tests.servers python -m pytest tests/cycles

runs a command with DATABASE_URL and CELERY_BROKER_URL that name such a pair.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psycopg2
import redis

from il2program.machine import debian
from il2program.machine.parent import go_with_parent

STARTS_WITHIN_SECONDS = 30


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Server:
    """A running server that a test may stop, kill and start again on the same data."""

    command: list[str]
    port: int
    user: str | None
    if_orphaned: signal.Signals
    stopping: signal.Signals
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            user=self.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: go_with_parent(self.if_orphaned),  # noqa: PLW1509
        )
        limit = time.monotonic() + STARTS_WITHIN_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"This did not start: {' '.join(self.command)}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(self.stopping)
            self.process.wait(STARTS_WITHIN_SECONDS)

    def kill(self) -> None:
        """As a power cut would end it, with all its processes."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def answers(self) -> bool:
        raise NotImplementedError


class Postgresql(Server):
    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url, connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True


class Redis(Server):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port).ping())
        except redis.ConnectionError:
            return False


S = TypeVar("S", bound=Server)


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """A PostgreSQL that keeps what is committed over a kill, but not over a power cut."""
    user = _unprivileged()
    with _place(user) as place:
        make = [program("initdb"), "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*make, "-D", str(place / "data")], user=user, cwd=place, capture_output=True, check=True)
        port = free_port()
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "port": str(port)}
        # Tests roll back: a vacuum would count tables as empty, and the planner then choose plans for one row.
        settings["autovacuum"] = "off"
        command = [program("postgres"), "-D", str(place / "data")]
        command += [f"--{name}={value}" for name, value in settings.items()]
        yield from _running(Postgresql(command, port, user, signal.SIGQUIT, signal.SIGINT))


@contextmanager
def redis_server() -> Iterator[Redis]:
    with _place(None) as place:
        port = free_port()
        command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(place)]
        command += ["--save", "", "--appendonly", "no"]
        yield from _running(Redis(command, port, None, signal.SIGKILL, signal.SIGTERM))


def _running(server: S) -> Iterator[S]:
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()


@contextmanager
def _place(user: str | None) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="il2program-server-"))
    if user is not None:
        shutil.chown(place, user)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root; somebody else's name then, or None for one's own."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def program(name: str) -> str:
    if (found := debian.find(name)) is None:
        raise RuntimeError(f"{name} is not on this machine.")
    return found


def main() -> int:
    with postgresql() as database, redis_server() as broker:
        env = os.environ | {"DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
