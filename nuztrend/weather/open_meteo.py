"""Open-Meteo: without a key for sites that earn nothing, with one (OPEN_METEO_KEY) for others, or one's own server.

Its free service allows 10,000 questions a day, and its data change every 15 minutes (https://open-meteo.com/en/terms).
"""

from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from nuztrend.weather import sky
from nuztrend.weather.asking import CannotTell, Hour, Report, ask, number
from nuztrend.weather.models import City


class OpenMeteo:
    def ask(self, city: City, last_modified: str) -> Report:
        asked = {
            "latitude": f"{city.latitude:.2f}",
            "longitude": f"{city.longitude:.2f}",
            "current": "temperature_2m,weather_code,is_day",
        }
        if settings.OPEN_METEO_KEY:
            asked["apikey"] = settings.OPEN_METEO_KEY
        told = ask(f"{settings.OPEN_METEO_URL}?{urlencode(asked)}").told
        try:
            now = told["current"]
            celsius = number(now["temperature_2m"], -100, 70)
            seen = sky.of_wmo(now.get("weather_code"), now.get("is_day") != 0)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise CannotTell("Open-Meteo answered with something that is no weather.") from None
        return Report([Hour(timezone.now().timestamp(), celsius, *seen)])
