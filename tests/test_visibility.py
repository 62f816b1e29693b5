"""The rows along which lists are read agree with their story about what readers may see, whatever was done to it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import Article, ArticleStat, Credit, Tagging
from articles.querysets import StoryRowQuerySet
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def agree() -> None:
    """Compare stories and rows at every moment at which something can change, and just before it."""
    ends = Article.objects.values_list("publish_at", "unpublish_at")
    moments = {NOW, *(moment for pair in ends for moment in pair if moment)}
    for moment in sorted(moments | {moment - timedelta(microseconds=1) for moment in moments}):
        for model in (Tagging, Credit, ArticleStat):
            rows: StoryRowQuerySet = model.objects.all()
            stories = Article.objects.published(moment).filter(pk__in=rows.values("article_id"))
            shown = set(rows.public(moment).values_list("article_id", flat=True))
            assert shown == set(stories.values_list("pk", flat=True)), (model.__name__, moment)


def draft(**fields: Any) -> Article:
    return make.draft(tags=[make.tag(), make.tag("Space")], bylines=[make.byline()], **fields)


def change(story: Article, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(story, name, value)
    story.save_version(by=None)


LIVES: dict[str, list[Callable[[Article], object]]] = {
    "published": [lambda story: story.publish(by=None)],
    "submitted, returned, published": [
        lambda story: story.submit(by=None),
        lambda story: story.return_to_draft(by=None),
        lambda story: story.publish(by=None),
    ],
    "scheduled, then brought forward": [
        lambda story: story.publish(by=None, at=NOW + DAY),
        lambda story: change(story, publish_at=NOW - DAY),
    ],
    "scheduled, withdrawn, published": [
        lambda story: story.publish(by=None, at=NOW + DAY),
        lambda story: story.retract(by=None, reason="too early"),
        lambda story: story.publish(by=None, at=NOW),
    ],
    "retracted and back": [
        lambda story: story.publish(by=None),
        lambda story: story.retract(by=None, reason="wrong"),
        lambda story: story.publish(by=None),
    ],
    "its end set, moved and cleared": [
        lambda story: story.publish(by=None),
        lambda story: change(story, unpublish_at=NOW + DAY),
        lambda story: change(story, unpublish_at=NOW - timedelta(hours=1), publish_at=NOW - DAY),
        lambda story: change(story, unpublish_at=None),
    ],
    "a draft with times": [
        lambda story: change(story, publish_at=NOW - DAY, unpublish_at=NOW + DAY),
        lambda story: story.publish(by=None),
    ],
    "tags and bylines changed": [
        lambda story: story.publish(by=None),
        lambda story: story.save_version(by=None, tags=[make.tag("Moon")], bylines=[make.byline("Ada")]),
        lambda story: story.retract(by=None, reason="wrong"),
        lambda story: story.save_version(by=None, tags=[make.tag()], bylines=[]),
    ],
}


@pytest.mark.parametrize("life", LIVES)
def test_rows_and_story_agree_after_every_verb(life: str, time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)
    story = draft()
    agree()
    for step in LIVES[life]:
        step(story)
        agree()


def test_rows_and_story_agree_after_every_import(tmp_path: Path) -> None:
    file = tmp_path / "tide.md"
    for state in ("draft", "published", "retracted", "published\nunpublish: 2025-06-08 12:00"):
        reason = "\nretraction_reason: wrong" if state == "retracted" else ""
        file.write_text(
            "---\ntitle: Tide\ntags: [Sea]\nbylines: [Ada]\ndate: 2025-06-06 09:00\n"
            f"state: {state}{reason}\n---\nWater."
        )
        call_command("import_stories", str(tmp_path))
        agree()
    assert Article.objects.get().unpublish_at == datetime(2025, 6, 8, 12, tzinfo=UTC)
