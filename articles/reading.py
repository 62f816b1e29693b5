"""What the page of a story reads: one query each for the story, its tags, its bylines and Read More, compiled once."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from articles.models import Article, Byline, Credit, Tag, Tagging
from nuztrend.lib.compiled import Compiled
from nuztrend.pagecache import depends_on

LONG = 700
"""Words from which a story gets a table of contents: about three minutes, and more than three screens."""
MANY_PARTS = 4

STORY = Compiled(
    lambda slug, now: Article.objects.published(at=now).for_article_page().filter(slug=slug), slug=str, now=datetime
)
TAGS = Compiled(
    lambda story, now: Tagging.objects.filter(article_id=story).with_older(at=now).order_by("position", "pk"),
    story=int,
    now=datetime,
)
BYLINES = Compiled(lambda story: Credit.objects.filter(article_id=story).order_by("position"), story=int)


def public_story(slug: str) -> Article | None:
    """Give the story at an address with everything that its page prints, if the public may see it now."""
    return STORY.first(slug=slug, now=timezone.now())


class Onward(NamedTuple):
    """The story to read after another: the next older one of a tag."""

    tag: Tag
    slug: str
    title: str


def tags_of(story: Article) -> tuple[list[Tag], Onward | None]:
    """Give the tags of a story in printed order, and the story that follows in its section, else in another tag."""
    taggings = TAGS.run(story=story.pk, now=timezone.now())
    return [tagging.tag for tagging in taggings], _onward(taggings)


def _onward(taggings: Sequence[Tagging]) -> Onward | None:
    """Choose by section; what enters or leaves a river touches `rivers`, its headline the story's own tag."""
    followed = [tagging for tagging in taggings if tagging.older]  # type: ignore[attr-defined]
    depends_on("rivers")
    if not followed:
        return None
    chosen = min(followed, key=lambda tagging: tagging.tag.menu is None)
    older = chosen.older  # type: ignore[attr-defined]
    depends_on(f"story:{older['pk']}")
    return Onward(chosen.tag, older["slug"], older["title"])


def contents_of(story: Article) -> list[tuple[str, str]]:
    """Give the id and words of each part of a story that is long enough for a table of contents, else nothing."""
    return story.parts if story.words >= LONG and len(story.parts) >= MANY_PARTS else []


def bylines_of(story: Article) -> list[Byline]:
    """Give the bylines of a story in printed order."""
    return [credit.byline for credit in BYLINES.run(story=story.pk)]
