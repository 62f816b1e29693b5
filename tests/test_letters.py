"""Letters about a comment: what they tell, that they are true when they go, and that each goes once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments.models import Appeal, Comment, Letter, Letterbox, State, Verdict
from tests import make
from tests.letters import ADDRESS, answer_to, link, mail_server, subscribed, two_minutes_later, work  # noqa: F401
from tests.receipts import RECEIPT, address, written
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def test_an_answer_is_told_two_minutes_later_without_the_words_of_others(
    mail: MailServer, post: Callable[[], None]
) -> None:
    comment = subscribed()
    answer = answer_to(comment, "Buy at https://evil.example")
    work()
    assert mail.letters == []
    post()
    letter, body = mail.letters[0], mail.bodies()[0]
    assert letter["To"] == ADDRESS and letter["From"] == "The Gazette <letters@news.example.org>"
    assert letter["Subject"] == "Nuztrend: an answer to your comment"
    assert f"http://127.0.0.1:8000/articles/{comment.article.slug}/comments/{answer.pk}/" in body
    assert f"http://127.0.0.1:8000/comments/{RECEIPT}/" in body
    assert "evil" not in body and "Ada" not in body
    post()
    assert len(mail.letters) == 1


def test_letters_are_what_mail_programs_want_of_them(mail: MailServer, post: Callable[[], None]) -> None:
    answer_to(subscribed(on=make.story("A “title”\nBcc: everybody@example.org in a line " * 3, slug="long")))
    post()
    letter = mail.letters[0]
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Date"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/comments/letters/")
    head = mail.raw[0].partition(b"\r\n\r\n")[0].replace(b"\r\n ", b"")
    assert b"=?" not in head.split(b"List-Unsubscribe:")[1]  # addresses as they are, which mail programs want
    assert letter["Message-ID"].startswith("<comment-letter-") and letter["Message-ID"].endswith("@127.0.0.1>")
    assert letter.get_content_type() == "text/plain" and letter["Bcc"] is None
    assert [sorted(to) for _, to in mail.envelopes] == [[f"<{ADDRESS}>"]]
    assert all(len(line) <= 76 or "http" in line for line in mail.bodies()[0].splitlines())


def test_an_answer_that_nobody_sees_any_more_is_not_told(mail: MailServer, post: Callable[[], None]) -> None:
    comment = subscribed()
    answer_to(comment, "One").remove(by=None, reason="no")
    answer_to(comment, "Two", State.HELD)
    post()
    comment.article.retract(by=None, reason="wrong")
    answer_to(comment, "Three")
    post()
    assert mail.letters == []


def test_an_answer_that_is_shown_again_is_told_after_all(mail: MailServer, post: Callable[[], None]) -> None:
    answer = answer_to(subscribed())
    answer.hold(None, "reported from 3 networks within a day")
    post()
    assert mail.letters == []
    answer.approve(by=None)
    post()
    assert len(mail.letters) == 1
    answer.hold(None)
    answer.approve(by=None)
    post()
    assert len(mail.letters) == 1


def test_a_held_answer_is_told_when_it_is_shown(mail: MailServer, post: Callable[[], None]) -> None:
    answer = answer_to(subscribed(), state=State.HELD)
    answer.approve(by=None)
    answer.remove(by=None, reason="no")
    answer.approve(by=None)
    post()
    post()
    assert len(mail.letters) == 1


def test_an_answer_of_the_newsroom_is_told(mail: MailServer, post: Callable[[], None]) -> None:
    Comment.objects.answer_as_newsroom(subscribed(), "We looked.", make.user())
    post()
    assert len(mail.letters) == 1


def test_answers_in_a_row_are_told_together_and_once_an_hour(
    mail: MailServer, post: Callable[[], None], later: Callable[..., None]
) -> None:
    comment = subscribed()
    answer_to(comment, "One")
    post()
    for text in ("Two", "Three", "Four"):
        answer_to(comment, text)
        post()
    assert len(mail.letters) == 1
    later(minutes=60)
    post()
    assert len(mail.letters) == 2 and "3 readers have" in mail.bodies()[1]


@pytest.mark.parametrize(
    ("start", "decide", "said"),
    [
        (State.HELD, lambda comment: comment.approve(None), "It stands under the story now."),
        (State.HELD, lambda comment: comment.reject(None, "Not here.", "off-topic"), "It is not about the story."),
        (State.VISIBLE, lambda comment: comment.remove(None, "Not\nhere."), "The newsroom wrote: “Not here.”"),
        (State.VISIBLE, lambda comment: comment.mark_spam(None), "taken for advertising"),
        (State.VISIBLE, lambda comment: comment.hold(None, "One moment."), "an editor looks at it again"),
    ],
)
def test_a_decision_is_told_with_its_reason(
    mail: MailServer, post: Callable[[], None], start: State, decide: Callable[[Comment], None], said: str
) -> None:
    decide(subscribed(start))
    post()
    assert [letter["Subject"] for letter in mail.letters] == ["Nuztrend: a decision on your comment"]
    assert said in mail.bodies()[0]
    post()
    assert len(mail.letters) == 1


def test_what_is_taken_back_within_two_minutes_is_told_to_nobody(
    mail: MailServer, post: Callable[[], None], later: Callable[..., None]
) -> None:
    comment = subscribed(State.HELD)
    comment.reject(None, "A slip.")
    later(seconds=90)
    work()
    comment.undo(None)
    post()
    assert mail.letters == []
    comment.mark_spam(None)
    later(seconds=119)
    comment.undo(None)
    comment.approve(None)
    later(seconds=2)
    work()
    assert mail.letters == []  # the first decision is two minutes old, the last one is not
    post()
    assert [body.count("It stands under the story now.") for body in mail.bodies()] == [1]


def test_the_answer_to_an_appeal_is_told(mail: MailServer, post: Callable[[], None]) -> None:
    comment = subscribed()
    comment.remove(None, "Not here.")
    post()
    assert "You can appeal" in mail.bodies()[0]
    Appeal.objects.lodge(comment, "Why not?").dismiss(make.user(), "Because of the rules.")
    post()
    assert "The decision stands." in mail.bodies()[1] and "Because of the rules." in mail.bodies()[1]
    assert "You can appeal" not in mail.bodies()[1]


def test_who_has_appealed_is_not_asked_to_appeal(mail: MailServer, post: Callable[[], None]) -> None:
    comment = subscribed()
    comment.remove(make.user(), "Off the subject.", "off-topic")
    Appeal.objects.lodge(comment, "It is about the subject.")
    post()
    assert "waits for somebody to look again" in mail.bodies()[0] and "appeal against it" not in mail.bodies()[0]


def test_a_granted_appeal_makes_one_letter(mail: MailServer, post: Callable[[], None]) -> None:
    comment = subscribed()
    comment.remove(None, "Not here.")
    post()
    Appeal.objects.lodge(comment, "Why not?").uphold(make.user(), "You are right.")
    post()
    assert len(mail.letters) == 2
    assert "Your appeal was granted." in mail.bodies()[1] and "You are right." in mail.bodies()[1]


def test_what_the_writer_did_is_no_news_but_what_follows_is(mail: MailServer, post: Callable[[], None]) -> None:
    comment = subscribed()
    comment.edit("Other words.", Verdict(State.HELD))
    post()
    assert mail.letters == []
    comment.approve(None)
    post()
    assert "It stands under the story now." in mail.bodies()[0]


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
def test_one_click_ends_letters(client: Client, mail: MailServer, post: Callable[[], None], body: Any) -> None:
    comment = subscribed()
    answer_to(comment)
    post()
    path = mail.letters[0]["List-Unsubscribe"].strip(" <>").removeprefix("http://127.0.0.1:8000")
    assert path == link(mail.bodies()[0], "stop")
    foreign: Any = {"HTTP_ORIGIN": "https://mail.example", "HTTP_SEC_FETCH_SITE": "cross-site"}
    answer_to(comment, "Another")
    done = Client(enforce_csrf_checks=True).post(path, body, **foreign)
    assert done.status_code == 200 and "No more letters" in done.content.decode()
    assert not Letterbox.objects.exists()
    post()
    assert len(mail.letters) == 1
    assert Client().post(path, body).status_code == 200


def test_looking_at_the_link_ends_nothing(client: Client) -> None:
    from comments.mail.links import stop_link

    subscribed()
    path = stop_link(Letterbox.objects.get()).removeprefix("http://127.0.0.1:8000")
    assert "End these letters?" in client.get(path).content.decode()
    assert Letterbox.objects.exists()


@pytest.mark.parametrize("place", ["confirm", "stop"])
@pytest.mark.parametrize("token", ["1." + "x" * 43, "x" * 44, "9" * 18 + "." + "x" * 43, "%00." + "x" * 43, "1"])
def test_a_forged_link_opens_nothing(client: Client, place: str, token: str) -> None:
    subscribed()
    assert client.get(f"/comments/letters/{token}/{place}/").status_code == 404
    assert client.post(f"/comments/letters/{token}/{place}/").status_code == 404
    assert Letterbox.objects.exists()


def test_a_link_is_good_for_one_thing_alone(client: Client) -> None:
    from comments.mail.links import confirm_link, stop_link

    subscribed()
    box = Letterbox.objects.get()
    for made, place in ((confirm_link(box), "stop"), (stop_link(box), "confirm")):
        other = made.removeprefix("http://127.0.0.1:8000").rsplit("/", 2)[0] + f"/{place}/"
        assert client.post(other).status_code == 404
    assert Letterbox.objects.exists()


def test_no_log_repeats_a_link(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    from comments.mail.links import stop_link

    caplog.set_level("INFO", "nuztrend.request")
    subscribed()
    path = stop_link(Letterbox.objects.get()).removeprefix("http://127.0.0.1:8000")
    client.get(path)
    assert "/comments/…" in caplog.text and path.split("/")[3] not in caplog.text


def test_without_letters_a_comment_costs_no_query_more(settings: Any) -> None:
    comment = written()

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            answer_to(comment, f"Answer {settings.LETTERS}").remove(by=None, reason="no")
        return [query["sql"] for query in queries if "comments_letter" in query["sql"]]

    assert asked() == []
    settings.LETTERS = True
    assert len(asked()) == 2  # whether the writer above, and this one, have a letterbox
    assert not Letter.objects.exists()


def test_a_secret_key_that_changed_leaves_out_the_receipt(
    mail: MailServer, post: Callable[[], None], settings: Any
) -> None:
    comment = subscribed()
    settings.SECRET_KEY = "another" * 10
    answer_to(comment)
    post()
    assert "Your private receipt tells more." in mail.bodies()[0] and "/comments/letters/" in mail.bodies()[0]
    assert "whoever has it" not in mail.bodies()[0]


def test_no_headline_that_is_not_public_is_told(client: Client, mail: MailServer, post: Callable[[], None]) -> None:
    comment = subscribed()
    comment.remove(make.user(), "Off topic.")
    Article.objects.update(state="draft", title="Secret headline", first_published_at=None)
    post()
    body = mail.bodies()[0]
    assert "took it down" in body and "Secret" not in body and "a story that is not public now" in body
    told = client.get(link(body, "stop")).content.decode() + client.get(address("export/")).content.decode()
    assert "End these letters?" in told and "Secret" not in told


def test_letters_that_were_not_confirmed_are_not_sent(mail: MailServer) -> None:
    written()
    Letterbox.objects.ask(Comment.objects.get(), RECEIPT, ADDRESS)
    Letterbox.objects.get().confirm()
    work()
    assert [letter["Subject"] for letter in mail.letters if "may we" in letter["Subject"]] == []
