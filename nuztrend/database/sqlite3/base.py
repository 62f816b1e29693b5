"""Django's SQLite backend with `TouchesPages`, with turns for those who write, and with tables that can only grow."""

import sqlite3
from collections.abc import Collection
from functools import lru_cache, partial
from typing import Any

from django.db.backends.sqlite3 import base

from nuztrend.database import TouchesPages
from nuztrend.database.sqlite3.operations import DatabaseOperations
from nuztrend.database.sqlite3.turns import Turns, is_refusal

PATIENCE = 5.0  # seconds, as sqlite3 itself
LONGEST = 10_000  # characters of a query whose spelling is remembered


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, which waits for its turn, and remembers how SQLite spells a query.

    To find out how a query is spelt takes as long as a short query.
    """

    def __init__(self, connection: sqlite3.Connection, turns: Turns):
        super().__init__(connection)
        self._turns = turns

    def execute(self, query: str, params: Any = None) -> Any:
        try:
            return super().execute(query, params)
        except sqlite3.OperationalError as error:
            if not is_refusal(error) or self.connection.in_transaction:
                raise
        return self._turns.insist(partial(super().execute, query, params))

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

    _turns = Turns("", patience=0)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        opened = super().get_new_connection(conn_params)
        opened.execute("PRAGMA busy_timeout = 0")
        self._turns = Turns(str(conn_params["database"]), conn_params.get("timeout", PATIENCE))
        return opened

    def _start_transaction_under_autocommit(self) -> None:
        is_writing = self.settings_dict["OPTIONS"].get("transaction_mode") == "IMMEDIATE"
        if is_writing and not self.is_in_memory_db():
            with self.wrap_database_errors:
                self._turns.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs do not know it
        except BaseException:
            self._turns.give_back()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        if autocommit:
            self._turns.give_back()

    def close(self) -> None:
        super().close()
        self._turns.give_back()

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=partial(Cursor, turns=self._turns))
