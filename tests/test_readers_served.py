"""Readers of the served portal: several processes count into one book, which outlives them."""

import os
import re
import signal
import sqlite3
import time
import urllib.request
from pathlib import Path

import pytest

from tests.beacons import FIREFOX
from tests.portal import Portal

pytestmark = pytest.mark.pure
STORY = "---\ntitle: Read me\ndate: 2025-06-06\n---\nText.\n"


def send(portal: Portal, address: str, agent: str = FIREFOX, body: bytes = b"") -> int:
    headers = {"Origin": portal.url, "User-Agent": agent, "Accept-Language": "en"}
    request = urllib.request.Request(portal.url + address, body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return int(answer.status)


def stored(portal: Portal) -> int:
    assert portal.manage("tick").returncode == 0
    with sqlite3.connect(Path(portal.env["VAR"]) / "nuztrend.sqlite3") as database:
        return int(database.execute("SELECT coalesce(sum(readers), 0) FROM articles_readerhour").fetchone()[0])


def wait_until_entered(folder: Path, readers: int) -> None:
    """Wait until the book of the day holds so many readers."""
    (book,) = folder.glob("nuztrend-readers-*.sqlite3")
    for _ in range(600):
        with sqlite3.connect(book) as database:
            if database.execute("SELECT count(*) FROM reader").fetchone()[0] == readers:
                return
        time.sleep(0.1)
    raise AssertionError("they are not in the book")


def test_processes_count_together_and_what_they_counted_outlives_them(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    portal.start()
    try:
        folder = tmp_path / "stories"
        folder.mkdir()
        (folder / "read-me.md").write_text(STORY)
        assert "1 created" in portal.manage("import_stories", str(folder)).stdout
        page = portal.get("/articles/read-me/").read().decode()
        found = re.search(r'data-read="([^"]+)"', page)
        assert found
        for _ in range(40):  # each over a connection of its own, so all processes answer some
            assert send(portal, found[1], body=b"x" * 100_000) == 204
        assert stored(portal) == 1
        for number in range(30):
            send(portal, found[1], FIREFOX.replace("128", str(number)))
        wait_until_entered(tmp_path, 31)  # what was noted within the last quarter of a second dies with a worker
        killed = portal.named("nuztrend-web")
        assert len(killed) == 2
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        assert stored(portal) == 31
        assert found[1].partition("?")[0] not in portal.log.read_text()
    finally:
        portal.stop()
    portal.start()
    try:
        send(portal, found[1])  # who was counted before the portal was stopped
        assert stored(portal) == 31
    finally:
        portal.stop()
