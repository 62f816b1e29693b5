"""A portal of its own for tests that need the real server: its files, its database, its port, its processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from functools import cache
from http.client import HTTPResponse
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Portal:
    """A portal of its own, prepared: files, database, port, and the processes that serve it."""

    is_bare = False

    def __init__(self, var: Path, **settings: str):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            "PATH": os.environ["PATH"],
            "VAR": str(var),
            "PORT": str(self.port),
            "DEMO": "0",
            "READERS_DIR": str(var),
            "NETWORK_BUDGET": "1000000",  # all readers of a test have one address
            **settings,
        }
        self.log = var / "serve.log"
        if not self.is_bare:
            shutil.copytree(prepared_once(), var, dirs_exist_ok=True)

    def start(self) -> None:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--prepare"], cwd=ROOT, env=self.env, stdout=log, stderr=log
            )
        for _ in range(600):
            try:
                self.get("/healthz")
                break
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        else:
            raise AssertionError(self.log.read_text())

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a management command on this portal."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=120)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def get(self, path: str, **headers: str) -> HTTPResponse:
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            response: HTTPResponse = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            return error  # type: ignore[return-value]
        return response

    def family(self) -> list[int]:
        """The processes that `serve` started, and theirs."""
        return descendants(self.process.pid)

    def named(self, name: str) -> list[int]:
        """Those of the family that call themselves so."""
        return [pid for pid in self.family() if name_of(pid) == name]


class BarePortal(Portal):
    """One that has nothing yet, as on the first start."""

    is_bare = True


@cache
def prepared_once() -> Path:
    """The static files, compressed, and a migrated database, which take five seconds: once for all portals."""
    made, given = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    done = BarePortal(made).manage("prepare")
    assert done.returncode == 0, done.stderr
    shutil.move(made / "static", given)
    shutil.move(made / "nuztrend.sqlite3", given)
    return given


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and theirs; none once it has ended."""
    with suppress(OSError):
        direct = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return direct + [grand for child in direct for grand in descendants(child)]
    return []


def name_of(pid: int) -> str:
    """What a process calls itself; nothing once it has ended."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        return "" if "State:\tZ" in status else status.partition("\n")[0].removeprefix("Name:\t")
    return ""
