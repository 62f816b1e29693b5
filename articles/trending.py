"""Latest Trending: which stories hold attention now.

A new story enters with the attention of a few readers, each comment that becomes visible adds to it, and all of it
decays (articles/attention.py). Reading is a walk down the index of the counters.
"""

from articles.models import Article, ArticleStat


def trending(limit: int = 8, but: int | None = None) -> list[Article]:
    """Give the stories that hold most attention now, hottest first, without the story `but` (its id)."""
    hottest = ArticleStat.objects.public().order_by("-hot", "-article_id")
    if but is not None:
        hottest = hottest.exclude(article_id=but)
    found = Article.objects.for_lines().of_rows(hottest[:limit])
    return list(found.order_by("-stat__hot", "-pk"))
