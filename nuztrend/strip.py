"""The strip on top of every page: today's date in the site's time zone, and the weather where it is known."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils import timezone

from nuztrend import weather
from nuztrend.lib.dates import local_day, midnight_after, strip_date
from nuztrend.pagecache import ends_at


@dataclass(frozen=True)
class Strip:
    """`Mon. 07 Jul 2025 ☀️ 26°C in Columbus`; without weather the date alone."""

    day: date
    words: str
    weather: weather.Weather | None

    @classmethod
    def today(cls) -> Self:
        now = timezone.now()
        ends_at(midnight_after(now))
        return cls(local_day(now), strip_date(now), weather.current())
