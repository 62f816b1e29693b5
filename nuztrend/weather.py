"""The weather door: one question, one room per provider. The default knows nothing and asks nobody."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True)
class Weather:
    """What the strip prints: the city, the temperature in °C, an emoji and its words."""

    city: str
    celsius: int
    emoji: str
    words: str


class Provider(Protocol):
    """A room behind the door."""

    def current(self) -> Weather | None:
        """Give the weather in the site's city, or None when it is not known. Never waits for the network."""


class NoProvider:
    """The default: a site without a weather provider shows the date alone."""

    def current(self) -> Weather | None:
        return None


PROVIDERS: dict[str, type[Provider]] = {"none": NoProvider}


def current() -> Weather | None:
    """Give the weather that the site's provider (setting WEATHER) knows at this moment, or None."""
    return PROVIDERS[settings.WEATHER]().current()
