"""Whether anything was committed to a SQLite database since one looked last, for a fifth of a microsecond.

In WAL mode every process maps the same small file, `…-shm`. It begins with two copies of a header by which SQLite
itself learns what is committed (sqlite.org/walformat.html, 2.1): a commit is seen by others when both copies carry it,
with the number of the transaction and checksums over the whole log. While both are what they were, a SELECT would give
what it gave. A process that dies between the two copies leaves them different, and whoever looks then asks SQLite,
which repairs the log. The layout may change with the version in its first four bytes; an unknown one is not believed.
"""

import mmap
import os
import sqlite3
import sys
from collections.abc import Callable
from functools import cache

LAYOUT = (3_007_000).to_bytes(4, sys.byteorder)
SIZE = 96  # bytes, both copies


def unknown() -> bytes | None:
    """Give nothing to compare, so that SQLite is asked each time."""
    return None


def header_of(path: str) -> Callable[[], bytes | None]:
    """Give the way to read the header of the database file at `path`; what it gives is None where one cannot know."""
    return _header_of(path, os.getpid()) if os.name == "posix" else unknown


@cache
def _header_of(path: str, pid: int) -> Callable[[], bytes | None]:
    anchor = sqlite3.connect(path, check_same_thread=False)
    mode = anchor.execute("PRAGMA journal_mode").fetchone()[0]
    anchor.execute("PRAGMA schema_version").fetchone()
    try:
        shared = os.open(f"{path}-shm", os.O_RDONLY | os.O_CLOEXEC)
        memory = mmap.mmap(shared, SIZE, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return unknown
    if mode != "wal" or memory[:4] != LAYOUT:
        return unknown

    # The connection keeps the file from being deleted and made anew. The file stays open because POSIX takes all locks
    # of a process, SQLite's own as well, when it closes any descriptor of a file. So both live as long as the process.
    def header(_: object = (anchor, shared)) -> bytes | None:
        return memory[:SIZE]

    return header
