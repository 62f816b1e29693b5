"""Latest Trending: the order of the ranks, how fast it moves, and what editors decide."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import fsum
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from articles import attention
from articles.attention import COMMENT, HALF_LIFE, PUBLISHED, T0, heat, warmer
from articles.models import Article, ArticleStat, TrendingChoice, TrendingList
from articles.models import trending as models_trending
from articles.readers.counting import store
from articles.trending import trending
from nuztrend.models import AuditEntry
from tests import make
from tests.beacons import address_in_page, crowd, hot, send

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=30)  # of being new nothing is left


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def shown() -> list[str]:
    TrendingList.objects.refresh(at_once=True)
    return [story.title for story in trending()]


@pytest.mark.pure
def test_the_order_equals_brute_force_over_10000_random_histories() -> None:
    dice = random.Random(5)
    for _ in range(10_000):
        now = T0 + timedelta(days=dice.uniform(30, 7_000))
        ranks, sums = [], []
        for _ in range(dice.randint(2, 6)):
            weights = (1.0, COMMENT, PUBLISHED, dice.uniform(0.01, 5_000))
            events = [(now - timedelta(hours=dice.uniform(0, 400)), dice.choice(weights)) for _ in range(9)]
            hot = heat(*events[0])
            for event in events[1:]:
                hot = warmer(hot, heat(*event))
            ranks.append(hot)
            sums.append(fsum(w * 2 ** (-(now - at).total_seconds() / HALF_LIFE) for at, w in events))
        by_rank = sorted(range(len(ranks)), key=ranks.__getitem__)
        by_sum = sorted(range(len(sums)), key=sums.__getitem__)
        # two that are equal to the tenth digit may stand either way
        assert [sums[index] for index in by_rank] == pytest.approx([sums[index] for index in by_sum], rel=1e-10)


def test_ten_thousand_refreshes_by_one_reader_lose_to_thirty_readers(clock: time_machine.Traveller) -> None:
    one, many = make.story("Refreshed", at=LONG_AGO), make.story("Read", at=LONG_AGO)
    address = address_in_page(one)
    for number in range(10_000):
        send(address)
        if number % 500 == 0:
            store(at_once=True)  # on a busy machine the timer that enters what was noted comes late
    crowd(many, 30)
    assert shown() == ["Read", "Refreshed"]
    assert hot(many) - hot(one) == pytest.approx(4.907, abs=0.001)  # log2 of 30


@pytest.mark.parametrize(("today", "first"), [(251, "Today"), (249, "Yesterday")])
def test_251_readers_of_today_beat_1000_of_yesterday(clock: time_machine.Traveller, today: int, first: str) -> None:
    old, new = make.story("Yesterday", at=LONG_AGO), make.story("Today", at=LONG_AGO)
    crowd(old, 1000)
    clock.shift(timedelta(days=1))
    crowd(new, today)
    assert shown()[0] == first


def test_two_stories_never_change_places_without_an_event(clock: time_machine.Traveller) -> None:
    for number in range(12):
        crowd(make.story(f"Story {number}", at=LONG_AGO), 1 + number * 7 % 12, network=number)
    before, ranks = shown(), list(ArticleStat.objects.ranked().values_list("article_id", "hot"))
    for days in (1, 30, 3_000):
        clock.shift(timedelta(days=days))
        assert not TrendingList.objects.refresh(at_once=True)
        assert [story.title for story in trending()] == before
    assert list(ArticleStat.objects.ranked().values_list("article_id", "hot")) == ranks


def test_readers_move_the_list_but_not_more_often_than_its_pace(clock: time_machine.Traveller, settings: Any) -> None:
    settings.TRENDING_SECONDS = 30
    first, second = make.story("First"), make.story("Second", at=NOON - timedelta(hours=2))
    assert [story.title for story in trending()] == ["First", "Second"]
    clock.shift(timedelta(seconds=29))
    crowd(second, 10)
    assert [story.title for story in trending()] == ["First", "Second"]
    clock.shift(timedelta(seconds=2))
    crowd(second, 1, network=9)
    assert [story.title for story in trending()] == ["Second", "First"]
    assert first.pk in TrendingList.objects.hottest()


@pytest.mark.django_db(transaction=True)
def test_the_ranks_are_read_along_an_index_alone() -> None:
    story = make.story()
    Article.objects.bulk_create(
        Article(title=f"{number}", slug=f"s-{number}", state="published", publish_at=LONG_AGO)
        for number in range(3_000)
    )
    ArticleStat.objects.bulk_create(
        ArticleStat(article_id=pk, hot=pk % 97, publish_at=LONG_AGO)
        for pk in Article.objects.exclude(pk=story.pk).values_list("pk", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE articles_articlestat" if connection.vendor == "postgresql" else "ANALYZE")
    ranks = ArticleStat.objects.ranked().exclude(pk__in=[story.pk]).public()[: models_trending.KEPT]
    plan = ranks.explain()
    if connection.vendor == "postgresql":
        assert "Index Only Scan using stat_hottest" in plan
        assert "Sort" not in plan
    else:
        assert "USING COVERING INDEX stat_hottest" in plan
        assert "TEMP B-TREE" not in plan


# The page


_figures = re.compile(r"Readers: ([\d,]+) since (\d\d:\d\d), ([\d,]+) from (\d\d:\d\d) to \2, ([\d,]+) in 24 hours")


def figures() -> list[tuple[str, ...]]:
    return _figures.findall(Client().get("/trending/").content.decode())


def test_the_page_says_how_many_read_each_story_by_the_hour(clock: time_machine.Traveller) -> None:
    story = make.story("Read me", at=LONG_AGO)
    crowd(story, 1_200)
    assert figures() == [("1,200", "12:00", "0", "11:00", "1,200")]
    clock.shift(timedelta(hours=1))
    crowd(story, 3, network=90)
    assert figures() == [("3", "13:00", "1,200", "12:00", "1,203")]
    clock.shift(timedelta(hours=23))
    assert figures() == [("0", "12:00", "0", "11:00", "3")]


def test_the_page_explains_the_formula_with_the_settings_of_the_site(settings: Any) -> None:
    settings.TRENDING_HALF_LIFE, settings.TRENDING_COMMENT, settings.TRENDING_NEW = 7, 11, 13
    page = Client().get("/trending/").content.decode()
    for words in ("half after 7 hours", "a quarter after 14", "a comment 11", "begins with 13", "Nothing is trending"):
        assert words in page


def test_the_page_shows_no_story_that_is_not_public(clock: time_machine.Traveller) -> None:
    make.story("Out")
    make.story("To come", at=NOON + timedelta(minutes=5))
    make.story("Taken back").retract(by=None, reason="wrong")
    assert_shown(Client().get("/trending/").content.decode(), ["Out"], ["To come", "Taken back"])
    clock.shift(timedelta(minutes=5))
    assert_shown(Client().get("/trending/").content.decode(), ["Out", "To come"], ["Taken back"])


def assert_shown(page: str, there: list[str], missing: list[str]) -> None:
    listed = page.partition('<ol class="headline">')[2].partition("</ol>")[0]
    assert [title for title in (*there, *missing) if f">{title}</a>" in listed] == there


# Editors


def decide(action: str, *stories: Article, by: str = "chief", **more: str) -> str:
    client = Client()
    client.force_login(make.User.objects.filter(username=by).first() or make.user(by, "Editor"))
    fields = {"action": f"{action}_chosen", "_selected_action": [story.pk for story in stories], **more}
    return client.post("/admin/articles/article/", fields, follow=True).content.decode()


def test_editors_pin_stories_before_all_others_and_it_is_logged() -> None:
    hot, cold, cool = make.story("Hot"), make.story("Cold", at=LONG_AGO), make.story("Cool", at=LONG_AGO)
    make.comment(hot)
    assert "“Cold” is pinned" in decide("pin", cold)
    assert shown() == ["Cold", "Hot", "Cool"]
    decide("pin", cool)
    assert [story.title for story in trending()] == ["Cold", "Cool", "Hot"]
    page = Client().get("/trending/").content.decode()
    assert page.count("pinned by the editors") == 2
    entry = AuditEntry.objects.of(cold).first()
    assert entry and entry.by
    assert (entry.verb, entry.by.get_username()) == ("pin", "chief")
    assert "“Cold” is released" in decide("release", cold)
    assert [story.title for story in trending()] == ["Cool", "Hot", "Cold"]
    entry = AuditEntry.objects.of(cold).first()
    assert entry and entry.verb == "release"
    assert "No editor had decided about “Cold”" in decide("release", cold)


def test_editors_keep_a_story_out_and_say_why() -> None:
    gamed, honest = make.story("Gamed"), make.story("Honest")
    page = decide("exclude", gamed)
    assert "Keep these stories out" in page
    assert "This field is required" in decide("exclude", gamed, reason=" ")
    assert len(shown()) == 2
    assert "“Gamed” is kept out" in decide("exclude", gamed, reason="Robots read it")
    assert [story.title for story in trending()] == ["Honest"]
    entry = AuditEntry.objects.of(gamed).first()
    assert entry and (entry.verb, entry.note) == ("exclude", "Robots read it")
    crowd(gamed, 50)
    assert shown() == ["Honest"]
    client = Client()
    client.force_login(make.User.objects.get(username="chief"))
    page = client.get("/admin/articles/trendingchoice/").content.decode()
    assert "Gamed" in page
    assert "Robots read it" in page
    assert "Honest" not in page
    fields = {"action": "release_chosen", "_selected_action": [gamed.pk]}
    client.post("/admin/articles/trendingchoice/", fields)
    assert shown() == ["Gamed", "Honest"]
    assert honest.pk in TrendingList.objects.hottest()


def test_readers_keep_a_say_beside_the_pins() -> None:
    stories = [make.story(f"Story {number}") for number in range(5)]
    decide("pin", *stories[:4])
    assert "is not pinned: 4 stories are" in decide("pin", stories[4])
    assert TrendingChoice.objects.count() == 4
    assert "was never published" in decide("pin", make.draft("Draft"))


def test_reporters_decide_nothing_about_the_list() -> None:
    story = make.story()
    make.user("rita", "Reporter")
    decide("pin", story, by="rita")
    assert not TrendingChoice.objects.exists()
    client = Client()
    client.force_login(make.User.objects.get(username="rita"))
    assert client.get("/admin/articles/trendingchoice/").status_code == 403


def test_a_pinned_story_that_is_retracted_leaves_the_list() -> None:
    story, other = make.story("Pinned"), make.story("Other")
    decide("pin", story)
    story.retract(by=None, reason="wrong")
    assert [each.title for each in trending()] == [other.title]


# Another half-life


def test_another_half_life_keeps_order_and_attention(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make.story("First", at=LONG_AGO), make.story("Second", at=LONG_AGO)
    crowd(first, 8)
    clock.shift(timedelta(hours=12))
    crowd(second, 8)
    before = shown()
    for module in (attention, models_trending):
        monkeypatch.setattr(module, "HALF_LIFE", 6 * 3600)
    assert TrendingList.objects.adopt_half_life()
    assert not TrendingList.objects.adopt_half_life()
    assert shown() == before == ["Second", "First"]
    now = (NOON + timedelta(hours=12) - T0).total_seconds() / (6 * 3600)
    assert [hot(first) - now, hot(second) - now] == pytest.approx([2, 3], abs=1e-6)  # 4 and 8 readers
    crowd(first, 5, network=50)
    assert shown() == ["First", "Second"]
    assert store(at_once=True) == 0
