"""A batch of prints and a worker that is killed half-way."""

import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from tests import migrated
from tests.startup.running import ROOT, clean_environment, started, wait_until

pytestmark = pytest.mark.startup
WORKER = ("-m", "celery", "--quiet", "--app=il2program.celery", "worker", "--pool=solo", "--without-mingle")
MADE = "select id, pdf from documents_printitem where made_at is not null order by id"
# What a minute does: who held a form before the kill holds it no more.
A_MINUTE_LATER = "update documents_printitem set claimed_at = '2020-01-01' where made_at is null"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A program in which the packet of a patient was asked for, four forms."""
    if migrated.kept().exists():
        migrated.copy(migrated.kept(), tmp_path / "il2program.sqlite3")
    env = clean_environment(tmp_path, DJANGO_SETTINGS_MODULE="il2program.settings")
    subprocess.run([sys.executable, "-m", "tests.startup.asking"], cwd=ROOT, env=env, check=True)
    return tmp_path


@pytest.fixture
def told(place: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(place / "il2program.sqlite3", isolation_level=None, timeout=20)) as database:
        yield database


def test_prints_of_a_worker_killed_half_way_are_finished_by_the_next_with_nothing_doubled_or_empty(place, told):
    with started(place, *WORKER) as first:
        wait_until(lambda: told.execute(MADE).fetchall() != [])
        first.process.kill()
        first.process.wait()
        kept = told.execute(MADE).fetchall()
        assert len(kept) < 4
    told.execute(A_MINUTE_LATER)
    with started(place, *WORKER):
        wait_until(lambda: told.execute("select is_open from documents_printbatch").fetchall() == [(0,)])
    made = told.execute(MADE).fetchall()
    assert (len(made), made[: len(kept)]) == (4, kept)
    (file,) = told.execute("select file from documents_printbatch").fetchone()
    with zipfile.ZipFile(BytesIO(file)) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist()) == 4
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
