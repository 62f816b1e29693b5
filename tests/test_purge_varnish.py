"""A real Varnish with deploy/varnish.vcl: what it keeps, what it drops, and on whose word."""

import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nuztrend.purge import downstream_headers
from nuztrend.purge import http as room
from nuztrend.purge.wire import CannotPurge
from tests.apis import Answer, Api, Asked, serving
from tests.portal import ROOT, free_port

VARNISHD = shutil.which("varnishd", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(not VARNISHD and not os.environ.get("CI"), reason="Varnish is not installed"),
]

PAGES = {"/1": ["everything", "story:1"], "/12": ["everything", "story:12"], "/both": ["story:1", "story:12"]}


@pytest.fixture
def origin(settings: Any) -> Iterator[Api]:
    """A portal whose pages carry the headers of the real one."""
    settings.PURGE = "http"

    def page(asked: Asked) -> Answer:
        if tags := PAGES.get(asked.path):
            return Answer(200, f"page {asked.path}", tuple(downstream_headers(tags, None)))
        if asked.path == "/ends":
            return Answer(200, "a page that ends", tuple(downstream_headers(["everything"], 1)))
        if asked.path == "/kept":
            return Answer(200, "for ever", (("Cache-Control", "max-age=31536000, public, immutable"),))
        return Answer(200, "for nobody else")

    with serving(page) as api:
        yield api


@pytest.fixture
def port(origin: Api, tmp_path: Path, settings: Any) -> Iterator[int]:
    """The port of a Varnish before that portal."""
    port = free_port()
    vcl = tmp_path / "varnish.vcl"
    shipped = (ROOT / "deploy/varnish.vcl").read_text()
    vcl.write_text(shipped.replace('.port = "8000"', f'.port = "{origin.url.rpartition(":")[2]}"'))
    assert VARNISHD, "CI needs Varnish: tests/system-packages installs it"
    options = ["-F", "-j", "none", "-n", str(tmp_path / "work"), "-a", f"127.0.0.1:{port}", "-s", "malloc,16m"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([VARNISHD, *options, "-f", str(vcl)], stdout=log, stderr=log)
    settings.PURGE_URL = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                ask(port, "/up")
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.1)
        origin.asked.clear()
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(
    port: int, path: str, method: str = "GET", source: str = "127.0.0.1", **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(source, 0))
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()


def asked(origin: Api) -> list[str]:
    """The paths that came through to the portal since the last time."""
    paths = [request.path for request in origin.asked]
    origin.asked.clear()
    return paths


def read_all(port: int) -> None:
    for path in PAGES:
        assert ask(port, path).status == 200


def test_pages_are_kept_until_one_of_their_tags_is_purged_by_its_whole_name(port: int, origin: Api) -> None:
    read_all(port)
    assert asked(origin) == ["/1", "/12", "/both"]
    read_all(port)
    assert asked(origin) == []
    room.purge(["story:1"])
    read_all(port)
    assert asked(origin) == ["/1", "/both"]
    room.purge(["rivers", "story:12", "tory:1"])
    read_all(port)
    assert asked(origin) == ["/12", "/both"]
    room.purge_everything()
    read_all(port)
    assert asked(origin) == ["/1", "/12"]


def test_a_thousand_tags_are_purged(port: int, origin: Api) -> None:
    read_all(port)
    origin.asked.clear()
    room.purge([*(f"comments:{number}" for number in range(1_000)), "story:12"])
    read_all(port)
    assert asked(origin) == ["/12", "/both"]


def test_browsers_are_told_to_ask_each_time_and_see_no_tags(port: int) -> None:
    for _ in range(2):
        headers = ask(port, "/1").headers
        assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert headers["Surrogate-Key"] is None and headers["Surrogate-Control"] is None


def test_a_page_is_not_shown_after_its_end(port: int, origin: Api) -> None:
    ask(port, "/ends")
    time.sleep(2)
    assert ask(port, "/ends").headers["Age"] == "0"
    assert asked(origin) == ["/ends"] * 2


def test_what_is_not_for_everybody_is_never_kept(port: int, origin: Api) -> None:
    for _ in range(2):
        ask(port, "/admin/")
        ask(port, "/1", Cookie="theme=dark; sessionid=abc")
        ask(port, "/1", Authorization="Basic abc")
    assert asked(origin) == ["/admin/", "/1", "/1"] * 2
    for _ in range(2):
        ask(port, "/1", Cookie="theme=dark")
        ask(port, "/kept")
    assert asked(origin) == ["/1", "/kept"]


def test_nobody_but_the_portal_may_purge(port: int, origin: Api) -> None:
    read_all(port)
    origin.asked.clear()
    refused = [
        ask(port, "/", "PURGE", source="127.0.0.2", Surrogate_Key="story:1"),
        ask(port, "/", "PURGE", X_Forwarded_For="198.51.100.7", Surrogate_Key="story:1"),
        ask(port, "/", "PURGE"),
        ask(port, "/", "PURGE", Surrogate_Key=".*"),
        ask(port, "/", "PURGE", Surrogate_Key="story:1) || obj.status != (0"),
    ]
    assert [response.status for response in refused] == [405, 405, 400, 400, 400]
    read_all(port)
    assert asked(origin) == []


def test_the_portal_hears_last_the_address_that_nobody_could_forge(port: int, origin: Api) -> None:
    ask(port, "/by-tls-proxy", X_Forwarded_For="203.0.113.5, 198.51.100.7")
    ask(port, "/direct", source="127.0.0.2", X_Forwarded_For="198.51.100.7")
    said = {request.path: request.headers["x-forwarded-for"] for request in origin.asked}
    assert said["/by-tls-proxy"].split(", ")[-1] == "198.51.100.7"
    assert said["/direct"].split(", ")[-1] == "127.0.0.2"


def test_a_refusal_is_a_failure(port: int) -> None:
    with pytest.raises(CannotPurge, match="answered 400"):
        room.purge(["Not a key"])
