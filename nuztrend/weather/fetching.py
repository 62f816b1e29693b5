"""Asking the provider, in the worker: who is due, who may be asked, and what is kept of the answer.

A city is asked for by one process at a time and once in half an hour, or later if the provider's `Expires` says so.
A failure leaves the whole provider alone: for as long as it asked, else one minute, doubled with each further failure.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from nuztrend import weather
from nuztrend.lib.tasks import task
from nuztrend.pagecache import touch
from nuztrend.weather.asking import CannotTell, Hour, Provider, Report
from nuztrend.weather.met_norway import MetNorway
from nuztrend.weather.models import NOTED, City, CityWeather, WeatherPause
from nuztrend.weather.open_meteo import OpenMeteo

logger = logging.getLogger("nuztrend.weather")

PROVIDERS: dict[str, Callable[[], Provider]] = {"met-norway": MetNorway, "open-meteo": OpenMeteo}
FRESH = timedelta(minutes=30)
SPREAD = 120  # seconds; so that nobody asks for all cities at once, nor at the full hour
LEASE = timedelta(minutes=2)  # of a process that asks; longer than an answer may take
FIRST_PAUSE, LAST_PAUSE = 60, 3_600  # seconds
RUN = 60  # seconds after which a run leaves the rest to the next
REFUSED = timedelta(hours=3)  # a city that the provider does not know
LATEST_EXPIRY = timedelta(hours=2)


def fetch_when_due() -> int:
    """Have the worker ask where something is due and nothing waits; give how many tasks were enqueued."""
    if not weather.is_known() or _is_paused() or _waiting().exists():
        return 0
    _keep_the_sites_city()
    if not CityWeather.objects.due():
        return 0
    fetch_weather.enqueue()
    return 1


def is_wanted(city_id: int) -> bool:
    """Say whether it should be noted that somebody reads from a city."""
    noted = CityWeather.objects.filter(pk=city_id, asked_at__gt=timezone.now() - NOTED)
    return weather.is_known() and not noted.exists()


def want(city: City) -> None:
    """Note that somebody reads from a city. The note may get lost, when the database is busy: the next one comes."""
    try:
        with transaction.atomic():
            noted = CityWeather.objects.want(city.pk)
        if noted:
            fetch_when_due()
    except DatabaseError as error:
        logger.warning("a city could not be noted: %s", error)


@task(priority=50)  # before pictures, which can wait
def fetch_weather() -> str:
    """Ask for the cities that are due; give how many were told."""
    _of_ours().filter(status=TaskResultStatus.SUCCESSFUL).delete()  # the last one is enough to look at
    if not weather.is_known() or _is_paused():
        return "the provider is left alone"
    _keep_the_sites_city()
    provider, began, told = PROVIDERS[settings.WEATHER](), time.monotonic(), 0
    for row in CityWeather.objects.due():
        if time.monotonic() - began > RUN:
            break
        if not CityWeather.objects.claim(row, timezone.now() + LEASE):
            continue
        try:
            report = provider.ask(row.city, row.last_modified if row.provider == settings.WEATHER else "")
            _store(row, report)
            told += 1
        except CannotTell as error:
            if error.only_this_city:
                logger.warning("no weather for city %d: %s", row.pk, error)
                CityWeather.objects.filter(pk=row.pk).update(ask_at=timezone.now() + REFUSED)
                continue
            wait = _pause(error.wait)
            logger.warning("no weather (WEATHER=%s): %s Next try in %d s.", settings.WEATHER, error, wait)
            CityWeather.objects.filter(pk=row.pk).update(ask_at=timezone.now())
            return str(error)
        WeatherPause.objects.filter(provider=settings.WEATHER, failures__gt=0).update(failures=0)
    return f"{told} cities"


def _store(row: CityWeather, report: Report) -> None:
    now = timezone.now()
    hours = report.hours or [Hour(*each) for each in row.hours]
    if not hours:
        raise CannotTell("The provider says “as before”, but nothing was before.")
    hour = max((each for each in hours if each.since <= now.timestamp()), key=lambda each: each.since, default=hours[0])
    before = row.printed() if row.provider == settings.WEATHER else None
    row.provider, row.told_at, row.last_modified = settings.WEATHER, now, report.last_modified
    row.celsius, row.emoji, row.words = hour.celsius, hour.emoji, hour.words
    row.hours = [list(asdict(each).values()) for each in hours]
    fresh = now + FRESH + timedelta(seconds=random.uniform(0, SPREAD))  # noqa: S311  (spreads load, hides nothing)
    row.ask_at = max(fresh, min(report.expires or fresh, now + LATEST_EXPIRY))
    with transaction.atomic():
        # not asked_at, which a reader may have moved on meanwhile
        row.save(update_fields=[f.name for f in row._meta.concrete_fields if f.name not in ("city", "asked_at")])
        if row.pk == settings.WEATHER_CITY and _words(before) != _words(row.printed()):
            touch(weather.TAG)


def _words(printed: weather.Weather | None) -> tuple[str, ...]:
    """What pages print of the weather."""
    if printed is None:
        return ()
    degrees = printed.degrees(settings.WEATHER_UNITS == "fahrenheit")
    return degrees, printed.emoji, printed.words, printed.city, printed.credit.name


def _keep_the_sites_city() -> None:
    """The site's own city is always read from."""
    if City.objects.filter(pk=settings.WEATHER_CITY).exists():
        now = timezone.now()
        CityWeather.objects.bulk_create(
            [CityWeather(city_id=settings.WEATHER_CITY, asked_at=now, ask_at=now)], ignore_conflicts=True
        )
        CityWeather.objects.filter(pk=settings.WEATHER_CITY).update(asked_at=now)


def _is_paused() -> bool:
    return WeatherPause.objects.filter(provider=settings.WEATHER, until__gt=timezone.now()).exists()


def _pause(asked: int) -> int:
    """Leave the provider alone for so many seconds as it asked, or as failures in a row advise; give how many."""
    pause = WeatherPause.objects.filter(provider=settings.WEATHER).first()
    failures = pause.failures if pause else 0
    wait = max(asked, min(FIRST_PAUSE * 2 ** min(failures, 10), LAST_PAUSE))
    later = {"until": timezone.now() + timedelta(seconds=wait), "failures": failures + 1}
    WeatherPause.objects.update_or_create(provider=settings.WEATHER, defaults=later)
    return wait


def _of_ours() -> models.QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(task_path=fetch_weather.module_path)


def _waiting() -> models.QuerySet[DBTaskResult]:
    return _of_ours().filter(status=TaskResultStatus.READY)
