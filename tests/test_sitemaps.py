"""Sitemaps by their schemas, robots.txt and security.txt."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, StoryChange
from articles.models.change import PART
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://news.example.org"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
W3C = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?")
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """Let it be some time after noon of 4 March 2026; the clock stands still."""

    def after(**time: float) -> None:
        time_machine.move_to(NOW + timedelta(**time), tick=False)

    after()
    return after


def lines(path: str, front: Front | None = None) -> dict[str, datetime | None]:
    """What a sitemap lists, with lastmod, after its schema was checked: order and number of elements, values."""
    if front:
        status, kind, content = 200, "", front.get(path).text
    else:
        response = Client().get(path)
        status, kind, content = response.status_code, response.headers["Content-Type"], response.content.decode()
        assert kind == "application/xml; charset=utf-8"
    assert status == 200, path
    root = ElementTree.fromstring(content)  # noqa: S314
    assert root.tag in {f"{MAP}urlset", f"{MAP}sitemapindex"}
    inner = f"{MAP}url" if root.tag.endswith("urlset") else f"{MAP}sitemap"
    found: dict[str, datetime | None] = {}
    assert 1 <= len(root) <= 50_000
    for line in root:
        assert line.tag == inner
        assert [each.tag for each in line] in ([f"{MAP}loc"], [f"{MAP}loc", f"{MAP}lastmod"])
        loc, changed = line.findtext(f"{MAP}loc") or "", line.findtext(f"{MAP}lastmod")
        assert loc.startswith(f"{SITE}/") and len(loc) < 2048
        assert changed is None or W3C.fullmatch(changed)
        found[loc.removeprefix(SITE)] = datetime.fromisoformat(changed) if changed else None
    assert len(found) == len(root)
    return found


def news(front: Front | None = None) -> list[tuple[str, str, str]]:
    """Address, time and headline of the news, after Google's rules were checked."""
    content = front.get("/sitemap-news.xml").text if front else Client().get("/sitemap-news.xml").content.decode()
    root = ElementTree.fromstring(content)  # noqa: S314
    found = []
    for url in root:
        assert [each.tag for each in url] == [f"{MAP}loc", f"{NEWS}news"]
        (paper, out, title) = url[1]
        assert [paper.tag, out.tag, title.tag] == [
            f"{NEWS}{name}" for name in ("publication", "publication_date", "title")
        ]
        assert [(each.tag, each.text) for each in paper] == [(f"{NEWS}name", "Nuztrend"), (f"{NEWS}language", "en")]
        assert W3C.fullmatch(out.text or "")
        found.append(((url[0].text or "").removeprefix(SITE), out.text or "", title.text or ""))
    return found


def part_of(story: Article) -> str:
    return f"/sitemap-stories-{story.pk // PART}.xml"


def test_everything_public_is_found_from_the_index(clock: Any) -> None:
    science = make.tag("Science", menu=1)
    make.tag("Empty section", menu=2)
    story = make.story("First", tags=[science], bylines=[make.byline("Ada")])
    make.story("Wrong", tags=[make.tag("Retracted")]).retract(by=None, reason="wrong")
    make.draft("Draft", tags=[make.tag("Secret")])
    index = lines("/sitemap.xml")
    assert list(index)[:2] == ["/sitemap-news.xml", "/sitemap-pages.xml"]
    listed = {path for part in index if part != "/sitemap-news.xml" for path in lines(part)}
    lists = {
        "/",
        "/tags/",
        "/archive/",
        "/archive/2026/3/",
        "/trending/",
        "/tags/science/",
        "/bylines/ada/",
        "/accessibility/",
        "/corrections/",
    }
    expected = {*lists, story.get_absolute_url()}
    assert listed == expected
    for path in listed:
        assert Client().get(path).status_code == 200, path


def test_lastmod_is_the_last_change_that_readers_saw(clock: Any) -> None:
    story = make.story("First", at=NOW - timedelta(hours=3))
    part, page = part_of(story), story.get_absolute_url()
    assert (lines(part)[page], lines("/sitemap.xml")[part]) == (story.publish_at, NOW)
    clock(days=2)
    story.dek = "More is known."
    story.save_version(by=None)
    assert lines(part)[page] == lines("/sitemap.xml")[part] == NOW + timedelta(days=2)
    clock(days=3)
    make.comment(story)
    make.draft("Not yet")
    assert lines(part)[page] == lines("/sitemap.xml")[part] == NOW + timedelta(days=2)
    clock(days=4)
    other = make.story("Second", at=NOW)
    assert (lines(part)[page], lines("/sitemap.xml")[part]) == (NOW + timedelta(days=2), NOW + timedelta(days=4))
    clock(days=5)
    other.delete()
    assert lines(part) == {page: NOW + timedelta(days=2)}
    assert lines("/sitemap.xml")[part] == NOW + timedelta(days=5)


def test_what_comes_and_goes_by_time_changes_the_sitemap_at_that_second(clock: Any) -> None:
    first = make.story("First", at=NOW - timedelta(days=1))
    coming = make.story("Coming", at=NOW + timedelta(hours=1), unpublish_at=NOW + timedelta(hours=2))
    part, page = part_of(first), coming.get_absolute_url()
    front = Front()
    for seconds, listed, changed in (
        (0, False, NOW),
        (3599, False, NOW),
        (3600, True, NOW + timedelta(hours=1)),
        (7199, True, NOW + timedelta(hours=1)),
        (7200, False, NOW + timedelta(hours=2)),
    ):
        clock(seconds=seconds)
        assert (page in lines(part, front)) == listed, seconds
        assert lines("/sitemap.xml", front)[part] == changed, seconds


def test_a_story_that_is_moved_in_time_leaves_no_moment_behind(clock: Any) -> None:
    make.story("First", at=NOW - timedelta(days=1))
    story = make.story("Coming", at=NOW + timedelta(hours=1))
    story.publish_at = NOW + timedelta(days=1)
    story.save_version(by=None)
    clock(hours=2)
    assert lines("/sitemap.xml")[part_of(story)] == NOW
    story.retract(by=None, reason="not now")
    clock(days=2)
    assert lines("/sitemap.xml")[part_of(story)] == NOW


def test_parts_are_ranges_of_keys_and_cost_the_same_wherever_they_lie(clock: Any) -> None:
    first = make.story("First", at=NOW - timedelta(days=1))
    far = Article(pk=700 * PART + 3, title="Far", slug="far", body="Text")
    far.version = 1
    far.render()
    far.save(force_insert=True)
    far.publish(by=None, at=NOW)
    assert list(lines("/sitemap-stories-700.xml")) == ["/articles/far/"]
    assert list(lines(part_of(first))) == ["/articles/first/"]
    assert [part for part in lines("/sitemap.xml") if "stories" in part] == [part_of(first), "/sitemap-stories-700.xml"]
    for path in (part_of(first), "/sitemap-stories-700.xml"):
        with CaptureQueriesContext(connection) as queries:
            lines(path)
        assert len(queries) == 2, path  # the next moment of the part; its stories
        assert not [query for query in queries if re.search("OFFSET|COUNT", query["sql"])]
    for path in (
        f"stories-{first.pk // PART + 1}",
        "stories-999999999",
        "stories-9999999999999999999999",
        "stories-00",
        "tags-7",
        "nothing-0",
    ):
        assert Client().get(f"/sitemap-{path}.xml").status_code == 404, path


def test_the_chore_leaves_one_past_moment_for_each_part(clock: Any) -> None:
    story = make.story("First", at=NOW - timedelta(days=1))
    make.story("Coming", at=NOW + timedelta(days=1))
    for hours in range(1, 5):
        clock(hours=hours)
        story.save_version(by=None)
    call_command("tick")
    moments = StoryChange.objects.order_by("at").values_list("at", flat=True)
    assert list(moments) == [NOW + timedelta(hours=4), NOW + timedelta(days=1)]
    assert lines("/sitemap.xml")[part_of(story)] == NOW + timedelta(hours=4)


def test_news_are_news_for_48_hours_to_the_second(clock: Any) -> None:
    make.story("First & <only>", slug="first", at=NOW)
    front = Front()
    for time, expected in (
        ({"hours": 47, "minutes": 59}, ["/articles/first/"]),
        ({"hours": 47, "minutes": 59, "seconds": 59}, ["/articles/first/"]),
        ({"hours": 48}, []),
        ({"hours": 48, "minutes": 1}, []),
    ):
        clock(**time)
        assert [path for path, _, _ in news(front)] == expected, time
        assert news(front) == news(), time
    clock()
    assert news() == [("/articles/first/", "2026-03-04T12:00:00+00:00", "First & <only>")]


def test_a_story_that_is_published_again_is_no_news(clock: Any) -> None:
    story = make.story("First", at=NOW - timedelta(days=9))
    story.retract(by=None, reason="wrong")
    story.publish(by=None, at=NOW)
    assert news() == []


def test_news_are_at_most_a_thousand(clock: Any) -> None:
    Article.objects.bulk_create(
        Article(
            title=f"Story {n}",
            slug=f"s-{n}",
            state="published",
            publish_at=at,
            first_published_at=at,
            body_html="<p>x</p>",
        )
        for n in range(1_003)
        if (at := NOW - timedelta(minutes=n))
    )
    found = news()
    assert [path for path, _, _ in found] == [f"/articles/s-{n}/" for n in range(1_000)]


def test_who_has_a_sitemap_gets_304_until_it_changes() -> None:
    story = make.story("First", tags=[make.tag("Science")], bylines=[make.byline("Ada")])
    front = Front()
    paths = ["/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages.xml", part_of(story), "/sitemap-tags-0.xml"]
    paths += ["/sitemap-bylines-0.xml", "/robots.txt"]
    for path in paths:
        first = front.get(path)
        assert first.status == 200, path
        assert front.get(path, if_none_match=first.headers["ETag"]).status == 304, path


def groups(text: str) -> dict[str, list[str]]:
    """The rules of robots.txt for each robot (RFC 9309, 2.1)."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    was_rule = False
    for line in text.splitlines():
        key, _, value = line.partition(": ")
        assert not line or key in {"User-agent", "Disallow", "Sitemap"}, line
        if key == "User-agent":
            names = [value] if was_rule else [*names, value]
            found.setdefault(value, [])
            was_rule = False
        elif key == "Disallow":
            was_rule = True
            for name in names:
                found[name].append(value)
    return found


@pytest.mark.parametrize(
    ("choice", "training", "answers"), [("all", False, False), ("no-training", True, False), ("none", True, True)]
)
def test_ai_crawlers_are_told_what_the_operator_chose(
    settings: Any, choice: str, training: bool, answers: bool
) -> None:
    settings.AI_CRAWLERS = choice
    response = Client().get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    rules = groups(text)
    for name in ("GPTBot", "ClaudeBot", "CCBot", "Google-Extended", "Applebot-Extended", "Bytespider"):
        assert (rules.get(name) == ["/"]) == training, name
    for name in ("OAI-SearchBot", "PerplexityBot", "ChatGPT-User"):
        assert (rules.get(name) == ["/"]) == answers, name
    assert not {"/", "/search/"} & {*rules["*"]} and {"/admin/", "/search/?"} <= {*rules["*"]}
    assert not {"Googlebot", "Bingbot", "Applebot"} & rules.keys()
    assert f"Sitemap: {SITE}/sitemap.xml" in text.splitlines()


def test_security_txt_never_expires(settings: Any, time_machine: Any) -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    front = Front()
    for day in (datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)):
        time_machine.move_to(day, tick=False)
        text = front.get("/.well-known/security.txt").text
        fields = dict(line.split(": ", 1) for line in text.splitlines())
        assert fields["Contact"] == "mailto:security@example.org"
        assert fields["Canonical"] == f"{SITE}/.well-known/security.txt"
        expires = datetime.fromisoformat(fields["Expires"])
        assert timedelta(days=364) <= expires - day <= timedelta(days=365)
        assert (expires.hour, expires.minute, expires.second) == (0, 0, 0)
    time_machine.move_to(timezone.now() + timedelta(days=9), tick=False)
    assert front.get("/.well-known/security.txt").text != text
