"""The one check script: everything that has to hold before a change counts.

make test             all of it
make test FAST=1      what a minute allows: no other database, no browser, no started processes
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests import covered
from tests.servers import postgresql, redis_server
from tests.startup.running import PRODUCTION

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
WORKERS = ["-nauto", "--maxprocesses=4"]
PYTEST = [sys.executable, "-m", "pytest"]
DJADE = [str(BIN / "djade"), "--target-version", "5.2"]
RUFF = str(BIN / "ruff")
# What rests on triggers, constraints, locks and the database's own SQL; the rest runs on SQLite with FAST=1, in the
# browser and at start-up.
OF_THE_ENGINE = [
    f"tests/{name}"
    for name in (
        "audit",
        "documents/test_originals.py",
        "documents/test_prints.py",
        "documents/test_verifying.py",
        "journey",
        "outbox",
        "patients",
        "signatures",
        "submissions",
        "cycles/test_constraints.py",
        "cycles/test_frozen.py",
        "cycles/test_gate_page.py",
        "pathway/test_census.py",
        "pathway/test_journey.py",
        "test_two_at_once.py",
    )
]
NOWHERE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
IN_PRODUCTION = PRODUCTION | NOWHERE | {"DJANGO_SETTINGS_MODULE": "il2program.settings"}


@dataclass
class Stage:
    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    needs_servers: bool = False

    @property
    def is_tests(self) -> bool:
        return self.command[:3] == PYTEST


@dataclass
class Outcome:
    stage: Stage
    passed: bool
    seconds: float
    last_line: str


def stages(*, fast: bool) -> Iterator[Stage]:
    yield Stage("format", [RUFF, "format", "--check", "."])
    yield Stage("lint", [RUFF, "check", "."])
    yield Stage("types", [str(BIN / "mypy")])
    yield Stage("rooms", [str(BIN / "lint-imports")])
    yield Stage("template format", [*DJADE, "--check", *templates()])
    yield Stage("template lint", [str(BIN / "djlint"), "--lint", "--quiet", "templates"])
    yield Stage("production check", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], IN_PRODUCTION)
    yield Stage("no missing migration", [*MANAGE, "makemigrations", "--check", "--dry-run"])
    yield Stage("rules against their cases", [*MANAGE, "validate"])
    if fast:
        quick = ["--hypothesis-profile=fast", "-m", "not browser and not startup and not slow"]
        yield Stage("tests", [*PYTEST, *WORKERS, *quick])
        return
    most = [*PYTEST, *WORKERS, "-m", "not browser and not startup"]
    yield Stage("tests on PostgreSQL and Redis", most, needs_servers=True)
    yield Stage("tests on SQLite", [*most, *OF_THE_ENGINE])
    yield Stage("tests of start-up and browser", [*PYTEST, *WORKERS, "--dist=loadfile", "-m", "browser or startup"])


def templates() -> list[str]:
    return sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))


def run(stage: Stage) -> Outcome:
    """Run one stage; tests tell as they go, the others only when they fail."""
    print(f"\n── {stage.name}", flush=True)
    began = time.monotonic()
    with ExitStack() as stack:
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"} | stage.env
        if stage.needs_servers:
            env["DATABASE_URL"] = stack.enter_context(postgresql()).url
            env["CELERY_BROKER_URL"] = stack.enter_context(redis_server()).url
        lines, code = told(stage, env)
    outcome = Outcome(stage, code == 0, time.monotonic() - began, lines[-1] if lines else "")
    if not (outcome.passed or stage.is_tests):
        print("\n".join(lines))
    print(f"── {stage.name}: {'passed' if outcome.passed else 'FAILED'} in {outcome.seconds:.1f} s", flush=True)
    return outcome


def told(stage: Stage, env: dict[str, str]) -> tuple[list[str], int]:
    """What the command says, and its exit code."""
    lines = []
    with subprocess.Popen(
        stage.command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if stage.is_tests:
                print(line, end="", flush=True)
    return lines, process.returncode


def summary(outcomes: list[Outcome]) -> None:
    print("\nSummary")
    for outcome in outcomes:
        word = "passed" if outcome.passed else "FAILED"
        print(f"  {word}  {outcome.seconds:6.1f} s  {outcome.stage.name}")
    print(f"  {sum(outcome.seconds for outcome in outcomes):14.1f} s  altogether")
    for outcome in outcomes:
        if outcome.stage.is_tests:
            print(f"{outcome.stage.name}:\n{outcome.last_line}")
    print("\n".join(covered.told()))


def format_all() -> int:
    commands = [[RUFF, "check", "--fix-only", "."], [RUFF, "format", "."], [*DJADE, *templates()]]
    return max(subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands)


def main(arguments: list[str]) -> int:
    if "--format" in arguments:
        return format_all()
    outcomes = [run(stage) for stage in stages(fast="--fast" in arguments)]
    summary(outcomes)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
