"""Doors to the world outside: hubs of feeds and search engines hear of new, changed and withdrawn stories."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.announcing import announce
from articles.announcing import websub as websub_room
from articles.models import Article
from nuztrend.lib import wire
from tests import make
from tests.apis import Answer, Api, Asked, dripping, serving
from tests.front import Front
from tests.portal import free_port
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://news.example.org"
KEY = "0123456789abcdef"


def hub(asked: Asked) -> Answer:
    """As the hubs of pubsubhubbub.appspot.com and superfeedr.com answer a ping."""
    told = parse_qs(asked.content.decode())
    return Answer(204) if told.get("hub.mode") == ["publish"] and told.get("hub.url") else Answer(400)


def engine(asked: Asked) -> Answer:
    """https://www.indexnow.org/documentation"""
    told = asked.json
    if told["host"] != "news.example.org" or told["keyLocation"] != f"{SITE}/{told['key']}.txt":
        return Answer(422)
    return Answer(200 if len(told["urlList"]) <= 10_000 else 400)


@pytest.fixture
def websub(settings: Any) -> Iterator[Api]:
    with serving(hub) as api:
        settings.SITE_URL, settings.WEBSUB_HUB = SITE, f"{api.url}/"
        yield api


@pytest.fixture
def indexnow(settings: Any) -> Iterator[Api]:
    with serving(engine) as api:
        settings.SITE_URL, settings.INDEXNOW_KEY, settings.INDEXNOW_URL = SITE, KEY, f"{api.url}/indexnow"
        yield api


def announcements() -> Any:
    return DBTaskResult.objects.filter(task_path=announce.module_path)


def submitted(api: Api) -> list[str]:
    return [url.removeprefix(SITE) for asked in api.asked for url in asked.json["urlList"]]


def pinged(api: Api) -> list[str]:
    return [parse_qs(asked.content.decode())["hub.url"][0].removeprefix(SITE) for asked in api.asked]


def test_the_hub_hears_of_every_feed_that_a_story_enters(websub: Api) -> None:
    make.story("First", tags=[make.tag("Science")], bylines=[make.byline("Ada")])
    work()
    lists = ("all", "tags/science", "bylines/ada")
    assert sorted(pinged(websub)) == sorted(
        f"/feeds/{each}.{form}" for each in lists for form in ("rss", "atom", "json")
    )
    assert websub.asked[0].headers["content-type"] == "application/x-www-form-urlencoded"
    for path in pinged(websub):
        assert Client().get(path).status_code == 200, path


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_feeds_name_the_hub_in_header_and_text(websub: Api, settings: Any, form: str) -> None:
    make.story("First")
    path = f"/feeds/all.{form}"
    for answer in (Front().get(path), Front().get(path)):
        assert answer.headers["Link"] == f'<{settings.WEBSUB_HUB}>; rel="hub", <{SITE}{path}>; rel="self"'
        assert settings.WEBSUB_HUB in answer.text
    settings.WEBSUB_HUB = ""
    assert "Link" not in Front().get(path).headers


def test_engines_hear_what_is_new_changed_and_gone(indexnow: Api) -> None:
    story = make.story("First")
    other = make.story("Second")
    make.draft("Draft")
    work()
    assert submitted(indexnow) == ["/articles/first/", "/articles/second/"]
    assert len(indexnow.asked) == 1
    told = indexnow.asked[0].json
    assert (told["host"], told["key"]) == ("news.example.org", KEY)
    assert Client().get(told["keyLocation"].removeprefix(SITE)).content.decode() == KEY
    indexnow.asked.clear()
    story.dek = "More is known."
    story.save_version(by=None)
    other.retract(by=None, reason="wrong")
    work()
    assert submitted(indexnow) == ["/articles/first/", "/articles/second/"]
    indexnow.asked.clear()
    story.delete()
    work()
    assert submitted(indexnow) == ["/articles/first/"]
    call_command("tick")
    work()
    assert len(indexnow.asked) == 1


def test_a_story_to_come_is_told_when_its_time_has_come_and_not_before(indexnow: Api, later: Any) -> None:
    story = make.story("First", at=timezone.now() + timedelta(hours=1))
    story.save_version(by=None)
    call_command("tick")
    work()
    assert not indexnow.asked
    later(hours=1, seconds=1)
    call_command("tick")
    work()
    assert submitted(indexnow) == ["/articles/first/"]


def test_an_engine_that_fails_is_asked_again_later_and_later(indexnow: Api, later: Any) -> None:
    indexnow.answers = [Answer(500), Answer(503, headers=(("Retry-After", "1800"),)), Answer(200)]
    make.story("First")
    waits = []
    for _ in range(2):
        work()
        (waiting,) = announcements().filter(status="READY")
        waits.append(round((waiting.run_after - timezone.now()).total_seconds() / 60))
        call_command("tick")  # which must not ask sooner
        work()
        later(minutes=waits[-1] + 1)
    assert waits == [1, 30]
    assert len(indexnow.asked) == 2
    work()
    assert len(indexnow.asked) == 3
    assert not announcements().filter(status="READY").exists()


def test_who_cannot_be_told_for_two_days_is_not_told_old_news(indexnow: Api, settings: Any, later: Any) -> None:
    works, settings.INDEXNOW_URL = settings.INDEXNOW_URL, f"http://127.0.0.1:{free_port()}/"
    make.story("First")
    work()
    later(days=2, seconds=1)
    settings.INDEXNOW_URL = works
    call_command("tick")
    work()
    assert not indexnow.asked


def test_a_hub_that_drips_is_given_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "SECONDS", 1)
    with dripping(b" ", 0.2) as (url, _):
        settings.WEBSUB_HUB = f"{url}/"
        make.story("First")
        assert "takes longer than 1 s" in announce.call("websub")


def test_many_stories_take_no_more_queries_and_the_newest_lists_are_pinged_first(
    websub: Api, django_assert_num_queries: Any
) -> None:
    for number in range(websub_room.MOST):
        make.story(f"Old {number}", tags=[make.tag(f"Tag {number}")])
    make.story("New", bylines=[make.byline("Ada")])
    stories = set(Article.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2):  # tags and bylines
        paths = websub_room.topics(stories)
    assert "/feeds/bylines/ada.rss" in paths
    assert "/feeds/tags/tag-0.rss" not in paths


def test_one_door_that_is_shut_does_not_hold_up_the_other(websub: Api, indexnow: Api) -> None:
    websub.answers = [Answer(500)]
    make.story("First")
    work()
    assert submitted(indexnow) == ["/articles/first/"]
    assert len(websub.asked) == 1


def test_nothing_is_told_unless_a_door_is_opened() -> None:
    make.story("First")
    call_command("tick")
    assert not announcements().exists()
    assert Client().get(f"/{KEY}.txt").status_code == 404


def test_only_the_right_key_is_served(indexnow: Api) -> None:
    assert Client().get(f"/{KEY}.txt").content.decode() == KEY
    assert Client().get("/fedcba9876543210.txt").status_code == 404
