"""Answers strangers' requests for shared pages in front of Django; everything else goes through untouched."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from nuztrend.pagecache.files import Files
from nuztrend.pagecache.freshness import Moment, Unknown, freshness
from nuztrend.pagecache.memory import Memory
from nuztrend.pagecache.middleware import PRIVATE
from nuztrend.pagecache.page import KEPT_HEADERS, LARGEST, SHORT, STATUSES, Headers, Page, coding_for, compress
from nuztrend.pagecache.rendering import NEVER, Rendering, current
from nuztrend.pagecache.store import NoStore, store
from nuztrend.pagecache.tags import EVERYTHING
from nuztrend.purge import REVALIDATE, downstream_headers, room

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LONGEST_KEY = 300  # characters
LONGEST_HEADER = 500  # characters of a header that is remembered with what was made of it
ALONE = [("Cache-Control", REVALIDATE)]
HIT, STORED, STALE = "nuztrend; hit", "nuztrend; fwd=miss; stored", "nuztrend; hit; detail=unchecked"


class Rendered(NamedTuple):
    """What Django answered."""

    status: str
    headers: Headers
    body: bytes


class Turns:
    """One turn at a time for each key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def of(self, key: str) -> Iterator[None]:
        """Wait until nobody else has the turn, and have it."""
        with self._lock:
            turn, waiting = self._turns.get(key, (threading.Lock(), 0))
            self._turns[key] = (turn, waiting + 1)
        try:
            with turn:
                yield
        finally:
            with self._lock:
                turn, waiting = self._turns.pop(key)
                if waiting > 1:
                    self._turns[key] = (turn, waiting - 1)


@lru_cache(maxsize=512)
def is_ours(host: str) -> bool:
    """Say whether the portal answers to this Host header; Django refuses the others in its own words."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


@lru_cache(maxsize=4096)
def parameters_of(path: str) -> frozenset[str] | None:
    """Give the query parameters that the view at a path knows; None where no view is shared."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "shared_parameters", None)


def key_of(environ: Environ) -> str | None:
    """Give the key of the page that a request asks for: the path with the parameters that its view knows."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING")
    if len(path) > LONGEST_KEY or "?" in path:  # %3F is no query
        return None
    if query:
        known = parameters_of(path)
        if known is None:
            return None
        try:
            asked = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=100))
        except ValueError:
            return None
        if kept := {name: asked[name] for name in sorted(known & asked.keys())}:
            path = f"{path}?{urlencode(kept)}"
    return path if len(path) <= LONGEST_KEY else None


class PageCache:
    """A WSGI application around Django: pages that are fresh are answered here, the others are rendered and kept.

    Args:
        application: answers everything that is not shared.
        pages: renders the pages that are shared.
    """

    def __init__(self, application: Application, pages: Application, memory: Memory, shared: NoStore):
        self.application = application
        self.pages = pages
        self.memory = memory
        self.shared = shared
        self.purges = room() is not None
        self.files = Files(settings.PAGES_DIR) if settings.PAGES_DIR else None
        self._turns = Turns()
        self._cookie = settings.SESSION_COOKIE_NAME  # without `=`: Django takes blanks before it
        self._scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        self._behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = self.key_for(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.memory.get(key)
        if page is None and parameters_of(environ["PATH_INFO"]) is None:
            return self.application(environ, start_response)
        coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        try:
            if page and self.holds(page, freshness.now()):
                if self.files:
                    self.files.publish(key, page)
                return self.answer(page, coding, environ, start_response, HIT)
            return self.render(key, coding, environ, start_response)
        except Unknown:  # the database is away: better a page that may be old, and says so, than none
            if page is None:
                return self.application(environ, start_response)
            return self.answer(page, coding, environ, start_response, STALE)

    def key_for(self, environ: Environ) -> str | None:
        """Give the key of the page that a stranger asks for; None when the request is not for the page cache."""
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or self._cookie in environ.get("HTTP_COOKIE", "")
            or "HTTP_AUTHORIZATION" in environ
            or self.scheme_of(environ) != self._scheme
            or len(host := environ.get("HTTP_HOST", "")) > LONGEST_HEADER
            or len(environ.get("HTTP_ACCEPT_ENCODING", "")) > LONGEST_HEADER
            or not is_ours(host)
        ):
            return None
        return key_of(environ)

    def scheme_of(self, environ: Environ) -> str:
        """Give the scheme that the reader's request came by; a proxy's word counts only where one is declared."""
        scheme: str = environ["wsgi.url_scheme"]
        return environ.get("HTTP_X_FORWARDED_PROTO", scheme) if self._behind_proxy else scheme

    def downstream(self, page: Page) -> Headers:
        """Give what a cache between us and the readers is told of a page now."""
        return downstream_headers(page.tags, None if page.ends == NEVER else int(page.ends - time.time()))

    def holds(self, page: Page, moment: Moment) -> bool:
        """Say whether a page of this worker is right at the moment."""
        if page.ends <= time.time():
            return False
        if page.checked is not moment:
            if not freshness.is_fresh(page.since, page.tags):
                return False
            page.checked = moment
        return True

    def answer(self, page: Page, coding: str, environ: Environ, start_response: StartResponse, how: str) -> list[bytes]:
        """Answer with a page, or with 304 where the reader has it."""
        answer = page.answer(coding)
        own = [("Cache-Status", how), *(self.downstream(page) if self.purges and how is not STALE else ALONE)]
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and page.is_found and has_it(asked, answer.etag):
            start_response("304 Not Modified", answer.unchanged + own)
            return []
        start_response(page.status, answer.headers + own)
        return [answer.body] if environ["REQUEST_METHOD"] == "GET" else []

    def render(self, key: str, coding: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Find a page that another worker rendered, or render it, one at a time for each address; answer with it."""
        if not self.memory.most:
            return self.pass_on(self.ask_django(key, environ, Rendering(freshness.now())), environ, start_response)
        with self._turns.of(key):
            moment = freshness.now()
            page = self.memory.get(key)  # somebody else may have had the turn
            if page and self.holds(page, moment):
                return self.answer(page, coding, environ, start_response, HIT)
            page = self.shared.get(key, moment)
            how, rendered = HIT, None
            if page is None:
                with self.shared.turn(key):
                    page = self.shared.get(key, moment)
                    if page is None:
                        rendering = Rendering(moment)
                        rendered = self.ask_django(key, environ, rendering)
                        if page := page_of(rendered, rendering):
                            how = STORED
                            self.shared.put(key, page)
            if page:
                self.memory.put(key, page)
        if page:
            # Brotli is made when somebody comes back.
            made = coding_for(environ.get("HTTP_ACCEPT_ENCODING", ""), "gzip")
            return self.answer(page, made, environ, start_response, how)
        assert rendered is not None
        return self.pass_on(rendered, environ, start_response)

    def pass_on(self, rendered: Rendered, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Answer with what Django said, which is not kept."""
        is_said = any(name.lower() == "cache-control" for name, _ in rendered.headers)
        start_response(rendered.status, rendered.headers + ([] if is_said else [("Cache-Control", PRIVATE)]))
        return [rendered.body] if environ["REQUEST_METHOD"] == "GET" else []

    def ask_django(self, key: str, environ: Environ, rendering: Rendering) -> Rendered:
        """Let Django answer the request as the key spells it."""
        asked = {**environ, "REQUEST_METHOD": "GET", "QUERY_STRING": key.partition("?")[2]}
        asked.pop("HTTP_COOKIE", None)  # what a stranger carries has no say in what others see
        said: list[Any] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
            said[:] = [status, headers]

        token = current.set(rendering)
        try:
            parts = self.pages(asked, start_response)
            try:
                body = b"".join(parts)
            finally:
                if close := getattr(parts, "close", None):
                    close()
        finally:
            current.reset(token)
        return Rendered(said[0], said[1], body)


def in_front_of(application: Application, pages: Application) -> Application:
    """Put the page cache in front of Django, which answers as `application` and renders what is shared as `pages`.

    With PAGE_CACHE_MB=0 it keeps no page, only what many pages show.
    """
    return PageCache(application, pages, Memory(settings.PAGE_CACHE_MB * 1_000_000), store())


def has_it(asked: str, etag: str) -> bool:
    """Say whether If-None-Match names the page (RFC 9110, 13.1.2: weak comparison)."""
    return asked == etag or any(tag.strip().removeprefix("W/") in (etag, "*") for tag in asked.split(","))


def page_of(rendered: Rendered, rendering: Rendering) -> Page | None:
    """Give what Django answered as a page to keep; None when it is not for everybody, or not for long."""
    said = {name.lower(): value for name, value in rendered.headers}
    status = rendered.status[:3]
    varies = {name.strip().lower() for name in said.get("vary", "").split(",") if name.strip()}
    location = said.get("location", "/")
    if (
        status not in STATUSES
        or rendering.tags == {EVERYTHING}
        or "set-cookie" in said
        or "cache-control" in said
        or varies - {"accept-encoding"}
        or "content-encoding" in said
        or not location.startswith("/")
        or location.startswith("//")
        or len(rendered.body) > LARGEST
    ):
        return None
    headers = [(name, value) for name, value in rendered.headers if name.lower() in KEPT_HEADERS]
    ends = rendering.ends if status in ("200", "301") else min(rendering.ends, time.time() + SHORT)
    return Page(status, headers, compress(rendered.body), rendering.since, rendering.tags, ends)
