"""deploy/nginx.conf in front of the portal: what nginx answers by itself is what the portal would say just then."""

import gzip
import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import make
from tests.nginx import PROGRAM, Answer, Form, Newsroom, Nginx

pytestmark = pytest.mark.skipif(not PROGRAM and not os.environ.get("CI"), reason="nginx is not installed")

STORY, OTHER = "/articles/number/", "/articles/other/"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of an empty database on the server that the tests run on; nothing stands for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"nginx_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Nginx]:
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), DATABASE_URL=database, COMMENT_MIN_SECONDS="0")
    try:
        nginx.start()
        yield nginx
    finally:
        nginx.stop()


@pytest.fixture(scope="module")
def newsroom(nginx: Nginx) -> Iterator[Newsroom]:
    newsroom = Newsroom(nginx.portal)
    newsroom.do("story", "Number 0", "number")
    newsroom.do("story", "Other", "other")
    newsroom.do("editor", "ada")
    yield newsroom
    newsroom.stop()


def write_comment(nginx: Nginx, newsroom: Newsroom, text: str, path: str = STORY) -> Answer:
    """Comment as a reader does."""
    form = Form(nginx.get(f"{path}comments/form/").body.decode())
    key = dict(form.fields)["captcha_key"]
    filled = form.filled_in(name="Grace", text=text, captcha=newsroom.do("digits", key), website="")
    return nginx.post(f"{path}comments/", filled)


class Admin:
    """An editor who has signed in."""

    def __init__(self, nginx: Nginx):
        self.nginx = nginx
        page = nginx.get("/admin/login/")
        self.cookies: dict[str, str] = {}
        self.take_cookies(page)
        form = Form(page.body.decode()).filled_in(username="ada", password=make.PASSWORD)
        answer = nginx.post("/admin/login/", form, Cookie=self.cookie)
        assert answer.status == 302, answer.body.decode()
        self.take_cookies(answer)

    def take_cookies(self, answer: Answer) -> None:
        for name, value in re.findall(r"(csrftoken|sessionid)=(\w+)", answer.headers["set-cookie"]):
            self.cookies[name] = value

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def publish(self, path: str, **values: str) -> Answer:
        """Change fields of a live story and publish that; give the answer, which leads on when it was done."""
        page = self.nginx.get(path, Cookie=self.cookie)
        assert page.status == 200, page
        form = Form(page.body.decode()).filled_in(**values, _verb="publish changes", kind="minor")
        return self.nginx.post(path, form, Cookie=self.cookie)

    def story(self, slug: str) -> str:
        """The address at which a story is edited."""
        listed = self.nginx.get(f"/admin/articles/article/?q={slug}", Cookie=self.cookie).body.decode()
        found = re.search(r"/admin/articles/article/\d+/change/", listed)
        assert found, listed
        return found[0]


@pytest.fixture(scope="module")
def admin(nginx: Nginx, newsroom: Newsroom) -> Admin:
    return Admin(nginx)


@pytest.mark.pure
@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize(
    "path", ["/", STORY, f"{STORY}comments/", "/tags/", "/tags/science/", "/archive/", "/bylines/nuztrend-team/"]
)
def test_a_file_is_answered_as_the_portal_answers(nginx: Nginx, newsroom: Newsroom, path: str, coding: str) -> None:
    newsroom.do("rest")
    etag = nginx.published(path, Accept_Encoding=coding).headers["etag"]
    for method, condition in [("GET", ""), ("HEAD", ""), ("GET", etag), ("HEAD", etag), ("GET", '"other"')]:
        asked = {"Accept_Encoding": coding, **({"If_None_Match": condition} if condition else {})}
        file, page = nginx.published(path, method, **asked), nginx.ask_portal(path, method, **asked)
        assert file.is_file and not page.is_file
        assert file.alike() == page.alike()
        assert file.status == (304 if condition == etag else 200)


@pytest.mark.pure
def test_what_is_not_for_strangers_goes_to_the_portal(nginx: Nginx, newsroom: Newsroom) -> None:
    nginx.published(STORY)
    assert nginx.get(STORY, Cookie="theme=dark").is_file
    for answer in [
        nginx.get(STORY, Cookie="theme=dark; sessionid=abc"),
        nginx.get(STORY, Authorization="Basic abc"),
        nginx.get(f"{STORY}?utm_source=x"),
        nginx.post(STORY, b""),
        nginx.get("/healthz"),
    ]:
        assert not answer.is_file
    for path in [f"/{STORY}", f"{STORY}index.html", f"{STORY}.index.html", "/pages/", "/nothing/", "/nothing"]:
        assert nginx.get(path).status == 404, path


@pytest.mark.pure
@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\nHost: evil.example",
        "GET http://evil.example/ HTTP/1.1\r\nHost: {host}",
        "GET http://{host}/?not=a-file HTTP/1.1\r\nHost: evil.example",
        "GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example",
        "GET / HTTP/1.0",
    ],
)
def test_a_host_that_is_not_ours_gets_no_page(nginx: Nginx, newsroom: Newsroom, head: str) -> None:
    nginx.published("/")
    with nginx.raw(f"{head.format(host=nginx.host)}\r\nConnection: close\r\n\r\n".encode()) as connection:
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400"), answer
    assert b"evil" not in answer


@pytest.mark.pure
def test_a_header_of_a_stranger_does_not_get_into_a_page(nginx: Nginx, newsroom: Newsroom) -> None:
    poison = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "evil.example"}
    newsroom.do("story", "Poisoned", "poisoned")
    for _ in range(3):
        assert b"evil" not in nginx.get("/articles/poisoned/", **poison).body
    assert nginx.published("/articles/poisoned/").alike() == nginx.ask_portal("/articles/poisoned/").alike()


@pytest.mark.pure
def test_half_sent_bodies_hold_up_nobody(nginx: Nginx, newsroom: Newsroom) -> None:
    head = f"POST {STORY}comments/ HTTP/1.1\r\nHost: {nginx.host}\r\nContent-Length: 1000\r\n\r\nname="
    waiting = [nginx.raw(head.encode()) for _ in range(50)]  # more than the portal has threads
    try:
        for _ in range(10):
            assert nginx.get(f"{STORY}?sure=1").status == 200
    finally:
        for connection in waiting:
            connection.close()


@pytest.mark.pure
def test_static_files_and_media_are_served_by_nginx_for_ever(nginx: Nginx, newsroom: Newsroom) -> None:
    found = re.search(rb"/static/css/site\.[0-9a-f]{12}\.css", nginx.get("/").body)
    assert found
    sheet = nginx.get(found[0].decode(), Accept_Encoding="gzip")
    assert (sheet.status, sheet.headers["content-encoding"]) == (200, "gzip")
    assert sheet.headers["content-type"].startswith("text/css")
    picture = nginx.get(newsroom.do("photo"))
    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    for answer in (sheet, picture):
        assert answer.is_file and "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert nginx.get("/static/css/tokens.css").status == 200  # by the portal
    for path in ["/media/../secret_key", "/media/%2e%2e/secret_key", "/media/", "/static/", "/secret_key"]:
        assert nginx.get(path).status in (400, 403, 404), path


@pytest.mark.pure
def test_the_log_names_no_reader_and_no_secret(nginx: Nginx, newsroom: Newsroom) -> None:
    receipt = write_comment(nginx, newsroom, "For the log.", OTHER).headers["location"]
    assert nginx.get(f"{receipt}?q=secretword").status == 200
    preview = f"/preview/{'k' * 22}.{'s' * 43}/"
    assert nginx.get(preview).status == 404
    log = (nginx.folder / "access.log").read_text()
    assert OTHER in log
    for secret in ("127.0.0.1", receipt, "secretword", preview):
        assert secret not in log


@pytest.mark.pure
def test_what_changes_is_in_the_very_next_answer(nginx: Nginx, newsroom: Newsroom, admin: Admin) -> None:
    address = admin.story("number")
    for number in range(24):
        was_file = nginx.published(STORY)
        words = f"Number {1000 + number}"
        assert words.encode() not in was_file.body
        if number % 3 == 0:
            assert write_comment(nginx, newsroom, words).status == 302
        elif number % 3 == 1:
            assert admin.publish(address, title=words).status == 302
        else:
            newsroom.do("retitle", "number", words)
        answer = nginx.get(STORY, Accept_Encoding="gzip" if number % 2 else "identity")
        assert words.encode() in answer.text, f"change {number} does not show, by file: {answer.is_file}"


def test_what_a_management_command_changes_is_in_the_very_next_answer(nginx: Nginx, newsroom: Newsroom) -> None:
    stories = nginx.folder / "stories"
    stories.mkdir()
    for number in range(2):
        (stories / "one.md").write_text(f"---\ntitle: Imported {number}\ndate: 2025-06-06\nslug: one\n---\nText.\n")
        assert (b'id="year-2025"' in nginx.published("/archive/").body) == (number > 0)
        nginx.manage("import_stories", str(stories))
        found = nginx.published("/articles/one/") if number else nginx.get("/articles/one/")
        assert f"Imported {number}".encode() in found.body
        assert b'id="year-2025"' in nginx.get("/archive/").body


@pytest.mark.pure
def test_a_scheduled_story_appears_on_time(nginx: Nginx, newsroom: Newsroom) -> None:
    for number in range(2):
        at = float(newsroom.do("story", f"Soon {number}", f"soon-{number}", "2"))
        while (asked := time.time()) < at + 0.5:
            answer = nginx.get("/")
            shows = f"Soon {number}".encode() in answer.body
            assert shows or asked < at, f"asked {asked - at:.3f} s after its time, by file: {answer.is_file}"
            assert not shows or time.time() >= at
        assert shows


def test_without_its_folder_a_change_fails_loudly_and_loses_nothing(
    nginx: Nginx, newsroom: Newsroom, admin: Admin
) -> None:
    address, before = admin.story("other"), nginx.published(OTHER)
    history, written = newsroom.do("audited", "other"), newsroom.do("comments", "other")
    away = nginx.pages.rename(nginx.folder / "away")
    nginx.pages.write_text("no folder")
    try:
        with pytest.raises(AssertionError, match="PAGES_DIR"):
            newsroom.do("retitle", "other", "Lost")
        assert admin.publish(address, title="Lost").status == 500
        refused = write_comment(nginx, newsroom, "Words to keep.", OTHER)
        assert refused.status == 503 and b"Words to keep" in refused.body
    finally:
        nginx.pages.unlink()
        away.rename(nginx.pages)
    assert newsroom.do("title", "other") == "Other"
    assert (newsroom.do("audited", "other"), newsroom.do("comments", "other")) == (history, written)
    assert nginx.get(OTHER).body == before.body
    assert admin.publish(address, title="Found").status == 302
    assert b"Found" in nginx.get(OTHER).body


@pytest.mark.pure
def test_a_command_that_is_interrupted_while_it_removes_files_has_changed_nothing(
    nginx: Nginx, newsroom: Newsroom
) -> None:
    (listing := (window := nginx.pages / "99999999999") / "tags" / "rivers").mkdir(parents=True)
    entries = [listing / f"{number}" for number in range(10_000)]
    for entry in entries:  # so many that it takes a while
        entry.symlink_to(window / "pages" / "none")
    command = Newsroom(nginx.portal)
    command.begin("story", "Interrupted", "interrupted")
    while entries[0].is_symlink() and entries[-1].is_symlink():
        assert command.process.poll() is None
    for _ in range(100):  # Python drops an interrupt that comes while it frees an object
        command.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            command.process.wait(timeout=0.3)
            break
    assert command.process.poll() is not None
    assert any(listing.iterdir()), "it was done before it was interrupted"
    shutil.rmtree(window)
    assert nginx.get("/articles/interrupted/").status == 404


def test_a_second_serve_ends_the_publishing_of_the_first(nginx: Nginx, newsroom: Newsroom) -> None:
    newsroom.do("serve_elsewhere")
    newsroom.do("retitle", "other", "Elsewhere")
    assert not any(nginx.get(OTHER).is_file for _ in range(5))
    newsroom.do("serve_here")
    newsroom.do("retitle", "other", "Here")
    nginx.published(OTHER)


class Readers:
    """Threads that read a story again and again, and hold each answer against what was committed before they asked."""

    def __init__(self, nginx: Nginx, told: Path, how_many: int):
        self.nginx, self.told = nginx, told
        self.files, self.faults = 0, list[str]()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read, daemon=True) for _ in range(how_many)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._ended.is_set():
            committed = int.from_bytes(self.told.read_bytes(), "little")
            try:
                answer = self.nginx.get(STORY, Accept_Encoding="gzip")
                self.nginx.get("/")
            except OSError:
                continue
            if answer.status == 200:
                self.files += answer.is_file
                found = re.search(rb"<h1[^>]*>\s*Number (\d+)", answer.text)
                if found is None or int(found[1]) < committed:
                    self.faults.append(f"{found and found[1]!r} after {committed}, by file: {answer.is_file}")


def compared_files(nginx: Nginx) -> int:
    """Hold each file that nginx may answer with against the page as it is rendered now; give how many there were."""
    files = list(nginx.pages.glob("[0-9]*/pages/**/index.html*"))
    for file in files:
        path = "/" + "/".join([*file.parent.relative_to(nginx.pages).parts[2:], ""])
        for _ in range(3):  # the background worker may change a page between the two looks; an old file stays old
            fresh = rendered(nginx, path)
            with suppress(FileNotFoundError):
                found = file.read_bytes()
                if (gzip.decompress(found) if file.suffix == ".gz" else found) != fresh:
                    continue
            break
        else:
            raise AssertionError(f"{file} is of another time than\n{fresh.decode()}")
    return len(files)


def rendered(nginx: Nginx, path: str) -> bytes:
    """Have a page rendered, by whichever web worker lives."""
    for _ in range(100):
        answer = nginx.get(path, Cookie="sessionid=nobody")
        if answer.status == 200:
            return answer.body
        assert answer.status == 502, answer
        time.sleep(0.1)
    raise AssertionError(f"{path} is not answered")


def test_whoever_is_killed_no_file_is_older_than_the_database(nginx: Nginx, newsroom: Newsroom) -> None:
    """KILLS=200 kills whoever writes as often, and a web worker now and then."""
    dice, killed, compared, next_worker = random.Random(3), 0, 0, 0.0
    told = nginx.folder / "told"
    told.write_bytes(bytes(8))
    newsroom.do("retitle", "number", "Number 0")
    with Readers(nginx, told, 2) as readers:
        for _ in range(int(os.environ.get("KILLS", "20"))):
            writer = int(newsroom.do("begin_to_write", "number", str(told)))
            time.sleep(dice.uniform(0.05, 0.8))
            if time.monotonic() > next_worker:  # granian gives up when one dies twice in 5.5 s
                killed += kill_a_web_worker(nginx, dice)
                next_worker = time.monotonic() + 6
            os.kill(writer, signal.SIGKILL)
            newsroom.do("buried", str(writer))
            time.sleep(dice.uniform(0, 0.2))
            killed += 1
            compared += compared_files(nginx)
    assert not readers.faults and nginx.portal.process.poll() is None
    assert readers.files and compared and int.from_bytes(told.read_bytes(), "little") > 10
    print(f"{killed} kills, {readers.files} answers by file, {compared} files compared")


def kill_a_web_worker(nginx: Nginx, dice: random.Random) -> int:
    """Kill one process that answers requests and serve will replace, if another one is there; give how many."""
    workers = nginx.portal.named("nuztrend-web")
    if len(workers) < 2:
        return 0
    os.kill(dice.choice(workers), signal.SIGKILL)
    return 1
