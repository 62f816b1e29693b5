"""The strip on top of every page: today's date, and the weather where it is known.

Pages for everybody print the site's own city, in the site's time zone. Each change of those words ends all pages, at
most once in half an hour, which is nothing beside Latest Trending (TRENDING_SECONDS); readers without JavaScript then
see the weather too. A reader's own city comes as a fragment.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from nuztrend import weather
from nuztrend.lib.dates import day_of_strip, local_day, midnight_after
from nuztrend.pagecache import ends_at
from nuztrend.weather.fetching import is_wanted
from nuztrend.weather.models import City
from nuztrend.weather.whereabouts import city_of

FAHRENHEIT = {"BS", "BZ", "KY", "PR", "PW", "US"}
"""Countries that measure the weather in °F, by the Unicode CLDR (unitPreferences, category temperature)."""


@dataclass(frozen=True)
class Strip:
    """`Mon. 07 Jul 2025 ☀️ 26°C in Columbus`; without weather the date alone."""

    day: date
    midnight: datetime  # at which the day ends
    weather: weather.Weather | None
    fahrenheit: bool
    is_personal: bool = False
    waits: bool = False  # for the weather of the reader's own city
    wanted: bool = False  # the portal should be told that somebody reads from this city

    @classmethod
    def today(cls) -> Self:
        """Give the strip that everybody sees."""
        now = timezone.now()
        ends_at(midnight := midnight_after(now))
        return cls(local_day(now), midnight, weather.current(), settings.WEATHER_UNITS == "fahrenheit")

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Give the strip of one reader: the day and the weather where they are, in their country's units.

        Where the weather in their city is not known it is that of the nearest city within 50 km, else of the site's.
        """
        now, city = timezone.now(), city_of(request)
        fahrenheit = reads_fahrenheit(request.headers.get("Accept-Language", ""))
        if city is None:
            return cls(local_day(now), midnight_after(now), weather.current(), fahrenheit, is_personal=True)
        zone = _zone_of(city)
        found = weather.weather_in([city.pk]).get(city.pk)
        if waits := found is None:
            near = [each.pk for each in City.objects.around(city.latitude, city.longitude)]
            known = weather.weather_in(near)
            found = next((known[pk] for pk in near if pk in known), None) or weather.current()
        day, midnight = now.astimezone(zone).date(), midnight_after(now, zone)
        return cls(day, midnight, found, fahrenheit, is_personal=True, waits=waits, wanted=is_wanted(city.pk))

    @property
    def words(self) -> str:
        """The day as it is printed."""
        return day_of_strip(self.day)

    @property
    def degrees(self) -> str:
        return self.weather.degrees(self.fahrenheit) if self.weather else ""

    @property
    def asks(self) -> bool:
        """Whether a reader's browser may ask for a strip of its own in place of this one."""
        return weather.is_known() and not self.is_personal

    @property
    def asks_for_all(self) -> bool:
        """Whether every reader's browser asks, since the operator said how to tell where readers are."""
        return self.asks and settings.GEO_SOURCE != "none"


def reads_fahrenheit(accepted: str) -> bool:
    """Say by Accept-Language whether a reader measures in °F; without a country the site's WEATHER_UNITS decide."""
    first = accepted[:100].partition(",")[0].partition(";")[0].strip()
    country = next((part.upper() for part in first.split("-")[1:] if len(part) == 2 and part.isalpha()), "")
    return country in FAHRENHEIT if country else settings.WEATHER_UNITS == "fahrenheit"


def _zone_of(city: City) -> tzinfo:
    try:
        return ZoneInfo(city.zone)
    except (KeyError, ValueError, OSError):  # a zone that is younger than this machine's table
        return timezone.get_default_timezone()
