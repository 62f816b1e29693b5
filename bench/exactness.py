"""Whether any answer is older than what was stored before it was asked for: `python bench/exactness.py`.

Four readers ask for pages while three writers change them: a commenter, an editor in the newsroom, and a process that
uses the verbs. Prints a Markdown table, and fails when an answer was stale. bench/README.md says more.
"""

import gzip
import json
import multiprocessing
import random
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
from nginx import behind_nginx
from notes import Notes, marked
from portals import copy_of, make_ready, prepared
from postgresql import postgresql
from serving import ROOT, Server, Site, installed, machine, nuztrend, say
from visitor import Visitor
from writers import Stories, Written, comment, edit

STORIES = 12
READERS = 4
TOLD = 3  # stale answers that each reader tells of
COMMENTS, EDITS, COMMANDS = 6.0, 1.0, 2.0  # a second
CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.decompress),
    ("identity", bytes),
    ("br", brotli.decompress),
    ("gzip", gzip.decompress),
]
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Known = dict[tuple[str, int], int]


def read(number: int, server: Server, stories: Stories, lists: list[str], path: Path, seconds: float) -> Counter[str]:
    """Ask for pages, and count the answers by how they were made; an answer that is too old is counted as `stale`.

    Raises:
        RuntimeError: a page does not answer 200.
    """
    visitor, dice, found = Visitor(server), random.Random(number), Counter[str]()
    notes = Notes(path, len(stories))
    coding, undo = CODINGS[number % len(CODINGS)]
    articles = [f"/articles/{slug}/" for slug in stories.slugs]
    pages = [*articles, *(f"{path}comments/" for path in articles), *["/"] * 3, *lists]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page = dice.choice(pages)
        known = notes.now()
        answer, content = visitor.get(page, **{"Accept-Encoding": coding})
        if answer.status != 200:
            raise RuntimeError(f"{page} answers {answer.status}")
        found[how(answer.headers.get("Cache-Status"))] += 1
        coded = answer.headers.get("Content-Encoding")
        html = (undo(content) if coded == coding else gzip.decompress(content) if coded else content).decode()
        place = articles.index(page.removesuffix("comments/")) if page.startswith("/articles/") else None
        if complaint := older(html, page, place, known):
            found["stale"] += 1
            if found["stale"] <= TOLD:
                age = answer.headers.get("Cache-Status", "a file")
                say(f"  stale: {page} by {coding} ({age}): {complaint}")
    return found


def how(status: str | None) -> str:
    """Say who answered: nginx with a file, the page cache, or Django."""
    if status is None:
        return "file"
    return "hit" if status.endswith("hit") else "rendered"


def older(html: str, page: str, place: int | None, known: Known) -> str:
    """Say what in a page is older than what was `known` before it was asked for; nothing when all is well.

    Whatever is marked must be new wherever it stands; of comments the newest counts, because older ones stay.
    """
    seen: dict[tuple[str, int], int] = {}
    for kind, story, number in marked.findall(html):
        key, value = (kind, int(story)), int(number)
        least_or_most = max if kind == "c" else min
        seen[key] = least_or_most(seen.get(key, value), value)
    expected = {key: known[key] for key in seen if key[0] != "c"}
    if place is not None:
        kinds = "tc" if page.endswith("/comments/") else "tdc"
        expected |= {(kind, place): known[kind, place] for kind in kinds}
    newest = max((number for (kind, _), number in seen.items() if kind == "c"), default=0)
    if page == "/" and newest < (wanted := max(number for (kind, _), number in known.items() if kind == "c")):
        return f"the newest comment is {newest}, stored was {wanted}"
    return "; ".join(
        f"{kind}{story} is {seen.get((kind, story), 0)}, stored was {number}"
        for (kind, story), number in expected.items()
        if seen.get((kind, story), 0) < number
    )


def run(site: Site, server: Server, database: str, seconds: float) -> tuple[Counter[str], list[Written]]:
    """Let readers and writers loose; give what the readers found, and what each writer wrote."""
    folder = site.database.parent
    stories = Stories(*json.loads(site.run("-m", "bench.desk", "stories", str(STORIES))))
    lists = json.loads(site.run("-m", "bench.desk", "tags", *map(str, stories.pks)))
    notes = folder / "notes"
    words = [notes, seconds, COMMANDS, 0, *stories.pks]
    Notes(notes, STORIES)
    with ProcessPoolExecutor(READERS + 2, multiprocessing.get_context("spawn")) as pool:
        command = subprocess.Popen(
            [sys.executable, "-m", "bench.desk", "write", *map(str, words)],
            cwd=ROOT,
            env=site.process_environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        reading = [pool.submit(read, n, server, stories, lists, notes, seconds) for n in range(READERS)]
        commenting = pool.submit(comment, server, stories, notes, database, COMMENTS, seconds)
        editing = pool.submit(edit, server, stories, notes, folder / "demo-login.txt", EDITS, seconds)
        found = sum((each.result() for each in reading), Counter[str]())
        changed = json.loads(command.communicate()[0])
    if command.returncode:
        raise RuntimeError("the command that writes failed")
    return found, [commenting.result(), editing.result(), *changed]


@contextmanager
def served(template: Path, name: str, url: str, behind: bool) -> Iterator[tuple[Site, Server, str]]:
    """Serve a copy of a portal; give the site for commands, the server, and where the database is."""
    settings = {"COMMENT_MIN_SECONDS": "0", **({"DATABASE_URL": url} if url else {})}
    site = nuztrend(copy_of(template, name), **settings)
    if url:
        make_ready(site)
    serving = behind_nginx(site.database.parent, files=True, **settings) if behind else installed(site)
    with serving as server:
        yield site, server, url or str(site.database)


def row(name: str, found: Counter[str], written: list[Written]) -> str:
    answers = found["file"] + found["hit"] + found["rendered"]
    shares = " | ".join(f"{found[kind] / answers:.0%}" for kind in ("file", "hit", "rendered"))
    return (
        f"| {name} | {answers:,} | **{found['stale']}** | {shares} | {' + '.join(str(done) for done, _ in written)} "
        f"| {sum(refused for _, refused in written)} |"
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each way of serving")
    parser.add_argument("--on", nargs="+", choices=NAMES, default=list(NAMES), metavar="DATABASE", help="which")
    parser.add_argument("--portal", type=Path, help="a folder with a prepared portal (VAR); else one is made")
    options = parser.parse_args()
    print(machine(), flush=True)
    print(
        "\n| served by | answers | stale | files | hits | rendered | comments + headlines + deks | not stored |"
        "\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        flush=True,
    )
    stale = 0
    with TemporaryDirectory(prefix="nuztrend-bench-") as name, postgresql() as database:
        template = prepared(Path(name), options.portal)
        for kind in options.on:
            for behind in (False, True):
                way = f"{kind}{'-nginx' if behind else ''}"
                url = database.make(way) if kind == "postgresql" else ""
                with served(template, way, url, behind) as portal:
                    found, written = run(*portal, options.seconds)
                stale += found["stale"]
                print(row(NAMES[kind] + (", behind `deploy/nginx.conf`" if behind else ""), found, written), flush=True)
    if stale:
        sys.exit(f"{stale} answers were stale.")


if __name__ == "__main__":
    main()
