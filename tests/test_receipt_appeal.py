"""The one appeal against a decision on one's own comment."""

from typing import Any

import pytest
from django.test import Client

from comments.budgets import OverBudget
from comments.models import Appeal, Comment, State, WrongState
from comments.receipts import views
from tests import make
from tests.receipts import address, main, page, written

pytestmark = pytest.mark.django_db


def send(client: Client, text: str = "It is true.") -> Any:
    return client.post(address("appeal/"), {"text": text})


@pytest.fixture
def declined() -> Comment:
    comment = written()
    comment.remove(make.user("moderator"), "Not true.", "false")
    return comment


def test_it_is_taken_once_and_waits(client: Client, declined: Comment) -> None:
    assert "You can do this once" in page(client, "appeal/")
    answer = send(client)
    assert answer.status_code == 302 and answer["Location"] == "../"
    html = page(client)
    assert "It waits for somebody to look again" in html and "It is true." in html
    assert 'href="appeal/"' not in html
    assert declined.moderations.first().verb == "appeal"  # type: ignore[union-attr]


def test_a_second_one_is_refused_and_its_words_given_back(client: Client, declined: Comment) -> None:
    send(client)
    html = main(send(client, "And another thing."), 409)
    assert "appealed already" in html and "And another thing." in html
    assert Appeal.objects.get().text == "It is true."


def test_whoever_wins_is_shown_again_and_reads_why(client: Client, declined: Comment) -> None:
    send(client)
    Appeal.objects.get().uphold(make.user(), "You were right.")
    html = page(client)
    assert "Your comment stands" in html and "It was granted" in html and "You were right." in html


def test_whoever_loses_reads_why(client: Client, declined: Comment) -> None:
    send(client)
    Appeal.objects.get().dismiss(make.user(), "The table says otherwise.")
    html = page(client)
    assert "took your comment down" in html and "The decision stands." in html and "The table says otherwise." in html
    assert "appealed already" in main(send(client, "Again."), 409)


def test_an_editor_who_shows_the_comment_has_granted_the_appeal(client: Client, declined: Comment) -> None:
    send(client)
    declined.approve(make.user())
    appeal = Appeal.objects.get()
    assert appeal.decision == "upheld" and appeal.decided_at and appeal.decided_by
    assert [entry.verb for entry in declined.moderations.all()][:2] == ["uphold appeal", "approve"]
    with pytest.raises(WrongState):
        appeal.dismiss(by=None)


@pytest.mark.parametrize("by_appeal", [True, False])
def test_when_the_editor_takes_that_back_the_appeal_waits_again(
    client: Client, declined: Comment, by_appeal: bool
) -> None:
    send(client)
    if by_appeal:
        Appeal.objects.get().uphold(make.user(), "You are right.")
    else:
        declined.approve(make.user())
    declined.refresh_from_db()
    declined.undo(by=None)
    appeal = Appeal.objects.open().get()
    assert (appeal.answer, appeal.decided_at, appeal.decided_by) == ("", None, None)
    html = page(client)
    assert "It waits for somebody to look again." in html and "granted" not in html
    appeal.dismiss(by=None)
    assert "The decision stands." in page(client)


def test_an_appeal_that_was_granted_before_stays_granted(client: Client, declined: Comment) -> None:
    send(client)
    Appeal.objects.get().uphold(make.user())
    declined.refresh_from_db()
    declined.remove(make.user("mona"), "Not this either.")
    declined.approve(by=None)
    declined.undo(by=None)
    assert Appeal.objects.get().decision == "upheld"


@pytest.mark.parametrize("state", [State.VISIBLE, State.HELD])
def test_where_nothing_was_decided_there_is_nothing_to_appeal_against(client: Client, state: State) -> None:
    written(state=state)
    assert "nothing to appeal against" in page(client, "appeal/")
    html = main(send(client, "In advance."), 409)
    assert "In advance." in html and not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "say why"), (" \u200b", "say why"), ("x" * 2_001, "2,001 characters"), ("\x00", "say why")],
)
def test_a_slip_keeps_the_words(client: Client, declined: Comment, text: str, said: str) -> None:
    html = main(send(client, text))
    assert said in html and text.strip("\x00 \u200b") in html
    assert not Appeal.objects.exists()


def test_who_asks_too_much_waits_and_keeps_the_words(
    client: Client, declined: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(kind: str, network: str) -> None:
        assert kind == "appeal"
        raise OverBudget(20)

    monkeypatch.setattr(views, "spend", full)
    html = main(send(client, "Once more."))
    assert "in 20 seconds" in html and "Once more." in html
    assert not Appeal.objects.exists()
