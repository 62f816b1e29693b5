"""The door to a service outside that is asked about comments: by the worker, never while a reader waits.

`SpamCheck` is the outbox. The comment waits meanwhile; a good answer lets it stand as it would have stood, a bad one
puts it aside, and after some days without an answer it waits for a person. Who decides meanwhile is not overruled.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from comments.judging import akismet
from comments.judging.policy import is_asked_outside
from comments.models import Comment, SpamCheck, State
from nuztrend.lib.tasks import task
from nuztrend.lib.wire import CannotSend

logger = logging.getLogger("comments.checking")

ROOMS: dict[str, Callable[[Comment], bool]] = {"akismet": akismet.is_spam}
AT_ONCE = 50  # comments that one task asks about
FIRST_RETRY, LAST_RETRY = 60, 3600  # seconds; doubled from the one to the other
MOST_FAILURES = 24
"""Tries after which a person decides: some 18 hours."""
CHECKED = "checked outside"
UNANSWERED = "could not be checked outside"


def check_what_is_due() -> int:
    """Enqueue the asking where comments wait for it and nobody asks yet; give how many tasks."""
    if not SpamCheck.objects.due().exists() or _waiting():
        return 0
    ask_outside.enqueue()
    return 1


def check_soon() -> None:
    """Have the worker ask as soon as the transaction is over; the chore of the minute makes up for what is lost."""

    def enqueue() -> None:
        try:
            check_what_is_due()
        except DatabaseError:  # the comment is stored, and its writer must hear so
            logger.exception("a comment was not given to the worker")

    transaction.on_commit(enqueue)


@task(priority=40)
def ask_outside() -> str:
    """Ask about the comments that wait for it, the oldest first; after a failure the others wait as well."""
    done = 0
    for check in SpamCheck.objects.due().select_related("comment__article")[:AT_ONCE]:
        comment = check.comment
        if comment.state != State.HELD or not comment.text:
            check.delete()  # somebody has decided, or its writer took it back
            continue
        if not is_asked_outside():
            settle(check, False, UNANSWERED, shows=False)
            continue
        try:
            spam = ROOMS["akismet"](comment)
        except CannotSend as error:
            _put_off(check, error)
            return str(error)
        settle(check, spam, CHECKED, shows=check.shows)
        done += 1
    if done == AT_ONCE:
        ask_outside.enqueue()
    return f"{done} comments"


@transaction.atomic
def settle(check: SpamCheck, spam: bool, said: str, shows: bool) -> None:
    """Carry out what the answer says, unless somebody was quicker or the words are others by now."""
    comment = Comment.objects.get(pk=check.comment_id)
    comment.lock()
    if comment.text != check.comment.text:
        return  # it was edited, and is asked about again
    SpamCheck.objects.filter(pk=comment.pk).delete()
    if comment.state != State.HELD:
        return
    words = f"{said}: spam" if spam else said
    comment.reasons = [each for each in comment.reasons if each[0] != "asked"] + [["asked", words, 0.0]]
    comment.save(update_fields=["reasons"])
    if spam:
        comment.mark_spam(by=None)
    elif shows:
        comment.approve(by=None)


def _put_off(check: SpamCheck, error: CannotSend) -> None:
    if check.failures + 1 >= MOST_FAILURES:
        settle(check, False, UNANSWERED, shows=False)
        logger.error("a comment waits for a person, because nobody answered: %s", error)
        return
    wait = max(FIRST_RETRY, min(error.wait or FIRST_RETRY * 2 ** min(check.failures, 10), LAST_RETRY))
    check.put_off(wait)
    logger.warning("the service outside was not asked: %s Next try in %d s.", error, wait)


def _waiting() -> bool:
    return DBTaskResult.objects.filter(task_path=ask_outside.module_path, status=TaskResultStatus.READY).exists()
