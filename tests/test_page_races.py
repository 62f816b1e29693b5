"""What happens at the same moment: time passing during a rendering, two editors at once, a mirror that begins anew."""

import gc
import threading
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import front as front_page
from articles import related
from articles.models import Article, Photo
from nuztrend.models import PageTag
from nuztrend.pagecache import files
from tests import make
from tests.front import Front

pytestmark = pytest.mark.django_db(transaction=True)


PLAIN = {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}


def fresh(path: str) -> str:
    return Client().get(path, headers={"host": "localhost"}).content.decode()


def beside(work: Callable[[], object]) -> threading.Thread:
    """Do something in another thread, as another worker would."""

    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("other_page", [False, True], ids=["alone", "beside another page"])
def test_a_story_that_comes_while_a_page_is_rendered_is_not_missed(
    monkeypatch: pytest.MonkeyPatch, other_page: bool
) -> None:
    make.story("Old")
    due = timezone.now() + timedelta(hours=1)
    make.story("Due", at=due)
    inner = front_page.newest_of
    with time_machine.travel(due - timedelta(seconds=1), tick=False) as clock:
        front = Front()
        if other_page:
            front.get("/tags/")

        def slow(*args: Any) -> Any:
            clock.move_to(due + timedelta(seconds=1))
            if other_page:
                beside(lambda: front.get("/archive/")).join()
            return inner(*args)

        monkeypatch.setattr(front_page, "newest_of", slow)
        front.get("/")
        monkeypatch.setattr(front_page, "newest_of", inner)
        clock.move_to(due + timedelta(minutes=10))
        assert front.get("/").text == fresh("/")


def test_a_redirect_ends_with_what_it_leads_to() -> None:
    leaves = timezone.now() + timedelta(minutes=30)
    make.story("One", tags=[make.tag("Moon")], unpublish_at=leaves)
    front, paths = Front(), ("/tags/moon/?page=1", "/articles/one/comments/?page=1")
    assert [front.get(path).status for path in paths] == [301, 301]
    with time_machine.travel(leaves + timedelta(seconds=1), tick=False):
        assert [front.get(path).status for path in paths] == [404, 404]


def test_publishing_an_old_copy_keeps_the_end_that_was_set_meanwhile() -> None:
    moon = make.tag("Moon")
    make.story("Other", tags=[moon])
    copy = make.draft("One", tags=[moon])
    story = Article.objects.get(pk=copy.pk)
    story.unpublish_at = timezone.now() + timedelta(minutes=30)
    story.save_version(by=None)
    copy.publish(by=None)
    with time_machine.travel(story.unpublish_at + timedelta(seconds=1), tick=False):
        assert Front().get("/articles/one/").status == 410
        assert "/articles/one/" not in Front().get("/tags/moon/").text


def test_a_photo_described_while_it_becomes_a_lead_photo_shows_its_new_words(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, story, front = make.photo(), make.story("Moon"), Front()
    listed, go = threading.Event(), threading.Event()
    inner = Photo.touch_pages

    def wait_before_the_commit(self: Photo) -> None:
        inner(self)
        listed.set()
        go.wait(5)

    def describe() -> None:
        mine = Photo.objects.get(pk=photo.pk)
        mine.alt = "Described anew"
        mine.save_version(by=None)

    def lead() -> None:
        story.lead_photo = photo
        story.save_version(by=None)

    monkeypatch.setattr(Photo, "touch_pages", wait_before_the_commit)
    describing = beside(describe)
    assert listed.wait(5)
    leading = beside(lead)
    leading.join(1)
    front.get("/")
    go.set()
    describing.join()
    leading.join()
    assert "Described anew" in front.get("/").text


def test_two_that_work_out_what_goes_on_do_not_trip_over_each_other() -> None:
    first, *others = (make.story(f"Story {number}") for number in range(4))
    failures: list[Exception] = []

    def keep(order: int) -> None:
        try:
            for turn in range(10):
                direction = 1 if (turn + order) % 2 else -1
                related.keep(first, [related.Link(other.pk, 0.5) for other in others[::direction]])
        except Exception as error:
            failures.append(error)

    threads = [beside(lambda order=order: keep(order)) for order in range(3)]  # type: ignore[misc]
    for thread in threads:
        thread.join()
    assert failures == []


def test_pages_of_a_database_that_was_put_back_are_not_right_again() -> None:
    story = make.story("Moon")
    make.comment(story)
    before = PageTag.objects.get(name="clock").version
    PageTag.objects.filter(name="clock").update(version=1)
    call_command("forget_pages")
    assert PageTag.objects.get(name="clock").version > before + 1_000_000


def test_what_else_lies_among_the_windows_stops_no_writer(settings: Any, tmp_path: Path) -> None:
    settings.PAGES_DIR = tmp_path / "pages"
    settings.PAGES_DIR.mkdir()
    files.begin()
    (settings.PAGES_DIR / "README").write_text("not ours")
    make.story("Moon")
    assert Front().get("/articles/moon/").status == 200


def test_a_question_mark_in_the_path_is_no_query() -> None:
    for number in range(22):
        make.story(f"Story {number}", tags=[make.tag("Moon")])
    front = Front()
    assert front.get("/tags/moon/?page=2").status == 200
    assert front.cache.key_for({**PLAIN, "PATH_INFO": "/tags/moon/?page=2"}) is None


@pytest.mark.parametrize("coding", ["br", "br, gzip;q=0"])
def test_who_takes_brotli_alone_gets_no_gzip(coding: str) -> None:
    make.story("Moon")
    assert Front().get("/articles/moon/", coding=coding).headers.get("Content-Encoding") != "gzip"


def test_a_cookie_that_django_reads_as_a_session_is_no_stranger_s() -> None:
    make.story("Moon")
    front = Front()
    front.get("/articles/moon/")
    assert front.get("/articles/moon/", Cookie="sessionid =abc").how == ""


@pytest.mark.pure
def test_long_headers_and_paths_are_not_remembered() -> None:
    make.story("Moon")
    front = Front()
    front.get("/articles/moon/")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(100):
        long = f"{number:06}" + "a" * 60_000
        front.get("/articles/moon/", coding=f"gzip,{long}")
        front.get("/", Host=long)
        front.cache.key_for({**PLAIN, "PATH_INFO": f"/{long}", "QUERY_STRING": "x=1"})
    gc.collect()  # what goes in circles is remembered by nobody
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 3_000_000
