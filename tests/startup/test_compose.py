"""docker-compose.yml: read, and its services' commands run against real PostgreSQL and Redis."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml

from il2program.machine import debian
from tests.startup.running import PRODUCTION, ROOT, Program, clean_environment, started, wait_until

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_there_is_exactly_one_clock():
    clocks = [service for service in OURS.values() if service["command"][-1] == "beat"]
    assert [service["deploy"]["replicas"] for service in clocks] == [1]


def test_images_are_pinned_to_a_version():
    dockerfile = (ROOT / "Dockerfile").read_text()
    images = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert all(re.search(r":\d+\.\d+", image) for image in images), images


def test_every_variable_is_set_or_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert asked <= EXAMPLE


def test_every_setting_is_in_the_example_and_nothing_else():
    settings = (ROOT / "il2program" / "settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|required|secret)\(\s*"([A-Z_]+)"', settings))
    of_this_machine = {"PORT", "DEMO", "WEB_CONCURRENCY", "POSTGRES_PASSWORD", "DATABASE_ROLE_PASSWORD"}
    assert read | of_this_machine == EXAMPLE


def test_the_program_runs_without_rights_and_only_this_machine_reaches_it():
    assert re.search(r"^USER \d+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in OURS.values())
    assert [port for service in SERVICES.values() for port in service.get("ports", ())] == [
        "127.0.0.1:${PORT:-8000}:8000"
    ]


def test_the_image_has_what_printing_needs():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert all(package in dockerfile for package in [*debian.PDF_LIBRARIES, *debian.PDF_FONTS])


class Here:
    """The services on this machine: their commands and environment, with what is found elsewhere here."""

    def __init__(self, place: Path, database: Any, broker: Any) -> None:
        self.place = place
        self.found_here = {
            "@db:5432": f"@127.0.0.1:{database.port}",
            "//redis:6379": f"//127.0.0.1:{broker.port}",
            "/srv/trail": str(place),
            "/srv/seal/seal.pem": PRODUCTION["SEAL_CERTIFICATE"],
        }

    def settings(self, name: str) -> dict[str, str]:
        given = {key: self.here(value) for key, value in OURS[name]["environment"].items()}
        return PRODUCTION | given | {"VAR_DIR": str(self.place / name)}

    def here(self, value: str) -> str:
        value = re.sub(r"\$\{\w+_PASSWORD[^}]*\}", "invented", value)
        for theirs, ours in self.found_here.items():
            value = value.replace(theirs, ours)
        return value

    def arguments(self, name: str) -> list[str]:
        python, *arguments = OURS[name]["command"]
        assert python == "python"
        ours = {"0.0.0.0": "127.0.0.1", "8000": "{port}"}  # noqa: S104
        return [ours.get(argument, argument) for argument in arguments]

    def run(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        env = clean_environment(self.place, **self.settings(name))
        return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=120, check=False)

    def is_healthy(self, name: str, program: Program) -> bool:
        kind, *test = OURS[name]["healthcheck"]["test"]
        line = test[0] if kind == "CMD-SHELL" else " ".join(test)
        line = line.replace("$$HOSTNAME", socket.gethostname()).replace("8000", str(program.port))
        return self.run(name, ["sh", "-c", f"PATH={Path(sys.executable).parent}:$PATH; {line}"]).returncode == 0


@pytest.fixture(scope="module")
def here(database, broker, tmp_path_factory) -> Here:
    with closing(psycopg2.connect(database.url)) as connection:
        connection.autocommit = True
        connection.cursor().execute("create role il2program superuser login")  # as the image makes it
        connection.cursor().execute("create database il2program owner il2program")
    return Here(tmp_path_factory.mktemp("compose"), database, broker)


@pytest.fixture(scope="module")
def services(here) -> Iterator[dict[str, Program]]:
    """Everything that compose would have running, after its one-shot services have done their part."""
    for name in ("migrate", "database-role"):
        done = here.run(name, [sys.executable, *here.arguments(name)])
        assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        running = {}
        for name in ("web", "worker", "beat"):
            place = here.place / name
            place.mkdir()
            running[name] = stack.enter_context(started(place, *here.arguments(name), **here.settings(name)))
        yield running


@pytest.mark.startup
def test_the_web_service_answers_its_health_check(here, services):
    wait_until(lambda: services["web"].status("/healthz", "il2.example.org") == 200)
    assert here.is_healthy("web", services["web"])


@pytest.mark.startup
@pytest.mark.parametrize("name", ["worker", "beat"])
def test_worker_and_clock_answer_their_health_checks(here, services, name):
    wait_until(lambda: here.is_healthy(name, services[name]))


@pytest.mark.startup
@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_A077_what_runs_is_not_the_owner_of_the_database(here, services, name, database):
    assert "//il2program_app:" in OURS[name]["environment"]["DATABASE_URL"]
    assert OURS[name]["environment"]["POSTGRES_PASSWORD"] == ""
    with closing(psycopg2.connect(database.url)) as connection:
        cursor = connection.cursor()
        cursor.execute("select distinct usename from pg_stat_activity where datname = 'il2program'")
        assert {role for (role,) in cursor.fetchall()} <= {"il2program_app"}


@pytest.mark.startup
def test_what_waits_in_the_outbox_is_done_over_redis(here, services, database):
    url = database.url.replace("postgres@", "il2program@").replace("/postgres", "/il2program")
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(
            "insert into outbox_outbox (task, subject_id, put_at, attempts, error)"
            " values ('builtins.abs', 1, now(), 0, '')"
        )

        def is_done() -> bool:
            cursor.execute("select count(*) from outbox_outbox where task = 'builtins.abs' and done_at is not null")
            return cursor.fetchone() == (1,)

        wait_until(is_done)
