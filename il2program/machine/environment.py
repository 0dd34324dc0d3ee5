"""The virtual environment: made once, brought to its lock, left alone while the lock stays the same."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from il2program.machine import debian

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
RUN, TEST = "requirements.txt", "requirements-dev.txt"
# The lock of the tests holds everything the program runs on, in the same versions.
HOLDS = {RUN: [RUN], TEST: [TEST, RUN]}


def provide(lock: str) -> Path:
    """The Python in which what the lock names is installed, exactly as it names it."""
    make()
    if _stamp(lock).exists() and _stamp(lock).read_text() == _digest(lock):
        return PYTHON
    _install(lock)
    for held in HOLDS[lock]:
        _stamp(held).write_text(_digest(held))
    return PYTHON


def make() -> None:
    """Make the environment, unless one of the Python that was chosen is there and runs."""
    if not _fits():
        _make()


def uv() -> str | None:
    """The path of uv, where there is one that runs."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
        return found
    return None


def _fits() -> bool:
    """Whether the environment is there, runs, and is of the Python that was chosen."""
    asked = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _make() -> None:
    version = ".".join(str(part) for part in sys.version_info[:3])
    print(f"Making .venv with Python {version}.", flush=True)
    if tool := uv():
        _run(tool, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOME))
        return
    if importlib.util.find_spec("ensurepip") is None:
        _provide_venv()
    _run(sys.executable, "-m", "venv", "--clear", str(HOME))


def _provide_venv() -> None:
    """Debian keeps a part of Python's venv in a package of its own."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not (debian.may_install() and debian.install([package])):
        line = debian.line([package])
        sys.exit(f"Python's venv is not complete on this machine. Run this line, then try again:\n  {line}")


def _install(lock: str) -> None:
    count = sum(line[:1].isalnum() for line in (ROOT / lock).read_text().splitlines())
    tool = uv()
    print(f"Installing the {count} packages of {lock} with {'uv' if tool else 'pip'}.", flush=True)
    if tool:
        _run(tool, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(ROOT / lock))
        return
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        _run(str(PYTHON), "-m", "ensurepip")
    # The lock is complete: pip need not work out once more what needs what.
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    _run(str(PYTHON), "-m", "pip", "install", *quiet, "--no-deps", "--require-hashes", "-r", str(ROOT / lock))


def _run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"This did not work: {' '.join(command)}")


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _stamp(lock: str) -> Path:
    return HOME / f"installed-{lock}"
