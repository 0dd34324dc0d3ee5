"""What comes before anything is installed: a Python that fits, packages, the environment, and going with the parent."""

import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from il2program.machine import debian, environment
from tests.startup.running import ROOT, wait_until

SHELL = str(ROOT / "il2program" / "machine" / "python.sh")


def interpreter(place: Path, name: str, version: str) -> None:
    """A program of this name that claims to be a Python of this version."""
    path = place / name
    fits = version in {"3.11", "3.12", "3.13"}
    path.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit {0 if fits else 1}\necho "{name} $*"\n')
    path.chmod(0o755)


def chosen(place: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": f"{place}:/bin"} | settings
    return subprocess.run(
        ["/bin/sh", SHELL, "-m", "x"], cwd=place, env=env, text=True, capture_output=True, check=False
    )


def test_the_first_python_that_fits_is_chosen(tmp_path):
    interpreter(tmp_path, "python3", "3.10")
    interpreter(tmp_path, "python3.13", "3.14")
    interpreter(tmp_path, "python3.12", "3.12")
    assert chosen(tmp_path).stdout == "python3.12 -m x\n"


def test_the_one_that_is_named_is_chosen(tmp_path):
    interpreter(tmp_path, "python3", "3.11")
    interpreter(tmp_path, "mine", "3.13")
    assert chosen(tmp_path, PYTHON="mine").stdout == "mine -m x\n"


def test_one_that_is_named_and_does_not_fit_is_refused(tmp_path):
    interpreter(tmp_path, "python3", "3.11")
    interpreter(tmp_path, "mine", "3.9")
    answer = chosen(tmp_path, PYTHON="mine")
    assert answer.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13, and mine does not fit" in answer.stderr


def test_a_lock_that_has_not_changed_installs_nothing(tmp_path, monkeypatch):
    installed: list[str] = []
    monkeypatch.setattr(environment, "HOME", tmp_path)
    monkeypatch.setattr(environment, "_fits", lambda: True)
    monkeypatch.setattr(environment, "_install", installed.append)
    environment.provide(environment.TEST)
    environment.provide(environment.RUN)
    environment.provide(environment.TEST)
    assert installed == [environment.TEST]


def test_a_lock_that_has_changed_is_installed(tmp_path, monkeypatch):
    installed: list[str] = []
    monkeypatch.setattr(environment, "HOME", tmp_path)
    monkeypatch.setattr(environment, "_fits", lambda: True)
    monkeypatch.setattr(environment, "_install", installed.append)
    (tmp_path / f"installed-{environment.RUN}").write_text("another digest")
    environment.provide(environment.RUN)
    assert installed == [environment.RUN]


@pytest.mark.parametrize("lock", [environment.RUN, environment.TEST])
def test_the_locks_name_everything_with_its_hash(lock):
    lines = (ROOT / lock).read_text().splitlines()
    for line, following in pairwise(lines):
        if line[:1].isalnum():
            assert "==" in line
            assert following.strip().startswith("--hash=sha256:")


def test_both_locks_hold_the_same_versions():
    run, test = (
        {line.split(" ")[0] for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        for lock in (environment.RUN, environment.TEST)
    )
    assert run <= test


def test_what_is_missing_is_told_in_one_line():
    line = debian.line(["chromium", "redis-server"])
    assert line.startswith("sudo apt-get update && sudo apt-get install -y")
    assert line.endswith("chromium redis-server")


def test_a_process_goes_with_its_parent():
    tied = "import signal, time; from il2program.machine.parent import go_with_parent; "
    tied += "go_with_parent(signal.SIGKILL); print('tied', flush=True); time.sleep(60)"
    start = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {tied!r}]); "
    start += "print(child.pid, flush=True); child.wait()"
    with subprocess.Popen([sys.executable, "-c", start], cwd=ROOT, text=True, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        said = sorted(parent.stdout.readline().strip() for _ in range(2))
        assert said[1] == "tied"
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not runs(int(said[0])), within_seconds=5)


def runs(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
