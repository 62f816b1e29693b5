"""The front page as a value: what stands where, of the stories that editors placed and of the newest others."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from articles.frame import menu
from articles.models import Article, Tag, Tagging, shows
from articles.trending import trending_lines
from nuztrend.pagecache import depends_on

LEADS = 4
LATEST = 8
FRONT_PAGE = LEADS + LATEST
A_SECTION = 4


def front_page(placed: Sequence[Article]) -> dict[str, Any]:
    """Give what the front page prints, with these stories (`for_cards`) before all others."""
    depends_on("rivers")
    sections = menu()
    taken = {story.pk for story in placed}
    found = list(Article.objects.published().for_cards().newest_first()[: FRONT_PAGE + 1])
    # With old stories placed first there are more than FRONT_PAGE of them: none of the newest is left out.
    order = [*placed, *(story for story in found[:FRONT_PAGE] if story.pk not in taken)]
    shows(*found, *placed)
    return {
        "menu": sections,
        "leads": order[:LEADS],
        "latest": order[LEADS:],
        "has_older": len(found) > FRONT_PAGE,
        "sections": newest_of(sections, shown={story.pk for story in order}),
        "trending": trending_lines(),
    }


def newest_of(sections: list[Tag], shown: set[int]) -> list[tuple[Tag, list[Article]]]:
    """Give each section with the cards of its newest stories; no story twice, nor one of those `shown` above (ids).

    A section of which everything stands elsewhere on the page is left out.
    """
    enough = len(shown) + A_SECTION * len(sections)  # even where all sections share their stories
    rows = Tagging.objects.public().newest_of_each(sections, enough).newest_first()
    ids = defaultdict(list)
    for section, story in rows.values_list("tag_id", "article_id"):
        ids[section].append(story)
    taken, chosen = set(shown), {}
    for section in sections:
        chosen[section.pk] = [story for story in ids[section.pk] if story not in taken][:A_SECTION]
        taken.update(chosen[section.pk])
    cards = Article.objects.for_cards().in_bulk(taken - shown)
    shows(*cards.values())
    found = [(section, [cards[story] for story in chosen[section.pk] if story in cards]) for section in sections]
    return [(section, stories) for section, stories in found if stories]
