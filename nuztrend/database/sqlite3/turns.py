"""Turns at writing: who writes to SQLite, which has one writer at a time, waits in a queue and not in a lottery.

SQLite lets a writer who finds another at work sleep for 1, 2, 5, 10 … 100 ms and look again, so that the database rests
while all sleep, and who has slept longest waits longest. Here the threads of a process stand in a queue, of which the
first alone looks whether writers of other processes have ended, every half millisecond at first.
"""

import select
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable

from django.db.utils import OperationalError

SHORTEST, LONGEST = 0.000_5, 0.01  # seconds between two looks
GROWTH = 1.05  # after two seconds it is the longest

_queues: dict[str, threading.Lock] = defaultdict(threading.Lock)
_making = threading.Lock()


class Turns:
    """The turns of one connection at the database of this name."""

    def __init__(self, name: str):
        with _making:
            self._queue = _queues[name]
        self._has_one = False

    def take(self, begin: Callable[[], None], patience: float) -> None:
        """Wait for a turn and begin a transaction; it must be given back.

        Raises:
            OperationalError: the database was locked for longer than `patience`, in seconds.
        """
        deadline = time.monotonic() + patience
        if not self._queue.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._has_one = True
        try:
            _begin(begin, deadline)
        except BaseException:
            self.give_back()
            raise

    def give_back(self) -> None:
        """Let the next one write. Who has no turn may say so too."""
        if self._has_one:
            self._has_one = False
            self._queue.release()


def _begin(begin: Callable[[], None], deadline: float) -> None:
    pause = SHORTEST
    while True:
        try:
            return begin()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        select.select((), (), (), pause)  # time.sleep waits for a moment, and raises where the clock is made to stand
        pause = min(pause * GROWTH, LONGEST)
