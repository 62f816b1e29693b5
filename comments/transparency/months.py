"""Months of the report: those that are over are counted once and kept, the one that goes on when it is asked for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from comments.models import ModerationEntry
from comments.models.month import ModerationMonth
from comments.transparency.counting import figures_between
from nuztrend.lib.dates import local_day
from nuztrend.pagecache import touch

SETTLES = timedelta(hours=1)
"""After this a month is over for good: a transaction that began in it has ended."""
LIVE = 2
"""Months that a page counts by itself: the one that goes on, and the last one until it is stored."""
AT_ONCE = 3
"""Months that the chore of one minute counts."""


class Month(NamedTuple):
    """A month with its figures; they are not final while it goes on."""

    first: date
    figures: dict[str, Any]
    is_over: bool


def months_until(moment: datetime) -> list[Month]:
    """Give all months up to a moment, the newest first.

    Months that nobody has counted yet (after an update of an old portal) are missing until the chore has done so.
    """
    over = ModerationMonth.objects.filter(month__lt=local_day(moment).replace(day=1)).order_by("-month")
    stored = [Month(row.month, row.figures, True) for row in over]
    since = stored[0].first if stored else None
    open_months = [first for first in months(moment) if since is None or first > since]
    live = [
        Month(first, figures_between(midnight_of(first), min(moment, midnight_of(after(first)))), False)
        for first in open_months[-LIVE:]
    ]
    return [*reversed(live), *stored]


def count_closed_months() -> int:
    """Count the months that are over and not stored yet; give how many it were.

    What a clock ahead of time has stored of months that are not over is deleted first.
    """
    now = timezone.now()
    last, this = ModerationMonth.last_stored(), local_day(now).replace(day=1)
    if last and last >= this:
        ModerationMonth.objects.filter(month__gte=this).delete()
        last = ModerationMonth.last_stored()
    if last and midnight_of(after(after(last))) + SETTLES > now:
        return 0
    over = [first for first in months(now) if midnight_of(after(first)) + SETTLES <= now]
    missing = [first for first in over if last is None or first > last][:AT_ONCE]
    for first in missing:
        store(first)
    return len(missing)


@transaction.atomic
def store(first: date) -> None:
    """Count a month and keep its figures."""
    figures = figures_between(midnight_of(first), midnight_of(after(first)))
    ModerationMonth.objects.update_or_create(month=first, defaults={"figures": figures, "counted_at": timezone.now()})
    touch("transparency")


def months(until: datetime) -> Iterator[date]:
    """Give the first days of the months from the first entry of the record to the month of a moment."""
    first_entry = ModerationEntry.objects.order_by("at").values_list("at", flat=True).first()
    if first_entry is None:
        return
    first, last = local_day(first_entry).replace(day=1), local_day(until)
    while first <= last:
        yield first
        first = after(first)


def after(first: date) -> date:
    """Give the first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def midnight_of(day: date) -> datetime:
    """Give the moment at which a day begins in the site's time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
