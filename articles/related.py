"""Read More: which stories go on where this one ends.

Behind this door rank stands by shared tags, rare ones counting more, and then by date. Candidates are the newest
stories of each tag, read as bare ids, so the cost does not grow with the archive.
"""

from collections import Counter, defaultdict
from math import log

from articles.models import Article, Tagging

CANDIDATES = 30  # newest stories read of each tag


def related_to(article: Article, limit: int = 4) -> list[Article]:
    """Give up to `limit` published stories that share tags with `article`, the closest first.

    A tag that fills its whole range of candidates is common and weighs little: ln(1 + CANDIDATES / found).
    """
    rows = Tagging.objects.newest_of_each(article.subjects, CANDIDATES)
    shared = defaultdict(set)
    for story, tag, publish_at in rows.values_list("article_id", "tag_id", "publish_at"):
        if story != article.pk:
            shared[publish_at, story].add(tag)
    found = Counter(tag for tags in shared.values() for tag in tags)
    weight = {tag: log(1 + CANDIDATES / count) for tag, count in found.items()}
    closest = sorted(shared, key=lambda key: (sum(weight[tag] for tag in shared[key]), *key), reverse=True)[:limit]
    cards = Article.objects.for_cards().in_bulk([story for _, story in closest])
    return [cards[story] for _, story in closest if story in cards]
