"""Shared pages are rendered without the middlewares that ask who is there; nobody can tell by the answer."""

from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from nuztrend.pagecache.freshness import freshness
from nuztrend.pagecache.rendering import Rendering, current
from nuztrend.strangers import PERSONAL, StrangersHandler
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = {
    "/": "200 OK",
    "/articles/moon/": "200 OK",
    "/articles/moon/comments/": "200 OK",
    "/tags/": "200 OK",
    "/nothing/": "404 Not Found",
    "/articles/moon": "301 Moved Permanently",
    "/articles/none/": "404 Not Found",
}


def answer(handler: Any, path: str, **changes: str) -> tuple[str, dict[str, str], bytes]:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_X_REQUEST_ID": "one-and-the-same",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        **changes,
    }
    said: list[Any] = []
    token = current.set(Rendering(freshness.now()))
    try:
        body = b"".join(handler(environ, lambda status, headers, info=None: said.extend([status, headers])))
    finally:
        current.reset(token)
    headers = dict(said[1])
    if headers.get("Vary") == "Accept-Encoding":  # which the page cache says of what it keeps
        del headers["Vary"]
    return said[0], headers, body


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_is_that_of_the_whole_of_django(path: str) -> None:
    make.comment(make.story("Moon", lead_photo=make.photo()))
    found = answer(StrangersHandler(), path)
    assert found[0] == PATHS[path]
    assert found == answer(WSGIHandler(), path)


@pytest.mark.parametrize("host", ["evil.example", "local\x00host", ""])
def test_a_foreign_host_is_refused_alike(host: str) -> None:
    status, headers, _ = answer(StrangersHandler(), "/", HTTP_HOST=host)
    assert (status, headers) == answer(WSGIHandler(), "/", HTTP_HOST=host)[:2]


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_https_is_insisted_on_alike(scheme: str) -> None:
    asked = {"wsgi.url_scheme": scheme}
    found = answer(StrangersHandler(), "/tags/", **asked)
    assert found == answer(WSGIHandler(), "/tags/", **asked)
    assert ("Strict-Transport-Security" in found[1]) == (scheme == "https")


def test_what_is_left_out_is_among_the_middlewares(settings: Any) -> None:
    before = list(settings.MIDDLEWARE)
    StrangersHandler()
    assert before == settings.MIDDLEWARE
    assert set(before) >= PERSONAL
