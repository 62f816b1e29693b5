"""Changing one's own comment: for ten minutes, until somebody answers, and judged like a new one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from articles.models import ArticleStat
from comments.budgets import OverBudget
from comments.models import Comment, State, TooLate, Verdict, Weighed
from comments.receipts import views
from tests.receipts import address, main, page, written

pytestmark = pytest.mark.django_db


def answer_to(comment: Comment, text: str = "Were you?") -> Comment:
    made, _ = Comment.objects.submit(
        comment.article, "Ada", text, f"receipt of {text}", parent=comment, verdict=Verdict(State.VISIBLE)
    )
    return made


def send(client: Client, text: str, **headers: Any) -> Any:
    return client.post(address("edit/"), {"text": text}, **headers)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """What says "buy" is held."""

    def judge(article: Any, name: str, text: str, **rest: Any) -> Verdict:
        bad = "buy" in text
        return Verdict(
            State.HELD if bad else State.VISIBLE, 7.0 if bad else 0.5, [Weighed("word list", "buy", 7.0)] * bad
        )

    monkeypatch.setattr(views, "judge", judge)


def test_the_new_words_stand_under_the_story_and_the_old_ones_nowhere(client: Client) -> None:
    comment = written("I was ther.")
    story = comment.article.get_absolute_url()
    assert "I was ther." in client.get(story).content.decode()
    assert "I was ther." in page(client, "edit/")
    answer = send(client, "I was <b>there</b>.")
    assert answer.status_code == 302 and answer["Location"] == "../"
    for where in (story, "/", "/feeds/comments.atom"):
        html = client.get(where).content.decode()
        assert "I was ther." not in html, where
        assert "&lt;b&gt;there" in html or "&amp;lt;b&amp;gt;there" in html, where
    comment.refresh_from_db()
    assert comment.edited_at and comment.moderations.first().verb == "edit"  # type: ignore[union-attr]
    assert "changed" in page(client)


def test_new_words_that_ought_not_to_stand_wait_for_an_editor(client: Client, strict: None) -> None:
    comment = written()
    assert ArticleStat.objects.get().comments == 1
    send(client, "Now buy my pills.")
    comment.refresh_from_db()
    assert comment.state == State.HELD and comment.score == 7.0
    assert ArticleStat.objects.get().comments == 0
    assert "pills" not in client.get(comment.article.get_absolute_url()).content.decode()
    html = page(client)
    assert "waits for an editor" in html and "ones that we look at twice" in html


def test_nobody_tries_words_until_they_pass(client: Client, strict: None) -> None:
    comment = written("Buy, buy, buy.", state=State.HELD)
    send(client, "Perfectly harmless.")
    comment.refresh_from_db()
    assert (comment.text, comment.state) == ("Perfectly harmless.", State.HELD)


@pytest.mark.parametrize(
    ("state", "shown_by_the_check", "shows"),
    [(State.HELD, False, False), (State.HELD, True, True), (State.VISIBLE, None, True)],
)
def test_a_check_outside_shows_what_nothing_else_held(
    state: State, shown_by_the_check: bool | None, shows: bool
) -> None:
    comment = written(verdict=Verdict(state, shows_when_checked=shown_by_the_check))
    comment.edit("Harmless.", Verdict(State.HELD, shows_when_checked=True))
    assert comment.check_outside.shows == shows


def test_ten_minutes_later_it_is_too_late_and_the_words_are_given_back(client: Client, later: Any) -> None:
    written()
    later(minutes=9, seconds=50)
    assert 'name="text"' in page(client, "edit/")
    later(seconds=20)
    assert "Too late" in page(client, "edit/")
    html = main(send(client, "What I meant to say."), 409)
    assert "Too late" in html and "What I meant to say." in html
    assert Comment.objects.get().text == "I was there."


def test_whoever_was_answered_cannot_say_something_else(client: Client) -> None:
    comment = written()
    answered = answer_to(comment)
    html = main(send(client, "I was never there."), 409)
    assert "Somebody has answered" in html and "I was never there." in html
    answered.remove(by=None, reason="no")
    assert send(client, "I was there, twice.").status_code == 302


def test_an_answer_that_comes_while_the_words_are_judged_wins(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = written()

    def slow(*given: Any, **rest: Any) -> Verdict:
        answer_to(comment)
        return Verdict(State.VISIBLE)

    monkeypatch.setattr(views, "judge", slow)
    html = main(send(client, "I was never there."), 409)
    assert "Somebody has answered" in html and "I was never there." in html
    assert Comment.objects.get(parent=None).text == "I was there."


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_new_words_at_the_same_moment_leave_nothing_half_done() -> None:
    def edit(comment: Comment) -> bool:
        try:
            comment.edit("I was never there.", Verdict(State.VISIBLE))
            return True
        except TooLate:
            return False
        finally:
            connection.close()

    def answer(comment: Comment) -> None:
        answer_to(comment)
        connection.close()

    comment = written()
    with ThreadPoolExecutor(2) as both:
        edited = both.submit(edit, Comment.objects.get())
        both.submit(answer, Comment.objects.get()).result()
    comment.refresh_from_db()
    assert comment.answer_count == 1
    assert (comment.text, bool(comment.edited_at)) == (
        ("I was never there.", True) if edited.result() else ("I was there.", False)
    )


@pytest.mark.parametrize("state", [State.REJECTED, State.SPAM, State.REMOVED, State.WITHDRAWN])
def test_what_was_decided_against_stays_as_it_was(state: State) -> None:
    comment = written(state=state)
    with pytest.raises(TooLate):
        comment.edit("Other words.", Verdict(State.VISIBLE))
    assert Comment.objects.get().text == "I was there."


def test_an_editor_does_not_take_back_what_the_writer_did() -> None:
    comment = written()
    comment.edit("Buy.", Verdict(State.HELD))
    with pytest.raises(Exception, match="no decision"):
        comment.undo(by=None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Please write your comment."),
        ("\u200b \n", "Please write your comment."),
        ("x" * 5001, "5,001 characters"),
        ("w " * 400_000, "at most 5,000 fit"),
    ],
)
def test_a_slip_keeps_the_words(client: Client, text: str, said: str) -> None:
    written()
    html = main(send(client, text))
    assert said in html and text.strip()[:4000] in html
    assert Comment.objects.get().text == "I was there."


def test_controls_and_surrogates_do_no_harm(client: Client) -> None:
    written()
    body = "text=NUL%00,+%1B+and+%ED%A0%80+pass."
    answer = client.post(address("edit/"), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert Comment.objects.get().text.startswith("NUL,  and \ufffd")


@pytest.mark.parametrize("headers", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}])
@pytest.mark.parametrize("place", ["edit/", "appeal/", "delete/"])
def test_a_form_of_another_site_changes_nothing(client: Client, headers: dict[str, str], place: str) -> None:
    comment = written()
    if place == "appeal/":
        comment.remove(by=None, reason="no")
    html = main(client.post(address(place), {"text": "Their words."}, **headers), 403)  # type: ignore[arg-type]
    assert "another site" in html and (place == "delete/" or "Their words." in html)
    assert Comment.objects.get().text == "I was there."


def test_an_old_browser_of_a_page_without_referrer_is_let_in(client: Client) -> None:
    written()
    assert send(client, "From an old browser.", HTTP_ORIGIN="null").status_code == 302
    assert send(client, "Framed.", HTTP_ORIGIN="null", HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_who_asks_too_much_waits_and_keeps_the_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    written()

    def full(kind: str, network: str) -> None:
        assert kind == "comment" and len(network) == 16
        raise OverBudget(150)

    monkeypatch.setattr(views, "spend", full)
    html = main(send(client, "Once more."))
    assert "in 3 minutes" in html and "Once more." in html


def test_a_full_disk_gives_the_words_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    written()

    def full(*given: object, **rest: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Comment, "edit", full)
    answer = send(client, "Every word of this.")
    assert answer.status_code == 503 and answer["Retry-After"] and answer["Referrer-Policy"] == "no-referrer"
    assert "Every word of this." in answer.content.decode()
    assert "your digits" not in answer.content.decode(), "there were none"
