"""The server's side of the child process: start it, ask it, kill it when it takes too long."""

import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from articles.markdown.wire import HEADER, pack, unpack

_HOUSE = Path(__file__).resolve().parents[2]
# Passed on so that the same interpreter finds the same libraries. Nothing else is: a parser of arbitrary
# text has no use for the keys and passwords in the server's environment.
_ENVIRONMENT = ("PATH", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")


class Busy(Exception):
    """Other threads kept the child longer than this one could wait."""


class TooSlow(Exception):
    """The child did not answer in its time and was killed."""


class Gone(Exception):
    """The child died twice without an answer, or could not be started."""


class Worker:
    """One child process for all threads of this process; starts with the first request."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, message: dict[str, Any], *, seconds: float, patience: float) -> dict[str, Any]:
        """The child's answer to `message`.

        `seconds` is the child's time for it, start-up included; `patience` the time for everything,
        waiting for other threads included. Raises Busy, TooSlow or Gone.
        """
        latest = time.monotonic() + patience
        if not self._turn.acquire(timeout=patience):
            raise Busy
        try:
            full = time.monotonic() + seconds
            try:
                return self._ask_twice(message | {"seconds": seconds}, min(full, latest))
            except TooSlow:
                raise (TooSlow if full <= latest else Busy) from None
        finally:
            self._turn.release()

    def _ask_twice(self, message: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Ask; if the child had died, which shows only now, ask a fresh one."""
        request = pack(message)
        for attempt in (1, 2):
            try:
                return _exchange(self._running_child(), request, deadline)
            except (EOFError, OSError) as error:
                self.stop()
                if attempt == 2:
                    raise Gone(repr(error)) from error
            except BaseException:
                # Whatever it was, the answer to this request must never be read as that to the next.
                self.stop()
                raise
        raise AssertionError("unreachable")

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "articles.markdown.child"],
                bufsize=0,
                cwd=_HOUSE,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for pipe in _pipes(self._child):
                os.set_blocking(pipe.fileno(), False)
        return self._child

    def stop(self) -> None:
        """Kill the child, if there is one. The next request starts another."""
        child, self._child = self._child, None
        if child:
            child.kill()
            _close_pipes(child)
            child.wait()

    def forget(self) -> None:
        """Let go of a child that belongs to another process, without touching it."""
        child, self._child = self._child, None
        if child:
            _close_pipes(child)
            child.returncode = 0  # nothing for this process to wait for


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """(to the child, from the child)."""
    assert child.stdin and child.stdout  # both were asked for
    return child.stdin, child.stdout


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in _pipes(child):
        pipe.close()


def _exchange(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> dict[str, Any]:
    """Send `request` and read one message. Raises TooSlow, EOFError, OSError (broken pipe)."""
    to_child, from_child = (pipe.fileno() for pipe in _pipes(child))
    unsent = memoryview(request)
    while unsent:
        _wait_for(to_child, select.POLLOUT, deadline)
        unsent = unsent[os.write(to_child, unsent) :]
    (size,) = HEADER.unpack(_read(from_child, HEADER.size, deadline))
    return unpack(_read(from_child, size, deadline))


def _read(pipe: int, size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait_for(pipe, select.POLLIN, deadline)
        part = os.read(pipe, size - len(parts))
        if not part:
            raise EOFError("the renderer ended without an answer")
        parts += part
    return bytes(parts)


def _wait_for(pipe: int, event: int, deadline: float) -> None:
    """Sleep until the pipe is ready, without the GIL; poll, because select() ends at 1,024 open files."""
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TooSlow
