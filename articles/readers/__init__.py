"""Readers: how many read which story, without knowing who they are.

The page of a story sends a beacon after five seconds in view (`beacon`), with the token of the page (`page`). The
day's book (`book`) counts each reader of a story once a day; every ten seconds its sums go to the counts of the hour
and the rank of the story (`counting`). Who reads two stories is a reader of each: nothing links the two.
"""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from articles.models import ReaderHour, SiteHour
from articles.querysets import start_of
from nuztrend.lib.dates import local, local_day


class Recent(NamedTuple):
    """How many readers a story had lately, by the hours of the site's time zone."""

    this_hour: int = 0
    last_hour: int = 0
    day: int = 0  # this hour and the 23 before


def readers_by_day(days: int) -> list[tuple[date, int]]:
    """Give the readers of all stories on each of the last `days` days, today last; counts are kept for 14."""
    return _by_day(days, list(SiteHour.objects.since(_first(days)).values_list("hour", "readers")))


def readers_of(story: int, days: int) -> list[tuple[date, int]]:
    """Give the readers of one story (its id) on each of the last `days` days, today last; counts are kept for 14."""
    hours = ReaderHour.objects.since(_first(days)).filter(article_id=story)
    return _by_day(days, list(hours.values_list("hour", "readers")))


def recent_readers(stories: list[int], now: datetime) -> dict[int, Recent]:
    """Give how many readers each of these stories had lately; the figures hold until the hour ends."""
    this = hour_of(now)
    found = dict.fromkeys(stories, Recent())
    hours = ReaderHour.objects.since(this - timedelta(hours=23)).filter(article_id__in=stories)
    for story, hour, readers in hours.values_list("article_id", "hour", "readers"):
        was = found[story]
        found[story] = Recent(
            was.this_hour + readers * (hour >= this),
            was.last_hour + readers * (this - timedelta(hours=1) <= hour < this),
            was.day + readers,
        )
    return found


def hour_of(moment: datetime) -> datetime:
    """Give when the hour of the site's time zone began in which a moment lies; in UTC, whose hours can be added to."""
    return local(moment).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def _first(days: int) -> datetime:
    return start_of(local_day(timezone.now()) - timedelta(days=days - 1))


def _by_day(days: int, hours: list[tuple[datetime, int]]) -> list[tuple[date, int]]:
    today = local_day(timezone.now())
    found = {today - timedelta(days=ago): 0 for ago in reversed(range(days))}
    for hour, readers in hours:
        if (day := local_day(hour)) in found:
            found[day] += readers
    return list(found.items())
