"""Home, tags, bylines and the archive."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify

from articles.front import FRONT_PAGE
from articles.models import ArchiveCount, Article, Tag, Tagging
from articles.views import PAGE_SIZE, TAGS_ON_A_PAGE
from nuztrend.lib.paging import LAST_PAGE
from tests import make

pytestmark = pytest.mark.django_db
JUNE = datetime(2025, 6, 15, 12, tzinfo=UTC)


def river(count: int) -> None:
    science, team = make.tag("Science", menu=1), make.byline()
    for number in range(count):
        make.story(f"Story {number:03}", tags=[science], bylines=[team], at=JUNE - timedelta(minutes=number))


LISTS = ["/tags/science/", "/bylines/nuztrend-team/", "/archive/2025/06/"]


def test_an_empty_portal_has_a_front_page(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert client.get("/tags/").status_code == 200
    assert client.get("/archive/").status_code == 200


def test_the_front_page_leads_with_the_pinned_story_then_the_newest(client: Client) -> None:
    science = make.tag("Science", menu=1)
    make.story("Newest of all", at=JUNE)
    make.story("Placed first", tags=[science], at=JUNE - timedelta(days=9), lead_position=1)
    html = client.get("/").content.decode()
    assert html.index("Placed first") < html.index("Newest of all")
    assert "/tags/science/" in html


def test_the_front_page_goes_on_where_it_ends(client: Client) -> None:
    river(FRONT_PAGE + PAGE_SIZE + 1)
    first = client.get("/").content.decode()
    assert f"Story {FRONT_PAGE - 1:03}" in first
    assert 'href="?page=2"' in first
    second = client.get("/", {"page": 2}).content.decode().partition("Trending")[0]
    assert f"Story {FRONT_PAGE:03}" in second and f"Story {FRONT_PAGE - 1:03}" not in second
    assert f"Story {FRONT_PAGE + PAGE_SIZE:03}" in client.get("/", {"page": 3}).content.decode()
    assert client.get("/", {"page": 4}).status_code == 404


def test_old_stories_placed_first_push_none_off_the_pages(client: Client) -> None:
    river(FRONT_PAGE + 5)
    for number in range(4):
        make.story(f"Placed {number}", slug=f"placed-{number}", at=JUNE - timedelta(days=99), lead_position=number + 1)
    pages = client.get("/").content.decode() + client.get("/", {"page": 2}).content.decode()
    assert [number for number in range(FRONT_PAGE + 5) if f"Story {number:03}" not in pages] == []


def test_a_tag_or_byline_of_a_draft_is_nobody_s_business(client: Client) -> None:
    story = make.draft(tags=[make.tag("Secret merger")], bylines=[make.byline("A. Nonymous")])
    paths = ("/tags/secret-merger/", "/bylines/a-nonymous/")
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert "Secret merger" not in client.get("/tags/").content.decode()
    story.publish(by=None)
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert "Secret merger" in client.get("/tags/").content.decode()


@pytest.mark.parametrize("path", [*LISTS, "/articles/asked/"])
def test_a_story_appears_and_leaves_lists_at_its_second(client: Client, path: str, time_machine: object) -> None:
    time_machine.move_to(JUNE - timedelta(days=2))  # type: ignore[attr-defined]
    science, team = make.tag("Science", menu=1), make.byline()
    for title, start, end in (("Asked", JUNE - timedelta(days=1), None), ("On time", JUNE, JUNE + timedelta(hours=1))):
        make.story(title, tags=[science], bylines=[team], at=start, unpublish_at=end)
    instant = timedelta(microseconds=1)
    for moment in (JUNE - instant, JUNE, JUNE + timedelta(hours=1) - instant, JUNE + timedelta(hours=1)):
        time_machine.move_to(moment, tick=False)  # type: ignore[attr-defined]
        shown = JUNE <= moment < JUNE + timedelta(hours=1)
        assert ("On time" in client.get(path).content.decode()) == shown, moment


def test_a_section_shows_its_own_newest_stories(client: Client) -> None:
    science, culture = make.tag("Science", menu=1), make.tag("Culture", menu=2)
    for number in range(30):
        make.story(f"Science {number}", tags=[science], at=JUNE - timedelta(hours=number))
    make.story("The only culture", tags=[culture], at=JUNE - timedelta(days=300))
    html = client.get("/").content.decode()
    assert "The only culture" in html


@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_paged_newest_first(client: Client, path: str) -> None:
    river(PAGE_SIZE * 2 + 1)
    first = client.get(path).content.decode()
    assert first.index("Story 000") < first.index(f"Story {PAGE_SIZE - 1:03}")
    assert f"Story {PAGE_SIZE:03}" not in first.partition("</main>")[0].partition("Trending")[0]
    assert f'href="{path}?page=2"' in first or 'href="?page=2"' in first
    last = client.get(path, {"page": 3}).content.decode()
    assert f"Story {PAGE_SIZE * 2:03}" in last
    assert client.get(path, {"page": 4}).status_code == 404


@pytest.mark.parametrize("path", ["/", *LISTS, "/articles/story-000/comments/"])
@pytest.mark.parametrize("page", ["abc", "0", "-1", "999999", "", "1.5", "٣", "007", "9" * 4000, "\x00"])
def test_a_page_that_is_none_is_not_found(client: Client, path: str, page: str) -> None:
    river(1)
    assert client.get(path, {"page": page}).status_code == 404


@pytest.mark.parametrize("path", ["/", *LISTS])
def test_page_one_has_the_bare_address(client: Client, path: str) -> None:
    river(1)
    response = client.get(path, {"page": "1"})
    assert (response.status_code, response.headers["Location"]) == (301, path)


def test_lists_show_nothing_unpublished(client: Client) -> None:
    science, team = make.tag("Science", menu=1), make.byline()
    make.draft("A draft", tags=[science], bylines=[team])
    make.story("Tomorrow's", tags=[science], bylines=[team], at=timezone.now() + timedelta(days=1))
    make.story("Withdrawn", tags=[science], bylines=[team], at=JUNE).retract(by=None, reason="wrong")
    make.story("Seen", tags=[science], bylines=[team], at=JUNE)
    for path in ["/", "/archive/", *LISTS]:
        html = client.get(path).content.decode()
        assert not any(title in html for title in ("A draft", "Tomorrow", "Withdrawn")), path


def crowd(count: int) -> None:
    """Make many stories within one month, as rows only."""
    science = make.tag("Science", menu=1)
    made = Article.objects.bulk_create(
        Article(
            title=f"Story {number:05}",
            slug=f"story-{number}",
            state="published",
            publish_at=JUNE - timedelta(minutes=number),
        )
        for number in range(count)
    )
    Tagging.objects.bulk_create(Tagging(article=story, tag=science, publish_at=story.publish_at) for story in made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself once such a crowd is committed


def test_a_list_as_long_as_the_portal_ends_at_page_500_and_a_month_at_its_end(client: Client) -> None:
    crowd(LAST_PAGE * PAGE_SIZE + 10)
    for path, first in (("/", FRONT_PAGE + 498 * PAGE_SIZE), ("/tags/science/", 499 * PAGE_SIZE)):
        last = client.get(path, {"page": LAST_PAGE}).content.decode()
        assert f"Story {first:05}" in last
        assert "page=499" in last and "page=501" not in last
        assert client.get(path, {"page": LAST_PAGE + 1}).status_code == 404
    assert "Story 10009" in client.get("/archive/2025/06/", {"page": LAST_PAGE + 1}).content.decode()
    assert client.get("/archive/2025/06/", {"page": LAST_PAGE + 2}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/tags/science/", "/bylines/nuztrend-team/"])
def test_no_story_is_skipped_over_for_a_page_that_no_list_has(client: Client, path: str) -> None:
    river(1)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, {"page": "99999"}).status_code == 404
    assert not [query["sql"] for query in queries if "OFFSET" in query["sql"]]


def test_the_archive_names_the_months_that_have_stories_and_no_other(client: Client, time_machine: Any) -> None:
    time_machine.move_to(JUNE, tick=False)
    make.story("Of now", at=JUNE)
    make.story("Of this month, tomorrow", at=JUNE + timedelta(days=1))
    make.story("Ahead", at=datetime(2025, 7, 1, tzinfo=UTC))
    make.story("Last second of a year", at=datetime(2023, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    make.story("First of a year", at=datetime(2023, 1, 1, tzinfo=UTC))
    make.story("Left", at=datetime(2024, 5, 1, tzinfo=UTC), unpublish_at=datetime(2024, 6, 1, tzinfo=UTC))
    make.story("Taken back", at=datetime(2022, 3, 3, tzinfo=UTC)).retract(by=None, reason="wrong")
    make.draft("A draft", publish_at=datetime(2024, 8, 1, tzinfo=UTC))
    make.story("Of long ago", at=datetime(1905, 2, 28, 12, tzinfo=UTC))
    named = re.findall(r'href="/archive/(\d+/\d+)/"', client.get("/archive/").content.decode())
    assert named == ["2025/6", "2023/12", "2023/1", "1905/2"]
    assert [client.get(f"/archive/{month}/").status_code for month in named] == [200] * 4


def counts_of(client: Client) -> dict[str, int]:
    """The numbers of the archive by month."""
    html = client.get("/archive/").content.decode()
    return {month: int(number) for month, number in re.findall(r'href="/archive/(\d+/\d+)/".*?<small>(\d+)', html)}


def test_the_archive_counts_every_month_after_every_verb_and_with_time(client: Client, time_machine: Any) -> None:
    time_machine.move_to(JUNE, tick=False)
    may, day = datetime(2025, 5, 10, tzinfo=UTC), timedelta(days=1)
    stories = [make.story(f"Of May {number}", at=may) for number in range(3)]
    make.story("Of June", at=JUNE - day)
    make.story("Tomorrow's", at=JUNE + day)
    make.story("Leaving", at=may, unpublish_at=JUNE + 2 * day)
    make.story("Comes and goes", at=JUNE + day, unpublish_at=JUNE + 3 * day)
    moved = make.story("Moved while ahead", at=JUNE + 30 * day)
    assert counts_of(client) == {"2025/6": 1, "2025/5": 4}
    time_machine.move_to(JUNE + day, tick=False)
    assert counts_of(client) == {"2025/6": 3, "2025/5": 4}
    time_machine.move_to(JUNE + 2 * day, tick=False)
    assert counts_of(client) == {"2025/6": 3, "2025/5": 3}
    moved.publish_at = may
    moved.save_version(by=None)
    assert counts_of(client) == {"2025/6": 3, "2025/5": 4}
    stories[0].retract(by=None, reason="wrong")
    stories[1].delete()
    stories[2].publish_at = datetime(2024, 1, 1, tzinfo=UTC)
    stories[2].save_version(by=None)
    time_machine.move_to(JUNE + 3 * day, tick=False)
    assert counts_of(client) == {"2025/6": 2, "2025/5": 1, "2024/1": 1}
    stories[0].publish(by=None)
    assert counts_of(client) == {"2025/6": 2, "2025/5": 2, "2024/1": 1}


def test_months_are_counted_anew_when_the_site_moves_to_another_time_zone(client: Client, settings: Any) -> None:
    make.story("Already July in Tokyo", at=datetime(2025, 6, 30, 15, 30, tzinfo=UTC))
    assert counts_of(client) == {"2025/6": 1}
    settings.TIME_ZONE = "Asia/Tokyo"
    assert counts_of(client) == {"2025/7": 1}  # the slow way, as long as nobody has counted
    assert ArchiveCount.objects.recount_if_moved()
    assert counts_of(client) == {"2025/7": 1}


def test_many_tags_are_paged_from_a_to_z(client: Client) -> None:
    story = make.story(tags=[make.tag("Science", menu=1)])
    names = [f"Tag {number:03}" for number in range(TAGS_ON_A_PAGE)] + ["apple", "Éclair", "7 wonders"]
    tags = Tag.objects.bulk_create(Tag(name=name, slug=slugify(name)) for name in names)
    Tagging.objects.bulk_create(Tagging(article=story, tag=tag, publish_at=story.publish_at) for tag in tags)
    first, second = (client.get("/tags/", page).content.decode() for page in ({}, {"page": 2}))
    assert first.index("7 wonders") < first.index(">apple<") < first.index("Éclair") < first.index("Tag 000")
    assert "Tag 297" not in first and "Tag 297" in second and "Tag 299" in second
    assert client.get("/tags/", {"page": 3}).status_code == 404
    assert client.get("/tags/", {"page": 1}).status_code == 301


def test_a_month_shows_what_is_out_and_hides_what_is_ahead(client: Client, time_machine: Any) -> None:
    time_machine.move_to(JUNE, tick=False)
    make.story("Of now", at=JUNE)
    make.story("In a moment", at=JUNE + timedelta(microseconds=1))
    html = client.get("/archive/2025/06/").content.decode()
    assert "Of now" in html and "In a moment" not in html


def test_a_month_is_a_month_of_the_site_s_time_zone(client: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    make.story("Already July in Tokyo", at=datetime(2025, 6, 30, 15, 30, tzinfo=UTC))
    assert "Already July" in client.get("/archive/2025/07/").content.decode()
    assert re.findall(r'href="/archive/(\d+/\d+)/"', client.get("/archive/").content.decode()) == ["2025/7"]
    assert client.get("/archive/2025/06/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/archive/2025/13/", "/archive/2025/0/", "/archive/0/1/", "/archive/99999/1/", "/archive/2025/1/"]
)
def test_a_month_without_stories_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/tags/none/", "/bylines/nobody/"])
def test_an_unknown_tag_or_byline_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
