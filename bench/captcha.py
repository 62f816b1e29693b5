"""What a run on captchas does to readers and to the database: `python bench/captcha.py`.

Eight connections ask for captcha fragments, each of which writes a row, while one reader loads the article page.
Prints a Markdown table.
"""

import sqlite3
import time
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from portals import path_of_story, prepared
from serving import Server, Site, machine, nuztrend, say, serving

ASKERS = 8  # connections, a process each, so that the client's threads do not wait for each other
LIFETIME = 30 * 60  # seconds, CAPTCHA_TIMEOUT of nuztrend/settings.py
BEFORE = 8.0  # seconds of undisturbed reading


def ask(port: int, path: str, times: int, wanted: bytes) -> None:
    """Load a page `times` on one connection.

    Raises:
        RuntimeError: an answer is not what was `wanted`.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(times):
        connection.request("GET", path)
        answer = connection.getresponse()
        if wanted not in answer.read() or answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")


def read_while(going_on: Callable[[], bool], server: Server, path: str) -> tuple[float, float, int]:
    """Load a page again and again; give p50 and p99 in milliseconds, and how often.

    Raises:
        RuntimeError: the page does not answer 200.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    took: list[float] = []
    while going_on() or len(took) < 2:
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - started) * 1_000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
    cuts = quantiles(took, n=100)
    return cuts[49], cuts[98], len(took)


def rows(site: Site) -> int:
    """Give the number of challenges in the database."""
    with closing(sqlite3.connect(site.database)) as database:
        return int(database.execute("SELECT count(*) FROM captcha_captchastore").fetchone()[0])


def megabytes(site: Site) -> float:
    """Give the size of the database once its write-ahead log is written back; nobody else may have it open."""
    with closing(sqlite3.connect(site.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return site.database.stat().st_size / 1e6


def expire(site: Site) -> None:
    """Set every challenge's expiration into the past, as half an hour of waiting would."""
    with closing(sqlite3.connect(site.database, timeout=20)) as database, database:
        database.execute("UPDATE captcha_captchastore SET expiration = datetime('now', '-1 minute')")


def run(site: Site, fragments: int) -> str:
    """Ask for `fragments` captchas, read meanwhile, and give the table."""
    page = path_of_story(site)
    size_before, rows_before = megabytes(site), rows(site)
    with serving(site, page) as server, ProcessPoolExecutor(ASKERS) as pool:
        say("Reading undisturbed …")
        read_while(_for(1.0), server, page)  # warm up
        calm = read_while(_for(BEFORE), server, page)
        say(f"Asking for {fragments:,} captchas …")
        started = time.perf_counter()
        share = fragments // ASKERS
        asking = [pool.submit(ask, server.port, f"{page}comments/form/", share, b"captcha_key") for _ in range(ASKERS)]
        busy = read_while(lambda: not all(each.done() for each in asking), server, page)
        for each in asking:
            each.result()
        rate = share * ASKERS / (time.perf_counter() - started)
    size, held = megabytes(site), rows(site)
    expire(site)
    site.run("manage.py", "tick")
    each_row = (size - size_before) * 1e6 / (held - rows_before)
    bound = rate * LIFETIME
    lines = [
        ("fragments/s, each with a row on disk", f"{rate:,.0f} ({share * ASKERS:,} on {ASKERS} connections)"),
        ("article page before, p50 / p99 ms", f"{calm[0]:.1f} / {calm[1]:.1f} ({calm[2]:,} pages)"),
        ("article page meanwhile, p50 / p99 ms", f"{busy[0]:.1f} / {busy[1]:.1f} ({busy[2]:,} pages)"),
        ("challenges in the table: before, at the end", f"{rows_before:,}, {held:,}"),
        ("the same once they expired and `manage.py tick` ran", f"{rows(site):,}"),
        ("database: before, at the end", f"{size_before:.1f} MB, {size:.1f} MB"),
        ("most that this rate can hold (30 minutes)", f"{bound:,.0f} challenges, {bound * each_row / 1e6:,.0f} MB"),
    ]
    return "\n".join(["| captchas asked for in bulk | |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in lines)])


def _for(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--fragments", type=int, default=10_000)
    parser.add_argument("--portal", type=Path, help="a folder with a prepared portal (VAR); else one is made")
    options = parser.parse_args()
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name:
        site = nuztrend(prepared(Path(name), options.portal))
        print(f"\n{run(site, options.fragments)}", flush=True)


if __name__ == "__main__":
    main()
