"""The program's own role in PostgreSQL does all its work, and can change neither tables nor what is written once."""

import os
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from il2program import database_role
from il2program.append_only import AppendOnly
from il2program.audit.models import TrailEntry
from il2program.audit.recorded import Recorded
from il2program.audit.sealing import seal
from il2program.demo.people import PASSWORD
from il2program.production import refuse_powerful_role
from patients.models import Patient
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles"),
]
# Of the server, not of a database: test processes beside this one have roles of their own.
ROLE = f"program_{os.getpid()}"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(autouse=True)
def head(settings, tmp_path):
    settings.TRAIL_HEAD = tmp_path / "trail-head"


@pytest.fixture
def as_program(db):
    """From here on this connection is the program's role, with a role's own rights."""
    call_command("database_role", ROLE, stdout=StringIO())
    sql(f"SET LOCAL ROLE {ROLE}")
    assert database_role.current() == ROLE


def test_A077_a_whole_course_is_charted_signed_sealed_and_verified(as_program, capsys):
    patient = make.ready_patient()
    cycle = make.cycle(patient)
    make.given(cycle, 1, timezone.now())
    make.discharged(cycle, timezone.now())
    make.baseline(patient, patient.referred_on, "30", "20")
    seal()
    call_command("verify")
    assert TrailEntry.objects.count() > 10


@pytest.mark.slow
def test_A077_the_demo_is_loaded_and_its_pages_answer(as_program):
    call_command("demo", stdout=StringIO())
    client = Client()
    assert client.post("/accounts/login/", {"login": "nora", "password": PASSWORD}).status_code == 302
    for path in (
        "/",
        "/patients/",
        "/census/",
        *(f"/patients/{patient.code}/" for patient in Patient.objects.all()[:5]),
    ):
        assert client.get(path).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


DDL = [
    "CREATE TABLE loot (id int)",
    "CREATE TEMP TABLE loot (id int)",
    "CREATE SCHEMA loot",
    "ALTER TABLE patients_patient ADD COLUMN loot int",
    "DROP TABLE patients_patient",
    "CREATE INDEX loot ON patients_patient (code)",
    "ALTER TABLE audit_trailentry DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_trailentry_append_only ON audit_trailentry",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
    "SET session_replication_role = replica",
    "SELECT setval(pg_get_serial_sequence('audit_trailentry', 'id'), 1)",
    "CREATE ROLE loot SUPERUSER",
    "COPY patients_patient TO PROGRAM 'cat'",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
]


@pytest.mark.parametrize("statement", DDL)
def test_A077_the_program_s_role_changes_no_table_and_no_right(statement, as_program):
    refused(statement)


def refused(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be"), transaction.atomic():
        sql(statement.replace("%", "%%"))


def written_once():
    return [model._meta for model in connection.introspection.get_migratable_models() if issubclass(model, AppendOnly)]


def test_A077_what_is_written_once_can_only_be_added_to(as_program):
    make.ready_patient()
    for meta in written_once():
        refused(f"UPDATE {meta.db_table} SET {meta.pk.column} = {meta.pk.column}")
        refused(f"DELETE FROM {meta.db_table}")
        refused(f"TRUNCATE {meta.db_table}")


def test_A077_no_clinical_row_can_be_deleted(as_program):
    recorded = [model for model in connection.introspection.get_migratable_models() if issubclass(model, Recorded)]
    kept = [model._meta.db_table for model in recorded if model.delete is Recorded.delete]
    assert "patients_patient" in kept
    for table in kept:
        refused(f"DELETE FROM {table}")


def test_A077_no_table_is_left_without_its_privileges(db):
    assert set(database_role.privileges()) == set(connection.introspection.table_names())


def test_A077_the_role_can_log_in_and_no_more(as_program):
    assert sql("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", ROLE) == [(True,)]
    assert database_role.powers(ROLE) is False
    assert sql("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [(0,)]
    assert not database_role.may_change_the_trail(ROLE)


def test_the_password_is_kept_as_what_it_is_checked_against(monkeypatch):
    monkeypatch.setenv("DATABASE_ROLE_PASSWORD", "invented-0123456789")
    call_command("database_role", ROLE, stdout=StringIO())
    (kept,) = sql("SELECT rolpassword FROM pg_authid WHERE rolname = %s", ROLE)[0]
    assert kept.startswith("SCRAM-SHA-256$")


def test_run_again_it_takes_back_what_was_given_besides(db):
    call_command("database_role", ROLE, stdout=StringIO())
    sql(f"GRANT UPDATE ON audit_trailentry TO {ROLE}")
    assert database_role.may_change_the_trail(ROLE)
    call_command("database_role", ROLE, stdout=StringIO())
    assert not database_role.may_change_the_trail(ROLE)


@pytest.mark.parametrize("power", ["SUPERUSER", "CREATEROLE", "CREATEDB", "BYPASSRLS", "REPLICATION"])
def test_a_role_with_powers_is_refused(power, db):
    sql(f"CREATE ROLE {ROLE} LOGIN {power}")
    with pytest.raises(CommandError, match="more to the server than log in"):
        call_command("database_role", ROLE)


def test_a_role_that_can_become_the_owner_is_refused(db):
    sql(f"CREATE ROLE {ROLE} LOGIN NOINHERIT")
    sql(f"GRANT {database_role.current()} TO {ROLE}")
    with pytest.raises(CommandError, match="could still change the trail"):
        call_command("database_role", ROLE)


def test_the_owner_s_own_role_is_refused(db):
    with pytest.raises(CommandError, match="needs another one"):
        call_command("database_role", database_role.current())


def test_A077_production_refuses_a_role_that_may_change_the_trail(db):
    with pytest.raises(ImproperlyConfigured, match="may change the trail"):
        refuse_powerful_role()


def test_A077_production_serves_as_the_program_s_role(as_program):
    refuse_powerful_role()
