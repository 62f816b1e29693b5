"""Handing letters to a mail server that is away, slow, strange or wrong."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from comments.mail import outbox
from comments.models import Letter
from tests import make
from tests.letters import ADDRESS, answer_to, mail_server, subscribed, work  # noqa: F401
from tests.smtp import MailServer, Said
from tests.worker import work_and_tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(mail: MailServer, later: Callable[..., None]) -> MailServer:
    """A letter that is due."""
    answer_to(subscribed())
    later(minutes=2, seconds=1)
    return mail


def test_whoever_comes_late_to_a_letter_takes_nothing_from_who_was_first(waiting: MailServer) -> None:
    subscribed_to = Letter.objects.get().letterbox
    assert subscribed_to
    Letter.objects.put(subscribed_to, Letter.Kind.DECISION, about=1)
    decision = Letter.objects.get(kind=Letter.Kind.DECISION)
    Letter.objects.filter(pk=decision.pk).update(due_at=decision.created_at)
    lease = decision.created_at + outbox.LEASE
    assert Letter.objects.take(decision, lease) and not Letter.objects.take(decision, lease)
    decision.refresh_from_db()
    assert decision.due_at == lease, "a worker that is killed now would leave it to nobody"


AWAY = [
    Said("CONNECT", 421, "too busy"),
    Said("CONNECT", 554, "no service"),
    Said("CONNECT", 0),
    Said("EHLO", 0),
    Said("MAIL", 451),
    Said("MAIL", 550, "sender refused"),
    Said("RCPT", 450, "greylisted"),
    Said("DATA", 451),
    Said("TAKE", 452, "disk is full"),
    Said("TAKE", 0),
    Said("TAKE", 250, seconds=1.2),
    Said("RCPT", 250, seconds=1.2),
    Said("MAIL", 999, "x" * 10_000),
]


@pytest.mark.parametrize("said", AWAY, ids=lambda said: f"{said.command}-{said.code}-{said.seconds}")
def test_what_was_not_taken_is_tried_again_under_the_same_name(
    waiting: MailServer, said: Said, later: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    waiting.instead = [said]
    work()
    letter = Letter.objects.get()
    assert letter.sent_at is None and letter.due_at and letter.tries == 1
    assert "next try in 1 min" in caplog.text and ADDRESS not in caplog.text
    later(seconds=61)
    work()
    letter.refresh_from_db()
    assert letter.sent_at and letter.due_at is None
    assert len({each["Message-ID"] for each in waiting.letters}) == 1
    later(hours=3)
    work()
    assert letter.tries == 2 and len(waiting.letters) == (2 if said.command == "TAKE" and said.code == 250 else 1)


@pytest.mark.parametrize("said", [Said("RCPT", 550, "no such user"), Said("TAKE", 554, "refused"), Said("DATA", 554)])
def test_what_is_refused_for_good_is_given_up_at_once(
    waiting: MailServer, said: Said, later: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    waiting.instead = [said]
    work()
    assert Letter.objects.get().due_at is None and Letter.objects.get().sent_at is None
    assert "was given up after 1 tries" in caplog.text and ADDRESS not in caplog.text
    later(hours=3)
    work()
    assert waiting.letters == []


def test_a_server_that_stays_away_is_left_alone_more_and_more_and_then_given_up(
    mail: MailServer, later: Callable[..., None], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_PORT = 1
    answer_to(subscribed())
    later(minutes=2, seconds=1)
    for wait in outbox.WAITS:
        outbox.send_letters.call()
        assert outbox.send_letters.call() == "0 letters"
        later(minutes=wait, seconds=1)
    assert Letter.objects.get().due_at
    outbox.send_letters.call()
    assert Letter.objects.get().due_at is None and Letter.objects.get().tries == len(outbox.WAITS) + 1
    assert [record.levelno for record in caplog.records if "letter" in record.getMessage()][-1] == logging.ERROR


def test_a_dead_server_costs_one_letter_a_try_and_not_all_of_them(
    mail: MailServer, later: Callable[..., None], settings: Any
) -> None:
    comment = subscribed()
    box = comment.letterbox
    Letter.objects.bulk_create(
        Letter(letterbox=box, kind=kind, about=n, due_at=comment.created_at)
        for n, kind in enumerate(("decision", "answer", "question"))
    )
    settings.EMAIL_PORT = 1
    comment.remove(make.user(), "no")
    later(minutes=3)
    outbox.send_letters.call()
    assert len({letter.kind for letter in Letter.objects.filter(tries=1)}) == 1
    assert not Letter.objects.filter(tries__gt=1).exists()


def test_one_refused_letter_does_not_keep_the_others(mail: MailServer, later: Callable[..., None]) -> None:
    first = subscribed()
    answer_to(first)
    first.remove(make.user(), "no")
    later(minutes=2, seconds=1)
    mail.instead = [Said("RCPT", 550)]
    work()
    assert len(mail.letters) == 1


def test_two_workers_send_a_letter_once(waiting: MailServer) -> None:
    letter = Letter.objects.get()
    outbox.send_letters.call()
    assert Letter.objects.take(letter, letter.created_at) == []
    outbox.send_letters.call()
    assert len(waiting.letters) == 1


def test_a_worker_that_was_killed_leaves_the_letter_for_another_one(
    waiting: MailServer, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "hand_over", kill)
        with pytest.raises(Killed):
            outbox.send_letters.call()
    later(minutes=9)
    assert outbox.send_letters.call() == "0 letters"
    later(seconds=61)
    assert outbox.send_letters.call() == "1 letters"


@pytest.mark.django_db(transaction=True)
def test_the_worker_and_the_chores_of_the_minute_send_it(waiting: MailServer) -> None:
    work_and_tick()
    assert len(waiting.letters) == 1


def test_at_most_one_task_waits(waiting: MailServer) -> None:
    assert outbox.send_what_is_due() == 1
    assert outbox.send_what_is_due() == 0


def test_nothing_is_sent_after_the_mail_server_was_taken_out_of_the_settings(
    waiting: MailServer, settings: Any
) -> None:
    settings.LETTERS = False
    work()
    assert outbox.send_letters.call() == "0 letters"
    assert waiting.letters == []
