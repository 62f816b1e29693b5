"""The weather door: what is the weather in a city? Providers have a room each; the default knows nothing, asks nobody.

A page never waits for a provider: the worker asks (`fetching`), pages read what it stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from nuztrend.pagecache import depends_on, ends_at, kept

TAG = "weather"
"""The page tag of the weather in the site's city."""


@dataclass(frozen=True)
class Credit:
    """Whose data it is, as the licence of the data asks to be told beside them."""

    name: str
    address: str


CREDITS = {
    "met-norway": Credit("MET Norway", "https://api.met.no/"),
    "open-meteo": Credit("Open-Meteo.com", "https://open-meteo.com/"),
}


@dataclass(frozen=True)
class Weather:
    """What the strip prints: the city, its temperature in °C, an emoji and its words; and until when it may."""

    city: str
    celsius: float
    emoji: str
    words: str
    credit: Credit
    ends: datetime

    def degrees(self, fahrenheit: bool) -> str:
        """Give the temperature as it is printed, such as `26°C` or `79°F`."""
        shown = round(self.celsius * 9 / 5 + 32 if fahrenheit else self.celsius)
        return f"{shown}°{'F' if fahrenheit else 'C'}".replace("-", "−")


def is_known() -> bool:
    """Say whether the site has a provider."""
    return settings.WEATHER != "none"


def current() -> Weather | None:
    """Give the weather in the site's own city, None where it is not known; many pages share the answer."""
    return kept("weather", _of_the_site) if is_known() and settings.WEATHER_CITY else None


def weather_in(city_ids: Iterable[int]) -> dict[int, Weather]:
    """Give the weather of those of the cities where it is known and not older than three hours."""
    from nuztrend.weather.models import CityWeather  # the door is imported before the models are

    found = CityWeather.objects.known().filter(pk__in=city_ids) if is_known() else []
    return {row.pk: printed for row in found if (printed := row.printed())}


def _of_the_site() -> Weather | None:
    depends_on(TAG)
    try:
        found = weather_in([settings.WEATHER_CITY]).get(settings.WEATHER_CITY)
    except DatabaseError:  # the page says what it has to say without the weather as well
        return None
    if found:
        ends_at(found.ends)
    return found
