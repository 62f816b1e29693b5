"""`manage.py serve`: the production stack as an operator starts and stops it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.portal import BarePortal, Portal, name_of

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = BarePortal(tmp_path_factory.mktemp("portal"))
    portal.start()
    yield portal
    portal.stop()


def wait_for(done: Callable[[], object], portal: Portal) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError(portal.log.read_text())


def test_an_empty_portal_is_served_without_debug(portal: Portal) -> None:
    assert portal.get("/").status == 200
    missing = portal.get("/nothing/")
    assert missing.status == 404
    assert b"DEBUG" not in missing.read()


def test_static_files_are_hashed_compressed_and_kept_for_ever(portal: Portal) -> None:
    html = portal.get("/").read().decode()
    address = re.search(r"/static/css/site\.[0-9a-f]{12}\.css", html)
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
    assert len(portal.named("nuztrend-server")) == 1
    assert len(portal.named("nuztrend-web")) == 2
    assert len(portal.named("nuztrend-tasks")) == 1


def test_no_process_takes_over_an_open_database(portal: Portal) -> None:
    files = [link.readlink() for link in Path(f"/proc/{portal.process.pid}/fd").iterdir()]
    assert [file for file in files if "nuztrend.sqlite3" in file.name] == []


@pytest.mark.parametrize("name", ["nuztrend-tasks", "nuztrend-web"])
def test_a_killed_process_is_replaced(portal: Portal, name: str) -> None:
    before = set(portal.named(name))
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: len(now := set(portal.named(name))) == len(before) and now != before, portal)
    wait_for(lambda: portal.get("/healthz").status == 200, portal)


def test_each_task_has_a_process_of_its_own_whose_memory_goes_back(portal: Portal) -> None:
    before = portal.named("nuztrend-tasks")
    assert portal.manage("shell", "-c", "from articles.tasks import make_avif; make_avif.enqueue(0)").returncode == 0
    wait_for(lambda: "state=SUCCESSFUL" in portal.log.read_text(), portal)
    wait_for(lambda: len(now := portal.named("nuztrend-tasks")) == 1 and now != before, portal)


def test_the_chores_of_the_minute_are_done(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    assert portal.manage("prepare").returncode == 0
    session = "Session.objects.create(session_key='old', expire_date=timezone.now())"
    sessions = "from django.contrib.sessions.models import Session; from django.utils import timezone; "
    assert portal.manage("shell", "-c", sessions + session).returncode == 0
    portal.start()
    wait_for(lambda: "forget_expired_sessions: 1" in portal.log.read_text(), portal)
    assert "[WARNING]" not in portal.log.read_text(), "who starts the portal is frightened"
    portal.stop()


def test_a_server_that_dies_takes_its_workers_along(tmp_path: Path) -> None:
    portal = Portal(tmp_path)
    portal.start()
    family = portal.family()
    os.kill(portal.named("nuztrend-server")[0], signal.SIGKILL)
    assert portal.process.wait(timeout=30) == 1
    assert "The web server ended with -9." in portal.log.read_text()
    wait_for(lambda: not any(map(name_of, family)), portal)


def test_what_cannot_be_prepared_is_not_served(tmp_path: Path) -> None:
    portal = Portal(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    result = portal.manage("serve", "--prepare")
    assert result.returncode == 1
    assert "DATABASE_URL" in result.stderr and "Traceback" not in result.stderr
    assert "Serving" not in result.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_one_signal_stops_everything(tmp_path: Path, number: signal.Signals) -> None:
    portal = Portal(tmp_path)
    portal.start()
    family = portal.family()
    assert len(family) >= 3
    code = portal.stop(number)
    assert code == (-9 if number is signal.SIGKILL else 0), portal.log.read_text()
    wait_for(lambda: not any(map(name_of, family)), portal)


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


def test_a_city_looked_for_before_anything_is_prepared_is_said(tmp_path: Path) -> None:
    result = BarePortal(tmp_path).manage("find_city", "columbus")
    assert result.returncode == 1
    assert "manage.py prepare" in result.stderr and "Traceback" not in result.stderr


ORPHAN = """
import multiprocessing, os, signal, sys, time
from nuztrend.processes import end_with_parent
def begin(parent):
    while os.getppid() == parent:
        time.sleep(0.01)
    print("orphaned", flush=True)
    end_with_parent()
    print("alive", flush=True)
multiprocessing.get_context("fork").Process(target=begin, args=(os.getpid(),)).start()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone ends a process with its parent")
def test_a_process_whose_parent_died_before_it_asked_ends(tmp_path: Path) -> None:
    environment = {**os.environ, "VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "nuztrend.settings"}
    done = subprocess.run([sys.executable, "-c", ORPHAN], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == "orphaned\n", done.stderr
