"""The article page that is in no cache, against a plain Django blog: `python bench/article_page.py`.

Prints Markdown tables. bench/README.md says what is compared and why that is fair.
"""

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from portals import STORY
from rounds import CROWD, HEAD, WARM_UP, Round, cells, measure, spread
from serving import Site, machine, nuztrend, plainblog, say, serving
from wrk import load, need_wrk


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
            check_same_story(server.page(path), story, server.name)
            load(server.url(path), CROWD, WARM_UP)
            server.settle()
        for number in range(1, rounds + 1):
            for server, results in zip(servers, found, strict=True):
                results.append(measure(server, path, seconds))
                say(f"  round {number}, {server.name}: {results[-1].rate:,.0f} requests/s")
    queries = [site.run("-m", "bench.queries", path).strip() for site in sites]
    comments = sum(len(story["comments"]) for story in stories)
    return "\n".join(
        [
            f"**{len(stories):,} stories, {comments:,} comments** (medians of {rounds} × {seconds:g} s)",
            "",
            f"| page | {HEAD} | bytes | SQL |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(row(*facts) for facts in zip(sites, found, sizes, queries, strict=True)),
            ratio_row(*found),
        ]
    )


def row(site: Site, rounds: list[Round], size: int, queries: str) -> str:
    """Give a site's line."""
    return f"| {site.name} | {cells(rounds)} | {size:,} | {queries} |"


def ratio_row(blog: list[Round], portal: list[Round]) -> str:
    """Give how far the portal is ahead (above 1) or behind: ratios within each round, median with least and most."""
    rates = [ours.rate / theirs.rate for theirs, ours in zip(blog, portal, strict=True)]
    costs = [theirs.cpu / ours.cpu for theirs, ours in zip(blog, portal, strict=True)]
    waits = [theirs.alone_p50 / ours.alone_p50 for theirs, ours in zip(blog, portal, strict=True)]
    return f"| Nuztrend ahead by, times | {spread(rates)} | | {spread(waits)} | {spread(costs)} | | |"


def first_views(site: Site, stories: list[dict[str, Any]]) -> str:
    """Ask for every story once on one connection, with the page cache as it is installed, and give what it took.

    None of these pages was ever asked for; what many pages show (the menu, the trending stories) is warm.

    Raises:
        RuntimeError: a page was in the page cache, or could not be had.
    """
    took = []
    with serving(site, "/") as server:
        reader = HTTPConnection("127.0.0.1", server.port, timeout=60)
        for path in [*["/tags/", "/archive/", "/"] * 5, *(f"/articles/{story['slug']}/" for story in stories)]:
            begin = time.perf_counter()
            reader.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = reader.getresponse()
            answer.read()
            if path.startswith("/articles/"):
                took.append((time.perf_counter() - begin) * 1_000)
                if answer.status != 200 or not str(answer.headers["Cache-Status"]).endswith("stored"):
                    raise RuntimeError(f"{path} answers {answer.status}, {answer.headers['Cache-Status']}")
    cuts = quantiles(took, n=100)
    return (
        f"**First view**, one connection, page cache on, {len(took):,} stories asked for once each: "
        f"mean {mean(took):.2f} ms, p50 {cuts[49]:.2f} ms, p99 {cuts[98]:.2f} ms."
    )


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
        portal = nuztrend(folder / "portal", PAGE_CACHE_MB="0")
        blog = plainblog(folder / "plainblog.sqlite3")
        say("Preparing Nuztrend with its demo …")
        portal.run("manage.py", "prepare")
        portal.run("-m", "bench.portal", "freshen")
        for step in ([], ["grow", str(options.stories)]):
            if step:
                say(f"Growing to {options.stories:,} stories …")
                portal.run("-m", "bench.portal", *step)
            stories = fill(blog, portal, folder)
            print(f"\n{compare([blog, portal], stories, options.rounds, options.seconds)}", flush=True)
        print(f"\n{first_views(nuztrend(folder / 'portal'), stories)}", flush=True)


if __name__ == "__main__":
    main()
