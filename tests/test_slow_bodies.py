"""Posts whose bodies come slowly, at the real server with nothing in front: they take no place from anybody."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from tests.portal import Portal

pytestmark = pytest.mark.pure
PATH = "/articles/a-story/comments/"
MAKE = (
    "from django.utils import timezone; from articles.models import Article; "
    "Article.objects.create(title='A story', slug='a-story', state='published', publish_at=timezone.now(), "
    "first_published_at=timezone.now())"
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"), WORKERS="1", CAPTCHA="never", COMMENT_MIN_SECONDS="0")
    portal.start()
    made = portal.manage("shell", "-c", MAKE)
    assert made.returncode == 0, made.stderr
    yield portal
    portal.stop()


def begin(portal: Portal, host: str = "127.0.0.2") -> socket.socket:
    """Open a connection that says that a body comes."""
    connection = socket.create_connection(("127.0.0.1", portal.port), source_address=(host, 0))
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n"
    connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\ntext=".encode())
    return connection


def comment(portal: Portal, text: str) -> str:
    """Send a comment; give the status line."""
    body = urlencode({"name": "Grace", "text": text}).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as connection:
        connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body)
        return connection.makefile("rb").readline().decode()


@pytest.mark.parametrize("is_silent", [False, True], ids=["a byte at a time", "nothing at all"])
def test_slow_bodies_keep_no_writer_and_no_reader_out(portal: Portal, is_silent: bool) -> None:
    slow, done = [begin(portal) for _ in range(20)], threading.Event()

    def drip() -> None:
        while not done.wait(0.2):
            for each in slow:
                with suppress(OSError):
                    each.send(b"x")

    if not is_silent:
        threading.Thread(target=drip, daemon=True).start()
    time.sleep(1.5)
    assert portal.get("/").status == 200
    assert "200 OK" in comment(portal, "I was there.")  # the form once more, for whoever sends it from a shared page
    assert portal.get("/articles/a-story/").status == 200
    done.set()
    for each in slow:
        each.close()


def test_who_is_too_slow_is_told(portal: Portal) -> None:
    slow = [begin(portal) for _ in range(7)]  # one more than are read and wait
    told = b""
    for each in slow:
        each.settimeout(0.3)
        with suppress(OSError):
            told += each.recv(10_000)
        each.close()
    assert b"408 Request Timeout" in told and b"too slowly" in told and b"one step back in your browser" in told


def test_half_a_comment_is_not_stored(portal: Portal) -> None:
    broken = begin(portal)
    broken.sendall(b"half+a+comm&name=Grace")
    broken.close()
    assert "200 OK" in comment(portal, "Another.")
    assert b"half a comm" not in portal.get(PATH).read()
