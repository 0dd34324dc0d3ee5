"""What the program's own role may do in a PostgreSQL database that another role owns.

The owner migrates. The program reads and writes rows: it makes, changes and drops no table, and the
tables that are written once it can only add to. A hole in the program is then no way to change the
trail, nor to lift the triggers that keep it.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from il2program.append_only import AppendOnly
from il2program.audit.models import TrailEntry
from il2program.audit.recorded import Recorded

# Written by `migrate` alone, as the owner.
OF_MIGRATIONS = ("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
POWERS = """
SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %s
"""
MAY_CHANGE_THE_TRAIL = """
SELECT rolsuper OR pg_has_role(rolname, (SELECT relowner FROM pg_class WHERE oid = %(trail)s::regclass), 'MEMBER')
    OR has_table_privilege(rolname, %(trail)s, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
FROM pg_roles WHERE rolname = %(role)s
"""


def privileges() -> dict[str, str]:
    """What the program may do with the rows of each table."""
    tables = {model._meta.db_table: _of(model) for model in apps.get_models(include_auto_created=True)}
    return tables | dict.fromkeys(OF_MIGRATIONS, "SELECT")


def _of(model: type[models.Model]) -> str:
    if issubclass(model, AppendOnly):
        return "SELECT, INSERT"
    if issubclass(model, Recorded) and model.delete is Recorded.delete:
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"


def grants(role: str) -> Iterator[str]:
    """The statements that give `role` these privileges and take every other one from it."""
    quoted = connection.ops.quote_name
    named, database = quoted(role), quoted(connection.settings_dict["NAME"])
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    for everything in (f"DATABASE {database}", "SCHEMA public", "ALL TABLES IN SCHEMA public"):
        yield f"REVOKE ALL ON {everything} FROM {named}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {named}"
    yield f"GRANT CONNECT ON DATABASE {database} TO {named}"
    yield f"GRANT USAGE ON SCHEMA public TO {named}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {named}"
    for table, allowed in privileges().items():
        yield f"GRANT {allowed} ON {quoted(table)} TO {named}"


def may_change_the_trail(role: str) -> bool:
    """Whether this role could change the trail: by right, as its owner, or as somebody who can become that."""
    with connection.cursor() as cursor:
        cursor.execute(MAY_CHANGE_THE_TRAIL, {"trail": TrailEntry._meta.db_table, "role": role})
        return bool(cursor.fetchone()[0])


def current() -> str:
    """The role that the program is connected as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def powers(role: str) -> bool | None:
    """Whether this role may do more to the server than log in; None where there is no such role."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS, [role])
        found = cursor.fetchone()
    return bool(found[0]) if found else None
