"""Latest Trending: which stories hold attention now.

A new story enters with the attention of a few readers, each reader and each comment that becomes visible add to it, and
all of it decays (articles/attention.py). The ranks change with every event, the list that pages show at most once in
TRENDING_SECONDS (articles/models/trending.py).
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.safestring import SafeString

from articles.cards import trending_line
from articles.frame import follow_schedule
from articles.models import Article, TrendingChoice, TrendingList, shows
from articles.readers import Recent, hour_of, recent_readers
from articles.readers.counting import READERS
from nuztrend.pagecache import depends_on, ends_at, kept

SHOWN = 8


class Trending(NamedTuple):
    """A story of the list with what speaks for it."""

    story: Article
    readers: Recent
    pinned: bool


def trending(but: int | None = None) -> list[Article]:
    """Give the eight stories that hold most attention, hottest first, without the story `but` (its id)."""
    return [story for story in kept("trending", _read_list) if story.pk != but][:SHOWN]


def trending_lines(but: int | None = None) -> list[SafeString]:
    """Give the lines in which pages print these stories; many pages share them."""
    drawn = kept("trending lines", _draw_list)
    return [drawn[pk] for pk in drawn if pk != but][:SHOWN]


def trending_in_detail(now: datetime) -> list[Trending]:
    """Give the same eight stories with how many read each of them lately; the page ends with the hour."""
    depends_on(READERS)
    ends_at(hour_of(now) + timedelta(hours=1))
    stories = trending()
    pinned = set(TrendingChoice.objects.filter(kind=TrendingChoice.Kind.PIN).values_list("article_id", flat=True))
    readers = recent_readers([story.pk for story in stories], now)
    return [Trending(story, readers[story.pk], story.pk in pinned) for story in stories]


def _draw_list() -> dict[int, SafeString]:
    return {story.pk: trending_line(story) for story in kept("trending", _read_list)}


def _read_list() -> list[Article]:
    depends_on("trending", "rivers")
    follow_schedule()
    ids = TrendingList.objects.hottest()
    found = Article.objects.published().for_lines().in_bulk(ids)
    shows(*found.values())
    return [found[pk] for pk in ids if pk in found]
