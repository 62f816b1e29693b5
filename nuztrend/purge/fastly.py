"""Fastly: purges by surrogate key through its API.

- the request: https://www.fastly.com/documentation/reference/api/purging/ (256 keys at once; the hard purge, because a
  soft one may go on serving what it marked as stale)
- `Surrogate-Key`: https://www.fastly.com/documentation/reference/http/http-headers/Surrogate-Key/ (16,384 bytes)
- `Surrogate-Control`: https://www.fastly.com/documentation/reference/http/http-headers/Surrogate-Control/ (goes before
  `Cache-Control`; Fastly takes both headers away before the answer leaves it)
"""

import json

from django.conf import settings

from nuztrend.purge.wire import chunks, send

PAUSE = 5
KEEP = "Surrogate-Control"
TAGS = "Surrogate-Key"
SEPARATOR = " "

AT_ONCE = 256  # keys in one request


def purge(tags: list[str]) -> None:
    """Drop every page that carries one of the tags. Raises CannotPurge."""
    for part in chunks(tags, most=AT_ONCE):
        _ask("purge", json.dumps({"surrogate_keys": part}).encode())


def purge_everything() -> None:
    """Drop all that Fastly keeps of the service, pictures included. Raises CannotPurge."""
    _ask("purge_all", b"")


def _ask(what: str, content: bytes) -> None:
    send(
        "POST",
        f"{settings.FASTLY_API}/service/{settings.FASTLY_SERVICE}/{what}",
        {"Fastly-Key": settings.FASTLY_TOKEN, "Accept": "application/json", "Content-Type": "application/json"},
        content=content,
        secret=settings.FASTLY_TOKEN,
        settings="FASTLY_SERVICE and FASTLY_TOKEN (scopes purge_select and purge_all)",
    )
