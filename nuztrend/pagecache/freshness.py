"""What is fresh now, by the word of the database.

Every process mirrors the numbers of the tags that changed since it began. A request reads the clock (one indexed row,
over a connection that does nothing else; on SQLite only when anything was committed); only when it has moved on are the
changed tags read, all at once.
"""

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol, TypeVar

from django.db import connections

from nuztrend.database import CLOCK, FOLDERS, TABLE
from nuztrend.pagecache.walindex import header_of

READ_CLOCK = f"SELECT version FROM {TABLE} WHERE name = '{CLOCK}'"  # noqa: S608  (constants of ours)
READ_CHANGED = f"SELECT name, version FROM {TABLE} WHERE version > "  # noqa: S608
Answer = TypeVar("Answer")
BUSY = 5_000  # milliseconds that a reading waits while SQLite repairs its log
MOST = 200_000  # tags in the mirror; then it begins anew, and so do the pages


class Unknown(Exception):
    """The database does not answer, so nobody can say what is fresh."""


class Source(Protocol):
    """A connection that reads the clock: of one thread, or of all where `is_shared`."""

    is_shared: bool

    def clock(self) -> int: ...

    def changed_since(self, clock: int) -> Iterable[tuple[str, int]]: ...

    def newest(self, tags: Collection[str]) -> int: ...

    def publishes_in(self, place: str) -> bool: ...

    def alone(self) -> AbstractContextManager[None]: ...


class SQLite:
    """Asks only when something was committed: a `SELECT` for each hit would cost more than all the rest of it.

    All threads share a connection, for each keeps the schema for itself: a quarter of a megabyte.
    """

    is_shared = True

    def __init__(self) -> None:
        name = str(connections["default"].settings_dict["NAME"])
        self._connection = sqlite3.connect(
            name, isolation_level=None, timeout=BUSY / 1000, check_same_thread=False, cached_statements=8
        )
        self._turn = threading.RLock()
        self._header = header_of(name)
        self._seen: tuple[bytes | None, int] = (None, 0)

    def clock(self) -> int:
        header = self._header()  # before the clock is read, which may then be newer and never older
        seen, clock = self._seen
        if header is None or header != seen:
            row = self._ask(READ_CLOCK)
            clock = row[0][0] if row else 0
            self._seen = header, clock
        return clock

    def changed_since(self, clock: int) -> Iterable[tuple[str, int]]:
        return self._ask(f"{READ_CHANGED}?", clock)

    def newest(self, tags: Collection[str]) -> int:
        marks = ", ".join("?" * len(tags))
        found = self._ask(f"SELECT max(version) FROM {TABLE} WHERE name IN ({marks})", *tags)  # noqa: S608
        return found[0][0] or 0

    def publishes_in(self, place: str) -> bool:
        return bool(self._ask(f"SELECT 1 FROM {FOLDERS} WHERE path = ?", place))  # noqa: S608

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._turn:  # or another thread would read inside this transaction
            self._ask("PRAGMA busy_timeout = 0")  # a writer goes first, and a reader waits for nobody
            try:
                self._ask("BEGIN IMMEDIATE")
                try:
                    yield
                finally:
                    self._ask("ROLLBACK")
            finally:
                self._ask(f"PRAGMA busy_timeout = {BUSY}")

    def _ask(self, statement: str, *values: object) -> list[Any]:
        with self._turn:
            return self._connection.execute(statement, values).fetchall()


class PostgreSQL:
    """A prepared statement over libpq itself: psycopg's cursor would cost several times as much as the reading."""

    is_shared = False

    def __init__(self) -> None:
        import psycopg  # an extra: installations on SQLite do not have it

        options = connections["default"].get_connection_params()
        wanted = {name: value for name, value in options.items() if name not in _NOT_OF_LIBPQ}
        wanted = {"connect_timeout": 2, "tcp_user_timeout": 2000, **wanted}
        self._connection = psycopg.Connection.connect(autocommit=True, **wanted)
        self._pg = self._connection.pgconn
        self._pg.prepare(b"clock", READ_CLOCK.encode())

    def clock(self) -> int:
        result = self._pg.exec_prepared(b"clock", ())
        if result.status != 2:  # PGRES_TUPLES_OK
            raise Unknown(result.error_message.decode(errors="replace"))
        return int(result.get_value(0, 0) or 0) if result.ntuples else 0

    def changed_since(self, clock: int) -> Iterable[tuple[str, int]]:
        return self._connection.execute(f"{READ_CHANGED}{clock:d}").fetchall()

    def newest(self, tags: Collection[str]) -> int:
        found = self._connection.execute(f"SELECT max(version) FROM {TABLE} WHERE name = ANY(%s)", [list(tags)])  # noqa: S608
        row = found.fetchone()
        return (row and row[0]) or 0

    def publishes_in(self, place: str) -> bool:
        return bool(self._connection.execute(f"SELECT 1 FROM {FOLDERS} WHERE path = %s", [place]).fetchone())  # noqa: S608

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._connection.transaction():
            locked = self._connection.execute(f"{READ_CLOCK} FOR UPDATE NOWAIT").fetchone()
            if locked is None:
                raise Unknown("nothing was ever touched, so there is no clock to hold")
            yield


_NOT_OF_LIBPQ = {"cursor_factory", "context", "prepare_threshold"}
SOURCES: dict[str, type[Source]] = {"sqlite": SQLite, "postgresql": PostgreSQL}


class Moment(NamedTuple):
    """A reading of the clock. The era changes when the mirror begins anew; nothing of another era is fresh."""

    era: int
    clock: int


class Freshness:
    """The mirror of the clock and of the tags that changed since this process began."""

    def __init__(self) -> None:
        self.moment = Moment(0, -1)
        self._versions: dict[str, int] = {}
        self._lock = threading.Lock()
        self._kind = SOURCES[connections["default"].vendor]
        self._kept: Any = SimpleNamespace() if self._kind.is_shared else threading.local()

    def now(self) -> Moment:
        """Give the clock, with the mirror brought up to it; whatever was committed before the call is in it.

        Raises:
            Unknown: the database does not answer.
        """
        source: Source | None = getattr(self._kept, "source", None)
        if source is not None:
            try:
                clock = source.clock()
                return moment if (moment := self.moment).clock == clock else self._catch_up(source)
            except Exception:
                self._kept.source = None  # it broke, and a new one may do
        return self._with_new_source(self._catch_up)

    def is_fresh(self, since: Moment, tags: Collection[str]) -> bool:
        """Say whether what was read at the moment `since` still holds, by the mirror."""
        version_of, clock = self._versions.get, since.clock  # before the era: another thread may begin anew
        if since.era != self.moment.era:
            return False
        return all(version_of(tag, 0) <= clock for tag in tags)

    def holds_in_database(self, clock: int, tags: Collection[str]) -> bool:
        """Say whether what was read at `clock`, maybe by another process before this one began, still holds.

        Raises:
            Unknown: the database does not answer.
        """
        return self._with_new_source(lambda source: source.clock() >= clock >= source.newest(tags))

    @contextmanager
    def alone(self) -> Iterator[Source]:
        """Keep every writer that touches anything from its COMMIT, for as short as can be.

        Raises:
            Unknown: a writer is at work, or the database does not answer.
        """
        try:
            self._kept.source = source = getattr(self._kept, "source", None) or self._kind()
            with source.alone():
                yield source
        except OSError:
            raise
        except Exception as error:
            self._kept.source = None
            raise Unknown(str(error)) from error

    def _with_new_source(self, ask: Callable[[Source], Answer]) -> Answer:
        try:
            self._kept.source = source = getattr(self._kept, "source", None) or self._kind()
            return ask(source)
        except Exception as error:
            self._kept.source = None
            raise Unknown(str(error)) from error

    def _catch_up(self, source: Source) -> Moment:
        with self._lock:
            era, known = self.moment
            clock = source.clock()
            if clock == known:
                return self.moment
            if known < 0 or clock < known or len(self._versions) > MOST:
                # The beginning; a clock that was set back, because another database stands under the name; too much.
                self.moment = moment = Moment(era + 1, clock)  # before the mirror is empty (see is_fresh)
                self._versions = {}
            else:
                self._versions.update(source.changed_since(known))
                self.moment = moment = Moment(era, clock)
            return moment


freshness = Freshness()
