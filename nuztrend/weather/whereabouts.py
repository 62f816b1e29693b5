"""Which city a reader is in: the one they chose, else what the operator's GEO_SOURCE says. Nobody keeps the answer."""

import logging
from collections.abc import Mapping
from functools import cache
from math import isfinite
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest

from nuztrend.lib.network import address_of
from nuztrend.weather.cities import folded
from nuztrend.weather.models import City

logger = logging.getLogger("nuztrend.weather")

COOKIE = "city"
YEAR = 31_536_000  # seconds
LONGEST = 80  # characters of a city's name
HEADERS: dict[str, tuple[str, str, str]] = {
    # https://developers.cloudflare.com/rules/transform/managed-transforms/reference/
    "cloudflare": ("Cf-Iplatitude", "Cf-Iplongitude", "Cf-Ipcity"),
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    "cloudfront": ("Cloudfront-Viewer-Latitude", "Cloudfront-Viewer-Longitude", "Cloudfront-Viewer-City"),
    "headers": ("X-Geo-Latitude", "X-Geo-Longitude", "X-Geo-City"),
}
"""The headers of each GEO_SOURCE: latitude, longitude, name of the city."""


def chosen_city(request: HttpRequest) -> City | None:
    """Give the city that a reader chose, None where none was."""
    said = request.COOKIES.get(COOKIE, "")
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        return None
    return City.objects.filter(pk=int(said)).first()


def city_of(request: HttpRequest) -> City | None:
    """Give the city that a reader chose or, as far as GEO_SOURCE tells, is in."""
    return chosen_city(request) or _supposed_city(request)


def _supposed_city(request: HttpRequest) -> City | None:
    if settings.GEO_SOURCE == "none":
        return None
    said = _in_file(request.META) if settings.GEO_SOURCE == "mmdb" else _in_headers(request)
    place = _degrees(said[0], 90), _degrees(said[1], 180)
    if place[0] is None or place[1] is None:
        return None
    near = City.objects.around(place[0], place[1])
    name = folded(said[2][:LONGEST])
    return next((city for city in near if folded(city.name) == name), near[0] if near else None)


def _degrees(said: object, most: int) -> float | None:
    try:
        degrees = float(str(said)[:20])
    except ValueError:
        return None
    return degrees if isfinite(degrees) and abs(degrees) <= most else None


def _in_headers(request: HttpRequest) -> tuple[str, str, str]:
    latitude, longitude, city = (request.headers.get(name, "") for name in HEADERS[settings.GEO_SOURCE])
    # Cloudflare writes UTF-8, which WSGI reads as Latin-1; CloudFront writes %C3%BC
    city = unquote(city[: LONGEST * 9].encode("latin-1", "replace").decode("utf-8", "replace"))
    return latitude, longitude, city


def _in_file(environ: Mapping[str, Any]) -> tuple[object, object, str]:
    address, reader = address_of(environ), _reader(str(settings.GEO_MMDB))
    try:
        found: Any = reader.get(address) if reader and address else None
        place = found["location"]
        name = (found.get("city") or {}).get("names", {}).get("en", "")
        return place["latitude"], place["longitude"], str(name)
    except (KeyError, TypeError, AttributeError, ValueError, RuntimeError):
        return "", "", ""  # nothing is known of the address, or the file is broken there


@cache
def _reader(path: str) -> Any:
    """The reader of a file, opened once in a process; None where it cannot be read."""
    import maxminddb  # an extra

    try:
        return maxminddb.open_database(path)
    except (OSError, ValueError, RuntimeError) as error:  # its own error is a RuntimeError
        logger.error("GEO_MMDB=%s cannot be read: %s", path, error)
        return None


def credit_of_file() -> tuple[str, str] | None:
    """Give the words and the address that the makers of the two usual files want to be named with."""
    reader = _reader(str(settings.GEO_MMDB)) if settings.GEO_SOURCE == "mmdb" else None
    if reader is None:
        return None
    kind: str = reader.metadata().database_type
    if kind.lower().startswith("dbip"):
        return "IP Geolocation by DB-IP", "https://db-ip.com/"
    return ("GeoLite data created by MaxMind", "https://www.maxmind.com/") if kind.startswith("GeoLite") else None
