"""Rows that are written once: a correction is a new row that replaces the old one."""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from django.db import models
from django.db.migrations.operations import RunPython
from django.db.migrations.state import StateApps


class WrittenOnce(TypeError):
    """Somebody tried to change or delete a row that is written once."""


def refuse(model: type[models.Model]) -> NoReturn:
    raise WrittenOnce(f"{model._meta.verbose_name} is written once: correct it with a new row.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **fields: Any) -> NoReturn:
        refuse(self.model)

    def delete(self) -> NoReturn:
        refuse(self.model)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        refuse(self.model)


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse(type(self))


SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def sealed_by_the_database(*models_: str) -> RunPython:
    """The migration operation that makes the database itself refuse update, delete and truncate.

    models_: "app_label.ModelName" of tables that exist by then.
    """
    return RunPython(_sealer(models_), _lifter(models_))


def unsealed(*models_: str) -> RunPython:
    """The migration operation that lifts this refusal, so that columns can be added before the tables are sealed again.

    SQLite makes a table anew for most changes, and the new one has no trigger of the old one.
    """
    return RunPython(_lifter(models_), _sealer(models_))


def _sealer(names: Iterable[str]) -> Callable[[StateApps, Any], None]:
    def put(apps: StateApps, schema_editor: Any) -> None:
        for name in names:
            table = apps.get_model(name)._meta.db_table
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(POSTGRES.format(table=table), params=())
            else:
                for verb in ("update", "delete"):
                    schema_editor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))

    return put


def _lifter(names: Iterable[str]) -> Callable[[StateApps, Any], None]:
    def lift(apps: StateApps, schema_editor: Any) -> None:
        for name in names:
            table = apps.get_model(name)._meta.db_table
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
                schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
            else:
                for verb in ("update", "delete"):
                    schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")

    return lift
