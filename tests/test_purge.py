"""Caches downstream: what they may keep, and how they hear that it changed."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from nuztrend.lib import wire
from nuztrend.models import PageTag
from nuztrend.pagecache import touch
from nuztrend.purge.outbox import MOST
from tests import cache_apis, make
from tests.apis import Answer, Api, Asked, serving
from tests.beacons import crowd
from tests.front import Front
from tests.portal import free_port
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def varnish(settings: Any) -> Iterator[Api]:
    """A Varnish that has been purged of everything there was."""
    with serving(cache_apis.varnish) as api:
        settings.PURGE, settings.PURGE_URL = "http", f"{api.url}/"
        settle(api)
        yield api


@pytest.fixture
def cloudflare(settings: Any) -> Iterator[Api]:
    with serving(cache_apis.cloudflare) as api:
        settings.PURGE, settings.CLOUDFLARE_API = "cloudflare", f"{api.url}/client/v4"
        settings.CLOUDFLARE_ZONE, settings.CLOUDFLARE_TOKEN = "023e105f4ecef8ad9ca31a8372d0c353", "cf-token-of-the-test"
        settle(api)
        yield api


@pytest.fixture
def fastly(settings: Any) -> Iterator[Api]:
    with serving(cache_apis.fastly) as api:
        settings.PURGE, settings.FASTLY_API = "fastly", api.url
        settings.FASTLY_SERVICE, settings.FASTLY_TOKEN = "SU1Z0isxPaozGVKXdv0eY", "fastly-token-of-the-test"
        settle(api)
        yield api


def change(*tags: str) -> None:
    """Change something, as a verb does."""
    with transaction.atomic():
        touch(*tags)


def settle(api: Api) -> None:
    """Let the first purge of everything pass, twice as always."""
    change("rivers")
    work()
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert not waiting()
    api.asked.clear()


def waiting() -> int:
    return DBTaskResult.objects.filter(status="READY").count()


def mark() -> int:
    """The number of the clock up to which everything is purged for good."""
    return PageTag.objects.get(name="purged").version


def clock() -> int:
    return PageTag.objects.get(name="clock").version


def test_a_change_is_purged_at_once_and_again_when_answers_under_way_have_arrived(varnish: Api, later: Any) -> None:
    later(seconds=0)
    change("story:7", "rivers")
    work()
    assert [(asked.method, asked.path) for asked in varnish.asked] == [("PURGE", "/")]
    assert varnish.asked[0].headers["surrogate-key"] == "rivers story:7"
    assert varnish.asked[0].headers["cache-tag"] == "rivers,story:7"
    assert mark() < clock()
    work()
    assert len(varnish.asked) == 1
    later(seconds=6)
    work()
    assert varnish.keys == [["rivers", "story:7"]] * 2
    assert mark() == clock()
    later(hours=1)
    call_command("tick")
    work()
    assert len(varnish.asked) == 2


def test_changes_in_a_row_go_out_together(varnish: Api, later: Any) -> None:
    later(seconds=0)
    for number in range(20):
        change(f"story:{number}", "rivers")
    assert waiting() == 1
    work()
    assert [len(keys) for keys in varnish.keys] == [21]
    for number in range(20, 40):
        change(f"story:{number}", "rivers")
    assert waiting() == 1
    later(seconds=6)
    work()
    assert [len(keys) for keys in varnish.keys] == [21, 41]
    later(seconds=6)
    work()
    assert [len(keys) for keys in varnish.keys] == [21, 41, 21]
    assert mark() == clock() and not waiting()


def test_a_change_during_a_purge_is_purged_too(varnish: Api, later: Any) -> None:
    later(seconds=0)

    def meanwhile(asked: Asked) -> Answer:
        varnish.usual = cache_apis.varnish
        change("story:2")
        return varnish.usual(asked)

    varnish.usual = meanwhile
    change("story:1")
    work()
    later(seconds=6)
    work()
    later(seconds=6)
    work()
    assert varnish.keys[0] == ["story:1"]
    assert sum("story:2" in keys for keys in varnish.keys) == 2
    assert mark() == clock()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(403, "not you"), "answered 403: not you. Check PURGE_URL, and that it may purge."),
        (Answer(405), "that the cache lets this machine purge"),
        (Answer(500, "guru\nmeditation"), "answered 500: guru meditation."),
        (Answer(301, headers=(("Location", "http://127.0.0.1:9/"),)), "answered 301. Check PURGE_URL."),
        (Answer(200, seconds=1.5), "does not answer (timed out)"),
    ],
)
def test_a_failed_purge_is_said_and_tried_again(
    varnish: Api,
    later: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    answer: Answer,
    words: str,
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.5)
    later(seconds=0)
    before = mark()
    varnish.answers = [answer]
    change("story:7")
    with caplog.at_level(logging.WARNING, "nuztrend.purge"):
        work()
    assert "(PURGE=http) may show old pages" in caplog.text and words in caplog.text
    assert "Next try in 60 s." in caplog.text
    assert mark() == before and waiting() == 1
    later(seconds=61)
    work()
    later(seconds=6)
    work()
    assert varnish.keys == [["story:7"]] * 3
    assert mark() == clock() and not waiting()


def test_a_cache_that_is_away_is_asked_less_and_less_but_every_ten_minutes(
    varnish: Api, later: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    later(seconds=0)
    url, settings.PURGE_URL = settings.PURGE_URL, f"http://127.0.0.1:{free_port()}/"
    change("story:7")
    for minutes in (1, 2, 4, 8, 10, 10):
        caplog.clear()
        work()
        assert f"Next try in {minutes * 60} s." in caplog.text and "Connection refused" in caplog.text
        change("story:8")
        call_command("tick")
        assert waiting() == 1  # neither a change nor the minute comes before the next try
        later(minutes=minutes, seconds=1)
    settings.PURGE_URL = url
    work()
    later(seconds=6)
    work()
    assert varnish.keys == [["story:7", "story:8"]] * 2
    assert mark() == clock()


def test_a_cache_that_cannot_be_purged_holds_up_no_other_task(varnish: Api) -> None:
    varnish.answers = [Answer(500)] * 9
    change("story:7")
    photo = make.photo()
    work()
    photo.refresh_from_db()
    assert "avif" in photo.renditions


def test_a_purge_does_not_queue_behind_pictures(varnish: Api) -> None:
    make.photo()
    change("story:7")
    call_command("db_worker", max_tasks=1, interval=0, verbosity=0, startup_delay=False, reload=False)
    assert len(varnish.asked) == 1


def test_many_tags_go_in_requests_that_a_cache_can_take(varnish: Api) -> None:
    tags = {f"comments:{number}" for number in range(MOST)}
    change(*tags)
    work()
    assert len(varnish.asked) > 3
    assert {key for keys in varnish.keys for key in keys} == tags
    assert max(len(asked.headers["surrogate-key"]) for asked in varnish.asked) <= 4_000


def test_half_of_the_requests_failing_means_that_all_are_tried_again(varnish: Api, later: Any) -> None:
    later(seconds=0)
    before = mark()
    varnish.answers = [Answer(200), Answer(503)]
    change(*(f"comments:{number}" for number in range(MOST)))
    work()
    assert mark() == before and len(varnish.asked) == 2
    varnish.asked.clear()
    later(seconds=61)
    work()
    assert sum(len(keys) for keys in varnish.keys) == MOST


def test_a_purge_of_a_killed_worker_is_made_up_for_by_the_minute(varnish: Api) -> None:
    change("story:7")
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    call_command("tick")
    work()
    assert varnish.keys == [["story:7"]]


def test_a_process_killed_between_commit_and_enqueue_is_made_up_for_by_the_minute(varnish: Api) -> None:
    change("story:7")
    DBTaskResult.objects.all().delete()
    call_command("tick")
    call_command("tick")
    assert waiting() == 1
    work()
    assert varnish.keys == [["story:7"]]


@pytest.mark.parametrize("tags", [["everything", "story:1"], [f"story:{number}" for number in range(MOST + 1)]])
def test_everything_and_very_much_drop_all_pages(varnish: Api, tags: list[str]) -> None:
    change(*tags)
    work()
    assert varnish.keys == [["everything"]]


def test_the_first_purge_drops_all_pages(settings: Any) -> None:
    change("story:1")
    with serving(cache_apis.varnish) as api:
        settings.PURGE, settings.PURGE_URL = "http", api.url
        call_command("tick")
        work()
        assert api.keys == [["everything"]]


def test_without_a_cache_downstream_nothing_is_enqueued() -> None:
    change("story:7")
    call_command("tick")
    assert not waiting()


def test_readers_who_come_all_day_are_not_purged_and_their_page_is_not_kept(varnish: Api, later: Any) -> None:
    later(seconds=0)
    story = make.story("First")
    DBTaskResult.objects.all().delete()
    settle(varnish)
    crowd(story, 1)  # the list stays as it is
    assert PageTag.objects.get(name="readers").version == clock()
    call_command("tick")
    assert not waiting()
    for front in [Front()] * 2:
        assert "Surrogate-Control" not in front.get("/trending/").headers
    assert "Surrogate-Control" in front.get("/").headers
    change("story:7")
    work()
    later(seconds=6)
    work()
    assert varnish.keys == [["story:7"]] * 2
    assert not waiting()


def test_a_busy_day_leaves_no_heap_of_results(varnish: Api) -> None:
    for number in range(5):
        change(f"story:{number}")
        DBTaskResult.objects.update(run_after=timezone.now())
        work()
    assert DBTaskResult.objects.count() <= 3


def test_cloudflare_is_asked_for_a_hundred_tags_at_once(cloudflare: Api) -> None:
    tags = sorted(f"story:{number}" for number in range(250))
    change(*tags)
    work()
    assert {(asked.method, asked.path) for asked in cloudflare.asked} == {
        ("POST", "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache")
    }
    assert [len(asked.json["tags"]) for asked in cloudflare.asked] == [100, 100, 50]
    assert [tag for asked in cloudflare.asked for tag in asked.json["tags"]] == tags
    cloudflare.asked.clear()
    change("everything")
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert [asked.json for asked in cloudflare.asked] == [{"purge_everything": True}]


def test_fastly_is_asked_for_256_keys_at_once_and_for_no_soft_purge(fastly: Api) -> None:
    change(*(f"story:{number}" for number in range(300)))
    work()
    assert {(asked.method, asked.path) for asked in fastly.asked} == {("POST", "/service/SU1Z0isxPaozGVKXdv0eY/purge")}
    assert [len(asked.json["surrogate_keys"]) for asked in fastly.asked] == [256, 44]
    assert all("fastly-soft-purge" not in asked.headers for asked in fastly.asked)
    fastly.asked.clear()
    change("everything")
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert [asked.path for asked in fastly.asked] == ["/service/SU1Z0isxPaozGVKXdv0eY/purge_all"]


@pytest.mark.parametrize(
    "answer",
    [
        cache_apis.cloudflare_error(400, 6003, "Invalid header cf-token-of-the-test"),
        cache_apis.cloudflare_error(200, 1, "no"),
        Answer(200, "<html>Welcome to the hotel’s Wi-Fi</html>"),
        Answer(502, "Bearer cf-token-of-the-test"),
    ],
)
def test_what_cloudflare_refuses_is_not_purged_and_no_secret_is_told(
    cloudflare: Api, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    before = mark()
    cloudflare.answers = [answer]
    change("story:7")
    with caplog.at_level(logging.DEBUG):
        work()
    assert mark() == before
    assert "may show old pages" in caplog.text
    results = [(task.return_value, task.traceback, task.args_kwargs) for task in DBTaskResult.objects.all()]
    assert "of-the-test" not in caplog.text + str(results)


def test_a_refused_token_names_the_settings(cloudflare: Api, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CLOUDFLARE_TOKEN = "another-of-the-test"
    change("story:7")
    work()
    assert "answered 403" in caplog.text and "Authentication error" in caplog.text
    assert "Check CLOUDFLARE_ZONE and CLOUDFLARE_TOKEN" in caplog.text
    assert "of-the-test" not in caplog.text


@pytest.mark.parametrize(("given", "wait"), [("90", 90), ("1", 12), ("99999", 600), ("Fri, 31 Dec 1999", 60)])
def test_a_limit_is_waited_for_as_long_as_the_provider_says(
    cloudflare: Api, caplog: pytest.LogCaptureFixture, given: str, wait: int
) -> None:
    cloudflare.answers = [Answer(429, headers=(("Retry-After", given),))]
    change("story:7")
    work()
    assert f"Next try in {wait} s." in caplog.text and "limit is reached" in caplog.text


def test_a_token_is_not_sent_after_a_redirect(fastly: Api, settings: Any) -> None:
    with serving(cache_apis.fastly) as other:
        fastly.answers = [Answer(302, headers=(("Location", f"{other.url}/service/x/purge"),))]
        before = mark()
        change("story:7")
        work()
        assert other.asked == [] and mark() == before
