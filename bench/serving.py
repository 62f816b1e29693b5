"""The sites of the benchmarks, and the servers that serve them."""

import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

from processes import cpu_seconds

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
START = 120.0  # seconds that a server may take until it answers
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A Django project with the database that belongs to it."""

    name: str
    application: str
    settings: str
    database: Path
    environment: dict[str, str]

    @property
    def process_environment(self) -> dict[str, str]:
        """What its processes see: nothing of the operator's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, "DJANGO_SETTINGS_MODULE": self.settings, **self.environment}

    def run(self, *words: str) -> str:
        """Run Python with `words` in this site's environment; give what it prints.

        Raises:
            subprocess.CalledProcessError: it failed; its own words stand on the terminal.
        """
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.process_environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout


def nuztrend(folder: Path, **settings: str) -> Site:
    """Give Nuztrend with everything it makes below `folder`; all its readers come from one address, digits included."""
    readers = {"NETWORK_BUDGET": "1000000", "CAPTCHA": "always", "UNDER_ATTACK": "0"}
    environment = {"VAR": str(folder), "DEMO": "1", "LOG_LEVEL": "WARNING", **readers, **settings}
    database = folder / "nuztrend.sqlite3"
    return Site("Nuztrend", "nuztrend.wsgi:application", "nuztrend.settings", database, environment)


def plainblog(database: Path, url: str = "") -> Site:
    """Give the plain blog over the file `database`, or over a database of PostgreSQL at a `url`."""
    environment = {"PLAINBLOG_DATABASE": url or str(database)}
    return Site(
        "plain Django blog", "bench.plainblog.wsgi:application", "bench.plainblog.settings", database, environment
    )


@dataclass(frozen=True)
class Server:
    """A running server with all its processes."""

    name: str
    port: int
    pids: tuple[int, ...]  # its processes descend from these
    host: str = HERE  # by which readers name it

    def url(self, path: str) -> str:
        return f"http://{HERE}:{self.port}{path}"

    def page(self, path: str, **headers: str) -> bytes:
        """Give the page as it is sent to a client with these headers, by default to one that takes no compression."""
        request = urllib.request.Request(self.url(path), headers={"Host": self.host, **headers})
        with urllib.request.urlopen(request, timeout=START) as answer:
            return answer.read()

    def cpu_seconds(self) -> float:
        """Give the CPU time that all processes of the server have used, user and system."""
        return cpu_seconds(self.pids)

    def settle(self) -> None:
        """Wait until the server has worked off what a client left behind."""
        before = -1.0
        while (now := self.cpu_seconds()) - before > 0.02:
            before = now
            time.sleep(0.3)


@contextmanager
def serving(site: Site, path: str) -> Iterator[Server]:
    """Serve `site` by a bare granian, the same for every site, until the block ends; it begins when `path` answers.

    Raises:
        RuntimeError: the server ended or did not answer in time.
    """
    port = free_port()
    options = {
        "--interface": "wsgi",
        "--port": port,
        "--workers": WORKERS,
        "--blocking-threads": THREADS,
        "--log-level": "warning",
    }
    words = [str(word) for pair in options.items() for word in pair]
    command = [sys.executable, "-m", "granian", *words, "--no-ws", "--no-access-log", site.application]
    with started(site.name, command, site.process_environment, port, path) as server:
        yield server


@contextmanager
def installed(site: Site, path: str = "/healthz", port: int | None = None, host: str = HERE) -> Iterator[Server]:
    """Serve Nuztrend by `manage.py serve --prepare`, as `make run` and deploy/nuztrend.service do.

    Raises:
        RuntimeError: the server ended or did not answer in time.
    """
    port = port or free_port()
    environment = {**site.process_environment, "PORT": str(port)}
    command = [sys.executable, "manage.py", "serve", "--prepare"]
    with started(site.name, command, environment, port, path, host) as server:
        yield server


@contextmanager
def started(
    name: str, command: Sequence[str], environment: dict[str, str], port: int, path: str, host: str = HERE
) -> Iterator[Server]:
    """Run a server until the block ends; it begins when `path` answers.

    Raises:
        RuntimeError: the server ended or did not answer in time.
    """
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=sys.stderr, start_new_session=True)
    server = Server(name, port, (process.pid,), host)
    try:
        _wait_for(server, process, path)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(server: Server, process: "subprocess.Popen[bytes]", path: str) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.page(path)
            return
        except ConnectionError:
            pass
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{server.name} answers {error.code} for {path}") from None
        except urllib.error.URLError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{server.name} does not answer")


def free_port() -> int:
    """Give a port on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def say(words: str) -> None:
    """Tell on the terminal what happens; the standard output holds the tables alone."""
    print(words, file=sys.stderr, flush=True)


def machine() -> str:
    """Give one line on when, where and with what the figures were made."""
    described = (line.partition(":") for line in Path("/proc/cpuinfo").read_text().splitlines())
    model = next((value.strip() for name, _, value in described if name.strip() == "model name"), platform.machine())
    packages = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "granian"))
    others = "".join(
        f", {name} {found[0]}" for name, *command in PEERS if (found := re.search(r"\d+\.\d+(\.\d+)?", _words(command)))
    )
    return (
        f"{date.today()}, {model}, {os.cpu_count()} cores, load average at the start {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {packages}, SQLite {sqlite_version}{others}."
    )


PEERS = [("nginx", "nginx", "-v"), ("PostgreSQL", "psql", "--version"), ("wrk", "wrk", "--version")]


def _words(command: list[str]) -> str:
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout + done.stderr
