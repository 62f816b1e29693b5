"""The two sites of the benchmarks, and the one server that serves both in the same way."""

import os
import platform
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
START = 60.0  # seconds that a server may take until it answers
TICKS = os.sysconf("SC_CLK_TCK")  # a second, in /proc


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


def nuztrend(folder: Path) -> Site:
    """Give Nuztrend with everything it makes below `folder`."""
    environment = {"VAR": str(folder), "DEMO": "1", "LOG_LEVEL": "WARNING"}
    database = folder / "nuztrend.sqlite3"
    return Site("Nuztrend", "nuztrend.wsgi:application", "nuztrend.settings", database, environment)


def plainblog(database: Path) -> Site:
    """Give the plain blog over the file `database`."""
    environment = {"PLAINBLOG_DATABASE": str(database)}
    return Site(
        "plain Django blog", "bench.plainblog.wsgi:application", "bench.plainblog.settings", database, environment
    )


@dataclass(frozen=True)
class Server:
    """A running granian with its workers."""

    site: Site
    pid: int
    port: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def page(self, path: str) -> bytes:
        """Give the page as it is sent to a client that takes no compression."""
        with urllib.request.urlopen(self.url(path), timeout=START) as answer:
            return answer.read()

    def cpu_seconds(self) -> float:
        """Give the CPU time that all processes of the server have used, user and system."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            session, user, system = int(fields[3]), int(fields[11]), int(fields[12])
            if session == self.pid:
                total += user + system
        return total / TICKS

    def settle(self) -> None:
        """Wait until the server has worked off what a client left behind."""
        before = -1.0
        while (now := self.cpu_seconds()) - before > 0.02:
            before = now
            time.sleep(0.3)


@contextmanager
def serving(site: Site, path: str) -> Iterator[Server]:
    """Serve `site` until the block ends; it begins when `path` answers.

    Raises:
        RuntimeError: the server ended or did not answer in time.
    """
    port = _free_port()
    options = {
        "--interface": "wsgi",
        "--port": port,
        "--workers": WORKERS,
        "--blocking-threads": THREADS,
        "--log-level": "warning",
    }
    words = [str(word) for pair in options.items() for word in pair]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *words, "--no-ws", "--no-access-log", site.application],
        cwd=ROOT,
        env=site.process_environment,
        start_new_session=True,  # its workers share the session, by which cpu_seconds() finds them
    )
    server = Server(site, process.pid, port)
    try:
        _wait_for(server, process, path)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
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
            raise RuntimeError(f"{server.site.name} answers {error.code} for {path}") from None
        except urllib.error.URLError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{server.site.name} does not answer")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(words: str) -> None:
    """Tell on the terminal what happens; the standard output holds the tables alone."""
    print(words, file=sys.stderr, flush=True)


def machine() -> str:
    """Give one line on when, where and with what the figures were made."""
    described = (line.partition(":") for line in Path("/proc/cpuinfo").read_text().splitlines())
    model = next((value.strip() for name, _, value in described if name.strip() == "model name"), platform.machine())
    packages = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "granian"))
    return (
        f"{date.today()}, {model}, {os.cpu_count()} cores, load average at the start {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {packages}, SQLite {sqlite_version}."
    )
