"""Latest Trending: which stories hold attention now.

A new story enters with the attention of a few readers, each comment that becomes visible adds to it, and all of it
decays (articles/attention.py). Reading is a walk down the index of the counters.
"""

from articles.frame import follow_schedule
from articles.models import Article, ArticleStat, shows
from articles.models.stat import TRENDING
from nuztrend.pagecache import depends_on, kept


def trending(but: int | None = None) -> list[Article]:
    """Give the eight stories that hold most attention now, hottest first, without the story `but` (its id)."""
    return [story for story in kept("trending", _read_hottest) if story.pk != but][: TRENDING - 1]


def _read_hottest() -> list[Article]:
    depends_on("trending")
    follow_schedule()
    hottest = ArticleStat.objects.public().order_by("-hot", "-article_id")[:TRENDING]
    found = list(Article.objects.for_lines().of_rows(hottest).order_by("-stat__hot", "-pk"))
    shows(*found)
    return found
