"""The doors by which the world outside hears of new, changed and withdrawn stories. One room per door, off by default.

`StoryChange` is the outbox: verbs fill it in their transaction, times to come included, the worker empties it. Nothing
is lost by a crash, and what was told twice does no harm. The chore of each minute looks for what came out by time.
"""

import logging
from datetime import timedelta
from typing import Protocol

from django.db import DatabaseError, models
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.announcing import indexnow, websub
from articles.models import StoryChange
from nuztrend.lib.tasks import task
from nuztrend.lib.wire import CannotSend

logger = logging.getLogger("articles.announcing")

MOST = 1_000  # changes told at once
FIRST_RETRY, LAST_RETRY = 60, 3600  # seconds; doubled from the one to the other


class Room(Protocol):
    """One of the doors. The rooms are modules."""

    def is_open(self) -> bool:
        """Say whether the settings open it."""

    def tell(self, changes: list[StoryChange]) -> None:
        """Tell of these changes.

        Raises:
            nuztrend.lib.wire.CannotSend: they were not taken.
        """


ROOMS: dict[str, Room] = {"websub": websub, "indexnow": indexnow}


def open_doors() -> list[str]:
    """Give the doors that the settings open."""
    return [door for door, room in ROOMS.items() if room.is_open()]


def announce_what_is_due() -> int:
    """Enqueue an announcement for each door that has something to tell and none waiting; give how many."""
    try:
        idle = [door for door in open_doors() if StoryChange.objects.due(door).exists() and not _waiting(door).exists()]
        for door in idle:
            announce.enqueue(door)
    except DatabaseError:
        # the story is saved, and its editor must hear so; the next minute makes up for it
        logger.exception("an announcement could not be enqueued")
        return 0
    return len(idle)


def forget_old_changes() -> int:
    """Delete the moments that neither the sitemap nor a door needs any more."""
    return StoryChange.objects.forget_told(open_doors())


@task(priority=50)
def announce(door: str, failures: int = 0) -> str:
    """Tell one door what is due, and enqueue the rest or the next try.

    Args:
        failures: how many tries in a row have failed.
    """
    if door not in open_doors():
        return "the door is closed"
    changes = list(StoryChange.objects.due(door)[:MOST])
    if not changes:
        return "nothing to tell"
    try:
        ROOMS[door].tell(changes)
    except CannotSend as error:
        wait = max(FIRST_RETRY, min(error.wait or FIRST_RETRY * 2 ** min(failures, 10), LAST_RETRY))
        logger.warning("%s was not told of %d changes: %s Next try in %d s.", door, len(changes), error, wait)
        announce.using(run_after=timezone.now() + timedelta(seconds=wait)).enqueue(door, failures + 1)
        return str(error)
    StoryChange.objects.filter(pk__in=[change.pk for change in changes]).update(**{door: True})
    if len(changes) == MOST:
        announce.enqueue(door)
    return f"{len(changes)} changes"


def _waiting(door: str) -> models.QuerySet[DBTaskResult]:
    ready = DBTaskResult.objects.filter(task_path=announce.module_path, status=TaskResultStatus.READY)
    return ready.filter(args_kwargs__args__0=door)
