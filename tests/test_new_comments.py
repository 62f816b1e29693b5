"""The part that brings new comments to a page that stands open: the same for everybody, and exact."""

import re
from collections.abc import Iterable

import pytest
from django.test import Client

from comments.models import Comment
from comments.threads.opening import NEAR
from comments.threads.views import NEW
from tests import make, talking
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "/articles/a-story/"


def opened(front: Front, path: str = STORY) -> tuple[str, set[str]]:
    """Open a page; give the address that it asks later, and the comments that it knows."""
    found = re.search(r'data-news="([^"]+)" data-known="([\d ]*)"', front.get(path).text)
    assert found, path
    return found[1], set(found[2].split())


def new(front: Front, page: tuple[str, set[str]]) -> list[str]:
    """What a page that was opened earlier says is new, as its script finds it out."""
    address, known = page
    return [
        pk
        for pk in re.findall(r'<article class="comment" id="comment-(\d+)"', front.get(address).text)
        if pk not in known
    ]


def numbers(comments: Iterable[Comment]) -> list[str]:
    return [str(comment.pk) for comment in comments]


@pytest.mark.parametrize("path", [STORY, f"{STORY}comments/"])
@pytest.mark.parametrize("before", [0, 1, NEAR, NEAR + 5])
def test_what_came_after_the_page_is_new_and_nothing_else(path: str, before: int) -> None:
    story, front = make.story(), Front()
    for _ in range(before):
        make.comment(story)
    page = opened(front, path)
    assert new(front, page) == []
    came = [make.comment(story, "First"), make.comment(story, "Second")]
    make.comment(make.story("Other"))
    make.comment(story, state="held")
    assert new(front, page) == numbers(reversed(came))


def test_it_costs_the_page_cache_a_hit_until_somebody_writes() -> None:
    other, story, front = make.story("Other"), make.story(), Front()
    make.comment(story)
    address, _ = opened(front)
    assert [front.get(address).how for _ in range(3)] == ["stored", "hit", "hit"]
    make.comment(other)
    assert front.get(address).how == "hit"
    comment = make.comment(story)
    assert front.get(address).how == "stored"
    again = front.get(address)
    assert front.get(address, if_none_match=again.headers["ETag"]).status == 304
    comment.remove(by=None, reason="insult")
    assert f"comment-{comment.pk}" not in front.get(address).text


def test_a_comment_that_becomes_visible_after_later_ones_is_not_lost() -> None:
    story, front = make.story(), Front()
    talking.flat(story, 3)
    late = make.comment(story, "An editor looked at it", state="held")
    for _ in range(NEAR - 1):
        make.comment(story)
    page = opened(front)
    assert new(front, page) == []
    late.approve(by=None)
    assert new(front, page) == [str(late.pk)]


def test_a_new_answer_says_whom_it_answers() -> None:
    story, front = make.story(), Front()
    first = make.comment(story, name="Ada")
    address, _ = opened(front)
    make.comment(story, name="Ben", to=first)
    html = front.get(address).text
    assert re.search(rf'in answer to <a href="{STORY}comments/{first.pk}/"[^>]*>Ada</a>', html)


def test_it_brings_no_more_than_a_page_takes() -> None:
    story, front = make.story(), Front()
    talking.flat(story, NEW)
    assert "data-full" not in front.get(f"{STORY}comments/since/0/").text
    make.comment(story)
    html = front.get(f"{STORY}comments/since/0/").text
    assert "data-full" in html and html.count("<article") == NEW


def test_only_pages_on_which_something_can_be_new_ask() -> None:
    story, front = make.story(), Front()
    talking.flat(story, 21)
    assert "data-news" in front.get(STORY).text
    for query in ("?page=2", "?sort=best", "?sort=oldest"):
        assert "data-news" not in front.get(f"{STORY}comments/{query}").text
    story.comments_policy = story.CommentsPolicy.CLOSED
    story.save_version(by=None)
    assert "data-news" not in front.get(STORY).text


def test_what_is_not_there_has_no_news() -> None:
    make.story().retract(by=None, reason="wrong")
    for path in (f"{STORY}comments/since/0/", "/articles/none/comments/since/0/"):
        assert Client().get(path).status_code == 404
    make.story("Other")
    answer = Client().get("/articles/other/comments/since/99999999999999999999/")
    assert answer.status_code == 200 and "<article" not in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
