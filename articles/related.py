"""Read More: which stories go on where this one ends.

Behind this door rank stands by shared tags, rare ones counting more, and then by date. Candidates are the newest
stories of each tag, so the cost does not grow with the archive.
"""

from collections import Counter
from math import log

from articles.models import Article, Tagging

CANDIDATES = 30  # newest stories read of each tag


def related_to(article: Article, limit: int = 4) -> list[Article]:
    """Give up to `limit` published stories that share tags with `article`, the closest first.

    A tag that fills its whole range of candidates is common and weighs little: ln(1 + CANDIDATES / found).
    """
    tags = article.subjects
    rows = Tagging.objects.newest_of_each(tags, CANDIDATES)
    candidates = Article.objects.for_cards().of_rows(rows).prefetch_related("taggings").exclude(pk=article.pk)
    own = {tag.pk for tag in tags}
    stories = list(candidates)
    shared = {story.pk: own & {tag.pk for tag in story.subjects} for story in stories}
    found = Counter(tag for tags_of_one in shared.values() for tag in tags_of_one)
    weight = {tag: log(1 + CANDIDATES / found[tag]) for tag in found}
    # the river is newest first and sorted() is stable, so stories of equal weight stay in order of date
    return sorted(stories, key=lambda story: -sum(weight[tag] for tag in shared[story.pk]))[:limit]
