"""Feeds, by the rules of the W3C feed validator and of JSON Feed 1.1, for stories that try to break them."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://news.example.org"
NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}-\d\d-\d\d:(story|comment)/\d+")
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
HOSTILE = "A & B <b>bold</b> ]]> </title>\u0000\u0008\u000b\ufffe 🎉 “quoted” \u202eback"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def story() -> Article:
    body = (
        "Words with [a link](/tags/science/), [a part](#more), a note[^1].\n\n## More\n\n![it](photo:{})\n\n[^1]: Said."
    )
    photo = make.photo(caption="A plain", credit="Photo: Ada")
    made = make.story(
        "First",
        dek="What it is <about>",
        body=body.format(photo.key),
        tags=[make.tag("Science", menu=1), make.tag("Moon")],
        bylines=[make.byline("Ada", kind="person"), make.byline("Nuztrend Team")],
        lead_photo=photo,
    )
    make.comment(made, "Well said.\n\n> and quoted\nhttps://example.com/?a=1&b=2", name="Grace & Co")
    return made


LISTS = ["all", "tags/science", "bylines/ada", "comments", "articles/first/comments"]


def xml(path: str) -> ElementTree.Element:
    response = Client().get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == f"{TYPES[path.rpartition('.')[2]]}; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own)


def told(path: str) -> dict[str, Any]:
    response = Client().get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/feed+json; charset=utf-8"
    found: dict[str, Any] = json.loads(response.content)
    return found


class Addresses(HTMLParser):
    """The addresses that a piece of HTML names."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"href", "src", "cite"}]
        assert not {name for name, _ in attrs} & {"srcset", "style", "onclick"}


def is_whole(address: str) -> bool:
    return address.startswith(("https://", "http://", "mailto:"))


def text(element: ElementTree.Element, path: str) -> str:
    found = element.findall(path, NAMES)
    assert len(found) == 1, path
    words = found[0].text or ""
    assert words.strip(), path
    return words


@pytest.mark.parametrize("which", LISTS)
def test_rss_keeps_the_rules_of_the_validator(story: Article, which: str) -> None:
    root = xml(f"/feeds/{which}.rss")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        text(channel, name)
    assert is_whole(text(channel, "link"))
    (self_link,) = channel.findall("atom:link", NAMES)
    assert self_link.attrib == {"rel": "self", "href": f"{SITE}/feeds/{which}.rss"}
    items = channel.findall("item")
    assert items
    for item in items:
        text(item, "title")
        assert is_whole(text(item, "link"))
        assert TAG_URI.fullmatch(text(item, "guid"))
        assert item.find("guid").get("isPermaLink") == "false"  # type: ignore[union-attr]
        assert RFC_822.fullmatch(text(item, "pubDate"))
        assert parsedate_to_datetime(text(item, "pubDate")) <= timezone.now()
        assert all(map(is_whole, Addresses(text(item, "content:encoded")).found))
        assert item.findall("dc:creator", NAMES)
    assert len({item.findtext("guid") for item in items}) == len(items)


@pytest.mark.parametrize("which", LISTS)
def test_atom_keeps_the_rules_of_the_validator(story: Article, which: str) -> None:
    root = xml(f"/feeds/{which}.atom")
    assert root.tag == f"{{{NAMES['atom']}}}feed"
    links = {link.get("rel"): link.get("href") for link in root.findall("atom:link", NAMES)}
    assert links["self"] == text(root, "atom:id") == f"{SITE}/feeds/{which}.atom"
    assert is_whole(links["alternate"] or "")
    text(root, "atom:title")
    assert RFC_3339.fullmatch(text(root, "atom:updated"))
    assert text(root, "atom:author/atom:name")
    entries = root.findall("atom:entry", NAMES)
    assert entries
    for entry in entries:
        assert TAG_URI.fullmatch(text(entry, "atom:id"))
        text(entry, "atom:title")
        for name in ("published", "updated"):
            assert RFC_3339.fullmatch(text(entry, f"atom:{name}"))
        assert text(entry, "atom:updated") >= text(entry, "atom:published")
        (link,) = entry.findall("atom:link", NAMES)
        assert link.get("rel") == "alternate"
        assert is_whole(link.get("href") or "")
        (content,) = entry.findall("atom:content", NAMES)
        assert content.get("type") == "html"
        assert all(map(is_whole, Addresses(content.text or "").found))


@pytest.mark.parametrize("which", LISTS)
def test_json_keeps_the_rules_of_json_feed(story: Article, which: str) -> None:
    feed = told(f"/feeds/{which}.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}/feeds/{which}.json"
    assert feed["title"] and is_whole(feed["home_page_url"]) and is_whole(feed["icon"])
    assert "author" not in feed and "next_url" not in feed
    assert feed["items"]
    for item in feed["items"]:
        assert TAG_URI.fullmatch(item["id"])
        assert is_whole(item["url"])
        assert all(map(is_whole, Addresses(item["content_html"]).found))
        assert all(RFC_3339.fullmatch(item[name]) for name in ("date_published", "date_modified"))
        assert all(author["name"] for author in item["authors"])


def test_a_story_is_told_whole(story: Article) -> None:
    (item,) = xml("/feeds/all.rss").iter("item")
    assert item.findtext("title") == "First"
    assert item.findtext("link") == f"{SITE}/articles/first/"
    assert item.findtext("description") == "What it is &lt;about&gt;"
    assert [each.text for each in item.findall("dc:creator", NAMES)] == ["Ada", "Nuztrend Team"]
    assert [each.text for each in item.findall("category")] == ["Science", "Moon"]
    assert item.findtext("comments") == f"{SITE}/articles/first/comments/"
    html = text(item, "content:encoded")
    assert f'<a href="{SITE}/tags/science/">a link</a>' in html
    assert f'href="{SITE}/articles/first/#' in html
    assert "Said." in html and "<h2>More" in html
    (media,) = item.findall("media:content", NAMES)
    picture = media.attrib
    assert (picture["medium"], picture["type"], picture["width"]) == ("image", "image/jpeg", "640")
    assert picture["url"].startswith(f"{SITE}/media/") and picture["url"].endswith("-640.jpg")
    assert text(media, "media:credit") == "Photo: Ada"
    assert text(media, "media:description") == "A plain"
    (entry,) = xml("/feeds/all.atom").findall("atom:entry", NAMES)
    assert text(entry, "atom:content") == html
    (same,) = told("/feeds/all.json")["items"]
    assert (same["content_html"], same["summary"], same["tags"]) == (html, "What it is <about>", ["Science", "Moon"])
    assert same["image"] == picture["url"]


def test_a_picture_that_only_illustrates_says_so(settings: Any) -> None:
    make.story("First", lead_photo=make.photo(illustrative=True, caption="A field"))
    (words,) = xml("/feeds/all.rss").iter(f"{{{NAMES['media']}}}description")
    assert words.text == f"A field {settings.ILLUSTRATIVE_NOTE}"


@pytest.mark.parametrize("form", TYPES)
def test_hostile_signs_break_no_feed(form: str) -> None:
    hostile = HOSTILE.replace("\u0000", "")  # PostgreSQL holds no NUL
    tag = make.tag("Science", description=hostile)
    made = make.story("Plain", dek=hostile, body=f"Text {hostile}\n\n<script>alert(1)</script>", tags=[tag])
    Article.objects.filter(pk=made.pk).update(title=hostile, body_html=f"<p>{hostile}</p>")
    make.comment(made, hostile, name=hostile)
    for which in ("all", "tags/science", "comments", "articles/plain/comments"):
        content = Client().get(f"/feeds/{which}.{form}").content.decode()
        assert not re.search("[\x00-\x08\x0b\x0c\ufffe\uffff]", content), which
        if form == "json":
            titles = [item["title"] for item in json.loads(content)["items"]]
        else:
            found = ElementTree.fromstring(content)  # noqa: S314
            titles = [each.text or "" for each in found.iter() if each.tag.endswith("title")]
        assert any("<b>bold</b> ]]> </title> 🎉 “quoted”" in title for title in titles), which


def test_ids_survive_another_slug_and_another_day(story: Article) -> None:
    (before,) = told("/feeds/all.json")["items"]
    story.slug = "renamed"
    story.publish_at = timezone.now() - timedelta(days=9)
    story.save_version(by=None)
    (after,) = told("/feeds/all.json")["items"]
    assert (after["id"], after["url"]) == (before["id"], f"{SITE}/articles/renamed/")
    assert after["id"] == f"tag:news.example.org,{story.first_published_at:%Y-%m-%d}:story/{story.pk}"


def test_only_what_the_public_may_see_is_told(time_machine: Any) -> None:
    now = timezone.now()
    tag = make.tag("Science")
    common: dict[str, Any] = {"tags": [tag], "bylines": [make.byline("Ada")]}
    make.draft("A draft", **common)
    make.story("Out", **common)
    make.story("Retracted", **common).retract(by=None, reason="wrong")
    make.story("To come", at=now + timedelta(minutes=10), **common)
    make.story("To leave", unpublish_at=now + timedelta(minutes=20), **common)
    front = Front()

    def titles(which: str) -> set[str]:
        return {item["title"] for item in json.loads(front.get(f"/feeds/{which}.json").text)["items"]}

    for minutes, expected in (
        (0, {"Out", "To leave"}),
        (9.99, {"Out", "To leave"}),
        (10, {"Out", "To leave", "To come"}),
        (19.99, {"Out", "To leave", "To come"}),
        (20, {"Out", "To come"}),
    ):
        time_machine.move_to(now + timedelta(minutes=minutes), tick=False)
        for which in ("all", "tags/science", "bylines/ada"):
            assert titles(which) == expected, (minutes, which)


def test_comments_are_told_only_while_they_and_their_story_are_visible(story: Article) -> None:
    make.comment(story, "Not yet", state="held")
    removed = make.comment(story, "Taken down", state="removed")
    for which in ("comments", "articles/first/comments"):
        (item,) = told(f"/feeds/{which}.json")["items"]
        assert item["authors"] == [{"name": "Grace & Co"}]
        assert "and quoted" in item["content_html"]
        assert str(removed.pk) not in item["url"]
        assert Client().get(item["url"].removeprefix(SITE)).status_code == 302
    story.retract(by=None, reason="wrong")
    assert told("/feeds/comments.json")["items"] == []
    assert Client().get("/feeds/articles/first/comments.json").status_code == 404


@pytest.mark.parametrize("form", TYPES)
def test_who_has_the_feed_gets_304_until_it_changes(story: Article, form: str) -> None:
    front = Front()
    for which in LISTS:
        first = front.get(f"/feeds/{which}.{form}")
        assert first.status == 200
        again = front.get(f"/feeds/{which}.{form}", if_none_match=first.headers["ETag"])
        assert (again.status, again.sent) == (304, b""), which
    story.title = "Second"
    story.save_version(by=None)
    for which in LISTS:
        assert front.get(f"/feeds/{which}.{form}", if_none_match=first.headers["ETag"]).status == 200, which
        assert "Second" in front.get(f"/feeds/{which}.{form}").text, which


@pytest.mark.parametrize("form", TYPES)
def test_an_empty_portal_has_feeds_that_do_not_change_by_themselves(form: str, time_machine: Any) -> None:
    first = Client().get(f"/feeds/all.{form}").content
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert Client().get(f"/feeds/all.{form}").content == first


def test_what_is_not_there_has_no_feed(story: Article) -> None:
    for path in ("tags/nothing.rss", "bylines/nobody.atom", "articles/none/comments.json", "all.xml", "tags/science"):
        assert Client().get(f"/feeds/{path}").status_code == 404, path
    assert Client().post("/feeds/all.rss").status_code == 405


def test_a_feed_holds_the_newest_twenty_at_a_constant_cost(django_assert_num_queries: Callable[..., Any]) -> None:
    tag, ada = make.tag("Science"), make.byline("Ada")
    made = [make.story(f"Story {n}", tags=[tag], bylines=[ada], lead_photo=make.photo()) for n in range(23)]
    for n, each in enumerate(made):
        make.comment(each, f"Voice {n}")
    # the stories, their tags, their bylines; the schedule is asked by the page cache alone
    for which, queries in (("all", 3), ("tags/science", 4), ("bylines/ada", 4), ("comments", 1)):
        with django_assert_num_queries(queries):
            items = told(f"/feeds/{which}.json")["items"]
        assert len(items) == 20
        times = [datetime.fromisoformat(item["date_published"]) for item in items]
        assert times == sorted(times, reverse=True)


def test_pages_name_their_feeds(story: Article) -> None:
    for page, feed in (
        ("/", "/feeds/all"),
        ("/tags/science/", "/feeds/tags/science"),
        ("/bylines/ada/", "/feeds/bylines/ada"),
        ("/articles/first/", "/feeds/articles/first/comments"),
    ):
        html = Client().get(page).content.decode()
        for form, kind in TYPES.items():
            assert re.search(
                rf'<link rel="alternate" type="{re.escape(kind)}" title="[^"]+" href="{feed}\.{form}">', html
            )


@pytest.mark.parametrize("form", TYPES)
def test_a_search_has_a_feed_of_its_newest_answers(story: Article, form: str) -> None:
    make.story("Rain", body="Nothing but rain.", at=timezone.now() - timedelta(days=2))
    make.story("More rain", body="Rain again.", at=timezone.now() - timedelta(days=1))
    make.story("Sun", body="Not a drop.")
    make.draft("Rain to come")
    path = f"/feeds/search.{form}?q=rain&utm_source=x"
    response = Client().get(path)
    assert response.headers["Content-Type"] == f"{TYPES[form]}; charset=utf-8"
    assert response.headers["X-Robots-Tag"] == "noindex"
    content = response.content.decode()
    assert f"{SITE}/feeds/search.{form}?q=rain" in content and "utm_source" not in content
    if form == "json":
        titles = [item["title"] for item in json.loads(content)["items"]]
    else:
        root = ElementTree.fromstring(content)  # noqa: S314
        names = {"title", f"{{{NAMES['atom']}}}title"}
        titles = [each.text or "" for each in root.iter() if each.tag in names][1:]
    assert titles == ["More rain", "Rain"]
    assert Client().get(path, headers={"if-none-match": response.headers["ETag"]}).status_code == 304
    assert f"/feeds/search.{form}?q=rain" in Client().get("/search/?q=rain").content.decode()


def test_nothing_that_is_asked_breaks_the_feed_of_a_search() -> None:
    make.story("First")
    for asked in (
        "",
        "q=",
        "q=%00",
        "q=%22%26%3C%3E%27",
        "q=first%0B%EF%BF%BE",
        "q=first&since=never",
        "q=" + "x" * 9_000,
    ):
        response = Client().get(f"/feeds/search.rss?{asked}")
        assert response.status_code in {200, 404}, asked
        if response.status_code == 200:
            ElementTree.fromstring(response.content)  # noqa: S314
