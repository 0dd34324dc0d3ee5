"""The database that tests begin with, also where it is a copy of one that was kept."""

import sqlite3

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import migrated


@pytest.mark.django_db
def test_it_has_every_migration():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert "patients_patient" in connection.introspection.table_names()


def test_another_migration_asks_for_another_file(monkeypatch, tmp_path):
    migrations = tmp_path / "cycles" / "migrations"
    migrations.mkdir(parents=True)
    monkeypatch.setattr(migrated, "ROOT", tmp_path)
    monkeypatch.setattr(migrated, "BESIDE_MIGRATIONS", [])
    names = [migrated.kept().name]
    for text in ("# first", "# first, changed"):
        (migrations / "0001_initial.py").write_text(text)
        names.append(migrated.kept().name)
    assert len(set(names)) == 3


def test_what_is_kept_is_a_whole_copy_and_replaces_older_ones(monkeypatch, tmp_path):
    source = tmp_path / "source.sqlite3"
    with sqlite3.connect(source) as made:
        made.execute("CREATE TABLE invented (word TEXT)")
    made.close()
    monkeypatch.setattr(migrated, "KEPT_IN", tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "older.sqlite3").write_bytes(b"")
    migrated.keep(source)
    assert [file.name for file in (tmp_path / "kept").iterdir()] == [migrated.kept().name]
    with sqlite3.connect(migrated.kept()) as copied:
        assert copied.execute("SELECT name FROM sqlite_master").fetchall() == [("invented",)]
    copied.close()
