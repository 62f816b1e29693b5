"""Search as a reader meets it: words, “phrases”, -exclusions, beginnings, filters, and what the page says."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.search import finding, places
from articles.search.rooms import postgresql, sqlite
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db
JUNE = datetime(2025, 6, 15, 12, tzinfo=UTC)


def found(asked: str, client: Client | None = None, **narrowed: Any) -> list[str]:
    """The slugs of the stories on the first page, in their order."""
    response = (client or Client()).get("/search/", {"q": asked, **narrowed})
    assert response.status_code == 200
    main = response.content.decode().partition('<ol class="river">')[2].partition("</ol>")[0]
    return re.findall(r'href="/articles/([^/]+)/"', main)


def page(asked: str, **narrowed: Any) -> str:
    return (
        Client()
        .get("/search/", {"q": asked, **narrowed})
        .content.decode()
        .partition("<main")[2]
        .partition("</main>")[0]
    )


def test_all_words_are_looked_for_wherever_they_stand() -> None:
    make.story("Coral reefs recover", slug="reefs", dek="A slow return", body="Divers counted **forty** kinds of fish.")
    make.story("Divers wanted", slug="wanted", body="No fish here.")
    assert found("divers coral forty return") == ["reefs"]
    assert set(found("fish divers")) == {"reefs", "wanted"}
    assert found("coral wanted") == []


def test_a_keyword_is_found() -> None:
    make.story("Untitled", slug="untitled", keywords="glaciology, permafrost")
    assert found("permafrost") == ["untitled"]


def test_a_phrase_is_found_in_its_order_and_within_one_field() -> None:
    make.story("Storm", slug="storm", dek="Winds over the bay", body="A red flag flew. White flags were taken in.")
    make.story("Market", slug="market", body="The flag was white and red.")
    assert found('"red flag"') == ["storm"]
    assert found("“white flags”") == ["storm"]
    assert found('"storm winds"') == []
    assert found('"bay a red"') == []
    assert found('"red flag') == ["storm"]  # a mark that was forgotten


def test_a_word_with_a_minus_is_left_out() -> None:
    make.story("Moon rocks", slug="rocks", body="A museum shows them.")
    make.story("Moon landing", slug="landing", body="A giant leap.")
    assert found("moon -landing") == ["rocks"]
    assert found('moon -"giant leap"') == ["rocks"]
    assert found("moon -museum -leap") == []
    make.story("A well-known moon", slug="well-known", body="Text")
    assert found("well-known") == ["well-known"]


def test_the_last_word_may_be_a_beginning_and_the_others_not() -> None:
    make.story("Photosynthesis explained", slug="leaves", body="Chlorophyll is green.")
    assert found("photosyn") == ["leaves"]
    assert found("green chloro") == ["leaves"]
    assert found("chloro green") == []
    assert found('"photosyn"') == []
    assert found("ph") == []


def test_accents_and_case_make_no_difference() -> None:
    make.story("CAFÉ au lait", slug="cafe", body="Straße, Ærø, İzmir, Ελλάδα, Йод, עִבְרִית, naïve.")
    for word in (
        "café",
        "CAFE",
        "Cafe\u0301",
        "strasse",
        "STRASSE",
        "aero",
        "izmir",
        "ΕΛΛΑΔΑ",
        "иод",
        "עברית",
        "naive",
    ):
        assert found(f'"{word}"') == ["cafe"], word


def test_scripts_without_blanks_are_found_by_any_part() -> None:
    make.story("東京の天気", slug="tokyo", body="明日は雨でしょう。")
    make.story("京東集団", slug="jd", body="株価")
    assert found("東京") == ["tokyo"]
    assert found("天気 雨") == ["tokyo"]


def test_the_headline_counts_more_than_the_dek_and_the_dek_more_than_the_body() -> None:
    common = {"at": JUNE}
    make.story("In the body", slug="body", body="A comet came. The comet went.", **common)
    make.story("In the dek", slug="dek", dek="A comet came", body="Text", **common)
    make.story("A comet came", slug="headline", body="Text", **common)
    make.story("Nothing", slug="nothing", body="Text", **common)
    assert found("comet") == ["headline", "dek", "body"]


def test_of_equal_stories_the_newer_comes_first() -> None:
    for number in range(3):
        make.story("Budget passes", slug=f"budget-{number}", body="Text", at=JUNE - timedelta(days=30 * number))
    assert found("budget") == ["budget-0", "budget-1", "budget-2"]


def test_who_types_a_headline_finds_its_story_first() -> None:
    make.story("The quiet river", slug="old", body="Text", at=JUNE - timedelta(days=4000))
    for number in range(5):
        make.story(f"Quiet evening {number}", slug=f"q-{number}", body="The river was quiet. " * 9)
    assert found("the quiet river")[0] == "old"


def test_tag_byline_and_days_narrow_down() -> None:
    space, ada = make.tag("Space"), make.byline("Ada L.")
    make.story("Eclipse one", slug="one", tags=[space], bylines=[ada], at=JUNE)
    make.story("Eclipse two", slug="two", tags=[space], at=JUNE - timedelta(days=10))
    make.story("Eclipse three", slug="three", bylines=[ada], at=JUNE - timedelta(days=20))
    assert set(found("eclipse", tag="space")) == {"one", "two"}
    assert set(found("eclipse", tag="SPACE", byline="ada l.")) == {"one"}
    assert set(found("", byline="ada-l")) == {"one", "three"}
    assert set(found("eclipse", since="2025-06-05")) == {"one", "two"}
    assert set(found("eclipse", since="2025-06-05", until="2025-06-05")) == {"two"}
    assert set(found("eclipse", until="2025-06-14")) == {"two", "three"}
    assert found("eclipse", since="2025-06-16") == []


def test_the_type_of_a_story_narrows_down() -> None:
    make.story("Eclipse one", slug="one", source_type="own")
    make.story("Eclipse two", slug="two", source_type="agency")
    make.story("Eclipse three", slug="three")
    assert set(found("eclipse")) == {"one", "two", "three"}
    assert found("eclipse", type="agency") == ["two"]
    assert found("", type="own") == ["one"]
    story = Article.objects.get(slug="two")
    story.source_type = "release"
    story.save_version(by=None)
    assert found("eclipse", type="agency") == []
    assert found("eclipse", type="release") == ["two"]


def test_an_unknown_type_is_told() -> None:
    html = page("eclipse", type="gossip<")
    assert "There is no type “gossip&lt;”." in html
    assert '<option value="own">Our own reporting</option>' in html


def test_a_day_is_one_of_the_site_s_time_zone(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    make.story("Late edition", slug="late", at=datetime(2025, 6, 30, 15, 30, tzinfo=UTC))
    assert found("edition", since="2025-07-01", until="2025-07-01") == ["late"]
    assert found("edition", until="2025-06-30") == []


def test_only_what_the_public_may_see_is_found(client: Client) -> None:
    make.draft("Secret merger", slug="draft")
    make.story("Secret talks", slug="ahead", at=timezone.now() + timedelta(hours=1))
    make.story("Secret past", slug="left", at=JUNE, unpublish_at=JUNE + timedelta(days=1))
    make.story("Secret wrong", slug="wrong").retract(by=None, reason="It was.")
    make.story("Secret garden", slug="garden")
    assert found("secret") == ["garden"]
    assert "1 story" in page("secret")  # nor are the others counted
    assert "merger" not in client.get("/search/suggest/", {"q": "secret"}).content.decode()


def test_a_story_is_found_from_its_second_on_until_its_last(time_machine: Any) -> None:
    time_machine.move_to(JUNE - timedelta(days=1))
    make.story("On time", slug="on-time", at=JUNE, unpublish_at=JUNE + timedelta(hours=1))
    instant = timedelta(microseconds=1)
    for moment in (JUNE - instant, JUNE, JUNE + timedelta(hours=1) - instant, JUNE + timedelta(hours=1)):
        time_machine.move_to(moment, tick=False)
        assert (found("time") == ["on-time"]) == (JUNE <= moment < JUNE + timedelta(hours=1)), moment


def test_stories_that_have_left_do_not_hide_those_behind_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BY_HEADLINE", 3)
    monkeypatch.setattr(finding, "BY_TEXT", 3)
    make.story("Offer", slug="lasting", at=JUNE - timedelta(days=9))
    for number in range(5):
        make.story("Offer", slug=f"over-{number}", at=JUNE, unpublish_at=JUNE + timedelta(days=1))
    assert found("offer") == ["lasting"]


def test_found_words_are_marked_and_everything_else_is_escaped() -> None:
    make.story(
        "Tom & <script>alert(1)</script> Jerry",
        slug="tom",
        body="Before.\n\n" + "word " * 60 + "then 1 < 2 & the <u>cheese</u> Café stood there.",
    )
    html = page('jerry cafe "the cheese"')
    assert "Tom &amp; &lt;script&gt;alert(1)&lt;/script&gt; <mark>Jerry</mark>" in html
    assert "1 &lt; 2 &amp; <mark>the cheese</mark> <mark>Café</mark> stood there." in html
    assert "… " in html and "Before." not in html
    assert "<script" not in html


def test_the_part_is_shown_that_holds_most_of_what_was_asked_for() -> None:
    gap = "filler " * 80
    make.story("Elsewhere", body=f"First a harbour alone. {gap}Then harbour and ferry together. {gap}At last a ferry.")
    html = page("harbour ferry")
    assert "<mark>harbour</mark> and <mark>ferry</mark> together" in html
    assert "First a" not in html


@pytest.mark.parametrize(
    ("asked", "body", "marked"),
    [
        ("strasse", "In der Straße.", "<mark>Straße</mark>"),
        ("中", "在中国", "<mark>中</mark>"),
        ("cafe", "A “Café”…", "<mark>Café</mark>"),
    ],
)
def test_words_are_marked_however_folding_found_them(asked: str, body: str, marked: str) -> None:
    make.story("Elsewhere", body=body)
    assert marked in page(asked)


def test_what_is_asked_comes_back_escaped() -> None:
    html = page('"><img src=x onerror=alert(1)>')
    assert "<img src=x" not in html and "&lt;img src=x" in html


def test_a_slip_is_noticed_and_what_was_meant_is_offered() -> None:
    make.story("Climate talks in Nairobi", slug="talks", tags=[make.tag("Weather")])
    for asked, meant in (
        ("climat tlaks", "climate talks"),
        ("nairobu", "nairobi"),
        ("climaate talks", "climate talks"),
        ("cilmate", "climate"),
        ("naierobbi", "nairobi"),
    ):
        html = page(asked)
        assert f">{meant}</a>?" in html, asked
    assert "Did you mean" not in page("climate") and "Did you mean" not in page("xyzzyq")


def test_what_is_offered_keeps_what_narrows_down_and_finds_something() -> None:
    make.story("Election night", slug="night", tags=[make.tag("Politics")])
    html = page("electoin", tag="politics", since="2020-01-01")
    address = re.search(r'href="(\?[^"]+)">election</a>', html)
    assert address
    path = "/search/" + address[1].replace("&amp;", "&")
    assert "/articles/night/" in Client().get(path).content.decode()
    assert "Did you mean" not in page("electoin", since="2099-01-01")


def test_a_tag_or_byline_of_that_name_is_offered() -> None:
    make.story("A story", tags=[make.tag("Élysée")], bylines=[make.byline("Ada Lovelace")])
    make.draft("Another", slug="another", tags=[make.tag("Élan secret")])
    assert 'href="/tags/elysee/"' in page("elys")
    assert 'href="/bylines/ada-lovelace/"' in page("ada love")
    assert "/tags/elan-secret/" not in page("elan")


def test_the_box_is_given_suggestions(client: Client) -> None:
    make.story("Octopus <garden>", slug="octopus", tags=[make.tag("Oceans")])
    response = client.get("/search/suggest/", {"q": "oct"})
    assert 'href="/articles/octopus/"' in response.content.decode()
    assert "Octopus &lt;garden&gt;" in response.content.decode()
    assert 'href="/tags/oceans/"' in client.get("/search/suggest/", {"q": "ocea"}).content.decode()
    for nothing in ("", "o", "*", "x" * 5000, "zzzz", "\0"):
        assert client.get("/search/suggest/", {"q": nothing}).content.strip() == b"", nothing


def test_results_are_paged_and_end() -> None:
    for number in range(23):
        make.story(f"Bread {number}", slug=f"bread-{number}", at=JUNE - timedelta(days=number))
    client = Client()
    pages = [found("bread", client, **({"page": number} if number > "1" else {})) for number in ("1", "2", "3")]
    assert [len(each) for each in pages] == [10, 10, 3]
    assert len({slug for each in pages for slug in each}) == 23
    assert "23 stories" in page("bread")
    assert 'href="?q=bread&amp;page=2"' in page("bread") and 'href="?q=bread"' in page("bread", page="2")
    for wrong in ("4", "0", "x", "999"):
        assert client.get("/search/", {"q": "bread", "page": wrong}).status_code == 404, wrong
    moved = client.get("/search/?q=bread&page=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/search/?q=bread")


def test_the_page_says_what_is_wrong() -> None:
    make.story("Here", tags=[make.tag("Space")])
    assert "Nothing found" in page("nowhere")
    assert "too long" in page("x" * 201) and "too long" not in page("x" * 200)
    assert "There is no tag “stars &amp; stripes”." in page("here", tag="stars & stripes")
    assert "There is no name “Nobody”." in page("here", byline="Nobody")
    assert "The first day: Enter a valid date." in page("here", since="yesterday")
    assert "No story is of that year." in page("here", since="0001-01-01")
    assert "lies before the first" in page("here", since="2025-01-02", until="2025-01-01")
    assert "no word in that" in page("***") and "no word in that" in page("-here")
    assert "panel" not in page("") and "Nothing found" not in page("")


@pytest.mark.django_db(transaction=True)
def test_results_stay_out_of_search_engines_and_of_shared_caches() -> None:
    make.story("Here")
    front = Front()
    for path in ("/search/?q=here", "/search/?tag=space"):
        reply = front.get(path)
        assert '<meta name="robots" content="noindex">' in reply.text and 'rel="canonical"' not in reply.text
        assert reply.headers["Cache-Control"] == "private, no-cache"
    for number in range(5):
        front.get(f"/search/?q=here{number}")
    assert len(front.memory) == 0
    assert 'rel="canonical"' in front.get("/search/").text


def test_a_page_costs_the_same_queries_for_one_story_and_for_many(client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/search/", {"q": "bread butter"}).status_code == 200
        return len(queries)

    for number in range(4):
        make.story(f"Bread and butter {number}", slug=f"bread-{number}")
    few = cost()
    for number in range(4, 30):
        make.story(f"Bread and butter {number}", slug=f"bread-{number}")
    assert cost() == few <= 20


@pytest.fixture
def milestones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every second story is remembered as a milestone, as in a portal of a million."""
    monkeypatch.setattr(places, "STEP", 2)
    monkeypatch.setattr(places, "_milestones", {})


@pytest.mark.usefixtures("milestones")
def test_an_old_story_with_a_rare_word_is_found_behind_all_that_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "SAMPLE", 2)
    monkeypatch.setattr(postgresql, "FIRST", {"headline": 1 / 60, "text": 1 / 60})
    monkeypatch.setattr(postgresql, "FURTHER", 2)
    make.story("Axolotl", slug="axolotl", body="It is rare.", at=JUNE - timedelta(days=3000))
    for number in range(12):
        make.story(f"It is common {number}", slug=f"common-{number}", body="It is.", at=JUNE - timedelta(days=number))
    assert found("axolotl") == ["axolotl"]
    assert found("it is rare") == ["axolotl"]
    assert len(found("common")) == 10


@pytest.mark.usefixtures("milestones")
def test_a_common_word_is_looked_for_only_so_far_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for room, name, bound in ((sqlite, "SAMPLE", 2), (sqlite, "WORK", 4), (postgresql, "READ", 4)):
        monkeypatch.setattr(room, name, bound)
    so_rare("It was so rare")
    assert found('"it was so"') == []
    assert "No story of the newer ones holds all of that" in page('"it was so"')
    monkeypatch.undo()
    assert found('"it was so"') == ["oldest"]
    assert "1 story" in page('"it was so"')


@pytest.mark.usefixtures("milestones")
def test_the_words_of_a_headline_reach_further_back_than_those_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """By SQLite's entries, and on PostgreSQL, which counts answers, behind as many as are ranked by their texts."""
    for name, bound in (("SAMPLE", 2), ("WORK", 15)):
        monkeypatch.setattr(sqlite, name, bound)
    monkeypatch.setattr(finding, "BY_TEXT", 2)
    so_rare("So rare it was never", dek="Never, so rare, it was.")
    assert found("so rare it was never")[0] == "oldest"


def so_rare(oldest: str, dek: str = "") -> None:
    """Publish a story of long ago, and twelve new ones whose headlines hold almost the same words."""
    make.story(oldest, slug="oldest", at=JUNE - timedelta(days=3000))
    for number in range(12):
        make.story(f"So rare it was {number}", slug=f"other-{number}", dek=dek, at=JUNE - timedelta(days=number))


def test_many_stories_of_one_second_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SECOND", 1)
    for number in range(20):
        make.story(f"Import {number}", slug=f"import-{number}", at=JUNE)
    assert "20 stories" in page("import")
    assert "20 stories" in page("import", since=date(2025, 6, 15), until=date(2025, 6, 15))
    assert Article.objects.published().count() == 20
