"""Deleting one's own comment: its name and words are gone, answers keep their place."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from articles.models import ArticleStat
from comments.models import Appeal, Comment, ModerationEntry, State, Verdict
from tests.receipts import address, main, page, written

pytestmark = pytest.mark.django_db


def delete(client: Client) -> Any:
    return client.post(address("delete/"))


def test_it_asks_first_and_tells_what_stays(client: Client) -> None:
    written()
    html = page(client, "delete/")
    assert "Delete my comment for good" in html and "What stays" in html and "I was there." in html
    assert Comment.objects.get().state == State.VISIBLE


def test_name_and_words_are_gone_everywhere(client: Client) -> None:
    comment = written("Only mine.", network="ab12")
    story = comment.article.get_absolute_url()
    assert "Only mine." in client.get(story).content.decode()
    answer = delete(client)
    assert answer.status_code == 302 and answer["Location"] == "../"
    for where in (story, "/", "/feeds/comments.json", address()):
        assert "Only mine." not in client.get(where).content.decode(), where
    row = Comment.objects.values().get()
    assert not any(row[name] for name in ("name", "text", "html", "network", "likeness", "reasons", "score"))
    assert ArticleStat.objects.get().comments == 0
    html = page(client)
    assert "Your comment is erased." in html and "What stays" in html


def test_answers_keep_their_place_under_an_empty_chair(client: Client) -> None:
    comment = written("Only mine.")
    answer, _ = Comment.objects.submit(
        comment.article, "Ada", "Yours and mine.", "other", parent=comment, verdict=Verdict(State.VISIBLE)
    )
    delete(client)
    chair, below = Comment.objects.order_by("pk")
    assert chair.listed and chair.answer_count == 1 and not chair.text
    assert below == answer and below.parent_id == chair.pk and below.is_visible
    assert "Yours and mine." in client.get(f"{comment.article.get_absolute_url()}comments/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_deleted_once(client: Client) -> None:
    written()
    answers: list[int] = []

    def press() -> None:
        answers.append(delete(Client()).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    with transaction.atomic():
        Comment.objects.select_for_update().get().save(update_fields=["name"])  # all of them have looked before one may
        for thread in threads:
            thread.start()
        time.sleep(0.3)
    for thread in threads:
        thread.join()
    assert answers == [302] * 4
    assert ModerationEntry.objects.filter(verb="withdraw").count() == 1


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED, State.SPAM, State.REMOVED])
def test_what_nobody_sees_can_be_deleted_as_well(client: Client, state: State) -> None:
    written(state=state)
    assert delete(client).status_code == 302
    assert Comment.objects.get().state == State.WITHDRAWN


def test_the_words_of_an_appeal_go_too(client: Client) -> None:
    comment = written(state=State.REJECTED)
    Appeal.objects.lodge(comment, "Because it is true.")
    delete(client)
    assert not Appeal.objects.exists()


def test_a_decided_appeal_is_remembered_without_its_words(client: Client) -> None:
    comment = written(state=State.REJECTED)
    Appeal.objects.lodge(comment, "Because it is true.").dismiss(by=None, answer="Grace, it is not.")
    delete(client)
    appeal = Appeal.objects.get()
    assert (appeal.text, appeal.answer, appeal.decision) == ("", "", "dismissed")
    assert "Grace" not in page(client) and "Your appeal" not in page(client)


def test_a_second_click_finds_it_gone(client: Client) -> None:
    written()
    delete(client)
    assert delete(client).status_code == 302
    assert "Your comment is erased" in page(client, "delete/")
    assert [entry.verb for entry in Comment.objects.get().moderations.all()] == ["withdraw", "submit"]


def test_nothing_can_be_changed_or_contested_afterwards(client: Client) -> None:
    written()
    delete(client)
    assert "nothing left to change" in main(client.post(address("edit/"), {"text": "Back."}), 409)
    assert "nothing to appeal" in main(client.post(address("appeal/"), {"text": "Back."}), 409)
    assert not Comment.objects.get().text
