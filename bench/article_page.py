"""The article page that is in no cache, against a plain Django blog: `python bench/article_page.py`.

Prints Markdown tables. bench/README.md says what is compared and why that is fair.
"""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from serving import THREADS, WORKERS, Server, Site, machine, nuztrend, plainblog, say, serving
from wrk import load, need_wrk

STORY = "resilience-lander"  # the demo's longest page
CROWD = 32  # connections
WARM_UP = 2  # seconds


@dataclass(frozen=True)
class Round:
    """One site in one round."""

    rate: float  # requests a second with a crowd
    p50: float  # milliseconds, with a crowd
    p99: float
    alone_p50: float  # milliseconds, one connection
    alone_p99: float
    cpu: float  # microseconds a request, all processes of the server


def measure(server: Server, path: str, seconds: float) -> Round:
    """Load one page with a crowd, then with a single reader."""
    before = server.cpu_seconds()
    crowd = load(server.url(path), CROWD, seconds)
    used = server.cpu_seconds() - before
    server.settle()
    alone = load(server.url(path), 1, seconds / 2)
    done = crowd.requests + WORKERS * THREADS / 2  # what was in work when wrk left off was half done, on average
    return Round(crowd.rate, crowd.p50, crowd.p99, alone.p50, alone.p99, used / done * 1e6)


def check_same_story(page: bytes, story: dict[str, Any], site: str) -> None:
    """See that the page holds everything the story has.

    Raises:
        RuntimeError: something is missing, so the two pages must not be compared.
    """
    html = page.decode()
    if story["body"] not in html:
        raise RuntimeError(f"{site} does not show the story's body")
    text = unescape(html)
    names = [name for name, *_ in [*story["tags"], *story["bylines"], *story["comments"]]]
    for wanted in [story["title"], story["dek"], story["keywords"], story["photo_alt"], *names]:
        if wanted not in text:
            raise RuntimeError(f"{site} does not show “{wanted}”")


def compare(sites: Sequence[Site], stories: list[dict[str, Any]], rounds: int, seconds: float) -> str:
    """Serve both sites, measure them by turns, and give the table."""
    story = next(story for story in stories if story["ref"] == STORY)
    path = f"/articles/{story['slug']}/"
    found: list[list[Round]] = [[] for _ in sites]
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(site, path)) for site in sites]
        sizes = [len(server.page(path)) for server in servers]
        for server in servers:
            check_same_story(server.page(path), story, server.site.name)
            load(server.url(path), CROWD, WARM_UP)
            server.settle()
        for number in range(1, rounds + 1):
            for server, results in zip(servers, found, strict=True):
                results.append(measure(server, path, seconds))
                say(f"  round {number}, {server.site.name}: {results[-1].rate:,.0f} requests/s")
    queries = [site.run("-m", "bench.queries", path).strip() for site in sites]
    comments = sum(len(story["comments"]) for story in stories)
    return "\n".join(
        [
            f"**{len(stories):,} stories, {comments:,} comments** (medians of {rounds} × {seconds:g} s)",
            "",
            f"| page | requests/s, c={CROWD} | p50 / p99 ms, c={CROWD} "
            "| p50 / p99 ms, c=1 | CPU µs/request | bytes | SQL |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(row(*facts) for facts in zip(sites, found, sizes, queries, strict=True)),
            ratio_row(*found),
        ]
    )


def row(site: Site, rounds: list[Round], size: int, queries: str) -> str:
    """Give a site's line: the median of each figure."""
    rate, p50, p99, alone_p50, alone_p99, cpu = (
        median(getattr(each, name) for each in rounds) for name in Round.__dataclass_fields__
    )
    return (
        f"| {site.name} | {rate:,.0f} | {p50:,.1f} / {p99:,.1f} | {alone_p50:,.1f} / {alone_p99:,.1f} "
        f"| {cpu:,.0f} | {size:,} | {queries} |"
    )


def ratio_row(blog: list[Round], portal: list[Round]) -> str:
    """Give how far the portal is ahead (above 1) or behind: ratios within each round, median with least and most."""
    rates = [ours.rate / theirs.rate for theirs, ours in zip(blog, portal, strict=True)]
    costs = [theirs.cpu / ours.cpu for theirs, ours in zip(blog, portal, strict=True)]
    waits = [theirs.alone_p50 / ours.alone_p50 for theirs, ours in zip(blog, portal, strict=True)]
    speed, wait, cost = (
        f"**{median(ratios):.2f} x** [{min(ratios):.2f} .. {max(ratios):.2f}]" for ratios in (rates, waits, costs)
    )
    return f"| Nuztrend ahead by | {speed} | | {wait} | {cost} | | |"


def fill(blog: Site, portal: Site, folder: Path) -> list[dict[str, Any]]:
    """Make the blog anew from the portal's public stories, and give them."""
    for suffix in ("", "-wal", "-shm"):
        blog.database.with_name(blog.database.name + suffix).unlink(missing_ok=True)
    dump = folder / "stories.json"
    dump.write_text(portal.run("-m", "bench.portal", "dump"), "utf-8")
    blog.run("-m", "bench.plainblog.fill", str(dump))
    return json.loads(dump.read_text("utf-8"))


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="of load in each round, at least 2")
    parser.add_argument("--stories", type=int, default=1_000, help="in the second table")
    options = parser.parse_args()
    need_wrk()
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name:
        folder = Path(name)
        portal, blog = nuztrend(folder / "portal"), plainblog(folder / "plainblog.sqlite3")
        say("Preparing Nuztrend with its demo …")
        portal.run("manage.py", "prepare")
        portal.run("-m", "bench.portal", "freshen")
        for step in ([], ["grow", str(options.stories)]):
            if step:
                say(f"Growing to {options.stories:,} stories …")
                portal.run("-m", "bench.portal", *step)
            stories = fill(blog, portal, folder)
            print(f"\n{compare([blog, portal], stories, options.rounds, options.seconds)}", flush=True)


if __name__ == "__main__":
    main()
