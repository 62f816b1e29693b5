"""The strip of one reader: the city they chose or are in, its day and its units; and the page where they choose."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as st

from nuztrend.weather.fetching import fetch_weather
from nuztrend.weather.models import CityWeather
from tests.apis import Answer, Api, serving
from tests.front import Front
from tests.weather_apis import city, open_meteo

COLUMBUS, GEORGIA, SYDNEY, PARIS, VERSAILLES = 4509177, 4188985, 2147714, 2988507, 2969679
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meteo(settings: Any, time_machine: Any) -> Iterator[Api]:
    """Five cities, Columbus in Ohio the site's own, at half past eight in the evening of 7 July 2025 UTC."""
    time_machine.move_to(datetime(2025, 7, 7, 20, 30, tzinfo=UTC))
    city(COLUMBUS)
    city(GEORGIA, region="Georgia", abbreviation="GA", population=206_922, latitude=32.46, longitude=-84.99)
    there = {"region": "New South Wales", "country": "Australia", "code": "AU", "zone": "Australia/Sydney"}
    city(SYDNEY, "Sydney", latitude=-33.87, longitude=151.21, **there)
    there = {"region": "Île-de-France", "country": "France", "code": "FR", "zone": "Europe/Paris"}
    city(PARIS, "Paris", latitude=48.85, longitude=2.35, **there)
    city(VERSAILLES, "Versailles", population=85_000, latitude=48.80, longitude=2.13, **there)
    with serving(weather_of) as api:
        settings.WEATHER, settings.OPEN_METEO_URL = "open-meteo", f"{api.url}/v1/forecast"
        settings.WEATHER_CITY = COLUMBUS
        yield api


def weather_of(asked: Any) -> Answer:
    celsius = {"39.96": 26.4, "32.46": 31.0, "-33.87": 12.0, "48.85": 20.0, "48.80": 19.0}
    return open_meteo(asked, celsius[asked.path.split("latitude=")[1].split("&")[0]])


def choose(reader: Client, pk: object, **headers: str) -> Any:
    return reader.post("/strip/city/", {"city": pk}, headers=headers or {"sec-fetch-site": "same-origin"})


def words(reader: Client, **headers: str) -> str:
    return " ".join(reader.get("/strip/", headers=headers).content.decode().split())


def work() -> str:
    return fetch_weather.call()


def test_a_chosen_city_is_shown_with_its_own_day(meteo: Api) -> None:
    reader = Client()
    assert choose(reader, SYDNEY).status_code == 303
    work()
    shown = words(reader)
    assert "Tue. 08 Jul 2025" in shown
    assert '<time datetime="2025-07-08">' in shown
    assert "12°C in" in shown
    assert ">Sydney</a>" in shown
    assert ">Columbus</a>" in words(Client())


def test_only_choosing_sets_a_cookie_and_forgetting_deletes_it(meteo: Api) -> None:
    reader = Client()
    for path in ("/", "/strip/", "/strip/city/", "/strip/city/?q=columbus"):
        assert not reader.get(path).cookies, path
    assert not reader.post("/strip/").cookies
    choose(reader, GEORGIA)
    cookie = reader.cookies["city"]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == (str(GEORGIA), "Lax", "/")
    assert "You chose <strong>Columbus, Georgia, United States</strong>" in reader.get("/strip/city/").content.decode()
    choose(reader, "none")
    assert reader.cookies["city"].value == ""
    assert "You chose" not in reader.get("/strip/city/").content.decode()


def test_the_page_for_everybody_is_the_same_for_who_chose_a_city(meteo: Api) -> None:
    work()
    front = Front()
    plain = front.get("/")
    chosen = front.get("/", cookie=f"city={SYDNEY}")
    assert chosen.how == "hit"
    assert chosen.text == plain.text


@pytest.mark.parametrize("pk", ["1", "0", "-1", "x", "", "²", "9" * 30, "4509177 ", "4509177;", None])
def test_what_is_no_city_is_not_chosen(meteo: Api, pk: str | None) -> None:
    reader = Client()
    response = choose(reader, pk or "") if pk is not None else reader.post("/strip/city/")
    assert response.status_code == 303
    assert not response.cookies
    reader.cookies["city"] = pk or ""
    assert reader.get("/strip/").status_code == 200
    assert reader.post("/strip/").status_code == 204


def test_another_site_cannot_choose(meteo: Api) -> None:
    reader = Client()
    assert not choose(reader, SYDNEY, **{"sec-fetch-site": "cross-site"}).cookies
    assert not choose(reader, SYDNEY, origin="https://evil.example").cookies
    assert not CityWeather.objects.exists()


def test_search_tells_the_columbuses_apart(meteo: Api) -> None:
    html = Client().get("/strip/city/?q=COLÚMBUS").content.decode()
    assert html.index("Ohio, United States") < html.index("Georgia, United States")
    assert f'value="{COLUMBUS}"' in html
    assert f'value="{GEORGIA}"' in html
    assert f'value="{COLUMBUS}"' not in Client().get("/strip/city/?q=columbus, ga").content.decode()


def test_words_of_a_reader_are_never_markup(meteo: Api) -> None:
    html = Client().get("/strip/city/", {"q": '<script>"x'}).content.decode()
    assert "&lt;script&gt;&#34;x" in html
    assert "No such city" in html


@run(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.text(max_size=80), cookie=st.text(st.characters(codec="latin-1", exclude_characters=";,\r\n"), max_size=40)
)
def test_no_words_and_no_cookie_lead_to_an_error(meteo: Api, asked: str, cookie: str) -> None:
    reader = Client()
    assert reader.get("/strip/city/", {"q": asked}).status_code == 200
    assert reader.get("/strip/", headers={"cookie": f"city={cookie}", "accept-language": cookie}).status_code == 200


@pytest.mark.parametrize(
    ("language", "degrees"),
    [("en-US,en;q=0.9", "80°F"), ("en-GB,en-US;q=0.5", "26°C"), ("de", "26°C"), ("", "26°C"), ("zh-Hant-US", "80°F")],
)
def test_units_go_by_the_country_of_the_readers_language(meteo: Api, language: str, degrees: str) -> None:
    work()
    assert f"{degrees} in" in words(Client(), **{"accept-language": language})


def test_the_operator_may_print_fahrenheit(meteo: Api, settings: Any) -> None:
    settings.WEATHER_UNITS = "fahrenheit"
    work()
    assert "80°F in" in Front().get("/").text


def test_the_fragment_belongs_to_one_reader(meteo: Api) -> None:
    work()
    response = Client().get("/strip/")
    assert response["Cache-Control"].startswith("private, max-age=")
    assert response["Vary"] == "Cookie, Accept-Language, Accept-Encoding"
    assert "data-strip=" not in response.content.decode(), "it would ask for itself again"


def test_the_fragment_ends_with_the_day_of_its_reader(meteo: Api, time_machine: Any) -> None:
    reader = Client()
    choose(reader, SYDNEY)
    work()
    time_machine.move_to(datetime(2025, 7, 8, 13, 59, 30, tzinfo=UTC), tick=False)  # half a minute to midnight there
    choose(reader, SYDNEY)
    work()
    assert reader.get("/strip/")["Cache-Control"] == "private, max-age=30"
    assert Client().get("/strip/")["Cache-Control"] != "private, max-age=30"


def test_reading_writes_nothing_and_the_note_of_a_city_is_posted(meteo: Api) -> None:
    reader = Client()
    reader.cookies["city"] = str(PARIS)
    assert "data-strip-wanted" in words(reader)
    assert not CityWeather.objects.exists()
    reader.post("/strip/")
    work()
    shown = words(reader)
    assert "20°C in" in shown
    assert "data-strip-wanted" not in shown


def test_who_cannot_have_their_city_sees_one_nearby_and_then_the_sites(meteo: Api, settings: Any) -> None:
    reader = Client()
    reader.cookies["city"] = str(VERSAILLES)
    work()
    assert ">Columbus</a>" in words(reader)
    CityWeather.objects.want(PARIS)
    work()
    assert ">Paris</a>" in words(reader)
    assert "Mon. 07 Jul 2025" in words(reader)


def test_a_place_in_a_header_counts_only_where_the_operator_says_so(meteo: Api, settings: Any) -> None:
    CityWeather.objects.want(PARIS)
    CityWeather.objects.want(VERSAILLES)
    work()
    place = {"cf-iplatitude": "48.806", "cf-iplongitude": "2.14"}
    assert ">Columbus</a>" in words(Client(), **place)
    assert "data-strip-for-all" not in Front().get("/").text
    settings.GEO_SOURCE = "cloudflare"
    assert ">Versailles</a>" in words(Client(), **place)
    assert ">Paris</a>" in words(Client(), **place, **{"cf-ipcity": "Paris"}), "the name decides among those nearby"
    assert "data-strip-for-all" in Front().get("/").text
    settings.GEO_SOURCE = "cloudfront"
    assert ">Columbus</a>" in words(Client(), **place)


@pytest.mark.parametrize("said", ["nan", "inf", "-91", "1e999", "٤", "48,8", "x" * 9_000, "", "\xff"])
def test_a_forged_place_is_no_place(meteo: Api, settings: Any, said: str) -> None:
    work()
    settings.GEO_SOURCE = "headers"
    place = {"x-geo-latitude": said, "x-geo-longitude": said, "x-geo-city": said + "%ff\xff"}
    assert ">Columbus</a>" in words(Client(), **place)
    assert Client().post("/strip/", headers=place).status_code == 204


def test_a_table_of_addresses_says_where_a_reader_is(meteo: Api, settings: Any, tmp_path: Path) -> None:
    settings.GEO_SOURCE, settings.GEO_MMDB = "mmdb", tmp_path / "cities.mmdb"
    settings.GEO_MMDB.write_bytes(
        mmdb({"location": {"latitude": 48.8, "longitude": 2.1}, "city": {"names": {"en": "Paris"}}})
    )
    CityWeather.objects.want(PARIS)
    work()
    assert ">Paris</a>" in words(Client(REMOTE_ADDR="9.9.9.9"))
    assert ">Columbus</a>" in words(Client(REMOTE_ADDR="200.9.9.9")), "the table knows the lower half of addresses"
    assert ">Columbus</a>" in words(Client(REMOTE_ADDR="nobody"))
    assert 'href="https://db-ip.com/"' in Client().get("/strip/city/").content.decode()


@pytest.mark.parametrize("content", [b"", b"no such thing", bytes(100_000)])
def test_a_broken_table_of_addresses_tells_nothing(meteo: Api, settings: Any, tmp_path: Path, content: bytes) -> None:
    settings.GEO_SOURCE, settings.GEO_MMDB = "mmdb", tmp_path / "broken.mmdb"
    settings.GEO_MMDB.write_bytes(content)
    work()
    assert ">Columbus</a>" in words(Client(REMOTE_ADDR="9.9.9.9"))
    assert Client().get("/strip/city/").status_code == 200


def test_no_table_holds_anything_of_a_reader(meteo: Api) -> None:
    reader = Client(REMOTE_ADDR="203.0.113.77")
    choose(reader, PARIS)
    work()
    call_command("tick")
    row = CityWeather.objects.filter(pk=PARIS).values().get()
    assert row.keys() == {
        "city_id",
        "asked_at",
        "ask_at",
        "provider",
        "told_at",
        "celsius",
        "emoji",
        "words",
        "hours",
        "last_modified",
    }
    assert all("203.0.113.77" not in str(asked) for asked in meteo.asked)
    assert row["asked_at"] <= timezone.now()


def mmdb(record: dict[str, Any]) -> bytes:
    """A table that knows one thing about addresses that begin with a 0 bit (https://maxmind.github.io/MaxMind-DB/)."""

    def head(kind: int, size: int) -> bytes:
        return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])

    def written(value: Any) -> bytes:
        if isinstance(value, bytes):  # a whole number, of the kind that its length says
            return head({2: 5, 4: 6, 8: 9}[len(value)], len(value)) + value
        if isinstance(value, dict):
            return head(7, len(value)) + b"".join(written(key) + written(each) for key, each in value.items())
        if isinstance(value, str):
            return head(2, len(value)) + value.encode()
        if isinstance(value, list):
            return head(11, len(value)) + b"".join(map(written, value))
        return head(3, 8) + struct.pack(">d", value)

    tree = (1 + 16).to_bytes(3, "big") + (1).to_bytes(3, "big")  # left: the record; right: nothing
    told: dict[str, Any] = {"database_type": "DBIP-City-Lite", "languages": ["en"], "description": {"en": "A test"}}
    shorts = {"binary_format_major_version": 2, "binary_format_minor_version": 0, "record_size": 24, "ip_version": 4}
    told |= {name: number.to_bytes(2, "big") for name, number in shorts.items()}
    told |= {"node_count": (1).to_bytes(4, "big"), "build_epoch": (1_751_846_400).to_bytes(8, "big")}
    return tree + bytes(16) + written(record) + b"\xab\xcd\xefMaxMind.com" + written(told)
