"""WebSub: the hub that the feeds name is told that they changed, and tells their subscribers.

- what a feed says: https://www.w3.org/TR/websub/#discovery (`rel=hub` and `rel=self`, in the headers and in the feed)
- the ping: hubs agree on `hub.mode=publish` with `hub.url`, which the standard leaves to them (part 6)
"""

from operator import itemgetter
from urllib.parse import urlencode

from django.conf import settings

from articles.models import Credit, StoryChange, Tagging
from nuztrend.lib.addresses import address
from nuztrend.lib.feeds import FORMS
from nuztrend.lib.wire import send

MOST = 40  # tags and bylines whose feeds are pinged in one go, those of the newest stories first


def is_open() -> bool:
    """Say whether the setting WEBSUB_HUB names a hub."""
    return bool(settings.WEBSUB_HUB)


def tell(changes: list[StoryChange]) -> None:
    """Ping the hub for every feed of stories that changed. Raises CannotSend."""
    for topic in topics({change.story for change in changes}):
        send(
            "POST",
            settings.WEBSUB_HUB,
            {"Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode({"hub.mode": "publish", "hub.url": f"{settings.SITE_URL}{topic}"}).encode(),
            settings="WEBSUB_HUB",
        )


def topics(stories: set[int]) -> list[str]:
    """Give the paths of the feeds in which these stories stand: that of all, those of their tags and bylines."""
    tags = Tagging.objects.filter(article_id__in=stories).values_list("article_id", "tag__slug")
    bylines = Credit.objects.filter(article_id__in=stories).values_list("article_id", "byline__slug")
    rows = [*((story, "tag", slug) for story, slug in tags), *((story, "byline", slug) for story, slug in bylines)]
    rows.sort(key=itemgetter(0), reverse=True)
    lists: list[tuple[str, ...]] = [("all",), *dict.fromkeys((kind, slug) for _, kind, slug in rows)]
    return [address(f"{kind}_feed_{form}", *slug) for kind, *slug in lists[: MOST + 1] for form in FORMS]
