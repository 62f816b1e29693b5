"""Which stories are closest to one: by their words, by shared tags, and by age.

closeness = 0.7 · text + 0.3 · tags. *text* is the cosine of the two stories' weights (vectors.py). *tags* is the weight
of the shared tags over that of all of the story's own, a tag on n of N stories weighing ln(1 + N/n). The order is that
of closeness times freshness, where freshness = 0.5 + 0.5 · 2^(-age / 365 d).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from articles.models import Article, ArticleStat, Tag, Tagging
from articles.models.terms import THE_LEXICON, Lexicon, StoryTerm
from articles.related.vectors import SCALE

BY_TEXT, BY_TAGS = 0.7, 0.3
YEAR = 365 * 86400.0
NOISE = 0.05  # text below it says nothing
SAME = 0.9  # text above it is the same story once more
NEWEST = 500  # stories read of each word: with 100 precision falls by 0.04 (Reuters, 8,770 stories)
COMING_READ = 50  # stories to come read of each word
TAGGED = 30  # newest stories read of each tag
ANY_TERM = -1  # stands for a term until it is filled in
POOL = 120  # stories that are looked at more closely


@dataclass(frozen=True)
class Near:
    """A story near another one: how close, how like its text is, and when it came or will come out."""

    story: int
    closeness: float
    text: float
    publish_at: datetime


def closest_to(article: Article, now: datetime) -> list[Near]:
    """Give public stories, and such that are to come, that are close to `article`, the best first.

    A story without words in common is close only by a tag that is no section: half the portal may stand in one section.
    Among them are copies of `article` (their text is above SAME) and of each other (`without_copies`).
    """
    tags = [tagging.tag for tagging in article.taggings.all()]
    texts = alike(article.pk, now)
    best = sorted(texts, key=lambda story: (texts[story], story), reverse=True)[:POOL]
    rows = Tagging.objects.filter(tag__in=tags)
    tagged = {
        *Tagging.objects.public().newest_of_each(tags, TAGGED).values_list("article_id", flat=True),
        *rows.soonest(TAGGED).values_list("article_id", flat=True),
    }
    pool = {*best, *tagged} - {article.pk}
    shared: dict[int, list[int]] = defaultdict(list)
    for story, tag in rows.filter(article__in=pool).values_list("article_id", "tag_id"):
        shared[story].append(tag)
    weight = weights_of(tags)
    own = sum(weight.values())
    sections = {tag.pk for tag in tags if tag.menu is not None}
    found = []
    for story, publish_at in ArticleStat.objects.filter(article__in=pool).expected(now):
        text = texts.get(story, 0.0)
        if text >= NOISE or set(shared[story]) - sections:
            by_tags = sum(weight[tag] for tag in shared[story]) / own if own else 0.0
            found.append(Near(story, BY_TEXT * text + BY_TAGS * by_tags, text, publish_at))
    found.sort(key=lambda near: (near.closeness * freshness(near.publish_at, now), near.story), reverse=True)
    return found


def freshness(publish_at: datetime, now: datetime) -> float:
    """Give what the age of a story leaves of its closeness: 1 when it is new, 0.75 after a year, at last 0.5."""
    age = max(0.0, (now - publish_at).total_seconds())
    return 0.5 + 0.5 * 2 ** (-age / YEAR)


def alike(story: int, now: datetime) -> dict[int, float]:
    """Give for each story that has words in common how like the texts are, from 0 to 1.

    Of each word the newest stories are read, and some that are to come: the work is bounded however many there are.
    """
    own = dict(StoryTerm.objects.filter(article=story).values_list("term_id", "weight"))
    if not own:
        return {}
    today = timezone.localtime(now, UTC).toordinal()
    sums: dict[int, int] = defaultdict(int)
    for term, other, weight in newest_of(own, today):
        sums[other] += own[term] * weight
    sums.pop(story, None)
    return {other: total / (SCALE * SCALE) for other, total in sums.items()}


def newest_of(terms: Iterable[int], today: int) -> list[tuple[int, int, int]]:
    """Give (term, story, weight) of the newest stories of each term, and of the next that are to come.

    Each part is one short range of one index. Stories of today may be out or to come; they count as out.
    """
    rows = StoryTerm.objects.filter(term=ANY_TERM).values_list("term_id", "article_id", "weight")
    ranges = [rows.filter(day__lte=today).order_by("-day", "-article_id")[:NEWEST]]
    if Article.objects.scheduled().exists():
        ranges.append(rows.filter(day__gt=today).order_by("day", "article_id")[:COMING_READ])
    # Compiled once, as the parts differ in the term alone; to compile them all takes longer than to read them.
    compiled = [each.query.get_compiler(connection=connection).as_sql() for each in ranges]
    each_term = [(term, sql, params) for term in terms for sql, params in compiled]
    union = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) AS part{number}"  # noqa: S608  (compiled by the ORM)
        for number, (_, sql, _) in enumerate(each_term)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            union, [term if param == ANY_TERM else param for term, _, params in each_term for param in params]
        )
        return cursor.fetchall()


def weights_of(tags: Iterable[Tag]) -> dict[int, float]:
    """Give the weight of each tag: rare ones count more."""
    ids = [tag.pk for tag in tags]
    counted = Tagging.objects.filter(tag__in=ids).order_by().values_list("tag_id").annotate(n=Count("pk"))
    numbers = dict(counted)
    stories = Lexicon.objects.filter(pk=THE_LEXICON).values_list("stories", flat=True).first() or 0
    total = max([stories, *numbers.values()], default=0)
    return {tag: log(1 + total / max(1, numbers.get(tag, 1))) for tag in ids}


def without_copies(found: Sequence[Near], most: int = 40) -> list[Near]:
    """Give these stories without those whose text is that of one before them; no more than `most` are looked at."""
    vectors: dict[int, dict[int, int]] = defaultdict(dict)
    rows = StoryTerm.objects.filter(article__in=[near.story for near in found[:most]])
    for story, term, weight in rows.values_list("article_id", "term_id", "weight"):
        vectors[story][term] = weight
    chosen: list[Near] = []
    for near in found[:most]:
        if not any(cosine(vectors[near.story], vectors[other.story]) > SAME for other in chosen):
            chosen.append(near)
    return chosen


def cosine(one: Mapping[int, int], other: Mapping[int, int]) -> float:
    """Give how like two texts are, from 0 to 1."""
    return sum(one[term] * other[term] for term in one.keys() & other.keys()) / (SCALE * SCALE)
