"""What is kept nowhere goes out compressed as well; what is no text goes out as it is."""

import pytest

from comments.captcha import challenge
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)
FOUND = "/search/?q=moon"


def test_a_sound_goes_out_as_it_is_because_players_ask_for_parts_of_it() -> None:
    sound = Front().get(f"/captcha/{challenge.issue()}.wav")
    assert sound.status == 200 and "Content-Encoding" not in sound.headers
    assert sound.sent.startswith(b"RIFF")


def test_answers_of_search_are_compressed_for_those_who_take_it() -> None:
    make.story("The moon")
    packed, plain = Front().get(FOUND), Front().get(FOUND, coding="br;q=0.1")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.text == plain.text
    assert len(packed.sent) < len(plain.sent) / 3
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Content-Length"] == str(len(packed.sent))


def test_a_page_of_the_cache_is_compressed_once() -> None:
    make.story("The moon")
    front = Front()
    first, again = front.get("/articles/the-moon/"), front.get("/articles/the-moon/")
    assert (first.how, again.how) == ("stored", "hit")
    assert first.text == again.text
    assert first.text.startswith("<!doctype html>")
