"""One question to a provider: bounded in bytes and in seconds, never redirected."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings

from nuztrend.lib.wire import open_unredirected, wait_of, within
from nuztrend.weather.models import City

SECONDS = 10  # for everything: name, connection, headers, body
SILENCE = 5  # seconds between two pieces
LARGEST = 500_000  # bytes; a forecast of MET Norway has 40,000
ONLY_THIS_CITY = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}


@dataclass(frozen=True)
class Hour:
    """The weather from a moment on."""

    since: float  # seconds since the epoch
    celsius: float
    emoji: str
    words: str


@dataclass(frozen=True)
class Report:
    """What a provider told of a city. Without hours it is as before."""

    hours: list[Hour]
    expires: datetime | None = None
    last_modified: str = ""


class Provider(Protocol):
    """A room behind the door."""

    def ask(self, city: City, last_modified: str) -> Report:
        """Ask for the weather in a city.

        Raises:
            CannotTell: there is no usable answer.
        """


class CannotTell(Exception):
    """A provider gave no usable answer. `wait` is how many seconds it asked to be left alone, or 0."""

    def __init__(self, text: str, wait: int = 0, only_this_city: bool = False):
        super().__init__(text)
        self.wait = wait
        self.only_this_city = only_this_city


@dataclass(frozen=True)
class Answer:
    """What came back; `told` is None when it is 304."""

    told: Any
    headers: Message


def ask(url: str, **headers: str) -> Answer:
    """Send a GET and give the JSON of its answer. Errors name the host alone: a key may stand in the address.

    Raises:
        CannotTell: no answer in time, a large one, no JSON, or a status other than 200, 203 and 304.
    """
    host = urlsplit(url).netloc
    answer = within(SECONDS, lambda: _ask(host, url, headers))
    if answer is None:
        raise CannotTell(f"{host} takes longer than {SECONDS} s.")
    if isinstance(answer, CannotTell):
        raise answer
    return answer


def number(told: object, least: float, most: float) -> float:
    """Give a number of an answer.

    Raises:
        ValueError: it is none, or none that can be.
    """
    if isinstance(told, bool) or not isinstance(told, int | float) or not least <= told <= most:
        raise ValueError(f"{told!r:.40} is no number from {least} to {most}")
    return float(told)


def _ask(host: str, url: str, headers: Mapping[str, str]) -> Answer | CannotTell:
    agent = f"Nuztrend ({settings.SITE_URL}) {settings.WEATHER_CONTACT}".strip()
    sent = {"User-Agent": agent, "Accept": "application/json", "Accept-Encoding": "gzip", **headers}
    try:
        with open_unredirected(Request(url, headers=sent), timeout=SILENCE) as response:  # noqa: S310  (env.address and constants)
            if response.status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
                return CannotTell(f"{host} answered {response.status}.")
            body = response.read(LARGEST + 1)
            if response.headers.get("Content-Encoding") == "gzip":
                body = zlib.decompressobj(wbits=31).decompress(body, LARGEST + 1)
            if len(body) > LARGEST:
                return CannotTell(f"{host} answered with more than {LARGEST:,} bytes.")
            return Answer(json.loads(body), response.headers)
    except HTTPError as error:
        with error:
            if error.code == HTTPStatus.NOT_MODIFIED:
                return Answer(None, error.headers)
            return CannotTell(f"{host} answered {error.code}.", wait_of(error.headers), error.code in ONLY_THIS_CITY)
    except (HTTPException, OSError, ValueError, RecursionError, zlib.error) as error:
        return CannotTell(f"{host} gives no usable answer ({type(error).__name__}).")
