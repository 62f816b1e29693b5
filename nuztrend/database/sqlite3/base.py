"""Django's SQLite backend with `TouchesPages`, with turns for those who write, and with tables that can only grow."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

from nuztrend.database import TouchesPages
from nuztrend.database.sqlite3.operations import DatabaseOperations
from nuztrend.database.sqlite3.turns import Turns

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

    _turns = Turns("")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._turns = Turns(str(conn_params["database"]))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        begin = super()._start_transaction_under_autocommit  # type: ignore[misc]  # the stubs do not know it
        options = self.settings_dict["OPTIONS"]
        if options.get("transaction_mode") != "IMMEDIATE" or self.is_in_memory_db():
            return begin()
        patience = options.get("timeout", 5.0)
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            self._turns.take(begin, patience)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        if autocommit:
            self._turns.give_back()

    def close(self) -> None:
        super().close()
        self._turns.give_back()

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
