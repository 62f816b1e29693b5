"""How many queries a page may cost, and that the number does not grow with the portal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleStat, Credit, Tagging
from comments.models import Comment, receipt_hash
from tests import make

pytestmark = pytest.mark.django_db
MOMENT = datetime(2025, 6, 6, 12, tzinfo=UTC)

# In a worker the menu and trending are read once for many pages; here each page reads them.
# article: story, photo and counters; tags; bylines; menu; Read More; trending and its stories; comments
# home: menu; placed stories; newest; rows of each section; their cards; trending (2); newest comments
# tag, byline: the tag or byline; its page of stories; menu; trending (2); the month has none of the first
# comments: story; page of comments; menu; tags: page of tags; menu; archive: numbers; who left and came since; menu
# trending: the list and its stories; pins; hourly counts; menu
BUDGET = {
    "/articles/first/": 8,
    "/": 8,
    "/tags/science/": 5,
    "/bylines/nuztrend-team/": 5,
    "/archive/2025/06/": 4,
    "/articles/first/comments/": 3,
    "/tags/": 2,
    "/archive/": 4,
    "/trending/": 5,
}


def grow(stories: int, comments: int) -> None:
    """Fill the portal as fast as rows go in."""
    first = Article.objects.get(slug="first")
    made = Article.objects.bulk_create(
        Article(
            title=f"Story {number}",
            slug=f"story-{number}",
            body_html="<p>Text</p>",
            state="published",
            publish_at=MOMENT - timedelta(minutes=number),
        )
        for number in range(stories)
    )
    tags = [tagging.tag for tagging in first.taggings.select_related("tag")]
    Tagging.objects.bulk_create(
        Tagging(article=story, tag=tag, publish_at=story.publish_at) for story in made for tag in tags
    )
    team = make.byline()
    Credit.objects.bulk_create(
        Credit(article=story, byline=team, position=1, publish_at=story.publish_at) for story in made
    )
    ArticleStat.objects.bulk_create(
        ArticleStat(article=story, hot=story.pk / 1000, publish_at=story.publish_at) for story in made
    )
    Comment.objects.bulk_create(
        Comment(
            article=first,
            name="A",
            text="b",
            html="<p>b</p>",
            state="visible",
            listed=True,
            receipt_hash=receipt_hash(str(number)),
        )
        for number in range(comments)
    )


@pytest.fixture
def cost(client: Client) -> Callable[[str], int]:
    def measure(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        return len(queries)

    return measure


def test_pages_keep_their_budget_with_one_story_and_with_a_thousand(cost: Callable[[str], int]) -> None:
    tags = [make.tag("Science", menu=1), make.tag("Space"), make.tag("Moon")]
    story = make.story(
        "First", tags=tags, bylines=[make.byline()], lead_photo=make.photo(), at=MOMENT + timedelta(hours=1)
    )
    make.comment(story)
    grow(1, 0)
    small = {path: cost(path) for path in BUDGET}
    Article.objects.exclude(pk=story.pk).delete()
    grow(1000, 1000)
    large = {path: cost(path) for path in BUDGET}
    assert large == BUDGET
    assert small == {**BUDGET, "/": BUDGET["/"] - 1}  # the one story stands above, so no section has cards to read
