import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles import tasks
from articles.announcing import announce_what_is_due, forget_old_changes
from articles.models import ReaderHour, SiteHour, TrendingList
from articles.models.autosave import forget_old_autosaves
from articles.models.pending import publish_due_changes
from articles.models.presence import forget_old_presences
from articles.models.revision import prune_old_revisions
from articles.readers import counting
from articles.related import rebuild
from comments.captcha import challenge
from comments.judging.checking import check_what_is_due
from comments.mail.outbox import send_what_is_due
from comments.models import Attack, Budget, LearnedFeature, Sweep, Vote
from comments.transparency import months
from nuztrend.lib.dates import local_day
from nuztrend.pagecache.files import forget_old_windows
from nuztrend.privacy.registry import forget_what_is_old
from nuztrend.purge.outbox import purge_what_is_due
from nuztrend.signin.models import SignInDelay
from nuztrend.weather import fetching
from nuztrend.weather.models import CityWeather

logger = logging.getLogger("nuztrend.tick")
LEASE = timedelta(minutes=15)
KEPT = timedelta(days=7)


def forget_expired_captchas() -> int:
    """Delete captcha challenges that nobody can answer any more."""
    return challenge.prune()


def forget_spent_budgets() -> int:
    """Delete what networks had of budgets whose time is over."""
    return Budget.objects.forget_old()


def end_attack() -> int:
    """Write down that an attack on the comments is over, where it is."""
    return Attack.objects.end_if_over()


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


def forget_old_guesses() -> int:
    """Delete the wrong passwords and codes that were counted more than a day ago."""
    return SignInDelay.objects.forget_old()


def forget_old_votes() -> int:
    """Delete who voted for comments more than 72 hours ago; the numbers stay."""
    return Vote.objects.forget_old()


def forget_old_sweeps() -> int:
    """Forget which comments were decided on together more than seven days ago; the record of each decision stays."""
    return Sweep.objects.forget_old()


def store_readers() -> int:
    """Store the readers that nobody who came after them has stored, and drop the salt of a day that is over."""
    return counting.store(at_once=True)


def forget_old_readers() -> int:
    """Delete the hourly counts of readers that are older than 14 days."""
    return ReaderHour.objects.forget_old() + SiteHour.objects.forget_old()


def refresh_trending() -> int:
    """Put Latest Trending in the order of the ranks that the last readers and comments left."""
    return TrendingList.objects.refresh(at_once=False)


def refresh_related() -> int:
    """Once a day, have the worker look once more at what goes on where the stories of the last days end."""
    if not rebuild.is_due(local_day(timezone.now())):
        return 0
    tasks.refresh_related.enqueue(0)
    return 1


def fetch_weather() -> int:
    """Have the worker ask for the weather where it is due."""
    return fetching.fetch_when_due()


def forget_old_weather() -> int:
    """Delete the weather of cities that nobody has read from for a day."""
    return CityWeather.objects.forget_old()


def count_closed_months() -> int:
    """Count the months of the report on moderation that are over."""
    return months.count_closed_months()


def forget_personal_data() -> int:
    """Forget what is kept about people no longer than it was promised (nuztrend/privacy)."""
    return forget_what_is_old()


def forget_rare_features() -> int:
    """Delete what was learned of words that hardly ever occur, when there is too much of it."""
    return LearnedFeature.objects.forget_rare()


CHORES: list[Callable[[], int]] = [
    forget_expired_captchas,
    forget_rare_features,
    check_what_is_due,
    forget_spent_budgets,
    end_attack,
    free_lost_tasks,
    forget_finished_tasks,
    forget_expired_sessions,
    forget_old_guesses,
    forget_old_votes,
    forget_old_sweeps,
    forget_personal_data,
    count_closed_months,
    purge_what_is_due,
    send_what_is_due,
    forget_old_windows,
    store_readers,
    forget_old_readers,
    publish_due_changes,
    prune_old_revisions,
    forget_old_autosaves,
    forget_old_presences,
    refresh_trending,
    refresh_related,
    announce_what_is_due,
    forget_old_changes,
    fetch_weather,
    forget_old_weather,
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
