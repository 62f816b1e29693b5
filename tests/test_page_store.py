"""Pages that workers share in Redis: exact as the others, and no worse than none when Redis is gone."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import Article
from nuztrend.pagecache.store import RedisStore, release
from tests import make
from tests.front import Front
from tests.portal import free_port

pytestmark = pytest.mark.django_db(transaction=True)


class Redis:
    """A real Redis of the test's own."""

    def __init__(self, folder: Path):
        self.port = free_port()
        self.folder = folder
        self.start()

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        for _ in range(100):
            if self.store()._redis_answers():
                return
            time.sleep(0.05)
        raise AssertionError("redis-server did not start")

    def store(self) -> "Store":
        return Store(f"redis://127.0.0.1:{self.port}/0", "test")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Store(RedisStore):
    def _redis_answers(self) -> bool:
        try:
            return bool(self._redis.ping())
        except self._errors:
            return False

    def keys(self) -> list[bytes]:
        return list(self._redis.scan_iter(f"{self._prefix}*"))


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def story() -> Article:
    return make.story("Moon", body="Words. " * 100)


def test_a_page_is_rendered_once_for_all_workers(redis: Redis, story: Article) -> None:
    one, other = Front(store=redis.store()), Front(store=redis.store())
    assert one.get("/articles/moon/").how == "stored"
    taken = other.get("/articles/moon/")
    assert (taken.how, other.rendered) == ("hit", [])
    assert taken.text == one.get("/articles/moon/").text


def test_what_changed_before_a_worker_began_is_not_believed(redis: Redis, story: Article) -> None:
    Front(store=redis.store()).get("/articles/moon/")
    story.title = "The Moon"
    story.save_version(by=None)
    late = Front(store=redis.store())
    assert "The Moon" in late.get("/articles/moon/").text
    assert late.rendered == ["/articles/moon/"]


def test_what_changed_after_a_page_was_taken_ends_it(redis: Redis, story: Article) -> None:
    Front(store=redis.store()).get("/articles/moon/")
    worker = Front(store=redis.store())
    assert worker.get("/articles/moon/").how == "hit"
    make.comment(story, "Just now.")
    assert "Just now." in worker.get("/articles/moon/").text


def test_pages_of_another_version_of_the_portal_are_not_ours(redis: Redis, story: Article) -> None:
    Front(store=redis.store()).get("/articles/moon/")
    newer = Front(store=Store(f"redis://127.0.0.1:{redis.port}/0", "newer"))
    assert newer.get("/articles/moon/").how == "stored"


def test_machines_share_pages_wherever_each_keeps_its_files(settings: Any, tmp_path: Path) -> None:
    ours = release()
    settings.VAR, settings.READERS_DIR, settings.GEO_MMDB = tmp_path / "var", tmp_path / "memory", tmp_path / "x.mmdb"
    assert release() == ours
    settings.SITE_NAME = "Another"
    assert release() != ours


def test_what_is_kept_ends_with_the_version_and_the_settings(story: Article, settings: Any) -> None:
    settings.DEMO = False
    call_command("prepare")
    front = Front()
    assert [front.get("/").how for _ in range(2)] == ["stored", "hit"]
    call_command("prepare")
    assert front.get("/").how == "hit"
    settings.SITE_TAGLINE = "Another"
    call_command("prepare")
    assert front.get("/").how == "stored"


@pytest.mark.parametrize("rubbish", [b"", b"x", b"{}\n", b'{"status": "200"}\n\x1f\x8b', b"\x80\x04K\x01."])
def test_rubbish_in_redis_is_no_page(redis: Redis, story: Article, rubbish: bytes) -> None:
    store = redis.store()
    Front(store=store).get("/articles/moon/")
    (key,) = store.keys()
    store._redis.set(key, rubbish)
    assert Front(store=redis.store()).get("/articles/moon/").how == "stored"


def test_a_dead_redis_breaks_nothing(redis: Redis, story: Article) -> None:
    front = Front(store=redis.store())
    redis.stop()
    assert [front.get("/articles/moon/").how, front.get("/articles/moon/").how] == ["stored", "hit"]


def test_a_frozen_redis_breaks_nothing(redis: Redis, story: Article) -> None:
    front = Front(store=redis.store())
    os.kill(redis.process.pid, signal.SIGSTOP)
    try:
        for path in ("/articles/moon/", "/", "/tags/"):
            assert front.get(path).how == "stored"
    finally:
        os.kill(redis.process.pid, signal.SIGCONT)


def test_redis_is_asked_again_when_it_is_back(redis: Redis, story: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nuztrend.pagecache.store.PAUSE", 0.0)
    front = Front(store=redis.store())
    redis.stop()
    front.get("/articles/moon/")
    redis.start()
    front.get("/")
    assert len(redis.store().keys()) == 1


def test_a_worker_that_dies_in_its_turn_holds_nobody_up_for_long(redis: Redis, story: Article) -> None:
    store = redis.store()
    store._redis.set(f"{store._name('/articles/moon/')}:turn", b"somebody else", px=5_000)
    assert Front(store=store).get("/articles/moon/").how == "stored"
