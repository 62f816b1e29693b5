"""The page cache in front of Django: what it answers, to whom, and what never gets into it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from nuztrend.pagecache.page import coding_for
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story() -> Article:
    return make.story("Moon", body="Words. " * 400, tags=[make.tag("Science", menu=1)])


def test_a_hit_says_what_django_says(story: Article) -> None:
    front = Front()
    stored, hit = front.get("/articles/moon/"), front.get("/articles/moon/")
    plain = Client().get("/articles/moon/", headers={"host": "localhost"})
    assert (stored.how, hit.how) == ("stored", "hit")
    assert hit.text == plain.content.decode()
    own = {"Cache-Status", "Cache-Control", "ETag", "Vary", "Content-Encoding", "Content-Length", "X-Request-ID"}
    assert {name: value for name, value in hit.headers.items() if name not in own} == {
        name: value for name, value in plain.headers.items() if name not in own
    }
    assert hit.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "X-Request-ID" not in hit.headers


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip;q=0.8, br;q=0.2", "gzip"),
        ("", ""),
        ("identity", ""),
        ("gzip;q=0", ""),
        ("*", "br"),
        ("br;q=nonsense", ""),
        ("*;q=0", ""),
    ],
)
def test_everybody_gets_a_coding_they_take(story: Article, accepted: str, coding: str) -> None:
    front = Front()
    html = front.get("/articles/moon/").text
    answer = front.get("/articles/moon/", coding=accepted)
    assert answer.headers.get("Content-Encoding", "") == coding
    assert answer.text == html
    assert answer.headers["Content-Length"] == str(len(answer.sent))
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_who_has_the_page_gets_304(story: Article) -> None:
    front = Front()
    etags = {coding: front.get("/articles/moon/", coding=coding).headers["ETag"] for coding in ("gzip", "")}
    etags["br"] = front.get("/articles/moon/", coding="br").headers["ETag"]
    assert len(set(etags.values())) == 3, "one strong ETag for each coding"
    for coding, etag in etags.items():
        for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = front.get("/articles/moon/", coding=coding, **{"If-None-Match": asked})
            assert (answer.status, answer.sent) == (304, b""), asked
            assert answer.headers["ETag"] == etag
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert not {"Content-Length", "Content-Encoding", "Content-Type"} & answer.headers.keys()
    story.title = "The Moon"
    story.save_version(by=None)
    assert front.get("/articles/moon/", **{"If-None-Match": etags["gzip"]}).status == 200


def test_head_is_the_page_without_its_body(story: Article) -> None:
    for warm in (False, True):
        front = Front()
        if warm:
            front.get("/articles/moon/")
        head = front.get("/articles/moon/", method="HEAD")
        page = front.get("/articles/moon/")
        assert (head.status, head.sent) == (200, b"")
        assert head.headers | {"Cache-Status": ""} == page.headers | {"Cache-Status": ""}


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": f"{settings.SESSION_COOKIE_NAME}=abc"}, {"Authorization": "Basic abc"}],
    ids=["session", "authorization"],
)
def test_who_may_be_somebody_is_answered_by_django(story: Article, headers: dict[str, str]) -> None:
    front = Front()
    front.get("/articles/moon/")
    answer = front.get("/articles/moon/", **headers)
    assert (answer.status, answer.how) == (200, "")


def test_other_cookies_are_nobody(story: Article) -> None:
    front = Front()
    front.get("/articles/moon/")
    assert front.get("/articles/moon/", Cookie="theme=dark").how == "hit"


def test_an_answer_with_a_cookie_is_never_kept(story: Article) -> None:
    front = Front()
    inner = front.cache.pages

    def with_cookie(environ: Any, start_response: Any) -> Any:
        return inner(
            environ, lambda status, headers, info=None: start_response(status, [*headers, ("Set-Cookie", "a=b")])
        )

    front.cache.pages = with_cookie
    assert front.get("/articles/moon/").headers["Set-Cookie"] == "a=b"
    front.cache.pages = inner
    again = front.get("/articles/moon/")
    assert again.how == "stored" and "Set-Cookie" not in again.headers


@pytest.mark.parametrize("path", ["/admin/login/", "/healthz", "/articles/moon/comments/form/", "/nothing/at/all/"])
def test_what_is_not_shared_is_never_kept(story: Article, path: str) -> None:
    front = Front()
    assert [front.get(path).how for _ in range(2)] == ["", ""]
    assert len(front.memory) == 0


def test_a_stranger_cannot_choose_what_others_see(story: Article) -> None:
    front = Front()
    poison = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Original-URL": "/admin/"}
    first = front.get("/articles/moon/", **poison, **{"X-Forwarded-For": "evil.example", "Referer": "//evil.example/"})
    assert "evil.example" not in first.text + str(first.headers)
    assert front.get("/articles/moon/", Host="evil.example").status == 400
    assert front.get("/articles/moon/?page=1%0d%0aX-Evil:%20evil.example").text == first.text
    assert "evil.example" not in front.get("/articles/moon/").text
    redirect = front.get("/?page=1", Host="localhost:81")
    assert (redirect.status, redirect.headers["Location"]) == (301, "/")


def test_unknown_parameters_ask_for_the_same_page(story: Article) -> None:
    front = Front()
    for number in range(50):
        assert front.get(f"/articles/moon/?utm_source={number}&page={number}").status == 200
    assert front.rendered == ["/articles/moon/"]
    assert len(front.memory) == 1


@pytest.mark.pure
def test_what_strangers_make_up_pushes_no_page_out(story: Article) -> None:
    front = Front(megabytes=0.2)
    for path in ("/", "/"):
        front.get(path)
    for number in range(300):
        front.get(f"/articles/made-up-{number}/")
        front.get(f"/tags/science/?page={number + 2}")
        front.get(f"/?x={number}", Host=f"host-{number}.example")
        front.get("/", coding=f"gzip;q=0.{number}")
    assert front.get("/").how == "hit"
    assert front.memory.bytes <= 200_000


def test_new_pages_push_out_other_new_ones_first(story: Article) -> None:
    for number in range(40):
        make.story(f"Story {number}", body=f"Words {number}. " * 200)
    front = Front(megabytes=0.25)
    front.get("/articles/moon/")
    front.get("/articles/moon/")
    for number in range(40):
        front.get(f"/articles/story-{number}/")
    assert front.get("/articles/story-0/").how == "stored", "the bound holds"
    assert front.get("/articles/moon/").how == "hit"
    assert front.memory.bytes <= 250_000


def test_a_page_beyond_the_bound_is_rendered_each_time(story: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nuztrend.pagecache.front.LARGEST", 1_000)
    front = Front()
    assert [front.get("/articles/moon/").status for _ in range(2)] == [200, 200]
    assert len(front.rendered) == 2 and len(front.memory) == 0


def test_many_readers_of_a_new_page_wait_for_one_rendering(story: Article) -> None:
    front = Front()
    answers: list[str] = []
    start = threading.Barrier(8)

    def read() -> None:
        start.wait()
        answers.append(front.get("/articles/moon/").how)
        connection.close()

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert front.rendered == ["/articles/moon/"]
    assert sorted(answers) == ["hit"] * 7 + ["stored"]


@pytest.mark.parametrize("path", ["/", "/articles/later/", "/tags/science/", "/archive/", "/articles/moon/"])
def test_a_story_enters_and_leaves_at_its_very_second(story: Article, path: str) -> None:
    now = timezone.now()
    later = make.draft("Later", tags=[make.tag("Science")], unpublish_at=now + timedelta(minutes=20))
    later.publish(by=None, at=now + timedelta(minutes=10))
    front = Front()
    with time_machine.travel(now + timedelta(minutes=9, seconds=59), tick=False):
        front.get(path)
        before = front.get(path)
        assert before.how == "hit"
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        assert "/articles/later/" in (entered := front.get(path)).text or path == "/archive/"
        assert entered.how == "stored"
        assert front.get(path).text == Client().get(path, headers={"host": "localhost"}).content.decode()
    with time_machine.travel(now + timedelta(minutes=20), tick=False):
        left = front.get(path)
        assert left.how == "stored"
        assert 'href="/articles/later/"' not in left.text
        assert left.text == Client().get(path, headers={"host": "localhost"}).content.decode()


def test_the_date_in_the_strip_changes_at_midnight(story: Article) -> None:
    front = Front()
    with time_machine.travel("2031-01-01T23:59:59Z", tick=False):
        front.get("/tags/")
        assert "01 Jan 2031" in front.get("/tags/").text
    with time_machine.travel("2031-01-02T00:00:00Z", tick=False):
        assert "02 Jan 2031" in front.get("/tags/").text


def test_that_there_is_nothing_is_believed_for_a_minute(story: Article) -> None:
    front = Front()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert [front.get("/articles/nothing/").how for _ in range(2)] == ["stored", "hit"]
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        assert front.get("/articles/nothing/").how == "stored"


def test_another_database_under_the_name_ends_every_page(story: Article) -> None:
    from nuztrend.models import PageTag

    front = Front()
    front.get("/articles/moon/")
    Article.objects.filter(pk=story.pk).update(title="Restored")
    PageTag.objects.filter(name="clock").update(version=1)  # an older copy was put back
    assert "Restored" in front.get("/articles/moon/").text


def test_a_page_that_is_not_kept_reads_its_own_rows_alone(story: Article) -> None:
    other = make.story("Venus", tags=[make.tag("Science")], bylines=[make.byline()], lead_photo=make.photo())
    make.comment(other)
    front = Front()
    front.get("/articles/moon/")
    with CaptureQueriesContext(connection) as first:
        assert front.get("/articles/venus/").how == "stored"
    make.comment(other, "A second one.")
    with CaptureQueriesContext(connection) as again:
        assert front.get("/articles/venus/").how == "stored"
    read = "the story with photo and counters, its tags, its bylines, what goes on, its comments"
    assert len(again) == 5, f"{read}; but: {[query['sql'][:200] for query in again]}"
    assert len(first) == 6, "and the cards of Read More, which this worker had not yet"


def test_a_post_goes_to_django(story: Article) -> None:
    front = Front()
    front.get("/articles/moon/comments/")
    assert front.get("/articles/moon/comments/", method="POST").status == 411


def test_codings_are_read_as_the_standard_says() -> None:
    assert coding_for("GZIP") == "gzip"
    assert coding_for("br;q=0.5, *;q=0") == "br"
    assert coding_for("deflate, zstd") == "identity"
    assert coding_for("gzip;q=nan") == "identity"
