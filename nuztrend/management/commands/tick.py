import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import TrendingList
from comments.captcha import challenge
from nuztrend.pagecache.files import forget_old_windows
from nuztrend.purge.outbox import purge_what_is_due

logger = logging.getLogger("nuztrend.tick")
LEASE = timedelta(minutes=15)
KEPT = timedelta(days=7)


def forget_expired_captchas() -> int:
    """Delete captcha challenges that nobody can answer any more."""
    return challenge.prune()


def free_lost_tasks() -> int:
    """Give tasks back to the queue whose worker was killed: it leaves them RUNNING for ever. A task may run twice."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LEASE)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def forget_finished_tasks() -> int:
    """Delete the results of tasks that ended a week ago."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()[0]


def forget_expired_sessions() -> int:
    """Delete sessions of the newsroom that have expired."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def refresh_trending() -> int:
    """Put Latest Trending in the order of the ranks that the last comments left."""
    return TrendingList.objects.refresh(at_once=False)


CHORES: list[Callable[[], int]] = [
    forget_expired_captchas,
    free_lost_tasks,
    forget_finished_tasks,
    forget_expired_sessions,
    purge_what_is_due,
    forget_old_windows,
    refresh_trending,
]


class Command(BaseCommand):
    help = "Do the chores of the minute once. `serve` does them by itself; elsewhere run it from cron or a timer."

    def handle(self, *args: Any, **options: Any) -> None:
        for chore in CHORES:
            try:
                if done := chore():
                    logger.info("%s: %d", chore.__name__, done)
            except Exception:
                # one chore that fails must not keep the others from being done; the next minute tries again
                logger.exception("%s failed", chore.__name__)
