"""What the tests of letters share: a mail server, somebody who asked for letters, and the worker two minutes later."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from comments.mail.outbox import send_letters
from comments.models import Comment, Letterbox, State, Verdict
from tests import smtp
from tests.receipts import RECEIPT, address, written

ADDRESS = "grace@example.org"


@pytest.fixture(name="mail")
def mail_server(settings: Any) -> Iterator[smtp.MailServer]:
    """A mail server that the settings name."""
    with smtp.serving() as server:
        settings.LETTERS, settings.MAIL_FROM = True, "The Gazette <letters@news.example.org>"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5
        yield server


@pytest.fixture(name="post")
def two_minutes_later(mail: smtp.MailServer, later: Callable[..., None]) -> Callable[[], None]:
    """Let two minutes go by, and letters go out."""

    def go() -> None:
        later(minutes=2, seconds=1)
        work()

    return go


def work() -> None:
    """Do what the worker does, in this process: a real one would need committed rows, at ten times the cost."""
    send_letters.call()


def give(client: Client, to: str = ADDRESS, **headers: Any) -> Any:
    """Give an address on the receipt."""
    return client.post(address("letters/"), {"address": to}, **headers)


def subscribed(state: State = State.VISIBLE, **given: Any) -> Comment:
    """A comment whose writer has confirmed an address."""
    comment = written(state=state, **given)
    Letterbox.objects.ask(comment, RECEIPT, ADDRESS).letters.all().delete()
    Letterbox.objects.get(comment=comment).confirm()
    Letterbox.objects.get(comment=comment).letters.all().delete()
    return comment


def answer_to(comment: Comment, text: str = "Were you?", state: State = State.VISIBLE) -> Comment:
    made, _ = Comment.objects.submit(
        comment.article, "Ada", text, f"receipt of {text}", parent=comment, verdict=Verdict(state)
    )
    return made


def link(body: str, place: str) -> str:
    """The path of the address in a letter that ends so."""
    found = re.search(rf"http://127\.0\.0\.1:8000(/\S+/{place}/)", body)
    assert found, body
    return found[1]
