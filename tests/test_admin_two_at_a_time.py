"""Two editors who change the same thing at the same time in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from articles.models import Article
from tests import make
from tests.test_admin_stories import fields, opened, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> User:
    user = make.user("edith", "Editor")
    client.force_login(user)
    return user


def test_the_second_to_save_loses_no_word_and_overwrites_nothing(client: Client, editor: User) -> None:
    story = make.draft("Tides", body="The first words.")
    mine = fields(story, body="My <i>words</i>.", title="My headline") | opened(client, story)
    story.body = "Words of the other."
    story.save_version(by=make.user("otto"))
    answer = client.post(page_of(story), mine)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "otto saved this story on" in shown and "it is version 2 now" in shown
    assert "My &lt;i&gt;words&lt;/i&gt;." in shown and "My headline" in shown
    assert "Words of the other." in shown, "the stored words stand beside them"
    story.refresh_from_db()
    assert (story.body, story.title, story.version) == ("Words of the other.", "Tides", 2)


def test_saving_again_what_was_opened_before_overwrites_nothing(client: Client, editor: User) -> None:
    story = make.draft("Tides", body="Stored.")
    mine = fields(story, body="Mine.")
    story.save_version(by=None)
    for again in ({}, {"opened": '{"pending": 0}'}, {"opened": "{" * 9_999}, {"opened": "[]"}, {"opened": "5"}):
        assert "Two people wrote" in client.post(page_of(story), mine | again).content.decode()
    story.refresh_from_db()
    assert (story.body, story.version) == ("Stored.", 2)


@pytest.mark.parametrize("version", ["", "0", "99", "x"])
def test_a_form_without_its_version_overwrites_nothing(client: Client, editor: User, version: str) -> None:
    story = make.draft("Tides", body="Stored.")
    assert client.post(page_of(story), fields(story, body="Forged.", version=version)).status_code == 200
    story.refresh_from_db()
    assert story.body == "Stored."


def test_a_verb_of_another_counts_as_a_change(client: Client, editor: User) -> None:
    story = make.draft("Tides")
    mine = fields(story, body="Mine.", _verb="publish")
    story.submit(by=None)
    assert "Two people wrote" in client.post(page_of(story), mine).content.decode()
    assert not Article.objects.published().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("for_good", "status"), [(False, 302), (True, 200)])
def test_a_tag_that_is_deleted_at_the_very_moment_costs_no_word(client: Client, for_good: bool, status: int) -> None:
    """The database says so at the COMMIT; the second try finds the tag there again, or finds it gone for good."""
    client.force_login(make.user("root", is_superuser=True))
    story, moon, left = make.draft("Tides"), make.tag("Moon"), ['INSERT INTO "articles_tagging"']
    left += ['FROM "articles_tag" WHERE'] * for_good
    sent = fields(story, body="Every word.", tags=[moon.pk])

    def take_away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if left and left[0] in sql:
            left.pop(0)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM articles_tag WHERE id = %s", [moon.pk])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(take_away):
        answer = client.post(page_of(story), sent)
    assert (left, answer.status_code) == ([], status)
    shown = client.get(page_of(story)).content.decode() if status == 302 else answer.content.decode()
    assert "Every word." in shown
    assert shown.count("is saved as version") == (status == 302)
    assert ("is not one of the available choices" in shown) == (status == 200)
