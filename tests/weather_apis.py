"""What MET Norway and Open-Meteo answer, and cities to ask them for."""

import json
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from django.utils import timezone

from nuztrend.weather.cities import folded
from nuztrend.weather.models import City, CityName
from tests.apis import Answer, Asked

MODIFIED = "Mon, 07 Jul 2025 11:32:08 GMT"


def city(pk: int = 4509177, name: str = "Columbus", **fields: Any) -> City:
    """A city of the table, by default the largest Columbus."""
    place: dict[str, Any] = {
        "region": "Ohio",
        "abbreviation": "OH",
        "country": "United States",
        "code": "US",
        "population": 913_175,
    }
    place |= {"latitude": 39.96, "longitude": -83.0, "zone": "America/New_York"}
    made = City.objects.create(pk=pk, name=name, **{**place, **fields})
    CityName.objects.create(city=made, name=folded(name), start=folded(name)[:2])
    return made


def met_norway(asked: Asked, celsius: float = 26.4, symbol: str = "clearsky_day", **headers: str) -> Answer:
    """https://api.met.no/doc/ForecastJSON, with the headers of https://api.met.no/doc/locationforecast/HowTO."""
    said = {"Content-Type": "application/json", "Last-Modified": MODIFIED, **headers}
    if asked.headers.get("if-modified-since") == MODIFIED:
        return Answer(304, headers=tuple(said.items()))
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    steps = []
    for hour in range(90):
        step = now + timedelta(hours=hour)
        data: dict[str, Any] = {"instant": {"details": {"air_temperature": celsius + hour, "wind_speed": 1.7}}}
        data["next_1_hours"] = {"summary": {"symbol_code": symbol}, "details": {"precipitation_amount": 0.0}}
        steps.append({"time": step.strftime("%Y-%m-%dT%H:%M:%SZ"), "data": data})
    told = {"meta": {"updated_at": "2025-07-07T11:32:08Z", "units": {}}, "timeseries": steps}
    place = {"type": "Point", "coordinates": [-83.0, 39.96, 239]}
    return Answer(200, json.dumps({"type": "Feature", "geometry": place, "properties": told}), tuple(said.items()))


def open_meteo(asked: Asked, celsius: float = 26.1, code: int = 0, is_day: int = 1) -> Answer:
    """https://open-meteo.com/en/docs"""
    now = {"time": "2025-07-07T14:30", "interval": 900, "temperature_2m": celsius, "weather_code": code}
    told = {"latitude": 39.95, "longitude": -83.0, "generationtime_ms": 0.04, "timezone": "GMT"}
    return Answer(
        200, json.dumps({**told, "current": {**now, "is_day": is_day}}), (("Content-Type", "application/json"),)
    )


def expires_in(**time: float) -> dict[str, str]:
    return {"Expires": format_datetime(timezone.now() + timedelta(**time), usegmt=True)}
