"""The beacon: the page of a story says that it was in view for five seconds (static/js/read.js).

It is answered in front of Django, whose middleware would cost ten times as much as the counting. The answer is always
204, whether somebody is counted or not: who forges learns nothing from it. Nothing of the request is logged.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.utils import timezone

from articles.readers.book import complain
from articles.readers.counting import count
from articles.readers.page import is_of_our_page
from nuztrend.lib.network import address_of
from nuztrend.pagecache.front import is_ours

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
READ = re.compile(r"/articles/([1-9][0-9]{0,17})/read", re.ASCII)
LONGEST = 500  # characters of a header that is looked at
BROWSER = "Mozilla/5.0 ("
MACHINE = re.compile(r"(?<!cu)bot|crawl|spider|slurp|headless|lighthouse|preview|monitor|scan|https?:", re.IGNORECASE)
"""What programs call themselves, or the address they give; every browser says BROWSER. Cubot makes telephones."""


class Beacons:
    """A WSGI application around Django that answers beacons and passes everything else on."""

    def __init__(self, application: Application):
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or not (story := READ.fullmatch(environ["PATH_INFO"])):
            return self.application(environ, start_response)
        if hear(environ, int(story[1])):
            request_finished.send(sender=type(self))  # as Django does: the connection goes back to its pool
        start_response("204 No Content", [("Cache-Control", "no-store")])
        return []


def hear(environ: Mapping[str, Any], story: int) -> bool:
    """Count the reader who sent a beacon, if a reader sent it from a page of ours and wants to be counted.

    Gives whether the database was asked.
    """
    now, token = timezone.now(), environ.get("QUERY_STRING", "").removeprefix("page=")
    address = address_of(environ)
    if not (address and is_a_reader(environ) and is_from_our_site(environ) and is_of_our_page(story, token, now)):
        return False
    try:
        return count(story, address, environ["HTTP_USER_AGENT"], now)
    except (sqlite3.Error, OSError) as error:
        complain(error)
        return False


def is_a_reader(environ: Mapping[str, Any]) -> bool:
    """Say whether a person sent the request who is not of the newsroom and does not object to being counted.

    Who objects says so by Global Privacy Control (`Sec-GPC: 1`). What browsers load ahead, in case it is asked for,
    they mark with Sec-Purpose, formerly Purpose.
    """
    return (
        environ.get("HTTP_SEC_GPC") != "1"
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
        and "HTTP_SEC_PURPOSE" not in environ
        and "HTTP_PURPOSE" not in environ
        and "HTTP_ACCEPT_LANGUAGE" in environ
        and len(environ.get("HTTP_USER_AGENT", "")) <= LONGEST
        and is_a_browser(environ.get("HTTP_USER_AGENT", ""))
    )


@lru_cache(maxsize=1024)
def is_a_browser(agent: str) -> bool:
    """Say whether a program calls itself a browser that a person looks at."""
    return agent.startswith(BROWSER) and not MACHINE.search(agent)


def is_from_our_site(environ: Mapping[str, Any]) -> bool:
    """Say whether a page of this site sent the request. Browsers say so in headers that no script can write."""
    origin, host = environ.get("HTTP_ORIGIN", ""), environ.get("HTTP_HOST", "")
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin" or len(host) > LONGEST:
        return False
    return origin == settings.SITE_URL or (origin.partition("://")[2] == host and is_ours(host))
