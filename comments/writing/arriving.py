"""The bodies of posts on their way: a few are read at once, and slow ones make room for those that come after them.

The server hands a request on with its headers and reads the body when it is asked to, for as long as that takes. A
read that waits cannot be ended from here but by closing its connection; answering meanwhile stops granian 2.8 for good.
"""

import os
import socket
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings

READING = 3
"""Bodies that are read at once, and as many may wait for that; `serve` has a thread more for each."""
LONGEST = 15.0  # seconds that a body may take where nobody waits
SHORTEST = 1.0  # seconds that it may take in any case; whoever waits does so twice as long at most
PIECE = 8
"""Bytes that are read together, less where they come slowly: who sends one a second waits in no longer read.

A read costs 0.35 µs here: a usual comment 25 µs, and all that Django takes (2.5 MB) a tenth of a second."""
AT_ONCE = 0.001  # seconds within which what is there already is read
TCP_INFO_SILENCE = 52  # where <linux/tcp.h> has tcpi_last_data_recv, in milliseconds


class Arriving:
    """Reads bodies, each within its time."""

    def __init__(self) -> None:
        self._turns = threading.Condition()
        self._since: dict[int, tuple[float, str]] = {}
        self.waiting = 0

    def read(self, environ: Mapping[str, Any], length: int) -> bytes | None:
        """Give the whole body; None where it came too slowly, or too many are on their way."""
        number = id(environ)
        if not self._begin(number, environ.get("REMOTE_ADDR", "")):
            return None
        try:
            return self._read(environ["wsgi.input"], length)
        except OSError:
            return None
        finally:
            with self._turns:
                del self._since[number]
                self._turns.notify()

    def _begin(self, number: int, address: str) -> bool:
        with self._turns:
            if not self._has_room():
                if self.waiting >= READING:
                    return False
                self.waiting += 1
                is_free = self._turns.wait_for(self._has_room, SHORTEST) or self._make_room()
                self.waiting -= 1
                if not is_free:
                    return False
            self._since[number] = monotonic(), address
            return True

    def _has_room(self) -> bool:
        return len(self._since) < READING

    def _make_room(self) -> bool:
        """Close the connections of those that send nothing, for the others leave by themselves when somebody waits."""
        close_silent({address for since, address in self._since.values() if monotonic() - since > SHORTEST})
        return self._turns.wait_for(self._has_room, SHORTEST)

    def _read(self, stream: Any, length: int) -> bytes | None:
        parts, left, size, begin = [], length, 1, monotonic()
        last = begin
        while left:
            part = stream.read(min(left, size))
            parts.append(part)
            left -= len(part)
            now = monotonic()
            if not part or now - begin > (SHORTEST if self.waiting else LONGEST):
                break
            size, last = min(2 * size, PIECE) if now - last < AT_ONCE else 1, now
        return None if left else b"".join(parts)


def close_silent(addresses: set[str]) -> None:
    """Close connections from addresses on which nothing has come for a second; only Linux can tell them.

    The server does not say which connection a request came by. The others that this closes are idle ones, which
    browsers open anew, and those of who asked for something from the same address and still waits for it.
    """
    with suppress(OSError):
        for link in Path("/proc/self/fd").iterdir() if addresses else ():
            with suppress(OSError, ValueError):
                if str(link.readlink()).startswith("socket:"):
                    close_if_silent(int(link.name), addresses)


def close_if_silent(number: int, addresses: set[str]) -> None:
    """Close a connection to our port if it is one of these and silent; those to the database are none.

    Raises:
        OSError: it is no such connection, or is closed already.
    """
    with socket.socket(fileno=os.dup(number)) as connection:
        told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_SILENCE + 4)
        [silence] = struct.unpack_from("=I", told, TCP_INFO_SILENCE)
        is_ours = connection.getsockname()[1] == settings.PORT
        if is_ours and silence >= SHORTEST * 1_000 and str(ip_address(connection.getpeername()[0])) in addresses:
            connection.shutdown(socket.SHUT_RDWR)
