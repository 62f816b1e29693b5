"""Read More: which stories go on where one ends.

Editors' picks come first, then the closest stories (closest.py), and where fewer than three of those are good, the
newest of the same section. All of it is worked out by the worker when a story is published or changed, for the story
and for its neighbours, and kept in `Related`: a page reads one short range of rows. Until the worker comes to it, a
new story shows what its tags say.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.cards import small_cards
from articles.models import Article, ArticleStat, Block, Pick, Related, Tagging
from articles.related.closest import SAME, Near, closest_to, freshness, without_copies
from articles.related.vectors import learn
from nuztrend.lib.compiled import Compiled
from nuztrend.pagecache import depends_on, kept_each, touch

SHOWN = 5
KEPT = 12  # some get retracted, and the page skips them
COMING = 4  # stories to come that are kept beside the public ones
ENOUGH = 3  # good ones; with fewer the newest of the section fill the list
NEIGHBOURS = 16  # stories that learn of a new one


class Link(NamedTuple):
    """A story that goes on from another: None for an editor's pick, 0 for one that fills the list."""

    story: int
    closeness: float | None


def _kept_for(story: int, now: datetime) -> QuerySet[ArticleStat]:
    rows = ArticleStat.objects.filter(article__related_from__article_id=story)
    return rows.with_public(at=now).order_by("article__related_from__position")


KEPT_FOR = Compiled(_kept_for, story=int, now=datetime)


def related_to(article: Article) -> list[SafeString]:
    """Give the cards of up to five published stories that go on where `article` ends, the closest first."""
    found = KEPT_FOR.run(story=article.pk, now=timezone.now())
    # On those that are hidden too: the page changes when they come back.
    depends_on(*(f"story:{row.article_id}" for row in found))
    shown = [row.article_id for row in found if row.public][:SHOWN]  # type: ignore[attr-defined]
    return list(kept_each("related", shown, small_cards).values())


def enter(article: Article) -> None:
    """Give a story that enters, leaves or moves what its tags say, if it has nothing yet; in the verb's transaction."""
    touch(*(f"story:{pk}" for pk in Pick.objects.filter(other=article).values_list("article_id", flat=True)))
    if not Related.objects.filter(article=article).exclude(closeness=None).exists():
        now = timezone.now()
        keep(article, arranged(article, closest_to(article, now), now))


def relate(article: Article) -> bool:
    """Learn what a story is about, keep what goes on where it ends, and let its neighbours learn of it.

    Gives whether that changed what any page shows.
    """
    if not learn(article):
        return False
    changed, near = relate_alone(article)
    known = set(Related.objects.filter(other=article).exclude(closeness=None).values_list("article_id", flat=True))
    texts = {each.story: each.text for each in near}
    for number, each in enumerate(each for each in near if each.text <= SAME):
        if number < NEIGHBOURS or each.story in known:
            changed |= offer(article, each.story, each.closeness, texts)
    return changed


def relate_alone(article: Article) -> tuple[bool, list[Near]]:
    """Keep what goes on where a story ends; give whether that changed anything, and what is near it, copies too."""
    now = timezone.now()
    near = closest_to(article, now)
    return keep(article, arranged(article, near, now)), near


def arranged(article: Article, near: Sequence[Near], now: datetime) -> list[Link]:
    """Give what goes on where `article` ends: the picks, the good ones, those to come, and what fills the list."""
    picks = list(Pick.objects.filter(article=article).values_list("other_id", flat=True))
    blocked = {*picks, *Block.objects.filter(article=article).values_list("other_id", flat=True)}
    good = within_room(without_copies([each for each in near if each.text <= SAME and each.story not in blocked]), now)
    links = [*(Link(pick, None) for pick in picks), *(Link(each.story, each.closeness) for each in good)]
    out = len(picks) + sum(each.publish_at <= now for each in good)
    if out < ENOUGH:
        taken = {article.pk, *blocked, *(link.story for link in links)}
        links += [Link(story, 0.0) for story in newest_beside(article, taken)[: SHOWN - out]]
    return links


def within_room(near: Iterable[Near], now: datetime) -> list[Near]:
    """Give the first of these: so many that are out, and some that are to come, in their order."""
    room, chosen = {True: KEPT, False: COMING}, []
    for each in near:
        if room[is_out := each.publish_at <= now]:
            room[is_out] -= 1
            chosen.append(each)
    return chosen


def newest_beside(article: Article, but: set[int]) -> list[int]:
    """Give the newest public stories of the sections of `article`, without those in `but`."""
    sections = [tagging.tag for tagging in article.taggings.all() if tagging.tag.menu is not None]
    rows = Tagging.objects.public().newest_of_each(sections, SHOWN + len(but)).newest_first()
    return [story for story in dict.fromkeys(rows.values_list("article_id", flat=True)) if story not in but]


def keep(article: Article, links: Sequence[Link]) -> bool:
    """Keep these stories as those that go on where `article` ends; give whether that changed anything."""
    return revise(article.pk, lambda _: links)


@transaction.atomic
def revise(story: int, change: Callable[[list[Link]], Sequence[Link]]) -> bool:
    """Put what `change` makes of the stories that go on from one into their place; give whether it made a difference.

    One writer at a time: what `change` is given is what stands there.
    """
    if not Article.objects.select_for_update(no_key=True).only("pk").filter(pk=story).first():
        return False
    rows = Related.objects.filter(article=story)
    before = [Link(*row) for row in rows.values_list("other_id", "closeness")]
    links = list(change(before))
    if links == before:
        return False
    rows.delete()
    Related.objects.bulk_create(
        Related(article_id=story, other_id=link.story, closeness=link.closeness, position=position)
        for position, link in enumerate(links, 1)
    )
    if [link.story for link in links] == [link.story for link in before]:
        return False
    touch(f"story:{story}")
    return True


def offer(article: Article, to: int, closeness: float, texts: dict[int, float]) -> bool:
    """Let a story take `article` among those that go on where it ends, if it is close enough; give whether it changed.

    Closeness is taken as `article` has it, which may differ by the weight of the other's own tags; `texts` tells whose
    text is that of `article`: only the better of two copies stays.
    """
    now = timezone.now()

    def change(links: list[Link]) -> list[Link]:
        picks = [link for link in links if link.closeness is None]
        blocked = Block.objects.filter(article=to, other=article).exists()
        if blocked or article.pk in {pick.story for pick in picks}:
            return links
        others = {link.story: link.closeness for link in links if link.closeness is not None}
        others[article.pk] = closeness
        times = dict(ArticleStat.objects.filter(article__in=others).expected(now))
        near = [Near(story, close or 0.0, 0.0, times[story]) for story, close in others.items() if story in times]
        near.sort(key=lambda each: (each.closeness * freshness(each.publish_at, now), each.story), reverse=True)
        good = [each for each in near if each.closeness]
        copies = [each for each in good if each.story == article.pk or texts.get(each.story, 0.0) > SAME]
        chosen = within_room([each for each in good if each not in copies[1:]], now)
        out = len(picks) + sum(each.publish_at <= now for each in chosen)
        fill = [each for each in near if not each.closeness][: SHOWN - out] if out < ENOUGH else []
        return [*picks, *(Link(each.story, each.closeness) for each in (*chosen, *fill))]

    return revise(to, change)


@transaction.atomic
def choose(article: Article, picks: Iterable[Article], blocks: Iterable[Article]) -> bool:
    """Put an editor's picks first among those that go on where `article` ends, and keep the blocked ones out.

    Gives whether that is another choice than before. What fills the places that become free, the worker finds.
    """
    from articles import tasks  # one of them is to relate a story

    wanted = [pick.pk for pick in picks if pick.pk != article.pk]
    unwanted = [block.pk for block in blocks if block.pk != article.pk]
    picked, blocked = Pick.objects.filter(article=article), Block.objects.filter(article=article)
    if wanted == list(picked.values_list("other_id", flat=True)) and set(unwanted) == set(
        blocked.values_list("other_id", flat=True)
    ):
        return False
    picked.delete()
    Pick.objects.bulk_create(
        Pick(article=article, other_id=pick, position=position) for position, pick in enumerate(wanted, 1)
    )
    blocked.delete()
    Block.objects.bulk_create(Block(article=article, other_id=block) for block in unwanted)
    out = {*wanted, *unwanted}
    revise(
        article.pk,
        lambda links: [
            *(Link(pick, None) for pick in wanted),
            *(link for link in links if link.closeness is not None and link.story not in out),
        ],
    )
    tasks.relate.enqueue(article.pk)
    return True
