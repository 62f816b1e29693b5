"""Answering a comment: its page, its place in the thread, and what becomes of answers to comments that are gone."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments.models import Comment
from tests import make
from tests.front import Front
from tests.test_comment_posting import address, filled, hidden

pytestmark = pytest.mark.django_db
GONE = "is not there any more"


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0


@pytest.fixture
def story() -> Article:
    return make.story()


def test_the_page_quotes_the_comment_above_the_form(client: Client, story: Article) -> None:
    answered = make.comment(story, "Is it > or < than\n\nlast year?", name="Ada")
    html = client.get(f"{address(story)}{answered.pk}/answer/").content.decode()
    assert "<h1>Answer <bdi>Ada</bdi></h1>" in html
    assert "<p>last year?</p>" in html
    assert hidden(html, "parent") == str(answered.pk)
    assert "captcha_key" not in html and "csrf" not in html  # it is the same for everybody


@pytest.mark.django_db(transaction=True)
def test_the_page_is_kept_for_all_and_ends_when_the_comment_goes(story: Article) -> None:
    answered = make.comment(story)
    front, path = Front(), f"{address(story)}{answered.pk}/answer/"
    assert [front.get(path).how, front.get(path).how] == ["stored", "hit"]
    answered.remove(by=None, reason="insult")
    assert front.get(path).status == 404


def test_an_answer_stands_below_the_comment(client: Client, story: Article) -> None:
    answered = make.comment(story)
    assert client.post(address(story), filled(client, story, parent=str(answered.pk))).status_code == 302
    answer = Comment.objects.exclude(pk=answered.pk).get()
    assert (answer.parent, answer.root, answer.depth) == (answered, answered, 1)


def test_without_javascript_the_next_page_still_knows_the_comment(client: Client, story: Article) -> None:
    answered = make.comment(story, "What of the harbour?")
    html = client.post(address(story), {"name": "Grace", "text": "I know.", "parent": answered.pk}).content.decode()
    assert "What of the harbour?" in html and hidden(html, "parent") == str(answered.pk)


def test_the_form_under_the_story_begins_a_thread(client: Client, story: Article) -> None:
    make.comment(story)
    assert client.post(address(story), filled(client, story)).status_code == 302
    assert Comment.objects.first().parent is None  # type: ignore[union-attr]


@pytest.mark.parametrize("state", ["held", "rejected", "spam", "removed", "foreign"])
def test_an_answer_to_what_readers_do_not_see_may_stand_by_itself(client: Client, story: Article, state: str) -> None:
    on = make.story("Another story") if state == "foreign" else story
    gone = make.comment(on, "Unseen words.", state="visible" if state == "foreign" else state)
    fields = filled(client, story, parent=str(gone.pk))
    page = client.post(address(story), fields)
    html = page.content.decode()
    assert page.status_code == 200
    assert GONE in html and "I was there." in html and "Unseen words." not in html
    assert 'name="parent"' not in html
    assert hidden(html, "captcha") == fields["captcha"]  # the digits were not spent
    assert client.get(f"{address(story)}{gone.pk}/answer/").status_code == 404
    assert client.post(address(story), {**fields, "parent": ""}).status_code == 302


@pytest.mark.parametrize("parent", ["0", "-1", "abc", "9" * 18, "9" * 19, "9" * 5000, "\x00", "1e3", "٣", "1 OR 1=1"])
def test_garbage_in_the_place_of_a_comment_is_a_comment_that_is_gone(
    client: Client, story: Article, parent: str
) -> None:
    page = client.post(address(story), filled(client, story, parent=parent))
    assert page.status_code in (200, 302)
    if page.status_code == 200:
        assert "I was there." in page.content.decode()
    for path in (f"{address(story)}{'9' * 30}/answer/", f"{address(story)}{'9' * 18}/answer/"):
        assert client.get(path).status_code == 404


def test_a_story_that_closed_meanwhile_says_so_on_the_page(client: Client) -> None:
    story = make.story(comments_policy="closed")
    answered = make.comment(story)
    assert "Comments are closed" in client.get(f"{address(story)}{answered.pk}/answer/").content.decode()


def test_answers_of_answers_go_as_deep_as_somebody_likes(client: Client, story: Article) -> None:
    last = make.comment(story)
    Comment.objects.filter(pk=last.pk).update(parent=None)
    for _ in range(3):
        last, _receipt = Comment.objects.submit(story, "Ada", "Deeper.", "x" * 31 + str(last.pk)[-1], parent=last)
    Comment.objects.filter(pk=last.pk).update(depth=32_000)
    assert client.post(address(story), filled(client, story, parent=str(last.pk))).status_code == 302
    assert Comment.objects.first().depth == 32_000  # type: ignore[union-attr]
