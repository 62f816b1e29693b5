"""SQLite's operations, of which emptying tables knows of those that refuse to lose a row."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.sqlite3 import operations


class DatabaseOperations(operations.DatabaseOperations):
    """What `manage.py flush` asks for: triggers are taken away for the while and made again."""

    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        flush = super().sql_flush(style, tables, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
        return [f"DROP TRIGGER {name}" for name, _ in triggers] + flush + [sql for _, sql in triggers]
