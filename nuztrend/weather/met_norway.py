"""MET Norway: worldwide, without a key, CC BY 4.0 (https://api.met.no/doc/TermsOfService).

It wants to know who asks and whom to write to, at most four decimals of a place, no question before `Expires`, and the
exact `Last-Modified` of the last answer back.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from nuztrend.lib.wire import moment
from nuztrend.weather import sky
from nuztrend.weather.asking import CannotTell, Hour, Report, ask, number
from nuztrend.weather.models import City

HOURS = 6  # that are kept: longer than an answer is shown
LONGEST = 60  # characters of a date that is kept; HTTP's have 29


class MetNorway:
    def ask(self, city: City, last_modified: str) -> Report:
        place = urlencode({"lat": f"{city.latitude:.2f}", "lon": f"{city.longitude:.2f}"})
        since = {"If-Modified-Since": last_modified} if last_modified else {}
        answer = ask(f"{settings.MET_NORWAY_API}?{place}", **since)
        expires = moment(answer.headers.get("Expires"))
        modified = answer.headers.get("Last-Modified", "")
        if len(modified) > LONGEST:
            modified = ""
        if answer.told is None:
            return Report([], expires, modified or last_modified)
        try:
            hours = [_hour(step) for step in answer.told["properties"]["timeseries"][:HOURS]]
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
            raise CannotTell("MET Norway answered with something that is no forecast.") from None
        if not hours:
            raise CannotTell("MET Norway answered with an empty forecast.")
        return Report(hours, expires, modified)


def _hour(step: Any) -> Hour:
    data = step["data"]
    coming = data.get("next_1_hours") or data.get("next_6_hours") or {"summary": {"symbol_code": ""}}
    celsius = number(data["instant"]["details"]["air_temperature"], -100, 70)
    since = datetime.fromisoformat(step["time"]).timestamp()
    return Hour(since, celsius, *sky.of_symbol(coming["summary"]["symbol_code"]))
