"""A throw-away PostgreSQL server for a benchmark."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from serving import ROOT


@dataclass(frozen=True)
class PostgreSQL:
    """A running server, in which each portal gets a database of its own."""

    url: str
    pid: int

    def make(self, name: str) -> str:
        """Make an empty database and give its URL."""
        import psycopg  # an extra: those who measure SQLite alone do not need it

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Run a server until the block ends.

    Raises:
        RuntimeError: it could not be started; its own words stand on the terminal.
    """
    import psycopg

    words = 'echo "$DATABASE_URL" && exec cat'
    command = [str(ROOT / "tests/with-postgres"), "sh", "-c", words]
    durable = {**os.environ, "SYNC": "-c fsync=on"}  # what is measured is a server that keeps what it acknowledged
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=durable)
    assert process.stdin and process.stdout
    try:
        url = next((line.strip() for line in process.stdout if line.startswith("postgres") and "://" in line), "")
        if not url:
            raise RuntimeError("no PostgreSQL server could be started")
        with psycopg.connect(url) as connection:
            (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        yield PostgreSQL(url, int((Path(folder) / "postmaster.pid").read_text().split()[0]))
    finally:
        process.stdin.close()  # `cat` ends, and the server with it
        process.wait(timeout=60)
