"""IndexNow: search engines that take part (Bing, Yandex, Naver, Seznam; not Google) are told which addresses changed.

- the request: https://www.indexnow.org/documentation (200 and 202 mean taken; at most 10,000 addresses)
- the key proves that the host is ours: the portal serves it at `/<key>.txt`
"""

import json
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings

from articles.models import StoryChange
from nuztrend.lib import wire
from nuztrend.lib.addresses import address

ADVICE: dict[int, str] = {
    **wire.ADVICE,
    HTTPStatus.FORBIDDEN: "Can the engine read /INDEXNOW_KEY.txt of this site?",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Check that SITE_URL is the public address.",
    HTTPStatus.TOO_MANY_REQUESTS: "The engine asks to slow down.",
}


def is_open() -> bool:
    """Say whether there is a key (setting INDEXNOW_KEY)."""
    return bool(settings.INDEXNOW_KEY)


def tell(changes: list[StoryChange]) -> None:
    """Submit the addresses of the stories that changed, those that are gone included. Raises CannotSend."""
    addresses = dict.fromkeys(f"{settings.SITE_URL}{address('article', change.slug)}" for change in changes)
    told = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": f"{settings.SITE_URL}/{settings.INDEXNOW_KEY}.txt",
        "urlList": list(addresses),
    }
    wire.send(
        "POST",
        settings.INDEXNOW_URL,
        {"Content-Type": "application/json; charset=utf-8"},
        content=json.dumps(told).encode(),
        settings="INDEXNOW_KEY and INDEXNOW_URL",
        advice=ADVICE,
    )
