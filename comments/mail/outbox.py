"""Sends the letters whose time has come. The worker alone does it: no reader ever waits for a mail server.

Each letter is taken by one conditional update before it is sent, so that two workers never send the same one. When the
mail server does not take it, it is tried again, later each time, and given up in the end. There is a second copy when
the server hangs, or the worker is killed, after the letter was taken and before that was said or written down. It has
the same Message-ID, by which mail programs know it.
"""

import logging
import smtplib
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comments.mail.letters import letter_of
from comments.models import Letter, Letterbox
from comments.models.letterbox import mark_of
from nuztrend.lib.tasks import task

logger = logging.getLogger("comments.mail")

WAITS = [1, 5, 20, 60, 180, 480, 1440]  # minutes after each try that failed; a day and a half in all
AT_ONCE = 200  # letters of one task
LONGEST = 240  # seconds of one task; after 900 it would be taken for lost
LEASE = timedelta(minutes=10)
"""How long a letter is one worker's: a server that takes 19 seconds for each answer takes two minutes for a letter."""
FOR_GOOD = range(500, 600)
"""Answers of a mail server after which another try makes no sense (RFC 5321, part 4.2.1)."""


class CannotSend(Exception):
    """The letter was not taken: `for_good` if no other try makes sense, `at_all` if no letter would be taken now."""

    def __init__(self, said: str, for_good: bool = False, at_all: bool = False):
        super().__init__(said)
        self.for_good, self.at_all = for_good, at_all


def send_what_is_due() -> int:
    """Have the worker send what is due, unless it has been told already; give how many tasks that took."""
    waiting = DBTaskResult.objects.filter(task_path=send_letters.module_path, status=TaskResultStatus.READY)
    if not settings.LETTERS or not Letter.objects.due().exists() or waiting.exists():
        return 0
    send_letters.enqueue()
    return 1


@task(priority=60)
def send_letters() -> str:
    """Send the letters that are due; give how many went."""
    began, sent = time.monotonic(), 0
    server = get_connection()
    try:
        for letter in Letter.objects.due()[:AT_ONCE]:
            if time.monotonic() - began > LONGEST or not settings.LETTERS:
                break
            group = Letter.objects.take(letter, timezone.now() + LEASE)
            try:
                sent += bool(group) and _send(group, server)
            except CannotSend as error:
                _failed(group, error)
                _hang_up(server)
                if error.at_all:
                    break  # the others keep their tries for when the server is back
    finally:
        _hang_up(server)
    return f"{sent} letters"


def _send(group: Sequence[Letter], server: BaseEmailBackend) -> bool:
    """Send one letter, and write down that it went; give whether there was anything to tell."""
    box = group[0].letterbox
    assert box, "letters that were taken have a letterbox"
    told = mark_of(box.comment)
    message = letter_of(group)
    if message:
        hand_over(message, server)
    rows = Letter.objects.filter(pk__in=[letter.pk for letter in group])
    rows.update(due_at=None, sent_at=timezone.now() if message else None)
    if message and group[0].kind == Letter.Kind.DECISION:
        Letterbox.objects.filter(pk=box.pk).update(told=told)
    return message is not None


def hand_over(message: EmailMessage, server: BaseEmailBackend) -> None:
    """Give a letter to the mail server. What it says is not repeated, because it may name the address.

    Raises:
        CannotSend: it was not taken.
    """
    try:
        server.open()
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code = next((code for code, _ in error.recipients.values()), 0)
        raise CannotSend(f"the address was refused ({code})", for_good=code in FOR_GOOD) from None
    except smtplib.SMTPDataError as error:
        for_good = error.smtp_code in FOR_GOOD
        raise CannotSend(f"the letter was refused ({error.smtp_code})", for_good=for_good) from None
    except (smtplib.SMTPException, OSError) as error:
        said = getattr(error, "smtp_code", type(error).__name__)
        raise CannotSend(f"the mail server cannot be used ({said})", at_all=True) from None
    except ValueError as error:
        raise CannotSend(f"it cannot be written ({type(error).__name__})", for_good=True) from None


def _failed(group: Sequence[Letter], error: CannotSend) -> None:
    """Leave the letter for its next try, or give it up."""
    letter, rows = group[0], Letter.objects.filter(pk__in=[each.pk for each in group])
    if not error.for_good and letter.tries <= len(WAITS):
        wait = WAITS[letter.tries - 1]
        rows.update(due_at=timezone.now() + timedelta(minutes=wait))
        logger.warning("letter %d was not sent: %s; next try in %d min.", letter.pk, error, wait)
        return
    rows.update(due_at=None)
    logger.error("letter %d was given up after %d tries: %s.", letter.pk, letter.tries, error)


def _hang_up(server: BaseEmailBackend) -> None:
    with suppress(smtplib.SMTPException, OSError):  # it may be gone already
        server.close()
