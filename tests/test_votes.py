"""Votes: one of a reader and day for a comment, without an account, counted exactly and forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comments.budgets import OverBudget
from comments.models import Comment, Vote
from tests import make

ADA, BEN = "203.0.113.7", "198.51.100.9"


def cast(comment: Comment, address: str = ADA, browser: str = "Firefox", **headers: str) -> Any:
    """Press the button under a comment."""
    told = {"host": "localhost", "user-agent": browser, "accept": "text/html", **headers}
    path = f"/articles/{comment.article.slug}/comments/{comment.pk}/vote/"
    return Client(headers=told).post(path, REMOTE_ADDR=address)


def votes(comment: Comment) -> int:
    comment.refresh_from_db(fields=["votes"])
    return comment.votes


@pytest.fixture
def comment() -> Comment:
    return make.comment(make.story())


@pytest.mark.django_db
def test_a_vote_leads_back_to_the_comment_and_is_shown(comment: Comment, client: Client) -> None:
    answer = cast(comment)
    assert (answer.status_code, answer["Location"]) == (303, f"/articles/a-story/comments/{comment.pk}/")
    assert "no-store" in answer["Cache-Control"]
    assert "<output>1 vote</output>" in client.get("/articles/a-story/").content.decode()


@pytest.mark.django_db
def test_a_script_gets_the_number_in_words(comment: Comment) -> None:
    cast(comment, BEN)
    answer = cast(comment, accept="text/plain")
    assert (answer.status_code, answer.content.decode()) == (200, "2 votes, yours among them")
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_a_second_vote_of_the_day_changes_nothing(comment: Comment, time_machine: Any) -> None:
    noon = timezone.now().replace(hour=12) + timedelta(days=1)  # of a day on which the story is out
    time_machine.move_to(noon)
    assert [cast(comment).status_code for _ in range(3)] == [303] * 3
    assert votes(comment) == 1
    cast(comment, browser="Lynx")
    cast(comment, BEN)
    assert votes(comment) == 3
    time_machine.move_to(noon + timedelta(days=1))
    cast(comment)
    assert votes(comment) == 4


@pytest.mark.django_db
def test_what_is_stored_ties_no_two_votes_together_and_is_gone_after_72_hours(
    comment: Comment, time_machine: Any
) -> None:
    other = make.comment(comment.article)
    cast(comment)
    cast(other)
    first, second = Vote.objects.order_by("pk")
    assert first.voter != second.voter and len(first.voter) == 16
    time_machine.move_to(timezone.now() + timedelta(hours=71))
    call_command("tick")
    assert Vote.objects.count() == 2
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    call_command("tick")
    assert Vote.objects.count() == 0 and votes(comment) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_a_vote_from_another_site_is_refused(comment: Comment, accept: str) -> None:
    for header in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        answer = cast(comment, accept=accept, **header)
        assert answer.status_code == 403 and "another site" in answer.content.decode()
    assert votes(comment) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["held", "rejected", "spam", "removed"])
def test_nobody_votes_for_what_readers_do_not_see(state: str) -> None:
    hidden = make.comment(make.story(), state=state)
    assert cast(hidden).status_code == 404
    said = cast(hidden, accept="text/plain")
    assert (said.status_code, said.content.decode()) == (404, "This comment is not shown.")
    assert votes(hidden) == 0


@pytest.mark.django_db
def test_nobody_votes_under_a_story_that_was_withdrawn_or_is_another(comment: Comment) -> None:
    make.story("Other")
    foreign = Client().post(f"/articles/other/comments/{comment.pk}/vote/")
    assert foreign.status_code == 404
    comment.article.retract(by=None, reason="wrong")
    assert cast(comment).status_code == 404
    assert votes(comment) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_who_votes_too_often_is_told_when_the_next_one_counts(
    comment: Comment, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spend(kind: str, network: str) -> None:
        assert kind == "vote" and len(network) == 16
        raise OverBudget(90)

    monkeypatch.setattr("comments.threads.voting.spend", spend)
    answer = cast(comment, accept=accept)
    assert (answer.status_code, answer["Retry-After"]) == (429, "90")
    assert "Please try again in 2 minutes." in answer.content.decode()
    assert votes(comment) == 0


@pytest.mark.django_db
def test_odd_requests_get_an_answer(comment: Comment) -> None:
    path = f"/articles/a-story/comments/{comment.pk}/vote/"
    assert Client().get(path).status_code == 405
    assert Client().post("/articles/a-story/comments/99999999999999999999/vote/").status_code == 404
    assert cast(comment, browser="\ud800 \x00" * 500).status_code == 303
    for accept in ("", "*/*", "image/png", "x" * 3_000):
        assert cast(comment, accept=accept).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_twenty_votes_of_one_reader_at_once_count_once(comment: Comment) -> None:
    def press(number: int) -> HttpResponse:
        try:
            return cast(comment)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))
    assert {answer.status_code for answer in answers} == {303}
    assert votes(comment) == 1 == Vote.objects.count()


@pytest.mark.django_db(transaction=True)
def test_votes_of_many_readers_at_once_are_all_counted(comment: Comment) -> None:
    def press(number: int) -> HttpResponse:
        try:
            return cast(comment, browser=f"Browser {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, range(20)))
    assert votes(comment) == 20
