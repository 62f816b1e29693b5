"""The emoji and the words of the sky, for the codes of both providers."""

import re

CLEAR, FAIR, PARTLY, CLOUDY = ("☀️", "Clear sky"), ("🌤️", "Mainly clear"), ("⛅", "Partly cloudy"), ("☁️", "Overcast")
AT_NIGHT = {"☀️": "🌙", "🌤️": "🌙", "⛅": "☁️"}
WMO: dict[int, tuple[str, str]] = {
    0: CLEAR, 1: FAIR, 2: PARTLY, 3: CLOUDY,
    45: ("🌫️", "Fog"), 48: ("🌫️", "Rime fog"),
    51: ("🌦️", "Light drizzle"), 53: ("🌦️", "Drizzle"), 55: ("🌦️", "Heavy drizzle"),
    56: ("🌧️", "Light freezing drizzle"), 57: ("🌧️", "Freezing drizzle"),
    61: ("🌧️", "Light rain"), 63: ("🌧️", "Rain"), 65: ("🌧️", "Heavy rain"),
    66: ("🌧️", "Light freezing rain"), 67: ("🌧️", "Freezing rain"),
    71: ("🌨️", "Light snow"), 73: ("🌨️", "Snow"), 75: ("🌨️", "Heavy snow"), 77: ("🌨️", "Snow grains"),
    80: ("🌦️", "Light showers"), 81: ("🌦️", "Showers"), 82: ("🌦️", "Heavy showers"),
    85: ("🌨️", "Light snow showers"), 86: ("🌨️", "Snow showers"),
    95: ("⛈️", "Thunderstorm"), 96: ("⛈️", "Thunderstorm with hail"), 99: ("⛈️", "Thunderstorm with heavy hail"),
}  # fmt: skip
"""Codes of the World Meteorological Organization, table 4677, of which Open-Meteo uses these."""

_plain = {"clearsky": CLEAR, "fair": FAIR, "partlycloudy": PARTLY, "cloudy": CLOUDY, "fog": ("🌫️", "Fog")}
# `lightssnowshowersandthunder` and its like are spelt so by MET Norway
_falling = re.compile(r"(light|heavy)?s?(rain|sleet|snow)(showers)?(andthunder)?")
_emoji = {"rain": "🌧️", "sleet": "🌨️", "snow": "🌨️"}


def of_wmo(code: object, is_day: bool) -> tuple[str, str]:
    """Give the emoji and the words of a WMO code; two empty ones for a code that is not known."""
    found = WMO.get(code, ("", "")) if isinstance(code, int) else ("", "")
    return _at(found, is_day)


def of_symbol(code: object) -> tuple[str, str]:
    """Give the emoji and the words of a symbol of MET Norway, such as `lightrainshowers_day`."""
    name, _, time = code.partition("_") if isinstance(code, str) else ("", "", "")
    return _at(_plain.get(name) or _fall(name), is_day=time not in ("night", "polartwilight"))


def _fall(name: str) -> tuple[str, str]:
    match = _falling.fullmatch(name)
    if not match:
        return "", ""
    strength, what, showers, thunder = match.groups()
    words = [strength, what, showers, "and thunder" if thunder else None]
    emoji = "⛈️" if thunder else "🌦️" if showers and what == "rain" else _emoji[what]
    return emoji, " ".join(filter(None, words)).capitalize()


def _at(sky: tuple[str, str], is_day: bool) -> tuple[str, str]:
    return sky if is_day else (AT_NIGHT.get(sky[0], sky[0]), sky[1])
