"""Pages that several workers and machines share, in Redis. The database says what is fresh; Redis only holds bytes.

A Redis that is dead or frozen costs a quarter of a second once in a few seconds, and nothing else: pages are rendered
as if there were none.
"""

import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings

from nuztrend.pagecache.freshness import Moment, freshness
from nuztrend.pagecache.page import Page

logger = logging.getLogger("nuztrend.pagecache")
Result = TypeVar("Result")

PATIENCE = 0.25  # seconds for an answer of Redis
PAUSE = 5.0  # seconds without Redis after it failed
TURN = 1.0  # seconds to wait for another machine's rendering
DAY = 86_400  # seconds that a page stays at most
OF_THE_MACHINE = {"BASE_DIR", "HOST", "LOGGING", "MEDIA_ROOT", "PORT", "STATICFILES_DIRS", "STATIC_ROOT", "TEMPLATES"}
OF_THE_MACHINE |= {"ALLOWED_HOSTS", "GEO_MMDB", "PAGE_CACHE_MB", "READERS_DIR", "READERS_MB", "SECRET_KEY", "THREADS"}
OF_THE_MACHINE |= {"VAR", "WORKERS"}
"""Settings that may differ between the machines of one portal without its pages differing."""


class NoStore:
    """Workers keep their pages for themselves."""

    def get(self, key: str, moment: Moment) -> Page | None:
        """Give nothing."""
        return None

    def put(self, key: str, page: Page) -> None:
        """Keep nothing."""

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        """Wait for nobody."""
        yield


class RedisStore(NoStore):
    """Pages in the Redis that CACHE_URL names."""

    def __init__(self, url: str, release: str):
        import redis  # an extra: installations without CACHE_URL do not have it

        self._redis = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None)
        self._errors = (redis.RedisError, OSError)
        self._prefix = f"nuztrend:{release}:"
        self._silent_until = 0.0

    def get(self, key: str, moment: Moment) -> Page | None:
        """Give the page at a key if it still holds at the moment, by the word of the database."""
        packed = self._ask(lambda: self._redis.get(self._name(key)))
        if not isinstance(packed, bytes):
            return None
        try:
            page = Page.unpack(packed, moment.era)
        except ValueError:
            return None
        if page.ends <= time.time() or not freshness.holds_in_database(page.since.clock, page.tags):
            return None
        page.since = moment  # so it holds now; what changes from here on stands in the mirror
        return page

    def put(self, key: str, page: Page) -> None:
        """Keep a page until its end, at most a day."""
        seconds = min(DAY, page.ends - time.time())
        if seconds >= 1:
            self._ask(lambda: self._redis.set(self._name(key), page.pack(), ex=int(seconds)))

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        """Wait while another worker renders the page, but not for long."""
        name, token = f"{self._name(key)}:turn", secrets.token_hex(8)
        until = time.monotonic() + TURN
        while self._ask(lambda: self._redis.set(name, token, nx=True, px=5_000) or "taken") == "taken":
            if time.monotonic() > until:
                break
            time.sleep(0.02)
        try:
            yield
        finally:
            self._ask(lambda: self._redis.get(name) == token.encode() and self._redis.delete(name))

    def _name(self, key: str) -> str:
        return self._prefix + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

    def _ask(self, question: Callable[[], Result]) -> Result | None:
        if time.monotonic() < self._silent_until:
            return None
        try:
            return question()
        except self._errors as error:
            self._silent_until = time.monotonic() + PAUSE
            logger.warning("Redis does not answer (%s); pages are rendered without it", type(error).__name__)
            return None


def release() -> str:
    """Give what names this version of the portal: pages of another version, or with other settings, are not ours."""
    digest = hashlib.sha256()
    for folder in ("nuztrend", "articles", "comments", "templates", "static"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg"}:
                digest.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    for name in sorted(set(dir(settings)) - OF_THE_MACHINE):
        if name.isupper():
            digest.update(f"{name}={getattr(settings, name)!r}\n".encode())
    return digest.hexdigest()[:16]


def store() -> NoStore:
    """Give the store that the settings name."""
    return RedisStore(settings.CACHE_URL, release()) if settings.CACHE_URL else NoStore()
