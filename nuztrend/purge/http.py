"""A cache that takes purges over HTTP: method PURGE with the tags in `Surrogate-Key` and `Cache-Tag`.

deploy/varnish.vcl makes Varnish such a cache. It follows `Surrogate-Control` (https://www.w3.org/TR/edge-arch/), which
browsers do not know, and takes both headers away before the answer leaves it.
"""

from django.conf import settings

from nuztrend.purge.wire import chunks, send

PAUSE = 5
KEEP = "Surrogate-Control"
TAGS = "Surrogate-Key"
SEPARATOR = " "

LONGEST = 4_000  # bytes of tags in a request; Varnish takes 8,192 for one header
EVERYTHING = "everything"  # each page of ours carries this tag


def purge(tags: list[str]) -> None:
    """Drop every page that carries one of the tags. Raises CannotPurge."""
    for part in chunks(tags, most=len(tags), longest=LONGEST):
        headers = {"Surrogate-Key": " ".join(part), "Cache-Tag": ",".join(part)}
        send("PURGE", settings.PURGE_URL, headers, settings="PURGE_URL")


def purge_everything() -> None:
    """Drop every page. Raises CannotPurge."""
    purge([EVERYTHING])
