"""A real nginx with deploy/nginx.conf in front of a portal of the tests."""

import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from nuztrend.pagecache.files import WINDOW
from tests.portal import ROOT, Portal, free_port

PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
OF_ONE_ANSWER = {"cache-status", "connection", "date", "server"}
BODIES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Answer:
    """What came back over the wire, its headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_file(self) -> bool:
        """Whether nginx answered by itself: the portal says how a page came about, or which request it was."""
        return not {"cache-status", "x-request-id"} & self.headers.keys()

    @property
    def text(self) -> bytes:
        """The body as a reader sees it."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    def alike(self) -> tuple[int, dict[str, str], bytes]:
        """Give all that has to be the same whoever answers."""
        return self.status, {name: said for name, said in self.headers.items() if name not in OF_ONE_ANSWER}, self.body


class Nginx:
    """The configuration as it is shipped, with the test's own ports and folders."""

    def __init__(self, folder: Path, **settings: str):
        folder.chmod(0o755)
        self.folder, self.port = folder, free_port()
        self.pages = folder / "pages"
        self.host = f"127.0.0.1:{self.port}"
        var = folder / "var"
        var.mkdir()
        self.portal = Portal(
            var, PAGES_DIR=str(self.pages), SITE_URL=f"http://{self.host}", BEHIND_PROXY="1", **settings
        )

    def start(self) -> None:
        """Start the portal and nginx, and wait until both answer."""
        assert PROGRAM, "CI needs nginx: tests/system-packages installs it"
        self.portal.start()
        (self.folder / "nginx.conf").write_text(self.configuration())
        command = [PROGRAM, "-p", str(self.folder), "-c", "nginx.conf", "-g", "daemon off;"]
        with (self.folder / "nginx.log").open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(100):
            try:
                assert self.get("/healthz").status == 200
                return
            except OSError:
                assert self.process.poll() is None, (self.folder / "nginx.log").read_text()
                time.sleep(0.1)
        raise AssertionError((self.folder / "nginx.log").read_text())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        if self.portal.process.poll() is None:
            self.portal.stop()

    def configuration(self) -> str:
        """Give deploy/nginx.conf with what stands for this machine replaced."""
        text = (ROOT / "deploy/nginx.conf").read_text()
        own = [
            ("user www-data;", "user root;" if os.getuid() == 0 else ""),  # pytest's folders are closed to others
            ("worker_processes auto;", "worker_processes 2;"),
            ("/run/nginx.pid", f"{self.folder}/nginx.pid"),
            (" buffer=64k flush=5s", ""),  # tests read the log at once
            ("/var/log/nginx/", f"{self.folder}/"),
            ("listen 80", f"listen 127.0.0.1:{self.port}"),
            ("server_name news.example.org", "server_name 127.0.0.1"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.portal.port}"),
            ("/run/nuztrend/pages", str(self.pages)),
            ("/var/lib/nuztrend", self.portal.env["VAR"]),
            ("http {", "http {\n" + "".join(f"    {name}_temp_path {self.folder}/{name};\n" for name in BODIES)),
        ]
        for shipped, here in own:
            assert shipped in text, f"deploy/nginx.conf has no {shipped} any more"
            text = text.replace(shipped, here)
        return text

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask nginx for a path; header names have `_` for `-`."""
        return ask(self.port, path, method, None, headers)

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        """Send nginx a form."""
        form = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}", **headers}
        return ask(self.port, path, "POST", body, form)

    def ask_portal(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask the portal behind it, as nginx would."""
        return ask(self.portal.port, path, method, None, {"Host": self.host, "X_Forwarded_Proto": "http", **headers})

    def raw(self, request: bytes) -> socket.socket:
        """Send bytes on a connection of their own, and give it."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(request)
        return connection

    def published(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Read a page until nginx has it as a file, and for five more seconds; give the file's answer.

        It has it from the second reading on, until the window of time ends in which it was published.
        """
        for _ in range(150):
            answer = self.get(path, method, **headers)
            if answer.is_file and answer.status in (200, 304) and time.time() % WINDOW < WINDOW - 5:
                return answer
            time.sleep(0.05)  # a writer was at work, or the window has just changed
        raise AssertionError(f"{path} is not published as a file: {answer.headers}\n{self.portal.log.read_text()}")

    def manage(self, *arguments: str) -> str:
        """Run a management command, which must not fail; give what it said."""
        done = self.portal.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


def ask(port: int, path: str, method: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        spelled = {re.sub("_", "-", name): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=spelled)
        response = connection.getresponse()
        said = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, said, response.read())
    finally:
        connection.close()


class Form(HTMLParser):
    """The fields of the forms on a page, as a browser would send them."""

    def __init__(self, html: str):
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._name = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        kind, name = said.get("type", "text"), said.get("name", "")
        if tag == "input" and name and kind not in {"submit", "file", "button"}:
            if kind not in {"checkbox", "radio"} or "checked" in said:
                self.fields.append((name, said.get("value", "")))
        elif tag == "textarea":
            self._name = name
            self.fields.append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said:
            self.fields.append((self._select, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.fields[-1] = (self._name, (self.fields[-1][1] + data).removeprefix("\n"))

    def filled_in(self, **values: str) -> bytes:
        kept = [(name, value) for name, value in self.fields if name not in values]
        return urlencode([*kept, *values.items()]).encode()


class Newsroom:
    """A process beside the web server that changes the portal through its verbs, as a management command does."""

    def __init__(self, portal: Portal):
        code = "from tests.newsroom import work; work()"
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", code],
            cwd=ROOT, env=portal.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def begin(self, verb: str, *words: str) -> None:
        """Let the process begin with a verb, and do not wait for it."""
        assert self.process.stdin
        print(verb, *words, sep="\t", file=self.process.stdin, flush=True)

    def do(self, verb: str, *words: str) -> str:
        """Carry out a verb of tests/newsroom.py in the process; give what it says.

        Raises:
            AssertionError: it raised an exception, which is the text.
        """
        self.begin(verb, *words)
        assert self.process.stdout
        how, _, said = self.process.stdout.readline().rstrip("\n").partition("\t")
        assert how == "done", said
        return said

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)
