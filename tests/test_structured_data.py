"""What machines read of a page: JSON-LD, Open Graph, and the picture that goes with a link."""

import json
import os
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image, features

from articles.images import card as cards
from articles.images import fonts
from articles.images.card import Card, draw
from articles.models import Article
from articles.tasks import draw_card
from tests import make
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://news.example.org"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL, settings.TIME_ZONE = SITE, "Europe/Berlin"


class Head(HTMLParser):
    """The facts of a page for machines, as a browser's parser finds them."""

    def __init__(self, html: str):
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: dict[str, list[str]] = {}
        self.things: list[dict[str, Any]] = []
        self.kinds: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            self.meta.setdefault(name, []).append(given.get("content") or "")
        if tag == "link":
            self.links.setdefault(given.get("rel") or "", []).append(given.get("href") or "")
        if tag == "script":
            self.kinds.append(given.get("type") or "")
        self._inside = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._inside:
            told = json.loads(data)
            assert told["@context"] == "https://schema.org"
            self.things += told["@graph"]
            self._inside = False

    def thing(self, kind: str) -> dict[str, Any]:
        return next(thing for thing in self.things if thing["@type"] == kind)


def head(path: str) -> Head:
    response = Client().get(path)
    assert response.status_code == 200, path
    return Head(response.content.decode())


@pytest.fixture
def story() -> Article:
    photo = make.photo(caption="A plain", credit="Photo: Ada", licence="CC BY-SA 4.0", source_type="ai-generated")
    return make.story(
        "First",
        dek="What it is.",
        body="Four words in it.",
        keywords="sun, wind",
        tags=[make.tag("Moon"), make.tag("Science", menu=1)],
        bylines=[make.byline("Ada", kind="person"), make.byline("Nuztrend Team")],
        lead_photo=photo,
        at=timezone.now() - timedelta(days=2),
    )


def test_a_story_tells_every_recommended_property(story: Article) -> None:
    make.comment(story, "Well said.\n\nIndeed.", name="Grace")
    found = head("/articles/first/")
    article = found.thing("NewsArticle")
    url = f"{SITE}/articles/first/"
    assert (article["url"], article["mainEntityOfPage"], article["headline"]) == (url, url, "First")
    assert (article["description"], article["articleSection"]) == ("What it is.", "Science")
    assert article["keywords"] == ["Moon", "Science", "sun", "wind"]
    assert (article["wordCount"], article["commentCount"]) == (4, 1)
    assert (article["inLanguage"], article["isAccessibleForFree"]) == ("en", True)
    published, modified = (datetime.fromisoformat(article[name]) for name in ("datePublished", "dateModified"))
    assert published.utcoffset() and published == story.publish_at.replace(microsecond=0)  # type: ignore[union-attr]
    assert modified == published, "what the newsroom alone sees changes nothing for readers"
    story.dek = "What it is, and why."
    story.save_version(by=None)
    article = head("/articles/first/").thing("NewsArticle")
    assert datetime.fromisoformat(article["dateModified"]) == story.revised_at.replace(microsecond=0) > published  # type: ignore[union-attr]
    assert article["author"] == [
        {"@type": "Person", "name": "Ada", "url": f"{SITE}/bylines/ada/"},
        {"@type": "Organization", "name": "Nuztrend Team", "url": f"{SITE}/bylines/nuztrend-team/"},
    ]
    publisher = article["publisher"]
    assert (publisher["@type"], publisher["name"]) == ("NewsMediaOrganization", "Nuztrend")
    assert find(publisher["logo"]["url"].removeprefix(f"{SITE}/static/"))
    (picture,) = article["image"]
    assert (picture["creditText"], picture["caption"]) == ("Photo: Ada", "A plain")
    assert picture["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert picture["copyrightNotice"] == "CC BY-SA 4.0"
    assert picture["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert (picture["width"], picture["height"]) == (640, 360)
    assert picture["contentUrl"].startswith(f"{SITE}/media/")
    trail = [
        (each["position"], each["name"], each.get("item")) for each in found.thing("BreadcrumbList")["itemListElement"]
    ]
    assert trail == [(1, "Nuztrend", f"{SITE}/"), (2, "Science", f"{SITE}/tags/science/"), (3, "First", None)]
    (comment,) = next(thing for thing in found.things if "comment" in thing)["comment"]
    assert (comment["text"], comment["author"]["name"]) == ("Well said.\n\nIndeed.", "Grace")
    assert {thing["@id"] for thing in found.things if thing["@type"] == "NewsArticle"} == {f"{url}#story"}


def test_a_bare_story_tells_what_there_is(story: Article) -> None:
    make.story("Bare", body="")
    found = head("/articles/bare/")
    article = found.thing("NewsArticle")
    assert article["author"][0]["@type"] == "NewsMediaOrganization"
    assert not {"image", "description", "articleSection", "comment", "wordCount"} & article.keys()
    assert found.meta["twitter:card"] == ["summary"]
    assert "og:image" not in found.meta


def test_a_link_to_a_story_has_a_card(story: Article) -> None:
    story.unpublish_at = timezone.now() + timedelta(days=1)
    story.save_version(by=None)
    found = head("/articles/first/")
    meta = {name: values[0] for name, values in found.meta.items()}
    assert (meta["og:type"], meta["og:title"], meta["og:site_name"]) == ("article", "First", "Nuztrend")
    assert meta["og:url"] == found.links["canonical"][0] == f"{SITE}/articles/first/"
    assert meta["og:description"] == "What it is."
    assert meta["robots"] == "max-image-preview:large"
    assert found.meta["article:tag"] == ["Moon", "Science"]
    assert (meta["article:section"], meta["article:author"]) == ("Science", f"{SITE}/bylines/ada/")
    for name in ("published_time", "modified_time", "expiration_time"):
        assert datetime.fromisoformat(meta[f"article:{name}"]).utcoffset() is not None
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["og:image"].startswith(f"{SITE}/media/") and meta["og:image"].endswith("-640.jpg")
    assert draw_card.call(story.pk).startswith("cards/")
    found = head("/articles/first/")
    assert found.meta["og:image"] == [f"{SITE}{default_storage.url(Article.objects.get(pk=story.pk).card)}"]
    assert (found.meta["og:image:width"], found.meta["og:image:height"]) == (["1200"], ["630"])
    assert found.meta["og:image"][0] in found.thing("NewsArticle")["image"]


def test_no_text_ends_the_block(story: Article) -> None:
    hostile = "</script><script>alert(1)</script><!-- & \u2028 \u2029 “x” "
    Article.objects.filter(pk=story.pk).update(title=hostile, dek=hostile)
    make.comment(story, hostile, name=hostile[:40])
    found = head("/articles/first/")
    assert found.thing("NewsArticle")["headline"] == hostile
    assert found.meta["og:title"] == [hostile]
    assert set(found.kinds) <= {"application/ld+json", "module", ""}
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', Client().get("/articles/first/").content.decode()
    )
    assert len(blocks) == 2
    assert not any(set("<>&\u2028\u2029") & set(block) for block in blocks)


def test_the_front_page_names_the_site_and_who_publishes_it() -> None:
    found = head("/")
    site, publisher = found.thing("WebSite"), found.thing("NewsMediaOrganization")
    assert (site["name"], site["url"]) == ("Nuztrend", f"{SITE}/")
    assert site["publisher"]["@id"] == publisher["@id"]


def test_lists_say_what_they_are(story: Article) -> None:
    assert head("/tags/science/").thing("BreadcrumbList")["itemListElement"][-1]["name"] == "Science"
    assert head("/bylines/ada/").thing("ProfilePage")["mainEntity"]["@type"] == "Person"
    assert head("/bylines/nuztrend-team/").thing("ProfilePage")["mainEntity"]["@type"] == "Organization"


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-nd 3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("See https://example.org/licence.", "https://example.org/licence"),
        ("All rights reserved", None),
        ("", None),
    ],
)
def test_a_licence_is_named_by_its_address(licence: str, address: str | None) -> None:
    make.story("First", lead_photo=make.photo(licence=licence))
    (picture,) = head("/articles/first/").thing("NewsArticle")["image"]
    assert picture.get("license") == address


def test_the_preview_of_the_newsroom_tells_machines_nothing(client: Client) -> None:
    draft = make.draft("Secret")
    client.force_login(make.user(is_superuser=True))
    html = client.get(f"/admin/articles/article/{draft.pk}/preview/").content.decode()
    assert "Secret" in html
    found = Head(html)
    assert not found.things and "og:title" not in found.meta


# The drawn card


def test_the_worker_draws_a_card_and_draws_it_again_when_its_words_change(story: Article) -> None:
    assert not Article.objects.get(pk=story.pk).card
    work()
    first = Article.objects.get(pk=story.pk).card
    with default_storage.open(first) as file, Image.open(file) as picture:
        assert (picture.size, picture.format) == ((1200, 630), "JPEG")
    story.refresh_from_db()
    story.body = "Other words."
    story.save_version(by=None)
    work()
    assert Article.objects.get(pk=story.pk).card == first
    story.refresh_from_db()
    story.title = "Another headline"
    story.save_version(by=None)
    work()
    assert Article.objects.get(pk=story.pk).card not in {"", first}


def drawn(headline: str, **facts: str) -> bytes:
    with Image.open(BytesIO(draw(Card(headline, facts.get("section", ""), facts.get("site", ""))))) as picture:
        return picture.convert("L").crop((0, 110, 1200, 470)).tobytes()


EMPTY = "\u0378"  # assigned to nothing, so no font has it


def test_a_headline_without_a_font_is_left_out_and_not_drawn_as_boxes() -> None:
    assert fonts.font_for(f"A{EMPTY}") is None
    assert drawn(f"Words {EMPTY}") == drawn("")
    assert drawn("Words") != drawn("")


def test_a_headline_with_accents_is_drawn_in_the_portal_s_own_font() -> None:
    assert fonts.font_for("“Cafés” – naïve, and 2 €") == fonts.own()[0]


def test_emoji_that_no_font_draws_leave_the_words_standing() -> None:
    assert drawn("Words \U0001f389") in {drawn("Words")} or fonts.font_for("Words \U0001f389")


def test_without_shaping_no_script_is_drawn_that_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda name: False)
    assert drawn("שלום") == drawn("العربية") == drawn("")
    assert drawn("Words") != drawn("")


@pytest.mark.skipif(
    not fonts.font_for("שלום العربية") and not os.environ.get("CI"), reason="no font here has Hebrew and Arabic"
)
def test_a_headline_from_right_to_left_stands_at_the_right_and_is_joined() -> None:
    left, right = (slice(0, 300), slice(840, 1136))
    words = Image.frombytes("L", (1200, 360), drawn("שלום"))
    ground = words.getpixel((1199, 0))
    assert words.crop((left.start, 0, left.stop, 360)).getextrema() == (ground, ground)
    assert words.crop((right.start, 0, right.stop, 360)).getextrema() != (ground, ground)
    font = cards.font_for("ابب")
    assert font
    joined, apart = (font.sized(60).getlength(text, direction="rtl") for text in ("ببب", "ب\u200cب\u200cب"))
    assert joined < apart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two", ["One ", "two"]),
        ("太陽光、「伸び」", ["太", "陽", "光、", "「伸", "び」"]),
        ("2024年 in Tokyo", ["2024", "年 ", "in ", "Tokyo"]),
    ],
)
def test_lines_end_where_the_script_lets_them(text: str, expected: list[str]) -> None:
    assert cards.pieces(text) == expected


def test_the_longest_headline_stays_inside() -> None:
    for headline in ("W" * 160, "word " * 40, "Rinderkennzeichnungsfleischetikettierungsüberwachung " * 3):
        with Image.open(BytesIO(draw(Card(headline, "S" * 60, "N" * 60)))) as picture:
            margin = picture.convert("L").crop((1150, 0, 1200, 630)).tobytes()
            assert max(margin) - min(margin) < 20, headline
