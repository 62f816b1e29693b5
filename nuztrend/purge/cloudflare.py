"""Cloudflare: purges by tag, which every plan has, through its API.

- the request: https://developers.cloudflare.com/api/resources/cache/methods/purge/
- limits: https://developers.cloudflare.com/cache/how-to/purge-cache/ (100 tags a request; on the free plan 5 requests a
  minute with 25 at once, on the others 5 a second and more)
- `Cache-Tag`: https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/ (16 kB of printable ASCII, no
  blanks; capitals do not count)
- `Cloudflare-CDN-Cache-Control`: https://developers.cloudflare.com/cache/concepts/cdn-cache-control/ (steers Cloudflare
  alone and is not passed on; `must-revalidate` keeps it from serving a page whose time is over)
"""

import json
from typing import Any

from django.conf import settings

from nuztrend.purge.wire import CannotPurge, chunks, send

PAUSE = 12  # the free plan's five a minute
KEEP = "Cloudflare-CDN-Cache-Control"
TAGS = "Cache-Tag"
SEPARATOR = ","

AT_ONCE = 100  # tags in one request


def purge(tags: list[str]) -> None:
    """Drop every page that carries one of the tags. Raises CannotPurge."""
    for part in chunks(tags, most=AT_ONCE):
        _ask({"tags": part})


def purge_everything() -> None:
    """Drop all that Cloudflare keeps of the zone, pictures included. Raises CannotPurge."""
    _ask({"purge_everything": True})


def _ask(what: dict[str, Any]) -> None:
    answer = send(
        "POST",
        f"{settings.CLOUDFLARE_API}/zones/{settings.CLOUDFLARE_ZONE}/purge_cache",
        {"Authorization": f"Bearer {settings.CLOUDFLARE_TOKEN}", "Content-Type": "application/json"},
        content=json.dumps(what).encode(),
        secret=settings.CLOUDFLARE_TOKEN,
        settings="CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN (permission Zone > Cache Purge)",
    )
    try:
        done = json.loads(answer)["success"] is True
    except (ValueError, KeyError, TypeError):
        done = False
    if not done:
        raise CannotPurge("Cloudflare's API answered 200 but not that it purged. Is a proxy in between?")
