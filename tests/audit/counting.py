"""The database itself counts each row that changes, whoever changes it."""

from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from il2program.audit.models import TrailEntry
from il2program.audit.recorded import Recorded

Change = tuple[str, int, str]

FUNCTION = """
CREATE FUNCTION pg_temp.count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'UPDATE' AND OLD.* IS NOT DISTINCT FROM NEW.* THEN RETURN NULL; END IF;
INSERT INTO change_counter VALUES (TG_TABLE_NAME, COALESCE(NEW.id, OLD.id), lower(TG_OP)); RETURN NULL; END $$
"""


def recorded_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Recorded)]


def start_counting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE change_counter (tab text, row_id bigint, change text)")
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION.replace("%", "%%"))
        for model in recorded_models():
            for statement in _triggers(model):
                cursor.execute(statement)


def _triggers(model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        yield (
            f"CREATE TRIGGER counter AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION pg_temp.count_change()"
        )
        return
    columns = [field.column for field in model._meta.concrete_fields]
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    for change, row, condition in (("insert", "NEW", "1"), ("update", "NEW", differs), ("delete", "OLD", "1")):
        yield (
            f"CREATE TEMP TRIGGER counter_{table}_{change} AFTER {change} ON {table} WHEN {condition} "
            f"BEGIN INSERT INTO change_counter VALUES ('{table}', {row}.id, '{change}'); END"
        )


def counted() -> Counter[Change]:
    """Each change that the database has seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tab, row_id, change FROM change_counter")
        return Counter(cursor.fetchall())


def told(after: int) -> Counter[Change]:
    """Each change that the trail tells of since this line."""
    changes: Counter[Change] = Counter()
    names = {TrailEntry.Action.CREATE: "insert", TrailEntry.Action.UPDATE: "update", TrailEntry.Action.DELETE: "delete"}
    lines = TrailEntry.objects.filter(pk__gt=after, verb="", content_type__isnull=False).select_related("content_type")
    for line in lines:
        model = line.content_type.model_class()
        if issubclass(model, Recorded):
            keys = line.additional_data["rows"] if line.object_pk == "" else [line.object_pk]
            changes.update((model._meta.db_table, int(key), names[line.action]) for key in keys)
    return changes
