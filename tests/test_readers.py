"""Readers are counted once a day, privately, and by nobody's say-so but their own browsers'."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models
from django.test import Client

from articles.attention import HALF_LIFE
from articles.models import Article, ReaderHour, SiteHour
from articles.readers import book, readers_by_day, readers_of
from articles.readers.counting import store
from tests import make
from tests.beacons import FIREFOX, address_in_page, crowd, hot, readers, send

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def story(clock: time_machine.Traveller) -> Article:
    return make.story("Read me")


def test_a_reader_counts_once_a_day_for_each_story(story: Article, clock: time_machine.Traveller) -> None:
    address, other = address_in_page(story), make.story("Me too")
    for _ in range(5):
        assert send(address) == 204
    assert readers(story) == 1
    send(address_in_page(other))
    assert (readers(story), readers(other)) == (1, 1)
    clock.shift(timedelta(days=1))
    send(address_in_page(story))
    assert readers(story) == 2
    assert readers_of(story.pk, 2) == [(date(2026, 3, 9), 1), (date(2026, 3, 10), 1)]
    assert readers_by_day(3) == [(date(2026, 3, 8), 0), (date(2026, 3, 9), 2), (date(2026, 3, 10), 1)]


def test_readers_differ_by_address_and_browser(story: Article) -> None:
    address = address_in_page(story)
    send(address, "192.0.2.1")
    send(address, "192.0.2.2")
    send(address, "192.0.2.2", agent=FIREFOX.replace("128", "129"))
    send(address, "::ffff:192.0.2.2")
    assert readers(story) == 3
    send(address, "2001:db8:1:1::1")
    send(address, "2001:db8:1:1:ffff::2")  # the same connection under another address of the day
    assert readers(story) == 4
    send(address, "2001:db8:1:2::1")
    assert readers(story) == 5


@pytest.mark.parametrize(
    "changed",
    [
        {"HTTP_SEC_GPC": "1"},
        {"HTTP_COOKIE": "theme=dark; sessionid=abc"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_ORIGIN": None},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "http://elsewhere.example", "HTTP_HOST": "elsewhere.example"},
        {"HTTP_ORIGIN": "http://localhost.elsewhere.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_HOST": None},
        {"HTTP_ACCEPT_LANGUAGE": None},
        {"HTTP_USER_AGENT": None},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_USER_AGENT": "curl/8.5.0"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/126.0.0.0 Safari/537.36"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (" + "x" * 500},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "not an address"},
        {"QUERY_STRING": ""},
        {"QUERY_STRING": "page="},
        {"QUERY_STRING": "page=" + "0" * 24},
        {"QUERY_STRING": "page=" + "é" * 24},
        {"QUERY_STRING": "page=" + "0" * 100_000},
        {"QUERY_STRING": "page=%00%ff&page=\x00"},
    ],
    ids=str,
)
def test_who_is_no_reader_of_our_page_is_told_nothing_and_not_counted(story: Article, changed: dict[str, Any]) -> None:
    assert send(address_in_page(story), **changed) == 204
    assert readers(story) == 0


def test_a_telephone_that_is_called_like_a_robot_counts(story: Article) -> None:
    send(address_in_page(story), agent="Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/126.0 Mobile Safari/537.36")
    assert readers(story) == 1


@pytest.mark.parametrize("number", ["0", "12345678901234567", "9" * 40])
def test_the_token_of_one_story_counts_for_no_other(story: Article, number: str) -> None:
    other = make.story("Another")
    token = address_in_page(other).partition("?")[2]
    send(f"/articles/{story.pk}/read?{token}")
    assert readers(story) == 0
    assert send(f"/articles/{number}/read?{token}") == 204
    assert send(f"/articles/-1/read?{token}") == 404


def test_a_story_that_was_deleted_meanwhile_takes_nobody_down(story: Article) -> None:
    address, other = address_in_page(story), make.story("It stays")
    send(address)
    send(address_in_page(other))
    story.delete()
    assert readers(other) == 1


def test_the_page_is_the_same_for_everybody_until_midnight(story: Article, clock: time_machine.Traveller) -> None:
    address = address_in_page(story)
    clock.move_to(NOON.replace(hour=23, minute=59, second=59))
    assert address_in_page(story) == address
    clock.shift(timedelta(seconds=1))
    assert address_in_page(story) != address


def test_looking_at_the_address_counts_nobody(story: Article) -> None:
    answer = Client().get(address_in_page(story))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert readers(story) == 0


def test_django_alone_hears_beacons_too(story: Article) -> None:
    headers = {"origin": "http://testserver", "host": "testserver", "user-agent": FIREFOX, "accept-language": "en"}
    assert Client(enforce_csrf_checks=True).post(address_in_page(story), headers=headers).status_code == 204
    assert readers(story) == 1


def test_a_preview_of_the_newsroom_sends_nothing(story: Article) -> None:
    client = Client()
    client.force_login(make.user("chief", is_superuser=True))
    page = client.get(f"/admin/articles/article/{story.pk}/preview/").content.decode()
    assert "Read me" in page
    assert "data-read" not in page


def test_the_forwarded_address_counts_only_behind_a_proxy(story: Article, settings: Any) -> None:
    address = address_in_page(story)
    for forged in ("203.0.113.1", "203.0.113.2"):
        send(address, "192.0.2.1", HTTP_X_FORWARDED_FOR=forged)
    assert readers(story) == 1
    settings.BEHIND_PROXY = True
    for forged in ("203.0.113.1", "203.0.113.2", "x", "", "," * 10_000):
        send(address, "192.0.2.9", HTTP_X_FORWARDED_FOR=f"{forged}, 198.51.100.7")
    assert readers(story) == 2
    send(address, "192.0.2.9", HTTP_X_FORWARDED_FOR="198.51.100.8")
    assert readers(story) == 3


def test_a_burst_from_one_network_weighs_less_and_less(story: Article, clock: time_machine.Traveller) -> None:
    alone, address = make.story("Read by few"), address_in_page(story)
    for number in range(100):
        send(address, f"192.0.2.{number}")
        send(address, f"2001:db8:77:{number:x}::1")
    assert readers(story) == 200
    crowd(alone, 11)  # from 11 networks; twice 1 + 1/2 + … + 1/100 is 10.37
    assert hot(story) < hot(alone)
    clock.shift(timedelta(hours=1))
    for number in range(100, 102):
        send(address, f"192.0.2.{number}")
    readers(story)
    assert hot(story) > hot(alone)  # of a new hour: 10.37 + 1 + 1/2


def test_one_network_cannot_fill_the_memory(story: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_OF_A_NETWORK", 10)
    address = address_in_page(story)
    for number in range(50):
        send(address, f"192.0.2.{number}")
    send(address, "198.51.100.1")
    assert readers(story) == 11
    with sqlite3.connect(book.todays_book().path) as file:
        assert file.execute("SELECT count(*) FROM reader").fetchone() == (11,)


def test_a_full_book_counts_nobody_and_breaks_nothing(story: Article, settings: Any, caplog: Any) -> None:
    settings.READERS_MB = 0.2
    address = address_in_page(story)
    for number in range(40_000):
        assert send(address, f"10.{number >> 8 & 255}.{number & 255}.{number >> 16}") == 204
        if number % 200 == 0:
            store(at_once=False)  # on a busy machine the timer that enters what was noted comes late
        if "readers are not counted now" in caplog.text:
            break
    else:
        raise AssertionError("the book never was full")
    assert readers(story) > 1_000
    assert book.todays_book().path.stat().st_size <= 200_000


def test_a_folder_that_is_gone_breaks_nothing(story: Article, settings: Any, tmp_path: Path) -> None:
    settings.READERS_DIR = tmp_path / "nowhere"
    assert send(address_in_page(story)) == 204
    settings.READERS_DIR.mkdir()
    send(address_in_page(story))
    assert readers(story) == 1


def test_a_file_that_others_can_read_is_not_used(story: Article) -> None:
    path = book.todays_book().path
    path.touch(mode=0o644)
    path.chmod(0o644)
    send(address_in_page(story))
    with pytest.raises(PermissionError):
        store(at_once=True)
    assert path.stat().st_size == 0
    path.unlink()
    send(address_in_page(story))
    assert readers(story) == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_book_that_is_removed_is_begun_anew(story: Article) -> None:
    address = address_in_page(story)
    send(address)
    assert readers(story) == 1
    book.todays_book().path.unlink()
    send(address, "192.0.2.2")
    assert readers(story) == 2


def salt() -> bytes:
    with sqlite3.connect(book.todays_book().path) as file:
        return bytes(file.execute("SELECT salt FROM day").fetchone()[0])


def test_the_salt_and_all_that_it_hashed_go_at_midnight(story: Article, clock: time_machine.Traveller) -> None:
    clock.move_to(NOON.replace(hour=23, minute=59, second=59))
    address, other = address_in_page(story), make.story("Another")
    crowd(story, 300)
    send(address_in_page(other), "192.0.2.7")
    was, path = salt(), book.todays_book().path
    large = path.stat().st_size
    assert was in path.read_bytes()
    clock.shift(timedelta(seconds=2))
    call_command("tick")  # nobody reads at night
    assert was not in path.read_bytes()
    assert salt() != was
    assert path.stat().st_size < large
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT (SELECT count(*) FROM reader) + (SELECT count(*) FROM network)").fetchone() == (0,)
    assert [left.stat().st_size for left in path.parent.glob(f"{path.name}-*")] in ([], [0])
    assert readers_by_day(2) == [(date(2026, 3, 9), 301), (date(2026, 3, 10), 0)]
    send(address)  # of a page that was loaded before midnight
    readers(story)
    assert readers_by_day(2)[1] == (date(2026, 3, 10), 1)
    clock.shift(timedelta(days=1))
    send(address, "192.0.2.9")
    readers(story)
    assert readers_by_day(1) == [(date(2026, 3, 11), 0)]


def test_a_worker_whose_clock_is_behind_does_not_bring_yesterday_back(
    story: Article, clock: time_machine.Traveller
) -> None:
    midnight = NOON.replace(hour=0) + timedelta(days=1)
    address = address_in_page(story)
    clock.move_to(midnight)
    send(address)
    readers(story)
    was = salt()
    clock.move_to(midnight - timedelta(milliseconds=5))
    send(address)
    assert readers(story) == 1
    assert salt() == was


def test_days_are_those_of_the_site(clock: time_machine.Traveller, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"  # half an hour beside the hours of UTC
    clock.move_to(datetime(2026, 3, 9, 18, 29, tzinfo=UTC))
    story = make.story("Late")
    send(address_in_page(story))
    assert readers(story) == 1
    clock.shift(timedelta(minutes=1))
    send(address_in_page(story))
    assert readers(story) == 2
    assert readers_by_day(2) == [(date(2026, 3, 9), 1), (date(2026, 3, 10), 1)]
    hours = list(ReaderHour.objects.order_by("hour").values_list("hour", flat=True))
    assert hours == [datetime(2026, 3, 9, 17, 30, tzinfo=UTC), datetime(2026, 3, 9, 18, 30, tzinfo=UTC)]


def test_counts_are_kept_for_two_weeks(story: Article, clock: time_machine.Traveller) -> None:
    crowd(story, 3)
    clock.shift(timedelta(days=13, hours=11))
    call_command("tick")
    assert readers_by_day(14)[0] == (date(2026, 3, 9), 3)
    clock.shift(timedelta(hours=14))
    call_command("tick")
    assert not ReaderHour.objects.exists()
    assert not SiteHour.objects.exists()


def test_readers_are_stored_every_ten_seconds_in_as_many_statements_as_before(
    story: Article, clock: time_machine.Traveller, django_assert_max_num_queries: Any
) -> None:
    address = address_in_page(story)
    with django_assert_max_num_queries(20):
        send(address)
    assert sum(ReaderHour.objects.values_list("readers", flat=True)) == 1
    clock.shift(timedelta(seconds=1))
    with django_assert_max_num_queries(0):
        for number in range(1000):
            send(address, f"10.{number // 250}.{number % 250}.1")
    clock.shift(timedelta(seconds=10))
    with django_assert_max_num_queries(20):
        send(address, "10.99.99.1")
    assert sum(ReaderHour.objects.values_list("readers", flat=True)) == 1002


def test_nobody_is_lost_while_the_database_refuses(story: Article) -> None:
    def refuse(execute: Any, sql: str, *words: Any) -> Any:
        if "articles_readerhour" in sql:
            raise DatabaseError("disk I/O error")
        return execute(sql, *words)

    with connection.execute_wrapper(refuse):
        send(address_in_page(story))
        assert store(at_once=True) == 0
    assert readers(story) == 1


PERSONAL = re.compile(r"\bip\b|addr|agent|cookie|finger|visitor|session|salt|client|remote|location", re.IGNORECASE)


GIVEN_BY_WRITERS = {("comments_letterbox", "address"), ("comments_letter", "addressee"), ("comments_report", "address")}
"""Where mail addresses stand that somebody who wrote a comment or a report has given for letters."""


def test_no_table_has_a_column_for_a_person_who_reads() -> None:
    of_ours = [model for app in ("nuztrend", "articles", "comments") for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        columns = {
            (model._meta.db_table, column.name)
            for model in of_ours
            for column in connection.introspection.get_table_description(cursor, model._meta.db_table)
        }
    assert {column for table, column in columns if table == "articles_readerhour"} == {
        *("id", "article_id", "hour", "readers")
    }
    assert {column for table, column in columns if table == "articles_sitehour"} == {"hour", "readers"}
    found = {each for each in columns if PERSONAL.search(each[1].replace("_", " "))}
    assert found == GIVEN_BY_WRITERS
    fields = [field for model in of_ours for field in model._meta.get_fields()]
    assert not [field for field in fields if isinstance(field, models.GenericIPAddressField)]


def test_nothing_of_a_reader_stands_in_the_database_or_the_log(story: Article, caplog: Any) -> None:
    send(address_in_page(story), "203.0.113.77", agent="Mozilla/5.0 (Rare Device 4711)")
    assert readers(story) == 1
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models()}:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            text = str(cursor.fetchall())
            assert "203.0.113.77" not in text, table
            assert "Rare Device" not in text, table
    assert "203.0.113" not in caplog.text
    assert "Rare Device" not in caplog.text
    written = book.todays_book().path.read_bytes()
    assert b"203.0.113.77" not in written
    assert bytes([203, 0, 113, 77]) not in written
    assert b"Rare Device" not in written


def test_a_reader_weighs_one(story: Article, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(days=400))  # of being new nothing is left
    crowd(story, 64)
    now = (NOON + timedelta(days=400) - datetime(2025, 1, 1, tzinfo=UTC)).total_seconds()
    assert hot(story) - now / HALF_LIFE == pytest.approx(6)
