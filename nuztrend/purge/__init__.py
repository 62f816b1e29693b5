"""The purge door: caches downstream (Varnish, a CDN) keep pages and are told when these change. One room per kind.

A page says by its headers how long it may be kept and what it shows; the outbox beside this file sends the purges.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from nuztrend.purge import cloudflare, fastly, http

REVALIDATE = "public, max-age=0, must-revalidate"
"""For browsers and for every cache that cannot be purged: they ask each time, and a 304 is cheap and exact."""
DAY = 86_400  # seconds; what no purge reached ends by itself
LONGEST = 3_000  # bytes of tags in one header: nginx before us takes 4,096 for all headers; a CDN takes 16 kB
NAMES = re.compile(r"[a-z0-9:_-]+( [a-z0-9:_-]+)*")
"""Tags that each kind of cache takes as they are; Cloudflare does not tell capitals from small letters."""
RESTLESS = frozenset({"readers"})
"""Tags that change every ten seconds while anybody reads. A page with one is not kept downstream, where each change
would take a purge of the few that a provider allows (Cloudflare's free plan: five a minute)."""


class Room(Protocol):
    """A kind of cache behind the door. The rooms are modules."""

    PAUSE: int
    """Seconds between two purges: spares the provider's limit, and lasts longer than an answer is under way."""
    KEEP: str
    """The header by which this cache alone, and no browser, is told how long to keep a page."""
    TAGS: str
    """The header that carries the tags of a page."""
    SEPARATOR: str

    def purge(self, tags: list[str]) -> None:
        """Drop every page that carries one of the tags.

        Raises:
            nuztrend.purge.wire.CannotPurge: it did not answer, or refused.
        """

    def purge_everything(self) -> None:
        """Drop every page. Raises as `purge` does."""


ROOMS: dict[str, Room] = {"http": http, "cloudflare": cloudflare, "fastly": fastly}


def room() -> Room | None:
    """Give the room that the setting PURGE names; None where nothing downstream may keep pages."""
    return ROOMS.get(settings.PURGE)


def downstream_headers(tags: Iterable[str], seconds: int | None) -> list[tuple[str, str]]:
    """Give the headers by which caches downstream keep a page.

    Browsers ask again each time. Only the cache that we purge keeps a page, for at most a day.

    Args:
        tags: what the page depends on; a page without tags, with more than fit a header, or with a restless one, is
            not kept downstream.
        seconds: from now until the page's own end; None when it has none. Under one second it is not kept.
    """
    headers = [("Cache-Control", REVALIDATE)]
    behind = room()
    if behind and (seconds is None or seconds >= 1) and (names := _header(frozenset(tags), behind.SEPARATOR)):
        kept = DAY if seconds is None else min(seconds, DAY)
        headers += [(behind.KEEP, f"max-age={kept}, must-revalidate"), (behind.TAGS, names)]
    return headers


@lru_cache(maxsize=1024)
def _header(tags: frozenset[str], separator: str) -> str:
    """The tags in one header; empty when they cannot be. Remembered: a hit of the page cache costs little more."""
    names = " ".join(sorted(tags))
    can_be = len(names) <= LONGEST and NAMES.fullmatch(names) and not tags & RESTLESS
    return names.replace(" ", separator) if can_be else ""
