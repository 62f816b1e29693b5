"""Turns at writing: who writes to SQLite, which has one writer at a time, waits in a queue and not in a lottery.

SQLite lets a writer who finds another at work sleep for 1, 2, 5, 10 … 100 ms and look again, so that the database rests
while all sleep, and who has slept longest waits longest. Worse, it sleeps with its connection locked: should the one at
work meanwhile collect garbage in which an old cursor of that connection lies, it waits for the sleeper who waits for
it. Here SQLite refuses at once. The threads of a process stand in a queue, of which the first alone looks whether
writers of other processes have ended, every half millisecond at first.
"""

import select
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

SHORTEST, LONGEST = 0.000_5, 0.01  # seconds between two looks
GROWTH = 1.05  # after two seconds it is the longest

Result = TypeVar("Result")
_queues: dict[str, threading.Lock] = defaultdict(threading.Lock)
_making = threading.Lock()


class Turns:
    """The turns of one connection at the database of this name.

    Args:
        patience: seconds after which who waits is told that the database is locked.
    """

    def __init__(self, name: str, patience: float):
        with _making:
            self._queue = _queues[name]
        self._patience = patience
        self._has_one = False
        self._until = 0.0

    def take(self) -> None:
        """Wait for a turn, which must be given back.

        Raises:
            sqlite3.OperationalError: other threads had theirs for longer than the patience.
        """
        self._until = time.monotonic() + self._patience
        if not self._queue.acquire(timeout=self._patience):
            raise sqlite3.OperationalError("database is locked")
        self._has_one = True

    def give_back(self) -> None:
        """Let the next one write. Who has no turn may say so too."""
        if self._has_one:
            self._has_one = False
            self._queue.release()

    def insist(self, work: Callable[[], Result]) -> Result:
        """Do what was refused because another writes, in a turn and as soon as nobody does; give what it gives.

        Raises:
            sqlite3.OperationalError: that took longer than the patience.
        """
        if self._has_one:
            return self._as_soon_as_possible(work)
        self.take()
        try:
            return self._as_soon_as_possible(work)
        finally:
            self.give_back()

    def _as_soon_as_possible(self, work: Callable[[], Result]) -> Result:
        pause = SHORTEST
        while True:
            try:
                return work()
            except sqlite3.OperationalError as error:
                if not is_refusal(error) or time.monotonic() > self._until:
                    raise
            select.select((), (), (), pause)  # time.sleep waits a moment, and raises where the clock is made to stand
            pause = min(pause * GROWTH, LONGEST)


def is_refusal(error: sqlite3.OperationalError) -> bool:
    """Tell whether something was refused only because another was at work."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
