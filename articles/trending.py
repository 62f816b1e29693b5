"""Latest Trending: which stories hold attention now.

A new story enters with the attention of a few readers, each comment that becomes visible adds to it, and all of it
decays (articles/attention.py). The ranks change with every event, the list that pages show at most once in
TRENDING_SECONDS (articles/models/trending.py).
"""

from articles.frame import follow_schedule
from articles.models import Article, TrendingList, shows
from nuztrend.pagecache import depends_on, kept

SHOWN = 8


def trending(but: int | None = None) -> list[Article]:
    """Give the eight stories that hold most attention, hottest first, without the story `but` (its id)."""
    return [story for story in kept("trending", _read_list) if story.pk != but][:SHOWN]


def _read_list() -> list[Article]:
    depends_on("trending", "rivers")
    follow_schedule()
    ids = TrendingList.objects.hottest()
    found = Article.objects.published().for_lines().in_bulk(ids)
    shows(*found.values())
    return [found[pk] for pk in ids if pk in found]
