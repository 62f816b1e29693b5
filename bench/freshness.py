"""The ways to learn whether a page is fresh, timed: `python -m bench.freshness` inside a portal, prints JSON.

bench/cached_page.py makes a table of it. Whoever measures alone has no other thread to wait for.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from statistics import median

import django
from django.db import connection

django.setup()

from nuztrend.models import PageTag  # noqa: E402  (models need the setup)
from nuztrend.pagecache.freshness import READ_CLOCK, Freshness, PostgreSQL, SQLite  # noqa: E402

TIMES, ROUNDS = 2_000, 15


def microseconds(way: Callable[[], object]) -> float:
    """Give the median over the rounds of the mean of many calls."""
    took = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(TIMES):
            way()
        took.append((time.perf_counter() - begin) / TIMES * 1e6)
    return median(took)


def ways_of_sqlite() -> dict[str, Callable[[], object]]:
    file = str(connection.settings_dict["NAME"])
    execute = sqlite3.connect(file, isolation_level=None).cursor().execute
    return {
        "the header of the log (what Nuztrend does)": SQLite().clock,
        "`PRAGMA data_version`": lambda: execute("PRAGMA data_version").fetchone(),
        "`SELECT` of the clock (when the header has changed)": lambda: execute(READ_CLOCK).fetchone(),
    }


def ways_of_postgresql() -> dict[str, Callable[[], object]]:
    import psycopg

    source = PostgreSQL()
    options = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    options.pop("context", None)
    plain = psycopg.connect(autocommit=True, **options)
    return {
        "prepared `SELECT` of the clock over libpq (what Nuztrend does)": source.clock,
        "the same by a cursor of psycopg": lambda: plain.execute(READ_CLOCK, prepare=True).fetchone(),
    }


def main() -> None:
    PageTag.objects.get_or_create(name="clock", defaults={"version": 0})
    ways = ways_of_sqlite() if connection.vendor == "sqlite" else ways_of_postgresql()
    ways["`SELECT` by Django's ORM"] = lambda: PageTag.objects.values_list("version").get(name="clock")
    ways["all of Nuztrend's look before a hit (`freshness.now`)"] = Freshness().now
    json.dump({name: microseconds(way) for name, way in ways.items()}, sys.stdout)


if __name__ == "__main__":
    main()
