"""The words of a story with all that belongs to them, as one value: what a revision keeps and a pending change holds.

Where a story stands (its address, its times, its place on the front page, whether it takes comments) is no part of it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from articles.models.byline import Byline
from articles.models.photo import Photo
from articles.models.tag import Tag

if TYPE_CHECKING:
    from articles.models.article import Article

Content = dict[str, Any]

TEXTS = ("title", "dek", "body", "keywords", "source_type", "ai_use")
"""Fields of the story that are words."""

ROWS: dict[str, type[Byline] | type[Photo] | type[Tag]] = {"lead_photo": Photo, "tags": Tag, "bylines": Byline}
"""Fields that point to rows: a list of [key, name], so that the name can be told when the row is gone."""


def content_of(story: "Article", tags: Iterable[Tag] | None = None, bylines: Iterable[Byline] | None = None) -> Content:
    """Give the content of a story; its tags and bylines are those given, else (None) those that are stored."""
    if tags is None:
        tags = [tagging.tag for tagging in story.taggings.all()]
    if bylines is None:
        bylines = [credit.byline for credit in story.credits.select_related("byline")]
    photos = [story.lead_photo] if story.lead_photo else []
    rows = {"lead_photo": photos, "tags": tags, "bylines": bylines}
    return {name: getattr(story, name) for name in TEXTS} | {name: _named(rows[name]) for name in ROWS}


def changed_fields(before: Content, after: Content) -> list[str]:
    """Give the names of the fields in which two contents differ, in the order of the form."""
    return [name for name in (*TEXTS, *ROWS) if _compared(before, name) != _compared(after, name)]


def rows_of(content: Content, name: str) -> list[Any]:
    """Give the rows that a field of a content points to, in order, without those that are gone."""
    keys = [key for key, _ in content.get(name, [])]
    found = ROWS[name]._default_manager.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def fill(story: "Article", content: Content) -> tuple[list[Tag], list[Byline]]:
    """Put a content into a story, unsaved; give its tags and bylines, which `Article.save_version` takes."""
    for name in TEXTS:
        setattr(story, name, content.get(name, ""))
    story.lead_photo = next(iter(rows_of(content, "lead_photo")), None)
    return rows_of(content, "tags"), rows_of(content, "bylines")


def with_tag(content: Content, tag: Tag, other: Tag) -> Content:
    """Give a content that names `other` where it named `tag`; once, where it named both."""
    keys = [key for key, _ in content.get("tags", [])]
    if tag.pk not in keys:
        return content
    names = {other.pk if key == tag.pk else key: str(other) if key == tag.pk else name for key, name in content["tags"]}
    return content | {"tags": [[key, name] for key, name in names.items()]}


def _named(rows: Iterable[Any]) -> list[list[Any]]:
    return [[row.pk, str(row)] for row in rows]


def _compared(content: Content, name: str) -> Any:
    value = content.get(name)
    return [key for key, _ in value or []] if name in ROWS else value or ""
