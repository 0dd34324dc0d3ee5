"""`make run`, `make test`, `make format`, `make lock` and `make sbom`, before anything is installed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

from il2program.machine import debian, environment, parent

ROOT = environment.ROOT
COMPILE = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"]


def run() -> None:
    """Start the program; the first time, get what it stands on."""
    port = os.environ.get("PORT", "8000")
    if not (port.isdecimal() and 0 < int(port) < 65536):
        sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    environment.make()
    # Debian's packages and Python's come at the same time.
    printing = Thread(target=_provide_printing)
    printing.start()
    python = environment.provide(environment.RUN)
    printing.join()
    empty = ["--empty"] if os.environ.get("DEMO", "1") == "0" else []
    _become(python, "manage.py", "serve", "--prepare", "--port", port, *empty)


def test() -> None:
    """Run every check; FAST=1 the ones for a minute-long loop."""
    if debian.may_install() and (wanted := _missing_for_tests()):
        debian.install(wanted)
    if wanted := _missing_for_tests():
        print(f"Tests that need {' '.join(wanted)} will fail. To install:\n  {debian.line(wanted)}")
    fast = ["--fast"] if os.environ.get("FAST", "0") not in {"", "0"} else []
    _become(environment.provide(environment.TEST), "-m", "tests.check", *fast)


def format() -> None:
    """Format code and templates."""
    _become(environment.provide(environment.TEST), "-m", "tests.check", "--format")


def lock() -> None:
    """Resolve pyproject.toml into the two locks again; UPGRADE=1 takes newer versions."""
    tool = environment.uv() or sys.exit("This needs uv: https://docs.astral.sh/uv/")
    newer = ["--upgrade"] if os.environ.get("UPGRADE", "0") not in {"", "0"} else []
    subprocess.run([tool, *COMPILE, *newer, "pyproject.toml", "-o", environment.RUN], cwd=ROOT, check=True)
    of_tests = ["--group", "dev", "-c", environment.RUN, "pyproject.toml", "-o", environment.TEST]
    subprocess.run([tool, *COMPILE, *newer, *of_tests], cwd=ROOT, check=True)


def sbom() -> None:
    """Write down what the program stands on: packages, versions and hashes, as CycloneDX."""
    (ROOT / "var").mkdir(exist_ok=True)
    _become(environment.provide(environment.TEST), *written_to(ROOT / "var" / "sbom.cdx.json"))


def written_to(file: Path) -> list[str]:
    """How Python is asked to write the bill of materials of the program's lock to `file`."""
    of_program = [environment.RUN, "--pyproject", "pyproject.toml"]
    return ["-W", "ignore", "-m", "cyclonedx_py", "requirements", *of_program, "--output-reproducible", "-o", str(file)]


def _missing_for_tests() -> list[str]:
    return debian.missing_libraries() + debian.missing_fonts() + debian.missing_for_tests()


def _provide_printing() -> None:
    wanted = debian.missing_libraries() + debian.missing_fonts()
    if wanted and debian.may_install():
        debian.install(wanted)
    if libraries := debian.missing_libraries():
        print(f"Printing forms as PDF is switched off. To switch it on:\n  {debian.line(libraries)}", flush=True)
    elif fonts := debian.missing_fonts():
        print(f"Some names would print without their characters. To mend it:\n  {debian.line(fonts)}", flush=True)


def _become(python: os.PathLike[str], *arguments: str) -> None:
    """Hand over to another Python, which goes when `make` goes."""
    parent.go_with_parent(signal.SIGTERM)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(python, [str(python), *arguments])


if __name__ == "__main__":
    {"run": run, "test": test, "format": format, "lock": lock, "sbom": sbom}[sys.argv[1]]()
