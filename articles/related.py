"""Read More: which stories go on where one ends.

Rank stands by shared tags, rare ones counting more, and then by date. It is worked out when a story is published or
changes its tags, for the story itself at once and for its neighbours by the worker, and kept in `Related`. A page
reads one short range of rows.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from math import log

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.cards import small_cards
from articles.models import Article, ArticleStat, Related, Tagging
from nuztrend.lib.compiled import Compiled
from nuztrend.pagecache import depends_on, kept_each, touch

CANDIDATES = 30  # newest stories read of each tag
SHOWN = 4
KEPT = 8  # some get retracted, and the page skips them
COMING = 4  # stories to come that are kept beside the public ones
NEIGHBOURS = 16  # stories that learn of a new one


def _kept_for(story: int, now: datetime) -> QuerySet[ArticleStat]:
    rows = ArticleStat.objects.filter(article__related_from__article_id=story)
    return rows.with_public(at=now).order_by("article__related_from__position")


KEPT_FOR = Compiled(_kept_for, story=int, now=datetime)


def related_to(article: Article) -> list[SafeString]:
    """Give the cards of up to four published stories that go on where `article` ends, the closest first."""
    found = KEPT_FOR.run(story=article.pk, now=timezone.now())
    # On those that are hidden too: the page changes when they come back.
    depends_on(*(f"story:{row.article_id}" for row in found))
    shown = [row.article_id for row in found if row.public][:SHOWN]  # type: ignore[attr-defined]
    return list(kept_each("related", shown, small_cards).values())


def closest_to(article: Article, limit: int) -> list[int]:
    """Give the ids of up to `limit` public stories that share tags with `article`, the closest first.

    A few that are still to come stand among them: the page shows them from their time on, when no verb runs. A tag that
    fills its whole range of candidates is common and weighs little: ln(1 + CANDIDATES / found).
    """
    tags = [tagging.tag for tagging in article.taggings.all()]
    out = Tagging.objects.public().newest_of_each(tags, CANDIDATES)
    coming = Tagging.objects.soonest(CANDIDATES).filter(tag__in=tags)
    facts = ("article_id", "tag_id", "publish_at")
    shared = defaultdict(set)
    for story, tag, publish_at in chain(out.values_list(*facts), coming.values_list(*facts)):
        if story != article.pk:
            shared[publish_at, story].add(tag)
    found = Counter(tag for tags in shared.values() for tag in tags)
    weight = {tag: log(1 + CANDIDATES / count) for tag, count in found.items()}
    ranked = sorted(shared, key=lambda key: (sum(weight[tag] for tag in shared[key]), *key), reverse=True)
    now, room, chosen = timezone.now(), {True: limit, False: COMING}, []
    for publish_at, story in ranked:
        if room[is_out := publish_at <= now]:
            room[is_out] -= 1
            chosen.append(story)
    return chosen


def relate(article: Article) -> bool:
    """Work out and keep what goes on where a story ends; give whether that changed anything."""
    return keep(article, closest_to(article, KEPT))


@transaction.atomic
def keep(article: Article, others: Sequence[int]) -> bool:
    """Keep these stories as those that go on where `article` ends; give whether that changed anything."""
    Article.objects.select_for_update(no_key=True).only("pk").filter(pk=article.pk).first()  # one writer at a time
    rows = Related.objects.filter(article=article)
    if list(rows.values_list("other_id", flat=True)) == list(others):
        return False
    rows.delete()
    Related.objects.bulk_create(
        Related(article=article, other_id=other, position=position) for position, other in enumerate(others, 1)
    )
    touch(article.page_tag)
    return True
