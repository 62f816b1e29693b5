"""Django's SQLite backend with `TouchesPages`, and with tables that can only grow."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

from nuztrend.database import TouchesPages
from nuztrend.database.sqlite3.operations import DatabaseOperations

LONGEST = 10_000  # characters of a query whose spelling is remembered


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, which remembers how SQLite spells a query: to find that out takes as long as a short query."""

    def convert_query(self, query: str, *, param_names: Collection[str] | None = None) -> str:
        if param_names is None and len(query) <= LONGEST:
            return _with_marks(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=512)
def _with_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(TouchesPages, base.DatabaseWrapper):
    """A connection to SQLite."""

    ops_class = DatabaseOperations

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
