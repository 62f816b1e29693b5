"""What a reader gets when there is nothing to show, or when something broke."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from tests import make

pytestmark = pytest.mark.django_db


def test_a_missing_page_leads_on_in_the_site_s_look(client: Client) -> None:
    response = client.get("/nothing/here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "<h1" in html and 'href="/archive/"' in html and 'href="/static/css/' in html


def test_a_story_past_its_end_is_gone_without_a_word_of_it(client: Client) -> None:
    start = timezone.now() - timedelta(days=2)
    story = make.story(body="Only for June.", at=start, unpublish_at=start + timedelta(days=1))
    response = client.get(story.get_absolute_url())
    assert response.status_code == 410
    assert "no longer available" in response.content.decode()
    assert "Only for June." not in response.content.decode()


def test_a_fault_of_ours_is_said_without_database_or_detail(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(limit: int = 8, but: int | None = None) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("articles.front.trending_lines", broken)
    response = Client(raise_request_exception=False).get("/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "<h1" in html
    assert "secret of the house" not in html
    assert "Content-Security-Policy" in response.headers


def test_without_a_database_the_answer_is_the_same_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


def test_a_form_of_the_newsroom_without_its_token_says_how_to_save_the_words() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "ada", "password": "x"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "<h1" in html and "csrf" not in html.lower().replace("_csrf", "")
