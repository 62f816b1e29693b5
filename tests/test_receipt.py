"""The receipt: what became of a comment and why, in words for its writer."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.admin.desk.decisions import Choice, decide
from comments.judging.rules import RULES
from comments.models import Appeal, Comment, Report, State, Verdict, Weighed
from comments.receipts.standing import WEIGHED
from tests import make
from tests.receipts import RECEIPT, address, page, written

pytestmark = pytest.mark.django_db


def test_it_says_since_when_the_comment_stands_where(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2030-03-01T09:00:00+00:00", tick=False)
    comment = written(state=State.HELD)
    assert "01-mar-2030, 09:00 UTC" in page(client)
    time_machine.move_to("2030-03-02T15:30:00+00:00", tick=False)
    comment.approve(by=None)
    html = page(client)
    assert "Your comment stands" in html and "02-mar-2030, 15:30 UTC" in html


def test_a_held_comment_learns_what_was_seen_but_not_how_it_is_weighed(client: Client) -> None:
    against = [
        Weighed("links", "2 links", 2.0),
        Weighed("word list", "“casino”", 5.0),
        Weighed("x", "Secret", 1.5),
    ]
    written(verdict=Verdict(State.HELD, 8.5, [*against, Weighed("age", "an old reader", -1.0)]))
    html = page(client)
    assert "It has links." in html and "ones that we look at twice" in html and "Something about its form" in html
    assert "casino" not in html and "Secret" not in html and "5.0" not in html and "8.5" not in html
    assert "an old reader" not in html


def test_every_rule_has_words_for_the_writer() -> None:
    others = {"word list", "learned", "known spam", "likeness", "first", "policy", "asked"}
    assert set(WEIGHED) == set(RULES) | others


def test_where_everything_is_read_first_nothing_in_particular_was_seen(client: Client) -> None:
    written(state=State.HELD)
    assert "Nothing in particular" in page(client)


def test_a_comment_that_an_editor_took_back_into_the_queue_says_so(client: Client) -> None:
    comment = written()
    comment.hold(make.user(), "Let us check the name first.")
    html = page(client)
    assert "Let us check the name first." in html and "A program looks" not in html


def test_a_comment_that_readers_reported_says_so(client: Client) -> None:
    written().hold(None, "reported from 3 networks within a day")
    html = page(client)
    assert "Readers reported it" in html and "networks" not in html and "An editor wrote" not in html


@pytest.mark.parametrize(("verb", "said"), [("reject", "decided not to show"), ("remove", "took your comment down")])
def test_who_is_declined_gets_a_statement_of_reasons(client: Client, verb: str, said: str) -> None:
    comment = written(state=State.HELD if verb == "reject" else State.VISIBLE)
    getattr(comment, verb)(make.user("moderator"), "It calls <b>Ada</b> names.", "insult")
    html = page(client)
    for words in (said, "It insults somebody.", "It calls &lt;b&gt;Ada&lt;/b&gt; names.", "The rules of this page."):
        assert words in html, words
    assert "A person decided." in html and "of its own accord" in html
    assert "Appeal once" in html and "courts" in html
    assert "moderator" not in html


def test_it_says_when_a_report_led_to_the_decision(client: Client) -> None:
    comment = written()
    report = Report.objects.create(comment=comment, code="illegal", name="Rita Reporter", receipt_hash="x")
    report.uphold(make.user(), "Dear Rita, a court has said so.")
    html = page(client)
    assert "A reader reported the comment." in html and "Rita" not in html, "nor what the reporter was answered"
    assert "It is against the law." in html and "The law." in html


def test_it_says_so_too_when_the_desk_answered_the_report_with_its_decision(client: Client) -> None:
    comment, by = written(), make.user("mona", "Moderator")
    Report.objects.create(comment=comment, code="insult", receipt_hash="x")
    decide(comment.pk, Choice("remove", "insult"), by, seen=2**31)
    html = page(client)
    assert "A reader reported the comment." in html and "of its own accord" not in html
    comment.refresh_from_db()
    comment.approve(by)
    comment.remove(by, "Off the subject.", "off-topic")
    assert "of its own accord" in page(client)


def test_it_says_when_no_person_has_looked(client: Client) -> None:
    written(verdict=Verdict(State.SPAM, 20.0, [Weighed("links", "9 links", 20.0)]))
    html = page(client)
    assert "taken for advertising" in html and "no person has looked at it yet" in html
    assert "A person decided" not in html


def test_a_decision_that_was_taken_back_and_made_again_keeps_its_reason(client: Client) -> None:
    comment, moderator = written(state=State.HELD), make.user()
    comment.reject(moderator, "Off the subject.", "off-topic")
    comment.approve(moderator)
    comment.undo(moderator)
    html = page(client)
    assert comment.state == State.REJECTED
    assert "It is not about the story." in html and "Off the subject." in html and "took back" not in html


def test_it_offers_only_what_can_be_done(client: Client, later: Any) -> None:
    comment = written()
    html = page(client)
    assert 'href="edit/"' in html and 'href="delete/"' in html and 'href="export/"' in html
    assert 'href="appeal/"' not in html
    later(minutes=11)
    assert 'href="edit/"' not in page(client)
    comment.remove(by=None, reason="no")
    assert 'href="appeal/"' in page(client)
    comment.withdraw()
    html = page(client)
    assert 'href="export/"' in html and not any(f'href="{way}/"' in html for way in ("edit", "appeal", "delete"))


@pytest.mark.parametrize("place", ["", "edit/", "delete/", "appeal/", "export/"])
def test_nobody_keeps_or_lists_it_and_no_other_site_learns_of_it(client: Client, place: str) -> None:
    written()
    answer = client.get(address(place))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex" and answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert RECEIPT not in answer.content.decode()


@pytest.mark.parametrize("place", ["", "edit/", "delete/", "appeal/", "export/"])
@pytest.mark.parametrize("receipt", ["x" * 32, "x" * 31, "x" * 33, "-" * 32, "%00" * 32, "é" * 32])
def test_a_receipt_that_nobody_has_opens_nothing(client: Client, place: str, receipt: str) -> None:
    written()
    assert client.get(f"/comments/{receipt}/{place}").status_code == 404
    assert client.post(f"/comments/{receipt}/{place}", {"text": "x"}).status_code == 404
    assert Comment.objects.get().text == "I was there."


@pytest.mark.parametrize("place", ["", "edit/", "delete/", "appeal/", "export/"])
def test_looking_changes_nothing(client: Client, place: str) -> None:
    written().remove(by=None, reason="no")
    with CaptureQueriesContext(connection) as queries:
        client.get(address(place))
        client.head(address(place))
    assert [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []


def test_it_takes_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    written().remove(by=None, reason="no")
    Appeal.objects.lodge(Comment.objects.get(), "Yes.")
    # the comment with its story; whether that is public; its record; the appeal; the letterbox; the menu
    with django_assert_max_num_queries(6):
        page(client)
