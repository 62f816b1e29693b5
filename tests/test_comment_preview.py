"""A look at the comment before it is sent."""

import re
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from articles.models import Article
from comments.models import Comment
from tests import make
from tests.test_comment_posting import address, filled, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 0


@pytest.fixture
def story() -> Article:
    return make.story()


def test_the_comment_is_shown_as_it_will_stand(client: Client, story: Article) -> None:
    text = "> It was <b>loud</b>.\n\nSee https://example.org/x"
    html = client.post(address(story), filled(client, story, text=text, preview="1")).content.decode()
    assert "<h1>Your comment, as it will stand</h1>" in html
    shown = re.search(r'<div class="comment-text">(.*?)</div>', html)
    assert not Comment.objects.exists()
    client.post(address(story), filled(client, story, text=text))
    assert shown and shown[1] == Comment.objects.get().html


def test_words_and_digits_are_kept_and_none_are_spent(client: Client, story: Article) -> None:
    fields = filled(client, story)
    html = client.post(address(story), {**fields, "preview": "1"}).content.decode()
    assert 'value="Grace"' in html and "I was there." in html
    assert hidden(html, "captcha_key") == fields["captcha_key"]
    assert hidden(html, "captcha") == fields["captcha"]
    assert CaptchaStore.objects.count() == 1
    assert 'role="alert"' not in html
    assert client.post(address(story), fields).status_code == 302


def test_nobody_has_to_be_slow_or_to_have_digits_for_a_look(client: Client, story: Article, settings: Any) -> None:
    settings.COMMENT_MIN_SECONDS = 60
    html = client.post(address(story), {"name": "Grace", "text": "Words.", "preview": "1"}).content.decode()
    assert "<p>Words.</p>" in html and "One more step" not in html


def test_an_answer_keeps_its_place_through_the_preview(client: Client, story: Article) -> None:
    answered = make.comment(story, "What of the harbour?")
    html = client.post(address(story), filled(client, story, parent=str(answered.pk), preview="1")).content.decode()
    assert hidden(html, "parent") == str(answered.pk) and "What of the harbour?" in html


@pytest.mark.parametrize("text", ["", " ", "x" * 5001, "\x00", "\u200b"])
def test_there_is_nothing_to_see_of_words_that_cannot_stand(client: Client, story: Article, text: str) -> None:
    page = client.post(address(story), {"name": "Grace", "text": text, "preview": "1"})
    assert page.status_code == 200
    assert "as it will stand" not in page.content.decode() and 'value="Grace"' in page.content.decode()


def test_nothing_in_a_preview_runs(client: Client, story: Article) -> None:
    vector = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}"
    html = client.post(address(story), {"name": vector[:60], "text": vector, "preview": "1"}).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html and "{{7*7}}" in html
