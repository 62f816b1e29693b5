"""The page cache as a reader meets it: the WSGI callable in front of Django, in this process."""

import gzip
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import brotli
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from nuztrend.pagecache import rendering
from nuztrend.pagecache.freshness import freshness
from nuztrend.pagecache.front import PageCache
from nuztrend.pagecache.memory import Memory
from nuztrend.pagecache.store import NoStore
from nuztrend.strangers import StrangersHandler

UNDO = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@dataclass(frozen=True)
class Reply:
    """An answer, its body as the reader sees it and as it was sent."""

    status: int
    headers: dict[str, str]
    sent: bytes

    @property
    def text(self) -> str:
        return UNDO[self.headers.get("Content-Encoding", "")](self.sent).decode()

    @property
    def how(self) -> str:
        """`hit`, `stored`, `unchecked`; empty where Django answered by itself."""
        return self.headers.get("Cache-Status", "").rpartition(" ")[2].removeprefix("detail=")


class Front:
    """A worker of the portal that has just begun."""

    def __init__(self, megabytes: float = 16, store: NoStore | None = None):
        freshness.__init__()  # type: ignore[misc]
        rendering._kept.clear()
        rendering._each.clear()
        self.rendered: list[str] = []

        def noted(django: WSGIHandler) -> Any:
            def application(environ: dict[str, Any], start_response: Any) -> Any:
                self.rendered.append(environ["PATH_INFO"])
                return django(environ, start_response)

            return application

        self.memory = Memory(int(megabytes * 1_000_000))
        self.cache = PageCache(noted(WSGIHandler()), noted(StrangersHandler()), self.memory, store or NoStore())

    def get(self, path: str, method: str = "GET", coding: str = "gzip", **headers: str) -> Reply:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_ENCODING": coding,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            **{"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()},
        }
        said: list[Any] = []
        body = self.cache(environ, lambda status, headers, exc_info=None: said.extend([status, headers]))
        sent = b"".join(body)
        if close := getattr(body, "close", None):
            close()
        names = [name.lower() for name, _ in said[1]]
        assert len(names) == len(set(names)), said[1]
        return Reply(int(said[0].split()[0]), dict(said[1]), sent)


assert settings.PAGE_CACHE_MB, "these tests are about the page cache"
