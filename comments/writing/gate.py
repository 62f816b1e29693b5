"""The gate in front of the comment form: however many posts come at once, the threads that serve pages stay free.

It stands in front of Django, bounds how many posts a worker works on, and lets a few wait for a moment. The others are
answered at once, with their words, by a page that asks no database.
"""

import re
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from comments.models import Attack
from comments.writing import busy

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
POSTED = re.compile(r"/articles/[\w-]{1,200}/comments/", re.ASCII)
WAITING = 6
"""Posts that wait in a worker beside those that are worked on; `serve` has so many threads more than THREADS."""
PATIENCE = 2.0  # seconds that a post waits
LONGEST_REST = 0.05  # seconds, or a body that comes slowly would keep the next ones out as long again
RETRY_AFTER = 10  # seconds
LARGEST = 100_000  # bytes of a form whose words are given back: 5,000 characters, of which each takes 12 bytes at most
FIELDS = 30


class CommentGate:
    """A WSGI application around Django that lets so many posts of comments through at once."""

    def __init__(self, application: Application, working: int | None = None, waiting: int = WAITING):
        self.application = application
        self._most, self._most_waiting = working or max(1, settings.THREADS // 2), waiting
        self._turns = threading.Condition()
        self.at_work = self.waiting = 0
        self._rests_until = 0.0
        self._headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(RETRY_AFTER)),
            ("X-Robots-Tag", "noindex"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "; ".join(" ".join([key, *row]) for key, row in settings.SECURE_CSP.items())),
        ]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or not POSTED.fullmatch(environ["PATH_INFO"]):
            return self.application(environ, start_response)
        if not self._enter():
            return self.refuse(environ, start_response)
        begin = monotonic()
        try:
            if not is_whole(environ):
                return self.refuse(environ, start_response, "400 Bad Request", busy.BROKEN_OFF)
            parts = self.application(environ, start_response)
            try:
                return [b"".join(parts)]
            finally:
                if close := getattr(parts, "close", None):
                    close()  # by which Django gives its connection back
        finally:
            self._leave(monotonic() - begin)

    def _enter(self) -> bool:
        """Have a turn, now or after a short wait; False where too many wait.

        Under attack one has it, none waits, and readers get half of the worker's time: it rests as long as it worked.
        """
        with self._turns:
            is_attacked = Attack.objects.was_on()
            if is_attacked and monotonic() < self._rests_until:
                return False
            if self.at_work < (1 if is_attacked else self._most):
                self.at_work += 1
                return True
            if is_attacked or self.waiting >= self._most_waiting:
                return False
            self.waiting += 1
            has_turn = self._turns.wait_for(lambda: self.at_work < self._most, PATIENCE)
            self.waiting -= 1
            self.at_work += has_turn
            return has_turn

    def _leave(self, took: float) -> None:
        with self._turns:
            self.at_work -= 1
            self._rests_until = monotonic() + min(took, LONGEST_REST)
            self._turns.notify()

    def refuse(
        self,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
        status: str = "503 Service Unavailable",
        why: str = busy.FLOOD,
    ) -> list[bytes]:
        """Give the writer the words back, and ask for another try."""
        Attack.objects.fault(stored=False)
        start_response(status, self._headers)
        return [busy.page(fields_of(environ), why, RETRY_AFTER).encode()]


def length_of(environ: dict[str, Any]) -> int:
    """Give how many bytes the body has, as it was said; 0 where nothing or no number was."""
    said: str = environ.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0


def is_whole(environ: dict[str, Any]) -> bool:
    """Read the body, unless it is longer than Django takes, and say whether all of it came: half a comment is none."""
    length = length_of(environ)
    if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return True
    body = environ["wsgi.input"].read(length) if length else b""
    is_all = len(body) == length
    environ["wsgi.input"] = BytesIO(body if is_all else b"")
    return is_all


def fields_of(environ: dict[str, Any]) -> dict[str, str]:
    """Give what was typed into the form; nothing of a body that is too large or no form."""
    try:
        length = length_of(environ)
        if not 0 < length <= LARGEST:
            return {}
        body = environ["wsgi.input"].read(length)
        return dict(parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=FIELDS))
    except (ValueError, OSError):
        return {}
