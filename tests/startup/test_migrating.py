"""Migrations go back as they came, and go on where they were killed."""

import pytest
from django.db.migrations.loader import MigrationLoader

OURS = {"audit", "submissions", "outbox", "accounts", "signatures", "patients", "eligibility", "cycles"}
MIGRATING = "tests.startup.migrating"


def test_A080_every_migration_can_be_taken_back():
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    assert {app for app, _ in migrations} >= OURS
    operations = [(key, operation) for key, migration in migrations.items() for operation in migration.operations]
    assert [(key, operation) for key, operation in operations if not operation.reversible] == []


@pytest.mark.startup
def test_A080_forward_all_the_way_back_and_forward_makes_the_same_database(run_on):
    run_on("one", MIGRATING, "forward")
    run_on("two", MIGRATING, "round")
    assert len(run_on("one", MIGRATING, "schema").splitlines()) > 100
    assert run_on("two", MIGRATING, "schema") == run_on("one", MIGRATING, "schema")


@pytest.mark.startup
def test_B030_migrate_killed_again_and_again_ends_with_the_same_database(run_on):
    run_on("one", MIGRATING, "forward")
    assert int(run_on("two", MIGRATING, "kill", "1")) >= 20
    assert run_on("two", MIGRATING, "schema") == run_on("one", MIGRATING, "schema")
