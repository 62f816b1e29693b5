"""Django's own database backends, with one thing added: what a transaction touched is written as its last statement.

Written earlier, the row of the clock would stay locked while the transaction goes on; on PostgreSQL two transactions
could then wait for each other, one holding the clock and the other a row of its own.
"""

from typing import Any

from nuztrend.database import files

TABLE = "nuztrend_pagetag"
FOLDERS = "nuztrend_pagefolder"
CLOCK = "clock"
AT_ONCE = 400  # tags in one statement: SQLite takes 999 parameters

TICK = (
    f"INSERT INTO {TABLE} (name, version) VALUES ('{CLOCK}', 1) "  # noqa: S608  (constants of ours)
    f"ON CONFLICT (name) DO UPDATE SET version = {TABLE}.version + 1 RETURNING version"
)
MARK = (
    f"INSERT INTO {TABLE} (name, version) VALUES %s "  # noqa: S608
    "ON CONFLICT (name) DO UPDATE SET version = excluded.version"
)


class TouchesPages:
    """A database connection that gathers the touched tags of a transaction and writes them at its COMMIT.

    The clock's row stays locked from the TICK until the COMMIT, so its numbers become visible in their order.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.touched: set[str] = set()

    def write_touched(self) -> None:
        """Add one to the clock and write its number on the tags that the transaction touched."""
        if not self.touched:
            return
        tags = sorted(self.touched)
        self.settle()
        with self.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(TICK)
            (now,) = cursor.fetchone()
            for start in range(0, len(tags), AT_ONCE):
                part = tags[start : start + AT_ONCE]
                values = [value for tag in part for value in (tag, now)]
                cursor.execute(MARK % ", ".join(["(%s, %s)"] * len(part)), values)
            cursor.execute(f"SELECT path FROM {FOLDERS}")  # noqa: S608  (a constant of ours)
            for (place,) in cursor.fetchall():
                files.remove(place, tags)

    def settle(self) -> None:
        """Take every lock that the COMMIT would take, so that nothing is left to wait for while the clock is held."""

    def _commit(self) -> None:
        self.write_touched()
        super()._commit()  # type: ignore[misc]
        self.touched.clear()

    def _rollback(self) -> None:
        self.touched.clear()
        super()._rollback()  # type: ignore[misc]

    def _set_autocommit(self, autocommit: bool) -> None:
        # A COMMIT that did not come to its end (Ctrl-C): Django rolls back after a DatabaseError only, and SQLite's
        # driver would now commit, with tags unmarked and files left.
        if autocommit and self.touched:
            self._rollback()
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def close(self) -> None:
        self.touched.clear()
        super().close()  # type: ignore[misc]
