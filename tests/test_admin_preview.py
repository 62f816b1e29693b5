"""The newsroom's look at a story before the public has it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from tests import make

pytestmark = pytest.mark.django_db


def preview(story: Article) -> str:
    return reverse("admin:articles_article_preview", args=[story.pk])


@pytest.mark.parametrize("group", ["Reporter", "Editor", "Moderator"])
def test_the_newsroom_sees_a_draft_as_its_page_would_be(client: Client, group: str) -> None:
    client.force_login(make.user(group=group))
    story = make.draft("Tides & moons", slug="tides", body="**High** water.", tags=[make.tag("Sea")])
    answer = client.get(preview(story))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Preview: draft, version 1 – not public" in shown
    assert "<h1>Tides &amp; moons</h1>" in shown and "<strong>High</strong> water." in shown and ">Sea</a>" in shown


def test_no_cache_keeps_it_and_no_robot_lists_it(client: Client) -> None:
    client.force_login(make.user(group="Reporter"))
    answer = client.get(preview(make.draft()))
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    shown = answer.content.decode()
    assert '<meta name="robots" content="noindex">' in shown and 'rel="canonical"' not in shown


def test_it_shows_the_saved_words_of_every_state(client: Client) -> None:
    client.force_login(make.user(group="Editor"))
    later = make.story("Later", at=timezone.now() + timedelta(days=1))
    back = make.story("Back")
    back.retract(by=None, reason="wrong")
    for story, words in (
        (later, "Preview: scheduled, version 2 – not public"),
        (back, "Preview: retracted, version 3 – not public"),
        (make.story("Out"), "Preview: published, version 2 – public"),
    ):
        assert words in client.get(preview(story)).content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get(preview(make.draft("Secret")))
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]
    assert client.get("/articles/secret/").status_code == 404


def test_it_takes_the_right_to_view_stories(client: Client) -> None:
    client.force_login(make.user())
    assert client.get(preview(make.draft())).status_code == 403


def test_a_story_that_is_not_there_is_missing(client: Client) -> None:
    client.force_login(make.user(group="Editor"))
    assert client.get("/admin/articles/article/77/preview/").status_code == 404
    assert client.get("/admin/articles/article/x'1/preview/").status_code == 404
