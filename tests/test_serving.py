"""`manage.py serve`: the production stack as an operator starts and stops it."""

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal import Portal

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal"))
    portal.start()
    yield portal
    portal.stop()


def children(pid: int) -> list[int]:
    """The processes that a process started, and theirs."""
    direct = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return direct + [grand for child in direct for grand in children(child)]


def test_an_empty_portal_is_served_without_debug(portal: Portal) -> None:
    assert portal.get("/").status == 200
    missing = portal.get("/nothing/")
    assert missing.status == 404
    assert b"DEBUG" not in missing.read()


def test_static_files_are_hashed_compressed_and_kept_for_ever(portal: Portal) -> None:
    html = portal.get("/").read().decode()
    address = re.search(r"/static/css/tokens\.[0-9a-f]{12}\.css", html)
    assert address
    for coding in ("br", "gzip"):
        response = portal.get(address[0], **{"Accept-Encoding": coding})
        assert response.headers["Content-Encoding"] == coding
        assert "immutable" in response.headers["Cache-Control"]


def test_media_are_served_as_what_they_are(portal: Portal) -> None:
    folder = Path(portal.env["VAR"]) / "media" / "photos"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x.webp").write_bytes(b"RIFF")
    response = portal.get("/media/photos/x.webp")
    assert (response.status, response.headers["Content-Type"]) == (200, "image/webp")
    assert portal.get("/media/../secret_key").status == 404
    assert portal.get("/media/%2e%2e/secret_key").status == 404


def test_several_workers_and_the_background_worker_run(portal: Portal) -> None:
    commands = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(portal.process.pid)]
    assert sum(b"db_worker" in command for command in commands) == 1
    assert sum(b"granian" in command or b"spawn" in command for command in commands) >= 3


def test_a_killed_background_worker_is_replaced(portal: Portal) -> None:
    def worker() -> int:
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(portal.process.pid)}
        return next((pid for pid, command in commands.items() if b"db_worker" in command), 0)

    killed = worker()
    os.kill(killed, signal.SIGKILL)
    for _ in range(100):
        if worker() not in (0, killed):
            return
        time.sleep(0.1)
    raise AssertionError(portal.log.read_text())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_one_signal_stops_everything(tmp_path: Path, number: signal.Signals) -> None:
    portal = Portal(tmp_path)
    portal.start()
    family = children(portal.process.pid)
    assert len(family) >= 3
    code = portal.stop(number)
    assert code == (-9 if number is signal.SIGKILL else 0), portal.log.read_text()
    for _ in range(150):
        if not any(
            Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family
        ):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("processes were left behind")


def test_a_port_in_use_is_said(portal: Portal, tmp_path: Path) -> None:
    second = Portal(tmp_path)
    second.env["PORT"] = str(portal.port)
    result = second.manage("serve", "--prepare")
    assert result.returncode == 1
    assert f"{portal.port}" in result.stderr and "PORT=" in result.stderr


def test_a_second_start_keeps_what_is_there(tmp_path: Path) -> None:
    story = tmp_path / "stories" / "one.md"
    story.parent.mkdir()
    story.write_text("---\ntitle: Kept\ndate: 2025-06-06\n---\nText.\n")
    portal = Portal(tmp_path)
    portal.start()
    assert portal.manage("import_stories", str(story.parent)).returncode == 0
    assert portal.get("/articles/kept/").status == 200
    portal.stop()
    portal.start()
    assert portal.get("/articles/kept/").status == 200
    portal.stop()
