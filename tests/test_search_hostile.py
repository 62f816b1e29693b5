"""Whatever is typed is words: no error, no markup, no wildcard, and no story that the words do not stand in."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search import search
from articles.search.asking import LONGEST, MOST, read
from articles.search.words import folded, words
from tests import make

pytestmark = pytest.mark.django_db

SYNTAX = [
    '"',
    "'",
    "*",
    "-",
    "+",
    "^",
    ":",
    "(",
    ")",
    "{",
    "}",
    "NEAR",
    "NEAR(",
    "AND",
    "OR",
    "NOT",
    "title:",
    "&",
    "|",
]
SYNTAX += [
    "!",
    "<->",
    "::",
    "%",
    "_",
    "\\",
    "\0",
    "--",
    ";",
    "$$",
    "😀",
    "👩‍🚀",
    "\u202e",
    "عربى",
    "שלום",
    "ß",
    "\ufffd",
    "t1",
]
questions = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(SYNTAX), st.sampled_from(["moon", "moo", "landing"]), st.text(max_size=8))).map(
        lambda parts: " ".join(parts)
    ),
    st.lists(st.sampled_from([*SYNTAX, "moon"]), max_size=30).map("".join),
)
unhurried = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def moon() -> None:
    make.story("Moon landing", slug="moon", body="One small step. Café t1 b1 @25:1 #t1.", tags=[make.tag("Space")])
    make.story("Nothing at all", slug="nothing", body="Else.")


@given(asked=questions)
@unhurried
def test_no_question_is_an_error_or_finds_what_it_does_not_say(moon: None, asked: str) -> None:
    question = read(asked)
    assert sum(len(part.asked) for part in question.parts[:-1]) < MOST
    found = search(question).ids
    if not question.parts:
        assert found == []
    for part in question.parts:
        assert words(" ".join(part.asked)) == list(part.asked)
    text = f" {folded('Moon landing')} {folded('One small step. Café t1 b1 @25:1 #t1.')} nothing at all else a story "
    if found:
        assert all(f" {word}" in text for word in question.words)


@given(asked=questions, day=st.text(max_size=12), name=st.text(max_size=20))
@settings(unhurried, max_examples=60)
def test_no_address_is_an_error(moon: None, asked: str, day: str, name: str) -> None:
    client = Client()
    answer = client.get("/search/", {"q": asked, "since": day, "until": day, "tag": name, "byline": name})
    assert answer.status_code == 200
    assert client.get("/search/suggest/", {"q": asked}).status_code == 200


@pytest.mark.parametrize(
    "asked", ["*", "mo*", "^moon", "title:moon OR x", "NEAR(moon landing)", "moon OR sun", "m_on", "%"]
)
def test_the_languages_of_the_databases_mean_nothing(moon: None, client: Client, asked: str) -> None:
    assert b"/articles/nothing/" not in client.get("/search/", {"q": asked}).content
    if " OR " in asked or "NEAR" in asked or asked in ("m_on", "*", "%"):
        assert b"/articles/moon/" not in client.get("/search/", {"q": asked}).content


def test_marks_and_spans_of_the_index_cannot_be_asked_for(moon: None, client: Client) -> None:
    make.story("Of space", slug="space", body="x", tags=[make.tag("Space")])
    tag = make.tag("Space").pk
    for asked in (f"t{tag}99", f"#t{tag}", f"marks:t{tag}", "@31:1"):
        assert b"/articles/space/" not in client.get("/search/", {"q": asked}).content, asked


def test_ten_kilobytes_are_refused_in_words(moon: None, client: Client) -> None:
    for asked in ("moon " * 2000, "x" * 10_000, '"' * 10_000, "-" * 10_000, "é" * 5_000, "東" * 3_000):
        response = client.get("/search/", {"q": asked})
        assert response.status_code == 200
        assert f"at most {LONGEST} characters" in response.content.decode()


def test_a_question_of_many_words_looks_for_the_first_dozen(moon: None, client: Client) -> None:
    assert b"/articles/moon/" in client.get("/search/", {"q": "moon " * 40}).content
    assert b"/articles/moon/" in client.get("/search/", {"q": "moon landing one small step cafe " * 6}).content
    assert len(read(" ".join(f"word{number}" for number in range(30))).parts) == MOST
