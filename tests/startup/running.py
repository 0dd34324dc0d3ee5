"""The program as somebody starts it: real processes, a place of their own, found again by that place."""

import atexit
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from il2program.pdf.certificate import self_made
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
WITHIN_SECONDS = 60
# A key of this run only.
SEAL = Path(tempfile.mkdtemp(prefix="il2program-seal-")) / "seal.pem"
SEAL.write_bytes(self_made("Example Hospital"))
atexit.register(shutil.rmtree, SEAL.parent, ignore_errors=True)
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "invented-for-these-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "TRAIL_KEY": "invented-for-the-trail-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "il2.example.org",
    "SEAL_CERTIFICATE": str(SEAL),
}


def clean_environment(place: Path, **settings: str) -> dict[str, str]:
    """This process's environment with none of the program's settings but these."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONUNBUFFERED": "1"} | settings | {"VAR_DIR": str(place)}


def manage(place: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py to its end."""
    command = [sys.executable, "manage.py", *arguments]
    env = clean_environment(place, **settings)
    return subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, text=True, capture_output=True, timeout=300, check=False
    )


def _with_a_terminal() -> None:
    """As from a terminal: where the tests themselves run under `nohup`, its mark would be inherited."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Program:
    """A started `manage.py`, with what it says."""

    def __init__(self, place: Path, *arguments: str, **settings: str) -> None:
        self.place, self.port = place, free_port()
        self.log = place / "said.log"
        given = [argument.replace("{port}", str(self.port)) for argument in arguments]
        with self.log.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, *given],
                cwd=ROOT,
                env=clean_environment(place, **settings),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                preexec_fn=_with_a_terminal,  # noqa: PLW1509 - no thread runs yet
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def processes(self) -> dict[int, str]:
        """All that runs in this place, by number, whoever its parent is by now."""
        return {pid: command_line(pid) for pid in running_in(self.place)}

    def named(self, part: str) -> list[int]:
        return [pid for pid, line in self.processes().items() if part in line]

    def status(self, path: str, host: str = "localhost") -> int:
        """The status that a page is answered with; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def ready(self) -> "Program":
        wait_until(lambda: "Ready: " in self.said or self.process.poll() is not None)
        assert "Ready: " in self.said, self.said
        return self


@contextmanager
def started(place: Path, *arguments: str, **settings: str) -> Iterator[Program]:
    """A started program, of which nothing is left afterwards."""
    program = Program(place, *arguments, **settings)
    try:
        yield program
    finally:
        for pid in running_in(place):
            os.kill(pid, signal.SIGKILL)
        program.process.wait()


def wait_until(condition: Callable[[], bool], within_seconds: float = WITHIN_SECONDS) -> None:
    limit = time.monotonic() + within_seconds
    while not condition():
        assert time.monotonic() < limit, "this did not come about in time"
        time.sleep(0.05)


def running_in(place: Path) -> list[int]:
    mark = f"VAR_DIR={place}\0".encode()
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if mark in read(path / "environ")]


def command_line(pid: int) -> str:
    return read(Path(f"/proc/{pid}/cmdline")).replace(b"\0", b" ").decode()


def read(path: Path) -> bytes:
    """What stands there, or nothing where the process has gone."""
    try:
        return path.read_bytes() + b"\0"
    except OSError:
        return b""
