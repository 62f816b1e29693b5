"""Recent Comments, their pages and permalinks, and what is never shown."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from comments.models import Comment
from tests import make

pytestmark = pytest.mark.django_db


def test_newest_stand_first_with_time_and_permalink(client: Client) -> None:
    story = make.story()
    older, newer = make.comment(story, "Older words"), make.comment(story, "Newer words")
    html = client.get(story.get_absolute_url()).content.decode()
    assert html.index("Newer words") < html.index("Older words")
    for comment in (older, newer):
        assert f'id="comment-{comment.pk}"' in html
        assert f'href="/articles/a-story/comments/{comment.pk}/"' in html
    assert f'datetime="{newer.created_at:%Y-%m-%dT%H:%M:%S}+00:00"' in html


@pytest.mark.parametrize("state", ["held", "rejected", "spam", "removed"])
def test_only_visible_comments_are_shown_anywhere(client: Client, state: str) -> None:
    story = make.story()
    hidden = make.comment(story, "Not for readers", state=state)
    for path in ("/", story.get_absolute_url(), story.get_absolute_url() + "comments/"):
        assert "Not for readers" not in client.get(path).content.decode()
    assert client.get(f"/articles/a-story/comments/{hidden.pk}/").status_code == 404


def test_comments_of_a_withdrawn_story_leave_the_front_page(client: Client) -> None:
    make.story("One that stays")
    story = make.story()
    make.comment(story, "Under a story that went")
    assert "Under a story that went" in client.get("/").content.decode()
    story.retract(by=None, reason="wrong")
    assert "Under a story that went" not in client.get("/").content.decode()


def test_a_comment_is_only_found_under_its_own_story(client: Client) -> None:
    comment = make.comment(make.story("One"))
    make.story("Two")
    assert client.get(f"/articles/two/comments/{comment.pk}/").status_code == 404
    assert client.get("/articles/one/comments/99999999999999999999/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_many_decisions_at_once_keep_the_counter() -> None:
    story = make.story()
    comments = [make.comment(story, f"Comment {number}", state="held") for number in range(12)]

    def approve_and_half_remove(comment: Comment) -> None:
        try:
            comment.approve(by=None)
            if comment.pk % 2:
                comment.remove(by=None, reason="insult")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(approve_and_half_remove, comments))
    story.stat.refresh_from_db()
    assert story.stat.comments == Comment.objects.visible().count() == 6


def test_a_comment_that_comes_back_draws_no_attention_again() -> None:
    story = make.story()
    comment = make.comment(story)
    story.stat.refresh_from_db()
    warmth = story.stat.hot
    for _ in range(3):
        comment.remove(by=None, reason="insult")
        comment.approve(by=None)
    story.stat.refresh_from_db()
    assert (story.stat.hot, story.stat.comments) == (warmth, 1)


def test_the_counter_follows_every_decision(client: Client) -> None:
    story = make.story()
    kept, other = make.comment(story), make.comment(story, state="held")

    def count() -> int:
        story.stat.refresh_from_db()
        return story.stat.comments

    assert count() == 1
    other.approve(by=None)
    assert count() == 2
    kept.remove(by=None, reason="insult")
    assert count() == 1
    kept.mark_spam(by=None)
    assert count() == 1
    kept.approve(by=None)
    assert count() == 2
