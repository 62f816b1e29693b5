"""The day's book: which readers were counted today. It lies in a file in memory and in no table.

A backup of the database therefore holds neither the salt nor a hash made with it, and a deleted row of a database
would still stand in its log and its free pages. All processes of a machine share the file, so a reader counts once
whichever of them answers, and what is entered outlives them. At midnight readers and salt are overwritten.
"""

import logging
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import blake2b, sha256
from pathlib import Path
from secrets import token_bytes
from typing import NamedTuple

from django.conf import settings

from articles.models.reader import Reading
from nuztrend.lib.dates import local, local_day

BATCH = 0.25  # seconds; a worker that is killed takes so much with it
MOST_NOTED = 5_000  # readers in a batch; who comes on top is not counted
PAUSE = 10  # seconds between two times that the counts go to the database
MOST_OF_A_NETWORK = 5_000  # readers of all stories in an hour
WAIT = 2  # seconds for another process
PAGE = 4096  # bytes
SALT = 32  # bytes
HOUR = 3600  # seconds
QUIET = 60  # seconds between two complaints

logger = logging.getLogger("articles.readers")

SCHEMA = """
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = OFF;
PRAGMA secure_delete = ON;
PRAGMA cache_size = 0;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS day (
    one INTEGER PRIMARY KEY CHECK (one = 1), day INTEGER, salt BLOB, hour INTEGER, due REAL
);
INSERT OR IGNORE INTO day VALUES (1, 0, zeroblob(32), 0, 0);
CREATE TABLE IF NOT EXISTS reader (hash INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS network (hash INTEGER PRIMARY KEY, readers INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS waiting (
    story INTEGER, hour INTEGER, readers INTEGER, weight REAL, last REAL, PRIMARY KEY (story, hour)
) WITHOUT ROWID;
COMMIT;
"""
ANOTHER = "INSERT INTO network VALUES (?, 1) ON CONFLICT (hash) DO UPDATE SET readers = readers + 1 RETURNING readers"
ADD = (
    "INSERT INTO waiting VALUES (?, ?, ?, ?, ?) ON CONFLICT (story, hour) DO UPDATE SET "
    "readers = readers + excluded.readers, weight = weight + excluded.weight, last = max(last, excluded.last)"
)


class Note(NamedTuple):
    """That a reader read a story."""

    story: int
    reader: bytes
    network: bytes
    now: datetime


class Book:
    """An open book. It may be used by several threads, and must not cross a fork.

    Raises:
        OSError, sqlite3.Error: the file cannot be used, is not ours alone, or has grown to READERS_MB.
    """

    def __init__(self, path: Path):
        self.path = path
        self.due = 0.0
        self._noted: list[Note] = []
        self._noting = threading.Lock()
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    def note(self, story: int, reader: bytes, network: bytes, now: datetime) -> None:
        """Note that a reader read a story; within BATCH it is entered, with what else was noted by then.

        One transaction a reader would cost eight times as much, and pages would wait while it goes on.
        """
        with self._noting:
            if len(self._noted) < MOST_NOTED:
                self._noted.append(Note(story, reader, network, now))
            if len(self._noted) == 1:
                later = threading.Timer(BATCH, self._enter_if_possible)
                later.daemon = True
                later.start()

    def enter(self) -> None:
        """Count the readers who were noted, unless that was done today.

        The n-th reader of a story who comes from one network within an hour weighs 1/n.
        """
        with self._noting:
            noted, self._noted = self._noted, []
        if not noted:
            return
        with self._lock:
            self._open()
            salt = self._turn(max(note.now for note in noted))
            with self._writing() as execute:
                for story, reader, network, now in noted:
                    site, page = _hash(salt, b"network", 0, network), _hash(salt, b"network", story, network)
                    of_all = execute("SELECT readers FROM network WHERE hash = ?", [site]).fetchone()
                    if of_all and of_all[0] >= MOST_OF_A_NETWORK:
                        continue
                    who = _hash(salt, b"reader", story, reader)
                    if not execute("INSERT OR IGNORE INTO reader VALUES (?)", [who]).rowcount:
                        continue
                    execute(ANOTHER, [site]).fetchall()
                    ((of_story,),) = execute(ANOTHER, [page]).fetchall()
                    execute(ADD, [story, _hour_of(now), 1, 1 / of_story, now.timestamp()])

    def _enter_if_possible(self) -> None:
        try:
            self.enter()
        except (sqlite3.Error, OSError) as error:
            complain(error)

    def take(self, now: datetime, *, at_once: bool) -> list[Reading]:
        """Give what was counted since it was last taken, by whichever process; nothing within PAUSE of that.

        Args:
            at_once: however short ago that was.
        """
        self._enter_if_possible()  # the book may be full: what stands in it can be taken all the same
        if not self.path.exists():
            return []  # nobody has read anything, so there is nothing to begin a book for
        with self._lock:
            self._open()
            self._turn(now)
            with self._writing() as execute:
                ((due,),) = execute("SELECT due FROM day").fetchall()
                if not at_once and now.timestamp() < due <= now.timestamp() + PAUSE:
                    self.due = due
                    return []
                self.due = now.timestamp() + PAUSE
                execute("UPDATE day SET due = ?", [self.due])
                return [Reading(*row) for row in execute("DELETE FROM waiting RETURNING *").fetchall()]

    def give_back(self, readings: list[Reading]) -> None:
        """Put back what could not be stored."""
        with self._lock:
            self._open()
            with self._writing() as execute:
                for reading in readings:
                    execute(ADD, reading)

    def close(self) -> None:
        """Close the file; what is noted and not entered is lost."""
        with self._noting:
            self._noted = []
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        """Give the connection, a new one where the file has been removed or replaced."""
        if self._connection:
            with suppress(FileNotFoundError):
                if self.path.stat().st_ino == self._inode:
                    return self._connection
            self._connection.close()
            self._connection = None
        self._inode = self._file()
        database = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None, check_same_thread=False)
        database.executescript(f"PRAGMA max_page_count = {int(settings.READERS_MB * 1_000_000 / PAGE)};{SCHEMA}")
        self._connection = database
        return database

    def _file(self) -> int:
        """Make the file where it is missing; give its inode.

        The folder may be everybody's: a file that another account laid there would tell it the salt. It is never
        opened to look: closing it again would free the locks that SQLite holds for this process.
        """
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        found = self.path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise PermissionError(f"{self.path} is not a file of this account alone")
        return found.st_ino

    def _turn(self, now: datetime) -> bytes:
        """Give today's salt. Whoever comes first on a day forgets the day before: its salt and all that it hashed.

        Within the day, whoever comes first in an hour forgets the networks. Another process may have seen the new day
        or hour a moment before this one did.
        """
        today, hour = local_day(now).toordinal(), _hour_of(now)
        if page := self._page(today, hour):
            return page
        assert self._connection
        with self._writing() as execute:
            if page := self._page(today, hour):
                return page
            execute("DELETE FROM network")
            execute("UPDATE day SET hour = ?", [hour])
            if page := self._page(today, hour):
                return page
            execute("DELETE FROM reader")
            execute("UPDATE day SET day = ?, salt = ?", [today, token_bytes(SALT)])
        with suppress(sqlite3.OperationalError):  # somebody reads: the memory is given back another day
            self._connection.execute("VACUUM")
        page = self._page(today, hour)
        assert page
        return page

    def _page(self, today: int, hour: int) -> bytes | None:
        """Give the salt if the book is open at this day and hour."""
        assert self._connection
        ((day, salt, at, self.due),) = self._connection.execute("SELECT day, salt, hour, due FROM day").fetchall()
        return bytes(salt) if today <= day <= today + 1 and hour <= at <= hour + HOUR else None

    @contextmanager
    def _writing(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        database = self._connection
        assert database
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database.execute
        except BaseException:
            database.rollback()
            raise
        if database.in_transaction:
            database.commit()


_books: dict[Path, Book] = {}
_complained = 0.0


def todays_book() -> Book:
    """Give the book of this portal on this machine."""
    folder = settings.READERS_DIR
    book = _books.get(folder)
    if book is None:
        for other in _books.values():
            other.close()
        _books.clear()
        book = _books[folder] = Book(folder / f"nuztrend-readers-{os.getuid()}-{_portal()}.sqlite3")
    return book


def complain(error: Exception) -> None:
    """Say that readers are not counted, once in a while: a full memory would fill the log as well."""
    global _complained
    if time.monotonic() > _complained + QUIET or not _complained:
        _complained = time.monotonic()
        logger.error("readers are not counted now (%s: %s)", type(error).__name__, error)


def _portal() -> str:
    """Give what tells this portal from others on the machine: its database."""
    named = settings.DATABASES["default"]
    return sha256("|".join(str(named.get(part)) for part in ("HOST", "PORT", "NAME")).encode()).hexdigest()[:16]


def _hash(salt: bytes, kind: bytes, story: int, who: bytes) -> int:
    """Give 64 bits of a keyed hash: of 10 million readers a day two are taken for one once in 370,000 days."""
    digest = blake2b(b"%b %d %b" % (kind, story, who), key=salt, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _hour_of(moment: datetime) -> int:
    """Give the beginning of the hour in the site's time zone; in some zones it is no full hour of UTC."""
    return int(local(moment).replace(minute=0, second=0, microsecond=0).timestamp())
