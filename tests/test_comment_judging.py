"""A verdict on a comment says what it is made of, and the newsroom's weights decide what follows."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments.judging import explain, judge
from comments.models import Comment, Verdict, Weight, WordList
from tests import make

pytestmark = pytest.mark.django_db
PLAIN = "I walked there on Sunday, and the river stood higher than in any year that I remember."


@pytest.fixture
def story() -> Article:
    return make.story()


def reasons(verdict: Verdict) -> dict[str, float]:
    return {reason.code: reason.weight for reason in verdict.reasons}


def judged(story: Article, text: str = PLAIN, name: str = "Grace", network: str = "") -> dict[str, float]:
    return reasons(judge(story, name, text, network=network))


def test_nothing_speaks_against_an_honest_comment_but_that_it_is_the_first(story: Article) -> None:
    verdict = judge(story, "Grace", PLAIN, network="n")
    assert (verdict.state, verdict.score, reasons(verdict)) == ("visible", 1.0, {"first": 1.0})


@pytest.mark.parametrize(
    ("text", "code", "points"),
    [
        ("See https://a.example/x for more.", "links", 1),
        ("https://a.example and www.b.example, and c.example.com too", "links", 3),
        (" ".join(f"https://{number}.example/" for number in range(40)), "links", 6),
        ("Look: https://bit.ly/3xyz", "shortener", 2),
        ("[url=https://a.example]here[/url]", "markup", 3),
        ('<a href="https://a.example">here</a>', "markup", 3),
        ("Call +1 (555) 010-9999 today", "contact", 1.5),
        ("Write to me@example.org", "contact", 1.5),
        ("Join https://t.me/quickgains", "contact", 1.5),
        ("THIS IS AN OUTRAGE AND EVERYBODY KNOWS IT", "capitals", 1),
        ("Nooooooooooo", "repeated", 1),
        ("buy buy buy buy buy", "repeated", 1),
        ("v\u200bi\u200bagra for you", "disguise", 3),
        ("viаgrа for you", "disguise", 3),
        ("ｖｉａｇｒａ for you", "disguise", 3),
    ],
)
def test_what_is_seen_is_weighed_and_said(story: Article, text: str, code: str, points: float) -> None:
    verdict = judge(story, "Grace", text)
    assert reasons(verdict)[code] == points
    assert all(reason.words for reason in verdict.reasons)


def test_an_address_as_a_name_is_weighed(story: Article) -> None:
    assert judged(story, name="cheap-pills.com")["name"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "OK. NASA and the ESA agree.",
        "Between 2004-2005 the river rose 3,000,000,000 times, on 2024-05-06 10:00, e.g. at 12.30.",
        "naïve café; Москва и Петербург; 10 µm; Ωmega; Ελλάδα",
        "می‌خواهم بروم 👨‍👩‍👧 हिन्दी",  # joiners that belong there
        "----------------------- ........... ***",
        "Well... yes.And no.",
        "हाहाहा ha ha ha ha",
    ],
)
def test_honest_oddities_weigh_nothing(story: Article, text: str) -> None:
    assert set(judged(story, text)) == {"first"}


def test_links_to_the_portal_itself_lead_nowhere_else(story: Article, settings: Any) -> None:
    settings.SITE_URL = "https://news.example.org"
    assert "links" not in judged(story, "As in https://news.example.org/articles/flood/ and news.example.org")
    settings.SITE_URL = "https://www.example.org:8443"
    assert "links" not in judged(story, "As in https://www.example.org:8443/articles/flood/ and example.org")


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example.org@a.example/",
        "https://news.example.org:80@bit.ly/x",
        "https://bit.ly\\@news.example.org/",
        "www.a.example/?https://news.example.org",
    ],
)
def test_a_link_that_only_looks_like_one_of_the_portal_is_weighed(story: Article, settings: Any, link: str) -> None:
    settings.SITE_URL = "https://news.example.org"
    assert judged(story, f"As in {link}")["links"] == 1
    assert ("shortener" in judged(story, link)) == ("bit.ly" in link)


def test_a_word_list_counts_once_and_names_what_it_found(story: Article) -> None:
    WordList(name="casino", weight=5, entries="roulette\njackpot").keep(by=None)
    verdict = judge(story, "Grace", "Roulette! JACKPOT! r0ulette!", network="n")
    assert (verdict.state, verdict.score) == ("held", 6.0)
    assert verdict.reasons[0] == ("word list", "word list ‘casino’: “roulette”, “jackpot”", 5.0)


def test_a_list_that_is_changed_off_or_gone_is_read_anew(story: Article) -> None:
    kept = WordList(name="casino", weight=5, entries="roulette")
    kept.keep(by=None)
    assert "word list" in judged(story, "roulette")
    kept.entries = "poker"
    kept.keep(by=None)
    assert "word list" not in judged(story, "roulette") and "word list" in judged(story, "poker")
    kept.active = False
    kept.keep(by=None)
    assert "word list" not in judged(story, "poker")
    kept.active = True
    kept.keep(by=None)
    kept.drop(by=None)
    assert "word list" not in judged(story, "poker")


def test_weights_and_thresholds_are_those_of_the_newsroom(story: Article) -> None:
    Weight.objects.change({"links": 7, "spam": 8}, by=None)
    verdict = judge(story, "Grace", "https://a.example", network="n")
    assert (verdict.state, verdict.score) == ("spam", 8.0)
    Weight.objects.change({"links": 0, "first": 0}, by=None)
    assert judge(story, "Grace", "https://a.example").reasons == []


def test_the_second_comment_of_a_network_is_not_its_first_once_one_was_shown(story: Article) -> None:
    held, _ = Comment.objects.hold(story, "Grace", PLAIN, network="n")
    assert "first" in judged(story, network="n")
    held.approve(by=None)
    assert "first" not in judged(story, network="n") and "first" in judged(story, network="m")


def test_the_sentence_tells_the_sum_and_what_follows(story: Article) -> None:
    WordList(name="x", weight=5, entries="roulette").keep(by=None)
    text = "Roulette at https://a.example and https://b.example"
    verdict = judge(story, "Grace", text, network="n")
    comment, _ = Comment.objects.submit(story, "Grace", text, "", network="n", verdict=verdict)
    comment.refresh_from_db()
    assert explain(comment) == (
        "2 links +2.0, word list ‘x’: “roulette” +5.0, first comment from here +1.0 = 8.0, held at 6.0"
    )
    assert comment.state == "held"


def test_a_sentence_without_points_says_so(story: Article) -> None:
    assert explain(make.comment(story)) == "nothing speaks against it"


def test_a_judgement_asks_two_questions_whatever_it_is_about(story: Article) -> None:
    WordList(name="x", weight=5, entries="roulette").keep(by=None)
    judge(story, "Grace", PLAIN, network="n")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        judge(story, "Grace", f"{PLAIN} https://a.example roulette", network="n")
    assert len(asked) == 2, "what holds now, and what was posted before"


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\ud800", "a" * 5000, "🙂" * 2500, "https://" * 600, "[url" * 1250]
)
def test_any_text_is_judged(story: Article, text: str) -> None:
    assert judge(story, text[:60], text, network="n").state in {"visible", "held", "spam"}
