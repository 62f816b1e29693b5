"""SQLite's operations: moments are read the short way, and tables that refuse to lose a row can be emptied."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.backends.sqlite3 import operations


class DatabaseOperations(operations.DatabaseOperations):
    """Django's operations, two of them our way."""

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Give a moment in UTC, which all are stored in (USE_TZ); Django asks four times which zone that is."""
        if type(value) is datetime and value.tzinfo is None and self.connection.timezone is UTC:
            return value.replace(tzinfo=UTC)
        return super().convert_datetimefield_value(value, expression, connection)

    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """Empty tables as `manage.py flush` asks for: triggers are taken away for the while and made again."""
        flush = super().sql_flush(style, tables, **options)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
        return [f"DROP TRIGGER {name}" for name, _ in triggers] + flush + [sql for _, sql in triggers]
