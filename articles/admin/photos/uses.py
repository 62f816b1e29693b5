"""Where photos are shown, in the words of the newsroom: on a photo's page, in the library, and when one is to go."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.admin.story_list import state_word
from articles.models import Article, Byline, Photo, PhotoUse
from nuztrend.lib.several import count_each

SHOWN = 50
"""Lines of a list of uses."""
COUNTED = 1_000
"""Uses of one photo that are counted; more are told as “1000+”."""


def uses_of(photos: Iterable[Photo], most: int = SHOWN) -> list[SafeString]:
    """Give a line for each place at which photos are shown, bylines first, then the stories begun last."""
    pks = [photo.pk for photo in photos]
    bylines = Byline.objects.filter(photo__in=pks).order_by("name")[:most]
    stories = Article.objects.with_public().only("title", "state", "publish_at", "unpublish_at")
    uses = PhotoUse.objects.filter(photo__in=pks).order_by("-article_id", "place")
    uses = uses.prefetch_related(Prefetch("article", stories))[:most]
    lines = [
        format_html('Byline: <a href="{}">{}</a>', reverse("admin:articles_byline_change", args=[byline.pk]), byline)
        for byline in bylines
    ]
    return [*lines, *map(line_of, uses)][:most]


def line_of(use: PhotoUse) -> SafeString:
    """Give the line of one use: the story, its state, and where in it."""
    story = use.article
    address = reverse("admin:articles_article_change", args=[story.pk])
    public: bool = story.public  # type: ignore[attr-defined]
    return format_html('Story: <a href="{}">{}</a> ({}), {}', address, story, state_word(story, public), where(use))


def where(use: PhotoUse) -> str:
    """Give in words where a story shows a photo."""
    match use.place:
        case PhotoUse.Place.LEAD:
            return "as its lead photo"
        case PhotoUse.Place.PENDING:
            return "in changes that are not published yet"
        case _:
            return "in its text"


def count_uses(photos: Sequence[Photo], most: int = COUNTED) -> dict[int, int]:
    """Give for each photo at how many places it is shown, `most` where there are as many or more; in one query."""
    asked: dict[str, QuerySet[Any]] = {}
    for photo in photos:
        asked[f"stories-{photo.pk}"] = PhotoUse.objects.filter(photo=photo.pk)
        asked[f"bylines-{photo.pk}"] = Byline.objects.filter(photo=photo.pk)
    counts = count_each(asked, most)
    return {photo.pk: min(most, counts[f"stories-{photo.pk}"] + counts[f"bylines-{photo.pk}"]) for photo in photos}


def times(count: int, most: int = COUNTED) -> str:
    """Give a number of uses in words."""
    if not count:
        return "Not used"
    return f"Used {count}{'+' if count >= most else ''} ×"
