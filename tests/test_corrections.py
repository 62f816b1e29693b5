"""What readers are told of changes to stories: on the story, on the page of corrections, in feeds and in data."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, PendingRevision
from articles.models.content import content_of
from tests import make
from tests.amending import amend

pytestmark = pytest.mark.django_db

BEFORE = "The harbour opened at **nine**.\n\nNobody slept.\n\nThe pilots did.\n\nSo did the [port](https://port.test/)."


@pytest.fixture
def story() -> Article:
    return make.story("Harbour", body=BEFORE)


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_a_story_says_above_its_text_what_was_corrected(client: Client, story: Article) -> None:
    told = amend(story, text="We said <nine>; it was ten.")
    shown = text(client, "/articles/harbour/")
    assert "Correction, <time" in shown and "We said &lt;nine&gt;; it was ten." in shown
    assert shown.index("We said") < shown.index("The harbour opened at <strong>ten")
    assert f'href="/articles/harbour/changes/{told.pk}/"' in shown


def test_the_newest_stands_first_and_what_was_replaced_says_so(client: Client, story: Article) -> None:
    first = amend(story, "update", "The port answered.", dek="With an answer.")
    amend(story)
    first.supersede("The port's lawyer answered.", by=None)
    shown = text(client, "/articles/harbour/").partition("<body>")[2]
    order = [shown.index(words) for words in ("lawyer answered", "We said nine", "The port answered.")]
    assert order == sorted(order)
    assert shown.count("(replaced)") == 1 and 'class="amendment update replaced"' in shown


def test_a_minor_change_tells_readers_nothing(client: Client, story: Article) -> None:
    pending = PendingRevision.objects.hold(story, content_of(story) | {"title": "Harbor"}, by=None)
    assert pending
    pending.publish(None, "minor", "Not for readers")
    shown = text(client, "/articles/harbour/")
    assert "Harbor" in shown and "amendment" not in shown and "Not for readers" not in shown


class TestTheDifference:
    def test_it_shows_words_that_went_and_came_and_folds_the_rest(self, client: Client, story: Article) -> None:
        told = amend(story)
        shown = text(client, f"/articles/harbour/changes/{told.pk}/")
        words = re.sub(r"<[^>]+>", "", shown)
        assert "opened at [removed: nine] [added: ten] ." in words
        assert "2 paragraphs unchanged" in shown, "the one after a change is shown, the others are folded"
        assert "port (https://port.test/)" in shown and "**" not in shown, "readers see no Markdown"

    def test_fields_stand_beside_the_text(self, client: Client, story: Article) -> None:
        moon = make.tag("Moon")
        told = amend(story, title="Harbour <open>", tags=[[moon.pk, "Moon"]], ai_use="none")
        shown = text(client, f"/articles/harbour/changes/{told.pk}/")
        for part in ("Headline", "&lt;open&gt;", "Tags", "Moon", "Use of AI", "no AI was used"):
            assert part in shown, part
        assert "<open>" not in shown

    def test_it_is_as_public_as_its_story(self, client: Client, story: Article) -> None:
        address = f"/articles/harbour/changes/{amend(story).pk}/"
        assert text(client, "/articles/other/changes/1/", 404)
        assert text(client, "/articles/harbour/changes/999/", 404)
        assert text(client, f"/articles/harbour/changes/{'9' * 30}/", 404)
        story.slug = "moved"
        story.save_version(by=None)
        assert client.get(address).headers["Location"] == address.replace("harbour", "moved")
        story.retract(by=None, reason="All of it was wrong.")
        assert "All of it was wrong." in text(client, address.replace("harbour", "moved"), 410)

    def test_another_storys_number_shows_nothing(self, client: Client, story: Article) -> None:
        other = make.story("Other", body=BEFORE)
        told = amend(other)
        text(client, f"/articles/harbour/changes/{told.pk}/", 404)


class TestThePage:
    def test_it_lists_corrections_of_public_stories_the_newest_first(self, client: Client, story: Article) -> None:
        assert "Nothing had to be corrected yet." in text(client, "/corrections/")
        amend(story, text="The first one.")
        amend(story, "update", "No correction.", dek="New.")
        hidden = make.story("Hidden", body=BEFORE)
        amend(hidden, text="Of a story that left.")
        hidden.retract(by=None, reason="Gone.")
        second = amend(make.story("Second", body=BEFORE), text="The second one.")
        second.supersede("What holds.", by=None)
        shown = text(client, "/corrections/")
        order = [shown.index(words) for words in ("What holds.", "The second one.", "The first one.")]
        assert order == sorted(order) and ", replaced on" in shown
        assert "No correction." not in shown and "Of a story that left." not in shown

    def test_its_pages_end(self, client: Client, story: Article) -> None:
        told = amend(story)
        for number in range(21):
            told = told.supersede(f"Number {number}.", by=None)
        assert "Older corrections" in text(client, "/corrections/")
        assert "We said nine" in text(client, "/corrections/?page=2")
        assert client.get("/corrections/?page=1").headers["Location"] == "/corrections/"
        for page in ("3", "0", "x", "9" * 40):
            text(client, f"/corrections/?page={page}", 404)

    def test_twenty_cost_as_many_queries_as_one(self, client: Client) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                text(client, "/corrections/")
            return len(queries)

        amend(make.story("Story", body=BEFORE))
        one = cost()
        for number in range(19):
            amend(make.story(f"Story {number}", body=BEFORE)).supersede("Other words.", by=None)
        assert cost() == one

    def test_every_page_leads_there(self, client: Client) -> None:
        assert 'href="/corrections/"' in text(client, "/")
        assert "/corrections/</loc>" in text(client, "/sitemap-pages.xml")


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_the_feed_holds_corrections_alone(client: Client, story: Article, form: str) -> None:
    amend(story, text="We said <nine>.")
    amend(story, "update", "No correction.", dek="New.")
    shown = text(client, f"/feeds/corrections.{form}")
    assert "Correction: Harbour" in shown and "We said &lt;nine&gt;." in shown.replace("&amp;", "&")
    assert "No correction." not in shown


def test_machines_read_the_corrections(client: Client, story: Article) -> None:
    told = amend(story)
    shown = text(client, "/articles/harbour/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', shown)
    assert block
    data = json.loads(block[1])["@graph"][0]
    assert data["correction"][0]["text"] == "We said nine; it was ten."
    assert data["correction"][0]["url"].endswith(f"/articles/harbour/changes/{told.pk}/")
    assert data["publisher"]["correctionsPolicy"].endswith("/corrections/")


def test_what_a_story_declares_is_printed(client: Client) -> None:
    make.story("Declared", source_type="release", ai_use="assisted")
    shown = text(client, "/articles/declared/")
    assert "Source: a press release." in shown and "Use of AI: AI helped, people wrote and checked it." in shown
    make.story("Silent")
    assert "Use of AI" not in text(client, "/articles/silent/")


class TestARetractedStoryThatLeadsElsewhere:
    def test_it_leads_there_while_that_story_is_public(self, client: Client, story: Article) -> None:
        target = make.story("Better", unpublish_at=timezone.now() + timedelta(days=1))
        story.retract(by=None, reason="See the other.", moved_to=target)
        answer = client.get("/articles/harbour/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/better/")
        target.unpublish_at = timezone.now()
        target.save_version(by=None)
        assert "See the other." in text(client, "/articles/harbour/", 410)

    def test_it_never_tells_of_a_story_that_is_not_public(self, client: Client, story: Article) -> None:
        story.retract(by=None, reason="Wrong.", moved_to=make.draft("Secret"))
        assert "secret" not in text(client, "/articles/harbour/", 410)
        story.publish(by=None)
        text(client, "/articles/harbour/")
