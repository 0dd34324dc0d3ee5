"""Columns that a table which is written once got later."""

import pytest
from django.apps import apps
from django.db import connection

from eligibility.models import SignOff
from il2program.append_only import AppendOnly
from il2program.audit.canonical import row_digest
from tests import make

pytestmark = pytest.mark.django_db


def test_a_row_from_before_a_column_keeps_its_digest_and_any_value_in_it_counts(monkeypatch):
    patient = make.patient()
    make.workup(patient)
    row = make.eligible(patient)
    full = row_digest(row)
    row.registered = {}
    before = row_digest(row)
    assert before != full
    row.registered = {"sex": "male"}
    assert row_digest(row) not in (before, full)
    monkeypatch.setattr(SignOff, "added_later", frozenset())
    row.registered = {}
    assert row_digest(row) != before


def test_A042_every_table_that_is_written_once_is_sealed_after_the_last_migration():
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        triggers = {name for (name,) in cursor.fetchall()}
    kinds = ("no_update", "no_delete") if connection.vendor == "sqlite" else ("append_only", "no_truncate")
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)}
    assert not {f"{table}_{kind}" for table in tables for kind in kinds} - triggers
