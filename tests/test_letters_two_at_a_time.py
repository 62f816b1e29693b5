"""Letters and addresses at which two work at once: none waits in a circle, and nobody is asked twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.mail.links import stop_link
from comments.models import AskedAlready, Letter, Letterbox
from tests import make
from tests.letters import ADDRESS, answer_to, mail_server, subscribed  # noqa: F401
from tests.receipts import RECEIPT, written
from tests.smtp import MailServer
from tests.two_at_once import beside

pytestmark = pytest.mark.django_db(transaction=True)


def test_letters_end_while_the_worker_takes_one(mail: MailServer) -> None:
    box = Letterbox.objects.get(comment=subscribed())
    answer_to(box.comment)
    letter = Letter.objects.get()
    Letter.objects.update(due_at=timezone.now())
    path = stop_link(box).partition("8000")[2]

    def take() -> Callable[[], Any]:
        Letterbox.objects.select_for_update().get(pk=box.pk)  # with which taking begins
        return lambda: Letter.objects.take(letter, timezone.now() + timedelta(minutes=10))

    assert beside(lambda: Client().post(path), take).status_code == 200
    assert not Letterbox.objects.exists()


def test_one_address_is_asked_once_for_two_comments_at_the_same_moment(mail: MailServer) -> None:
    first, second = written(), make.comment(make.story("Another"))
    refused = beside(
        lambda: Letterbox.objects.ask(second, RECEIPT, ADDRESS), lambda: Letterbox.objects.ask(first, RECEIPT, ADDRESS)
    )
    assert isinstance(refused, AskedAlready) and Letter.objects.count() == Letterbox.objects.count() == 1
