"""How many comments are accepted a second, beside the bare insert of a plain Django blog: `python bench/comments.py`.

Eight writers send forms with digits that were read before, each five from an address, to a portal as it is installed
(`manage.py serve`), with budgets and judge; the blog takes name and text. Prints a Markdown table.
"""

import json
import random
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from portals import copy_of, make_ready
from postgresql import PostgreSQL, postgresql
from posting import Outcome, Post, post_all
from rounds import spread
from serving import HERE, Server, Site, installed, machine, nuztrend, plainblog, say, serving

WRITERS = 8
FASTEST = 900  # comments a second that forms are made ready for
SYLLABLES = "ka lo mi ter in sa un ve dor pla ni est or bu ren ti gal mo she wa".split()  # noqa: SIM905
AS_INSTALLED = {"NETWORK_BUDGET": "100", "CAPTCHA": "first", "UNDER_ATTACK": "auto", "COMMENT_MIN_SECONDS": "0"}
"""What `serving.nuztrend` changes for other benchmarks; the forms were opened before, when they were made ready."""


def text_of(number: int) -> str:
    """Give a comment of a usual length that no other one is like."""
    dice = random.Random(number)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(dice.randint(20, 60))]
    return f"c0v{number} {' '.join(words)}."


def posts_of(portal: Site, count: int, begin: int = 0) -> list[Post]:
    """Have forms ready for a portal, with words in them."""
    ready = json.loads(portal.run("-m", "bench.portal", "forms", str(count)))
    return [
        Post(path, {"name": f"Reader {number % 89}", "text": text_of(number), **fields})
        for number, (path, fields) in enumerate(ready, begin)
    ]


def posts_for_blog(server: Server, slugs: list[str], count: int) -> list[Post]:
    """Have forms ready for the blog, with its token."""
    asked = HTTPConnection(HERE, server.port, timeout=60)
    asked.request("GET", f"/articles/{slugs[0]}/")
    answer = asked.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    assert token
    return [
        Post(
            f"/articles/{slugs[number % len(slugs)]}/",
            {"name": f"Reader {number % 89}", "text": text_of(number), "csrfmiddlewaretoken": token[1]},
            cookie,
        )
        for number in range(count)
    ]


def fresh(folder: Path, template: Path, kind: str, number: int, database: PostgreSQL | None) -> tuple[Site, Site]:
    """Make a portal and a blog with its stories, in files or databases of their own."""
    portal_folder = copy_of(template, f"portal-{kind}-{number}")
    urls = [database.make(f"{name}{number}") for name in ("portal", "blog")] if database else ["", ""]
    portal = nuztrend(portal_folder, **AS_INSTALLED, **({"DATABASE_URL": urls[0]} if database else {}))
    if database:
        portal.run("manage.py", "prepare")
        portal.run("-m", "bench.portal", "rest")
    blog = plainblog(folder / f"blog-{kind}-{number}.sqlite3", urls[1])
    dump = folder / "stories.json"
    dump.write_text(portal.run("-m", "bench.portal", "dump"), "utf-8")
    blog.run("-m", "bench.plainblog.fill", str(dump))
    return portal, blog


def measure(portal: Site, blog: Site, slugs: list[str], seconds: int) -> tuple[Outcome, Outcome]:
    """Let writers write to the one and then to the other; give what became of it."""
    posts = posts_of(portal, FASTEST * seconds)
    with installed(portal) as server:
        post_all(server, posts[:200], WRITERS, 60, first=60_000)  # warm up
        mine = post_all(server, posts[200:], WRITERS, seconds)
    check(portal, mine)
    with serving(blog, "/") as server:
        plain = posts_for_blog(server, slugs, FASTEST * 2 * seconds)
        post_all(server, plain[:200], WRITERS, 60)
        others = post_all(server, plain[200:], WRITERS, seconds)
    return mine, others


def check(portal: Site, outcome: Outcome) -> None:
    """See that what was accepted is stored, each once.

    Raises:
        RuntimeError: it is not.
    """
    stored = [text.split()[0] for text in json.loads(portal.run("-m", "bench.portal", "said")) if text[:3] == "c0v"]
    if len(stored) != len(set(stored)) or not {text.split()[0] for text in outcome.accepted} <= set(stored):
        raise RuntimeError("comments were lost, or stored twice")


@contextmanager
def databases(kinds: list[str]) -> Iterator[dict[str, PostgreSQL | None]]:
    """Give what each kind of database needs."""
    if "postgresql" not in kinds:
        yield {"sqlite": None}
        return
    with postgresql() as server:
        yield {kind: server if kind == "postgresql" else None for kind in kinds}


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    options = parser.parse_args()
    print(machine(), flush=True)
    print("\n| comments accepted a second | Nuztrend | p50 / p99 ms | plain blog | ratio |", flush=True)
    print("| --- | --- | --- | --- | --- |", flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name, databases(options.on) as servers:
        folder = Path(name)
        template = nuztrend(folder / "portal")
        make_ready(template)
        for kind, server in servers.items():
            found = []
            for number in range(options.rounds):
                portal, blog = fresh(folder, folder / "portal", kind, number, server)
                slugs = [story["slug"] for story in json.loads((folder / "stories.json").read_text("utf-8"))]
                found.append(measure(portal, blog, slugs, options.seconds))
                say(f"  {kind} {number + 1}: {[(round(each.rate), dict(each.statuses)) for each in found[-1]]}")
            print(row(kind, found), flush=True)


def row(kind: str, found: list[tuple[Outcome, Outcome]]) -> str:
    """Give a line of the table: medians."""
    cuts = quantiles([took * 1_000 for mine, _ in found for took in mine.took], n=100)
    rates = [median(each[side].rate for each in found) for side in (0, 1)]
    ratio = spread([mine.rate / plain.rate for mine, plain in found])
    return f"| {kind} | **{rates[0]:,.0f}** | {cuts[49]:.0f} / {cuts[98]:.0f} | {rates[1]:,.0f} | {ratio} |"


if __name__ == "__main__":
    sys.exit(main())
