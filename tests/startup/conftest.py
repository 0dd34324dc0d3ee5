import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from tests.servers import Postgresql, Redis, postgresql, redis_server
from tests.startup.running import ROOT, clean_environment


@pytest.fixture(scope="session")
def database() -> Iterator[Postgresql]:
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def broker() -> Iterator[Redis]:
    with redis_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def run_on(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., str]:
    """Runs a module in a process of its own on the database of this word, empty at first; returns what it says."""
    mine = uuid4().hex

    def run(name: str, *arguments: str) -> str:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / name}.sqlite3"
        else:
            url = made(request.getfixturevalue("database"), f"{name}_{mine}")
        env = clean_environment(tmp_path, DJANGO_SETTINGS_MODULE="il2program.settings", DATABASE_URL=url)
        command = [sys.executable, "-m", *arguments]
        answer = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    return run


def made(server: Postgresql, name: str) -> str:
    """The address of this server's database of this name, made where there is none."""
    with closing(psycopg2.connect(server.url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
    return server.url.removesuffix("postgres") + name
