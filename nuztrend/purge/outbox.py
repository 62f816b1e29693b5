"""What is to be purged downstream, and when. The rows of PageTag are the outbox: a change has written them already.

The row `purged` holds the number up to which every change has been purged *twice*, `room.PAUSE` seconds apart. Once is
not enough: an answer made before the change may still be on its way, and the cache stores it after the first purge.
Nothing is lost by a crash, changes in a row go out together, and a purge too many does no harm.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from nuztrend import purge
from nuztrend.database import CLOCK
from nuztrend.lib.tasks import task
from nuztrend.models import PageTag
from nuztrend.purge.wire import CannotPurge

logger = logging.getLogger("nuztrend.purge")

PURGED = "purged"
EVERYTHING = "everything"
NO_TAG_DOWNSTREAM = [CLOCK, PURGED, *purge.RESTLESS]
MOST = 1_000  # tags purged one by one; with more of them everything goes
FIRST_RETRY, LAST_RETRY = 60, 600  # seconds; doubled from the one to the other


def after_touch() -> None:
    """Let the worker purge what the transaction changed; call it after the COMMIT. At most one purge waits."""
    try:
        purge_what_is_due()
    except DatabaseError:
        # the change is committed, and its reader or editor must hear so; the next tick makes up for it
        logger.exception("the purge could not be enqueued")


def purge_what_is_due() -> int:
    """Enqueue a purge where something is due and none waits; give how many.

    The chore of each minute calls it as well: a worker may have been killed.
    """
    if purge.room() is None or _waiting().exists():
        return 0
    purged, newest = _marks()
    if purged is not None and purged >= newest:
        return 0
    purge_downstream.enqueue()
    return 1


@task(priority=100)  # pictures can wait; they take seconds each, and an import leaves hundreds of them
def purge_downstream(once: int | None = None, failures: int = 0) -> str:
    """Purge what changed since the mark `purged`, and enqueue the second purge of it, or the next try.

    Args:
        once: the number up to which every change was purged once already, at least `room.PAUSE` seconds ago.
        failures: how many tries in a row have failed.
    """
    room = purge.room()
    if room is None:
        return "no cache downstream"
    _forget_earlier()
    purged, newest = _marks()  # before the tags are read: whatever changes from now on is for the next purge
    try:
        done = _purge(room, purged)
    except CannotPurge as error:
        wait = error.wait or min(FIRST_RETRY * 2 ** min(failures, 10), LAST_RETRY)
        wait = max(room.PAUSE, min(wait, LAST_RETRY))
        logger.warning(
            "the cache downstream (PURGE=%s) may show old pages: %s Next try in %d s.", settings.PURGE, error, wait
        )
        _enqueue_in(wait, once, failures + 1)
        return str(error)
    if once is not None:
        _remember(once)
    if once != newest:
        _enqueue_in(room.PAUSE, newest, 0)
    return done


def _purge(room: purge.Room, purged: int | None) -> str:
    if purged is None:  # the first purge of all, and nobody knows what was kept before
        room.purge_everything()
        return EVERYTHING
    changed = _tags().filter(version__gt=purged).order_by("name")
    tags = list(changed.values_list("name", flat=True)[: MOST + 1])
    if len(tags) > MOST or EVERYTHING in tags:
        room.purge_everything()
        return EVERYTHING
    room.purge([tag for tag in tags if purge.NAMES.fullmatch(tag)])  # no page is kept under another name
    return f"{len(tags)} tags"


def _marks() -> tuple[int | None, int]:
    """How far everything has been purged twice (None: never), and the number of the last change."""
    purged = PageTag.objects.filter(name=PURGED).first()
    newest = _tags().order_by("-version").first()
    return purged.version if purged else None, newest.version if newest else 0


def _tags() -> models.QuerySet[PageTag]:
    return PageTag.objects.exclude(name__in=NO_TAG_DOWNSTREAM)


def _remember(newest: int) -> None:
    PageTag.objects.bulk_create([PageTag(name=PURGED, version=newest)], ignore_conflicts=True)
    PageTag.objects.filter(name=PURGED, version__lt=newest).update(version=newest)


def _of_ours() -> models.QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(task_path=purge_downstream.module_path)


def _waiting() -> models.QuerySet[DBTaskResult]:
    return _of_ours().filter(status=TaskResultStatus.READY)


def _forget_earlier() -> None:
    """A busy day makes 17,000 purges; the last one is enough to look at."""
    _of_ours().filter(status=TaskResultStatus.SUCCESSFUL).delete()


def _enqueue_in(seconds: int, once: int | None, failures: int) -> None:
    """Enqueue the next purge in place of any that waits: it does what that would have done."""
    with transaction.atomic():
        _waiting().delete()
        later = timezone.now() + timedelta(seconds=seconds)
        purge_downstream.using(run_after=later).enqueue(once, failures)
