"""Readers whose browsers say that they read a story, at the door in front of Django."""

import re
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from articles.models import Article, ArticleStat, ReaderHour
from articles.readers.beacon import Beacons
from articles.readers.counting import store

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_read = re.compile(r'data-read="(/articles/\d+/read\?page=[0-9a-f]+)"')
_door = Beacons(WSGIHandler())


def address_in_page(story: Article) -> str:
    """What the page of a story tells the script to send."""
    page = Client().get(story.get_absolute_url()).content.decode()
    found = _read.search(page)
    assert found, page
    return found[1]


def send(address: str, by: str = "192.0.2.1", agent: str = FIREFOX, **changed: str | None) -> int:
    """Send a beacon as a browser does; give the status. Of the CGI variables `changed`, None takes one away."""
    path, _, query = address.partition("?")
    said: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REMOTE_ADDR": by,
        "HTTP_HOST": "localhost",
        "HTTP_ORIGIN": "http://localhost",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "HTTP_USER_AGENT": agent,
        "HTTP_ACCEPT_LANGUAGE": "en",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        **changed,
    }
    status: list[str] = []
    environ = {name: value for name, value in said.items() if value is not None}
    # as Django's test client does: the connection would be closed, and the transaction of the test with it
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        list(_door(environ, lambda line, headers, exc_info=None: status.append(line)))
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return int(status[0].split()[0])


def crowd(story: Article, readers: int, network: int = 0) -> None:
    """Have so many readers read a story, each from a network of its own."""
    address = address_in_page(story)
    for number in range(readers):
        send(address, f"10.{network + number // 250}.{number % 250}.1")
    store(at_once=True)


def readers(story: Article) -> int:
    """How many readers of a story are stored, with those that waited for it."""
    store(at_once=True)
    return sum(ReaderHour.objects.filter(article=story).values_list("readers", flat=True))


def hot(story: Article) -> float:
    """The rank of a story."""
    return ArticleStat.objects.get(article=story).hot
