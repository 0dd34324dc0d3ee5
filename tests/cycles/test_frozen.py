"""What is frozen stays, and the database keeps it so."""

import pytest
from django.apps import apps
from django.db import connection

from cycles.models import GateSnapshot
from il2program.append_only import AppendOnly
from tests import make
from tests.cycles.ward import at, withheld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def triggers():
    """Names of the triggers of the database, each with its table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
            )
        else:
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return [table for (table,) in cursor.fetchall()]


@pytest.mark.parametrize(
    "model", [model for model in apps.get_models() if issubclass(model, AppendOnly)], ids=lambda model: model.__name__
)
def test_after_all_migrations_every_append_only_table_is_sealed_by_the_database(model):
    assert triggers().count(model._meta.db_table) >= 2


def test_the_database_still_checks_each_given_dose():
    assert triggers().count("cycles_dose") >= 3


def test_a_snapshot_that_was_altered_says_so(triggers_lifted):
    cycle = make.cycle(make.ready_patient(), at=at(2, 10), first_dose_due_at=at(2, 12))
    withheld(cycle, 1)
    snapshot = GateSnapshot.objects.get()
    assert snapshot.is_as_frozen
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cycles_gatesnapshot SET text = replace(text, 'incomplete', 'give')")
    assert not GateSnapshot.objects.get().is_as_frozen
