"""What the page of a story reads: one query each for the story, its tags, its bylines and Read More, compiled once."""

from datetime import datetime

from django.utils import timezone

from articles.models import Article, Byline, Credit, Tag, Tagging
from nuztrend.lib.compiled import Compiled

STORY = Compiled(
    lambda slug, now: Article.objects.published(at=now).for_article_page().filter(slug=slug), slug=str, now=datetime
)
TAGS = Compiled(lambda story: Tagging.objects.filter(article_id=story).order_by("position", "pk"), story=int)
BYLINES = Compiled(lambda story: Credit.objects.filter(article_id=story).order_by("position"), story=int)


def public_story(slug: str) -> Article | None:
    """Give the story at an address with everything that its page prints, if the public may see it now."""
    return STORY.first(slug=slug, now=timezone.now())


def tags_of(story: Article) -> list[Tag]:
    """Give the tags of a story in printed order."""
    return [tagging.tag for tagging in TAGS.run(story=story.pk)]


def bylines_of(story: Article) -> list[Byline]:
    """Give the bylines of a story in printed order."""
    return [credit.byline for credit in BYLINES.run(story=story.pk)]
