"""Latest Trending: which stories hold attention now.

Attention is counted with forward decay (Cormode et al., ICDE 2009): an event of weight w at time t adds
w * 2^((t - T0) / H). Only the logarithm is stored, so a rank is one float per story, every event costs O(1),
the order of two stories never changes without an event, and reading is a walk down an index.
A new story enters with the attention of a few readers; each comment that becomes visible adds to it.
"""

from datetime import UTC, datetime
from math import log2

from django.db import transaction

from articles.models import Article, ArticleStat

T0 = datetime(2025, 1, 1, tzinfo=UTC)
HALF_LIFE = 12 * 3600  # seconds
PUBLISHED = 3.0  # weight of being new
COMMENT = 5.0  # weight of a comment, where a reader weighs 1


def heat(at: datetime, weight: float) -> float:
    """Give log2 of the decayed weight of one event: (t - T0)/H + log2(w)."""
    return (at - T0).total_seconds() / HALF_LIFE + log2(weight)


def warmer(hot: float, added: float) -> float:
    """Give log2(2^hot + 2^added) without leaving the logarithm."""
    return max(hot, added) + log2(1 + 2 ** -abs(hot - added))


def enter(article: Article, anew: bool = False) -> None:
    """Give a story that goes public its first rank. One that has a rank keeps it, unless it begins `anew`."""
    assert article.publish_at is not None
    first = {"hot": heat(article.publish_at, PUBLISHED)}
    if anew:
        ArticleStat.objects.update_or_create(article=article, defaults=first)
    else:
        ArticleStat.objects.get_or_create(article=article, defaults=first)


def count_comment(article_id: int, difference: int, drew_attention_at: datetime | None) -> None:
    """Count a comment that became visible (+1) or ceased to be (-1); must run in the comment's transaction.

    `drew_attention_at` is when it was written, if readers see it for the first time. Attention that was paid is not
    taken back, only the number of comments is.
    """
    with transaction.atomic():
        stat = ArticleStat.objects.select_for_update().filter(article_id=article_id).first()
        if stat is None:
            return
        stat.comments = max(0, stat.comments + difference)
        if drew_attention_at:
            stat.hot = warmer(stat.hot, heat(drew_attention_at, COMMENT))
        stat.save(update_fields=["comments", "hot"])


def trending(limit: int = 8, but: int | None = None) -> list[Article]:
    """Give the stories that hold most attention now, hottest first, without the story `but` (its id)."""
    hottest = ArticleStat.objects.public().order_by("-hot", "-article_id")
    if but is not None:
        hottest = hottest.exclude(article_id=but)
    found = Article.objects.for_lines().of_rows(hottest[:limit])
    return list(found.order_by("-stat__hot", "-pk"))
