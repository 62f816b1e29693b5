"""Cities, and what the weather is in those that somebody reads from. No row knows of a reader."""

from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from nuztrend.weather import CREDITS, Weather

LIVE = timedelta(hours=2)  # so long after somebody read from a city its weather is kept fresh
NOTED = timedelta(minutes=30)  # a city is noted once in so long, however many read from it
LASTS = timedelta(hours=3)  # after which the weather is no longer shown
KEPT = timedelta(days=1)
NEAR = 50  # kilometres
DEGREE = 111.2  # kilometres of a degree of latitude


class CityQuerySet(models.QuerySet["City"]):
    def around(self, latitude: float, longitude: float) -> list["City"]:
        """The cities within 50 km of a place, the nearest first."""
        high = NEAR / DEGREE
        wide = min(180.0, high / max(cos(radians(latitude)), 0.01))
        box = self.filter(latitude__range=(latitude - high, latitude + high))
        if abs(longitude) + wide < 180:  # else the box crosses the date line, and latitude alone has to do
            box = box.filter(longitude__range=(longitude - wide, longitude + wide))
        far = [(city.kilometres_to(latitude, longitude), city) for city in box]
        return [city for away, city in sorted(far, key=lambda pair: pair[0]) if away <= NEAR]


class City(models.Model):
    """A city of GeoNames, under its id there: there are several Columbuses."""

    id = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    abbreviation = models.CharField(max_length=3, blank=True)  # of the region, where it has one: OH
    country = models.CharField(max_length=80)
    code = models.CharField(max_length=2)  # of the country, ISO 3166
    latitude = models.FloatField(db_index=True)  # degrees, of the centre, with two decimals: about a kilometre
    longitude = models.FloatField()
    population = models.IntegerField()
    zone = models.CharField(max_length=40)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.region, self.country]))

    def kilometres_to(self, latitude: float, longitude: float) -> float:
        """Give how far a place is, as on a plane: right to a hundredth within the distances that are asked for."""
        east = (self.longitude - longitude + 180) % 360 - 180
        return DEGREE * hypot(self.latitude - latitude, east * cos(radians(latitude)))


class CityName(models.Model):
    """A name of a city as it is searched for: small letters without accents (`cities.folded`)."""

    city = models.ForeignKey(City, models.CASCADE, related_name="names")
    name = models.CharField(max_length=100)
    # a plain index serves equality on both databases, a search for beginnings on neither
    start = models.CharField(max_length=2, db_index=True)

    def __str__(self) -> str:
        return self.name


class CityTable(models.Model):
    """Which table of cities is loaded: the SHA-256 of its file."""

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.digest


class CityWeatherQuerySet(models.QuerySet["CityWeather"]):
    def live(self) -> Self:
        """The cities that somebody read from lately, at most WEATHER_CITIES of them, the latest first."""
        lately = self.filter(asked_at__gte=timezone.now() - LIVE).order_by("-asked_at")
        return lately[: settings.WEATHER_CITIES]

    def known(self) -> Self:
        """The weather that may be shown now, with its city."""
        by_provider = self.filter(provider=settings.WEATHER, told_at__gt=timezone.now() - LASTS)
        return by_provider.select_related("city")

    def due(self) -> list["CityWeather"]:
        """The live cities whose provider may be asked now, those that have waited longest first."""
        due = [row for row in self.live().select_related("city") if row.ask_at <= timezone.now()]
        return sorted(due, key=lambda row: row.ask_at)

    def claim(self, row: "CityWeather", until: datetime) -> bool:
        """Take a city for this process until a moment; False: somebody else asks for it already."""
        return bool(self.filter(pk=row.pk, ask_at__lte=timezone.now()).update(ask_at=until))

    def want(self, city_id: int) -> bool:
        """Note that somebody reads from a city; give whether it was noted. A full list takes no further city."""
        now = timezone.now()
        row = self.filter(pk=city_id).first()
        if row and row.asked_at > now - NOTED:
            return False
        is_live = row is not None and row.asked_at >= now - LIVE
        if not is_live and len(self.live().values_list("pk")) >= settings.WEATHER_CITIES:
            return False
        if row:
            return bool(self.filter(pk=city_id).update(asked_at=now))
        self.bulk_create([self.model(city_id=city_id, asked_at=now, ask_at=now)], ignore_conflicts=True)
        return True

    def forget_old(self) -> int:
        """Delete what nobody has read for a day; give how many."""
        return self.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]


class CityWeather(models.Model):
    """The weather of a city as a provider told it last."""

    city = models.OneToOneField(City, models.CASCADE, primary_key=True, related_name="weather")
    asked_at = models.DateTimeField(db_index=True)  # when somebody last read from there, to half an hour
    ask_at = models.DateTimeField()  # before which the provider must not be asked again
    provider = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(null=True)
    celsius = models.FloatField(default=0)
    emoji = models.CharField(max_length=8, blank=True)
    words = models.CharField(max_length=60, blank=True)
    hours = models.JSONField(default=list)  # what the provider forecast, for answers that say “as before”
    last_modified = models.CharField(max_length=60, blank=True)  # as the provider wrote it

    objects = CityWeatherQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "weather of cities"

    def __str__(self) -> str:
        return f"{self.emoji} {self.celsius:.0f} °C"

    def printed(self) -> Weather | None:
        """Give what a strip prints of it; None when it is not known, or not any more."""
        credit = CREDITS.get(self.provider)
        if credit is None or self.told_at is None or self.told_at + LASTS <= timezone.now():
            return None
        return Weather(self.city.name, self.celsius, self.emoji, self.words, credit, self.told_at + LASTS)


class WeatherPause(models.Model):
    """Until when a provider is left alone, and how many failures in a row led there."""

    provider = models.CharField(max_length=20, primary_key=True)
    until = models.DateTimeField()
    failures = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.provider} until {self.until}"
