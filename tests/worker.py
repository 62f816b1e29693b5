"""The background worker, which works when a test says so."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from articles.models import TrendingList, trending


def work() -> None:
    """Do whatever is to be done at this moment."""
    call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False, reload=False)


def work_and_tick() -> None:
    """Do what is to be done, and what the chores of the minute then find to do."""
    work()
    call_command("tick")
    work()


def let_the_list_move() -> None:
    """Let Latest Trending have stood in its order for a day, for this process too."""
    TrendingList.objects.update(since=timezone.now() - timedelta(days=1))
    trending._here.__init__()  # type: ignore[misc]
