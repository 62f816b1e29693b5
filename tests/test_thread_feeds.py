"""What machines read of answers: feeds say whom they answer, structured data where they stand, with votes."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Vote
from tests import make

pytestmark = pytest.mark.django_db
SITE = "https://news.example.org"


@pytest.fixture
def thread(settings: Any) -> list[Comment]:
    """Four who answer one another, the second of whom was taken down."""
    settings.SITE_URL = SITE
    story = make.story()
    made: list[Comment] = []
    for name in ("Ada", "Mallory", "Cleo & Co", "Dora"):
        made.append(make.comment(story, f"Words of {name}", name=name, to=made[-1] if made else None))
    made[1].remove(by=None, reason="insult")
    return made


@pytest.mark.parametrize("which", ["comments", "articles/a-story/comments"])
@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_feeds_say_whom_an_answer_answers(thread: list[Comment], which: str, form: str) -> None:
    text = Client().get(f"/feeds/{which}.{form}").content.decode()
    assert "Mallory" not in text
    assert "Dora, in answer to Cleo &amp; Co, on" in text.replace("Cleo & Co", "Cleo &amp; Co")
    assert f"{SITE}/articles/a-story/comments/{thread[2].pk}/" in text
    if form == "json":
        titles = [item["title"] for item in json.loads(text)["items"]]
        assert titles[1:] == ["Cleo & Co on “A story”", "Ada on “A story”"]
        html = json.loads(text)["items"][0]["content_html"]
        address = f"{SITE}/articles/a-story/comments/{thread[2].pk}/"
        assert html.startswith(f'<p>In answer to <a href="{address}">Cleo &amp; Co</a>:</p>')


def test_structured_data_nest_answers_and_tell_votes(thread: list[Comment]) -> None:
    Vote.objects.cast(thread[0], "a-reader")
    html = Client().get("/articles/a-story/").content.decode()
    blocks = [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    (told,) = next(thing for block in blocks for thing in block["@graph"] if "comment" in thing)["comment"]
    assert (told["author"]["name"], told["upvoteCount"]) == ("Ada", 1)
    (chair,) = told["comment"]
    assert chair.keys() == {"@type", "creativeWorkStatus", "comment"}
    third, fourth = chair["comment"]
    assert (third["author"]["name"], third["upvoteCount"]) == ("Cleo & Co", 0)
    assert fourth["parentItem"] == {"@type": "Comment", "url": third["url"]}


def test_feeds_and_structured_data_say_what_the_newsroom_answered(thread: list[Comment]) -> None:
    root = make.comment(thread[0].article, name="Ada")
    Comment.objects.answer_as_newsroom(root, "We looked it up.", by=None, name="Eva")
    for which in ("comments", "articles/a-story/comments"):
        titles = [item["title"] for item in Client().get(f"/feeds/{which}.json").json()["items"]]
        assert titles[0] == "Eva (newsroom), in answer to Ada, on “A story”"
        assert [title for title in titles[1:] if "newsroom" in title] == []
    html = Client().get("/articles/a-story/").content.decode()
    told = re.findall(r'"author":(\{"@type":"Person","name":"(?:Eva|Ada)".*?\}+),"url"', html)
    node = {"@id": f"{SITE}/#publisher"}
    assert [json.loads(each).get("worksFor") for each in told] == [None, node, None]


def test_links_of_answers_pass_no_rank_on(thread: list[Comment]) -> None:
    make.comment(thread[0].article, "https://example.org/a", to=thread[0])
    [item, *_] = Client().get("/feeds/comments.json").json()["items"]
    assert 'rel="nofollow ugc noopener"' in item["content_html"]
    html = Client().get(f"/articles/a-story/comments/{thread[0].pk}/thread/").content.decode()
    assert 'rel="nofollow ugc noopener"' in html
