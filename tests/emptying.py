"""How the database is emptied after a test that committed: as Django does it, at a tenth of the cost.

Django empties every table, and then makes content types and permissions anew. Here a table without rows is let be, and
those two are as long as they have as many rows as at the beginning. PostgreSQL deletes rows, which costs it a tenth of
cutting off a table's files (TRUNCATE) where there are few.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection


class Emptier:
    """Empties the database that was just migrated; `otherwise` does where content types or permissions changed."""

    def __init__(self, otherwise: Callable[[Any], None]):
        self.otherwise = otherwise
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        kept = [model._meta.db_table for model in (ContentType, Permission)]
        self.count = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in kept)  # noqa: S608
        self.kept = _row(self.count)
        self.tables = sorted(set(tables) - set(kept))
        self.any_row = "SELECT " + ", ".join(f"EXISTS (SELECT 1 FROM {table})" for table in self.tables)  # noqa: S608
        self.guarded: set[str] = set()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
                self.guarded = {table for (table,) in cursor.fetchall()}

    def empty(self, test: Any) -> None:
        """What TransactionTestCase does after each of its tests."""
        if _row(self.count) != self.kept:
            self.otherwise(test)
            return
        used = [table for table, any_row in zip(self.tables, _row(self.any_row), strict=True) if any_row]
        if used:
            connection.ops.execute_sql_flush(self._statements(used))

    def _statements(self, used: list[str]) -> list[str]:
        if connection.vendor != "postgresql":
            return connection.ops.sql_flush(no_style(), used)
        guarded = [table for table in used if table in self.guarded]
        return [
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded),
            *(f"DELETE FROM {table}" for table in used),  # noqa: S608
            "SET CONSTRAINTS ALL IMMEDIATE",  # or the next statement would find checks that wait
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded),
        ]


def _row(question: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return tuple(cursor.fetchone())
