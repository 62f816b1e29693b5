"""Weather: what is asked of a provider, how often, and what a strip shows of good and bad answers."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from nuztrend.weather import asking, cities
from nuztrend.weather.fetching import fetch_weather
from nuztrend.weather.models import City, CityWeather
from tests.apis import Answer, Api, dripping, serving
from tests.front import Front
from tests.weather_apis import MODIFIED, city, expires_in, met_norway, open_meteo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def met(settings: Any) -> Iterator[Api]:
    with serving(met_norway) as api:
        settings.WEATHER, settings.MET_NORWAY_API = "met-norway", f"{api.url}/weatherapi/locationforecast/2.0/compact"
        settings.WEATHER_CONTACT, settings.WEATHER_CITY = "desk@news.example.org", city().pk
        yield api


@pytest.fixture
def meteo(settings: Any) -> Iterator[Api]:
    with serving(open_meteo) as api:
        settings.WEATHER, settings.OPEN_METEO_URL = "open-meteo", f"{api.url}/v1/forecast"
        settings.WEATHER_CITY = city().pk
        yield api


@pytest.fixture
def later(later: Any, time_machine: Any) -> Any:
    """The clock of the wall begins in the morning, so that no midnight comes in between."""
    time_machine.move_to(datetime(2025, 7, 7, 8, 10, tzinfo=UTC))
    return later


def work() -> None:
    """Let the minute's chores and then the worker run."""
    call_command("tick")
    for task in DBTaskResult.objects.filter(task_path=fetch_weather.module_path, status="READY"):
        task.delete()
        fetch_weather.call()


def strip(path: str = "/") -> str:
    """The words of the strip on a page."""
    html = Front().get(path).text
    return " ".join(html.split('<div class="strip"')[1].split("</div>")[0].split())


def test_the_page_for_everybody_shows_the_weather_in_the_sites_city(met: Api) -> None:
    assert "°C" not in strip()
    work()
    shown = strip()
    assert '<span aria-hidden="true">☀️</span> <span class="visually-hidden">Clear sky, </span>26°C in' in shown
    assert ">Columbus</a>" in shown
    assert 'href="https://api.met.no/"' in shown


def test_met_norway_learns_who_asks_and_only_the_middle_of_a_city(met: Api) -> None:
    work()
    asked = met.asked[0]
    assert asked.path.endswith("/compact?lat=39.96&lon=-83.00")
    assert "desk@news.example.org" in asked.headers["user-agent"]
    assert "http://127.0.0.1:8000" in asked.headers["user-agent"]
    assert not {"x-forwarded-for", "forwarded", "cookie", "referer"} & asked.headers.keys()


def test_met_norway_is_asked_after_its_expiry_with_its_own_date(met: Api, later: Any) -> None:
    met.usual = lambda asked: met_norway(asked, Expires=expires_in(minutes=70)["Expires"])
    work()
    later(minutes=40)
    work()
    assert len(met.asked) == 1, "it said that nothing new comes before 70 minutes are over"
    later(minutes=35)
    work()
    assert [asked.headers.get("if-modified-since") for asked in met.asked] == [None, MODIFIED]
    # “as before” means the same forecast, of which another hour has come
    assert "27°C" in strip()


def test_an_hour_is_kept_for_half_an_hour(meteo: Api, later: Any) -> None:
    work()
    work()
    later(minutes=29)
    work()
    assert len(meteo.asked) == 1
    later(minutes=4)
    work()
    assert len(meteo.asked) == 2


def test_open_meteo_is_asked_without_a_key_and_with_one(meteo: Api, settings: Any, later: Any) -> None:
    work()
    assert "apikey" not in meteo.asked[0].path
    assert "latitude=39.96&longitude=-83.00" in meteo.asked[0].path
    settings.OPEN_METEO_KEY = "key-of-the-test"
    later(hours=1)
    work()
    assert "apikey=key-of-the-test" in meteo.asked[1].path
    assert "https://open-meteo.com/" in strip()


def test_weather_is_shown_for_three_hours_and_then_the_date_alone(meteo: Api, later: Any) -> None:
    work()
    front = Front()
    assert "26°C" in front.get("/").text
    meteo.usual = lambda asked: Answer(503)
    later(hours=2, minutes=58)
    work()
    assert "26°C" in front.get("/").text
    later(minutes=3)
    assert "°C" not in front.get("/").text
    assert "<time" in strip()


def test_pages_are_made_anew_only_when_the_printed_words_change(meteo: Api, later: Any) -> None:
    work()
    front = Front()
    front.get("/")
    for celsius, how in ((26.1, "hit"), (26.4, "hit"), (27.2, "stored")):
        meteo.usual = partial(open_meteo, celsius=celsius)
        later(minutes=33)
        work()
        assert front.get("/").how == how, celsius
    assert "27°C" in front.get("/").text


BAD = [
    Answer(500, "oops"),
    Answer(200, "<html>Welcome to the hotel's network</html>"),
    Answer(200, "[]"),
    Answer(200, '{"current": {"temperature_2m": "warm", "weather_code": 0}}'),
    Answer(200, '{"current": {"temperature_2m": NaN}}'),
    Answer(200, '{"current": {"temperature_2m": 1e400}}'),
    Answer(200, '{"current": 5}'),
    Answer(200, "[" * 100_000),
    Answer(302, headers=(("Location", "http://127.0.0.1:1/"),)),
    Answer(200, "", (("Content-Encoding", "gzip"),)),
    Answer(304),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.status}-{bad.body[:20]}")
def test_a_bad_answer_leaves_the_strip_as_it_was(meteo: Api, later: Any, bad: Answer) -> None:
    work()
    meteo.usual = lambda asked: bad
    later(hours=1)
    work()
    assert len(meteo.asked) == 2
    assert "26°C" in strip()
    work()
    assert len(meteo.asked) == 2, "it was asked again at once"
    meteo.usual = open_meteo
    later(minutes=2)
    work()
    assert len(meteo.asked) == 3


@pytest.mark.parametrize(
    "step",
    [
        '{"time": 5, "data": DATA}',
        '{"time": "noon", "data": DATA}',
        '{"time": "2025-07-07T08:00:00Z", "data": []}',
        "7",
    ],
)
def test_a_forecast_of_another_shape_leaves_met_norway_alone(met: Api, later: Any, step: str) -> None:
    step = step.replace("DATA", '{"instant": {"details": {"air_temperature": 20}}}')
    met.usual = lambda asked: Answer(200, f'{{"properties": {{"timeseries": [{step}]}}}}')
    work()
    assert "°C" not in strip()
    later(minutes=1, seconds=30)
    met.usual = met_norway
    work()
    assert len(met.asked) == 2
    assert "26°C" in strip()


def test_a_date_that_is_no_date_is_not_sent_back(met: Api, later: Any) -> None:
    work()
    met.usual = lambda asked: Answer(304, headers=(("Last-Modified", "x" * 100),))
    for _ in range(2):
        later(minutes=33)
        work()
    assert [asked.headers.get("if-modified-since") for asked in met.asked] == [None, MODIFIED, MODIFIED]


def test_each_further_failure_doubles_the_pause_and_all_cities_wait(meteo: Api, later: Any) -> None:
    for number in range(3):
        row = city(number + 1, f"Town {number}", latitude=10.0 + 5 * number)
        CityWeather.objects.want(row.pk)
    meteo.usual = lambda asked: Answer(500)
    asked = []
    for _ in range(16):
        work()
        asked.append(len(meteo.asked))
        later(seconds=61)
    assert asked == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5]


@pytest.mark.parametrize("said", ["7200", "date"])
def test_a_provider_that_wants_to_be_left_alone_is(meteo: Api, later: Any, said: str) -> None:
    until = expires_in(hours=2)["Expires"] if said == "date" else said
    meteo.answers = [Answer(429, headers=(("Retry-After", until),))]
    work()
    later(minutes=118)
    work()
    assert len(meteo.asked) == 1
    later(minutes=3)
    work()
    assert len(meteo.asked) == 2
    assert "26°C" in strip()


def test_a_city_that_the_provider_refuses_holds_up_no_other(meteo: Api, settings: Any) -> None:
    paris = city(2988507, "Paris", latitude=48.85, longitude=2.35)
    CityWeather.objects.want(paris.pk)
    meteo.usual = lambda asked: Answer(400, '{"error": true}') if "48.85" in asked.path else open_meteo(asked)
    work()
    work()
    assert len(meteo.asked) == 2
    assert "26°C" in strip()


def test_a_body_without_end_is_not_read_to_its_end(meteo: Api, settings: Any) -> None:
    with dripping(b" " * 1_000_000, 0) as (url, tap):
        settings.OPEN_METEO_URL = f"{url}/v1/forecast"
        work()
        assert tap.sent < 50_000_000
    assert "°C" not in strip()


def test_a_body_that_drips_is_given_up(meteo: Api, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SECONDS", 1)
    with dripping(b" ", 0.2) as (url, _):
        settings.OPEN_METEO_URL = f"{url}/v1/forecast"
        assert "takes longer than 1 s" in fetch_weather.call()


def test_two_workers_ask_for_a_city_once(meteo: Api) -> None:
    def ask_meanwhile(asked: Any) -> Answer:
        meteo.usual = open_meteo
        fetch_weather.call()
        return open_meteo(asked)

    meteo.usual = ask_meanwhile
    fetch_weather.call()
    assert len(meteo.asked) == 1


def test_no_more_cities_are_kept_fresh_than_the_operator_allows(meteo: Api, settings: Any, later: Any) -> None:
    settings.WEATHER_CITIES = 3
    for number in range(1, 6):
        CityWeather.objects.want(city(number, f"Town {number}", latitude=5.0 * number).pk)
    work()
    assert len(meteo.asked) == 3
    later(hours=3)
    meteo.asked.clear()
    work()
    assert len(meteo.asked) == 1, "nobody reads from the towns any more"
    later(days=2)
    work()
    assert list(CityWeather.objects.values_list("pk", flat=True)) == [settings.WEATHER_CITY]


@pytest.mark.parametrize(
    ("symbol", "emoji", "words"),
    [
        ("partlycloudy_night", "☁️", "Partly cloudy"),
        ("clearsky_polartwilight", "🌙", "Clear sky"),
        ("lightssnowshowersandthunder_day", "⛈️", "Light snow showers and thunder"),
        ("heavyrain", "🌧️", "Heavy rain"),
        ("frogs", "", ""),
    ],
)
def test_the_sky_of_met_norway_has_an_emoji_and_words(met: Api, symbol: str, emoji: str, words: str) -> None:
    met.usual = lambda asked: met_norway(asked, -0.4, symbol)
    work()
    shown = strip()
    assert (f'<span aria-hidden="true">{emoji}</span>' in shown) == bool(emoji)
    assert (f'<span class="visually-hidden">{words}, </span>' in shown) == bool(words)
    assert " 0°C in" in shown or ">0°C in" in shown


def test_without_a_provider_nothing_is_asked_and_nothing_is_there(client: Client) -> None:
    city()
    work()
    assert not CityWeather.objects.exists()
    assert client.get("/strip/").status_code == client.get("/strip/city/").status_code == 404
    assert "data-strip" not in Front().get("/").text


@pytest.fixture
def namesakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of the table of cities the lines that speak of Columbus or Munich: to store all 34,000 takes seconds."""
    lines = gzip.decompress(cities.DATA.read_bytes()).decode().splitlines()
    assert len(lines) > 30_000
    kept = [line for line in lines if "Columbus" in line or "Munich" in line]
    monkeypatch.setattr(cities, "DATA", tmp_path / "cities.tsv.gz")
    cities.DATA.write_bytes(gzip.compress("\n".join(kept).encode()))
    return kept


def test_the_table_of_cities_is_loaded_once_and_finds_each_columbus(namesakes: list[str]) -> None:
    told = StringIO()
    call_command("find_city", "columbus", stdout=told)
    assert told.getvalue().count("Columbus, ") == 5
    told = StringIO()
    call_command("find_city", "münchen", stdout=told)
    assert "2867714  Munich, Bavaria, Germany" in told.getvalue()
    for asked in ("Columbus, GA", "columbus georgia"):
        told = StringIO()
        call_command("find_city", asked, stdout=told)
        assert told.getvalue().strip().startswith("4188985"), asked
    assert City.objects.count() == len(namesakes)
    assert cities.load() == 0
