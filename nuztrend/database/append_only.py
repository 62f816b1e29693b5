"""Tables that can only grow: the database itself refuses to change or delete their rows.

SQLite loses the triggers of a table that a migration rebuilds; such a migration makes them again, and
tests/test_append_only.py says so if it does not.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

REFUSAL = "rows of %s can be neither changed nor deleted"


def append_only(table: str, columns: Sequence[str]) -> RunPython:
    """Give the migration step after which rows of a table cannot be deleted, nor these columns of them changed.

    Args:
        table: its name in the database.
        columns: those that stay as they are; others may change, such as who it was when an account is deleted.
    """

    def make(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(schema_editor.connection.vendor, table, ", ".join(columns)):
            schema_editor.execute(statement)

    def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        of_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{of_table}")

    return RunPython(make, drop)


def _statements(vendor: str, table: str, columns: str) -> list[str]:
    refusal = REFUSAL % table
    whens = {"update": f"UPDATE OF {columns}", "delete": "DELETE"}
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for verb, when in whens.items()
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN RAISE EXCEPTION ''{refusal}'' USING ERRCODE = ''integrity_constraint_violation''; END'"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        for verb, when in whens.items()
    ]
