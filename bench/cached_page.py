"""The article page from the page cache, against nginx with the same bytes in a file: `python bench/cached_page.py`.

Prints Markdown tables. bench/README.md says what is compared.
"""

import gzip
import json
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from nginx import behind_nginx, yardsticks
from portals import copy_of, make_ready, path_of_story, prepared
from postgresql import PostgreSQL, postgresql
from rounds import CROWD, HEAD, WARM_UP, Round, cells, measure, spread
from serving import Server, Site, installed, machine, nuztrend, say
from wrk import load, need_wrk

GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Target:
    """A server with the headers that its readers send."""

    name: str
    server: Server
    headers: dict[str, str] = field(default_factory=lambda: dict(GZIP))

    def size(self, path: str) -> int:
        """Give the bytes of the body as they are sent."""
        return 0 if "If-None-Match" in self.headers else len(self.server.page(path, **self.headers))


def etag_of(server: Server, path: str) -> str:
    request = urllib.request.Request(server.url(path), headers=GZIP)
    with urllib.request.urlopen(request) as answer:
        return str(answer.headers["ETag"])


@contextmanager
def targets(site: Site, there: Site, path: str, database: PostgreSQL) -> Iterator[dict[str, Target]]:
    """Serve everything that is compared; the first is the limit."""
    template = site.database.parent
    with ExitStack() as stack:
        enter = stack.enter_context
        alone = enter(installed(site, path))
        page = alone.page(path, **GZIP)
        (folder := template.with_name("nginx")).mkdir()
        static, compressing = enter(yardsticks(folder, path, page))
        portal = enter(installed(there, path))
        with_database = Server(portal.name, portal.port, (*portal.pids, database.pid))
        files = enter(behind_nginx(copy_of(template, "files"), files=True, path=path))
        proxied = enter(behind_nginx(copy_of(template, "proxied"), files=False, path=path))
        unchanged = {**GZIP, "If-None-Match": etag_of(alone, path)}
        yield {
            "static": Target("nginx, the bytes in a static file", static),
            "plain static": Target("the same, client without gzip", static, {}),
            **{f"gzip {n}": Target(f"nginx, compressing, level {n}", server) for n, server in compressing.items()},
            "alone": Target("**`manage.py serve`, SQLite**", alone),
            "304": Target("the same, 304", alone, unchanged),
            "plain": Target("the same, client without gzip", alone, {}),
            "postgresql": Target("`manage.py serve`, PostgreSQL", with_database),
            "files": Target("**behind `deploy/nginx.conf`**", files),
            "proxied": Target("the same without `PAGES_DIR`", proxied),
        }


def measured(all_targets: dict[str, Target], path: str, rounds: int, seconds: float) -> dict[str, list[Round]]:
    """Load every target in each round, so that a disturbance meets all of them.

    Raises:
        RuntimeError: a page is not the one in the static file.
    """
    body = all_targets["static"].server.page(path).partition(b'<div class="prose">')[2].partition(b"</div>")[0]
    for target in all_targets.values():
        load(target.server.url(path), CROWD, WARM_UP, {"Host": target.server.host, **target.headers})
        page = target.server.page(path)
        if not body or body not in page or gzip.decompress(target.server.page(path, **GZIP)) != page:
            raise RuntimeError(f"{target.name} has another page")
        target.server.settle()
    found: dict[str, list[Round]] = {name: [] for name in all_targets}
    for number in range(1, rounds + 1):
        for name, target in all_targets.items():
            found[name].append(measure(target.server, path, seconds, target.headers))
            say(f"  round {number}, {target.name}: {found[name][-1].rate:,.0f} requests/s")
    return found


def table(all_targets: dict[str, Target], found: dict[str, list[Round]], path: str) -> str:
    """Give the figures, and the ratios that were promised."""
    limit = found["static"]
    lines = [
        f"| cached article page | {HEAD} | of the static file | bytes |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, target in all_targets.items():
        share = "1" if name == "static" else spread(ratios(found[name], limit))
        lines.append(f"| {target.name} | {cells(found[name])} | {share} | {target.size(path):,} |")
    against = {
        "`manage.py serve` against nginx compressing at level 1": ("alone", "gzip 1"),
        "`manage.py serve` against nginx compressing at level 5": ("alone", "gzip 5"),
        "behind `deploy/nginx.conf` against nginx compressing at level 5": ("files", "gzip 5"),
        "304 against the hit": ("304", "alone"),
        "client without gzip, against the static file for such a client": ("plain", "plain static"),
    }
    lines += ["", "| requests/s, ratio within each round | |", "| --- | --- |"]
    lines += [
        f"| {words} | {spread(ratios(found[ours], found[theirs]))} |" for words, (ours, theirs) in against.items()
    ]
    return "\n".join(lines)


def ratios(ours: Sequence[Round], theirs: Sequence[Round]) -> list[float]:
    return [mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)]


def checks(sites: dict[str, Site]) -> str:
    """Give what it costs to learn whether a page is fresh, in microseconds of one process (bench/freshness.py)."""
    lines = ["| ways to learn whether a page is fresh | µs |", "| --- | --- |"]
    for name, site in sites.items():
        found: list[dict[str, float]] = [json.loads(site.run("-m", "bench.freshness")) for _ in range(3)]
        lines += [f"| {name}: {way} | {median(each[way] for each in found):.2f} |" for way in found[0]]
    return "\n".join(lines)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="of load in each round, at least 2")
    parser.add_argument("--portal", type=Path, help="a folder with a prepared portal (VAR); else one is made")
    options = parser.parse_args()
    need_wrk()
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name, postgresql() as database:
        template = prepared(Path(name), options.portal)
        site = nuztrend(template)
        there = nuztrend(copy_of(template, "postgresql"), DATABASE_URL=database.make("cached_page"))
        make_ready(there)
        path = path_of_story(site)
        with targets(site, there, path, database) as all_targets:
            found = measured(all_targets, path, options.rounds, options.seconds)
            print(f"\n{table(all_targets, found, path)}", flush=True)
            print(f"\nMedians of {options.rounds} × {options.seconds} s, ratios [least .. most].", flush=True)
        print(f"\n{checks({'SQLite': site, 'PostgreSQL': there})}", flush=True)


if __name__ == "__main__":
    main()
