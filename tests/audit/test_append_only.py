"""What is written once stays: the database itself refuses every other way."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from il2program.accounts.roles import Role
from il2program.append_only import WrittenOnce
from il2program.audit import trail
from il2program.audit.models import Seal, TrailEntry
from il2program.audit.sealing import seal
from patients.models import Patient
from tests import make

pytestmark = pytest.mark.django_db

ON_SQLITE = [
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "REPLACE INTO {table} SELECT * FROM {table}",
    "UPDATE OR REPLACE {table} SET {key} = {key}",
]
ON_POSTGRESQL = [
    "TRUNCATE {table} CASCADE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {key} = {table}.{key}",
]
ON_BOTH = ["UPDATE {table} SET {key} = {key}", "DELETE FROM {table}"]


@pytest.fixture(autouse=True)
def trail_with_a_seal(settings, tmp_path):
    settings.TRAIL_HEAD = tmp_path / "trail-head"
    make.patient()
    seal()
    connection.check_constraints()  # PostgreSQL truncates no table while one of its checks is waiting


@pytest.mark.parametrize("model", [TrailEntry, Seal])
def test_A042_update_delete_replace_and_truncate_are_refused_by_the_database(model):
    table, key = model._meta.db_table, model._meta.pk.column
    before = model.objects.count()
    for statement in ON_BOTH + (ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table=table, key=key))
    assert model.objects.count() == before


@pytest.mark.parametrize("model", [TrailEntry, Seal])
def test_A042_the_program_s_own_ways_are_refused_before_they_reach_it(model):
    row = model.objects.first()
    rows = model.objects.all()
    for write in (row.save, row.delete, rows.delete, lambda: rows.update(count=0), lambda: rows.bulk_create([row])):
        with pytest.raises(WrittenOnce):
            write()


@pytest.mark.parametrize("options", [{}, {"before_date": "2020-01-01"}, {"truncate": True}])
def test_A049_the_library_s_own_purge_takes_nothing_away(options):
    before = TrailEntry.objects.count()
    try:
        with transaction.atomic():
            call_command("auditlogflush", yes=True, stdout=StringIO(), **options)
    except (WrittenOnce, DatabaseError):
        pass
    assert TrailEntry.objects.count() == before


@transaction.atomic
def break_off(patient):
    with trail.action("edited", patient, by=make.someone(Role.COORDINATOR), sentence="Edited"):
        patient.phone = "1"
        patient.save()
    raise ZeroDivisionError


def test_A044_what_breaks_off_before_its_end_leaves_neither_fact_nor_line():
    make.someone(Role.COORDINATOR)
    before = TrailEntry.objects.count()
    with pytest.raises(ZeroDivisionError):
        break_off(Patient.objects.get())
    assert TrailEntry.objects.count() == before
    assert Patient.objects.get().phone == ""


@pytest.mark.parametrize(
    "text", ["\x1f\x1e between", "zero \x00 byte", "half \ud800 character", "\x1b[31mred", "x" * 5000]
)
def test_odd_text_is_kept_readable_and_verified(text, settings, capsys):
    trail.write("tried", sentence=text)
    line = TrailEntry.objects.first()
    assert not set(line.sentence) & {chr(code) for code in range(32)}
    call_command("verify")


def test_A046_a_line_break_in_a_sentence_is_kept_as_it_is(capsys):
    trail.write("tried", sentence="first\nsecond\u2028third %s")
    assert TrailEntry.objects.first().sentence == "first\nsecond\u2028third %s"
    call_command("verify")
