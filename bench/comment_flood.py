"""What readers feel of a flood of comments: `python bench/comment_flood.py`.

So many posts a second are offered from 10,000 networks, all of them advertising in slightly different words, with the
right digits, and one reader in a hurry loads an article meanwhile. Prints a Markdown table.
"""

import json
import os
import random
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from nginx import behind_nginx
from portals import make_ready, path_of_story
from posting import Post, Sender
from serving import Server, Site, installed, machine, nuztrend, say

from comments import AS_INSTALLED, posts_of

NETWORKS = 10_000
SENDERS = 32  # connections at once
PAUSE = 0.01  # seconds between two pages of the reader
QUIET = 15.0  # seconds of undisturbed reading
SPAM = (
    "Buy cheap watches at https://cheap.example/{a} and https://cheap.example/{b}, https://cheap.example/best, "
    "https://cheap.example/{c}, WhatsApp +44 7700 900{d}, best prices, casino bonus {e}"
)
"""Links and a number enough for the rules of a new portal, so that already the first one waits."""
FAINT = "Buy cheap watches at https://cheap.example/{a} and https://cheap.example/{b}, best prices, casino bonus {e}"
"""Too little for the rules: the first ones are shown, until their likeness is known or an attack is noticed."""


def spam_of(number: int, text: str) -> str:
    """Give one of many nearly identical advertisements."""
    dice = random.Random(number)
    parts = {letter: dice.randrange(9_999) for letter in "abc"}
    return text.format(**parts, d=dice.randrange(100, 999), e=dice.choice(["now", "today", "here", "!"]))


class Flood:
    """Sends posts at a steady pace, from one network after another, and counts what came of them."""

    def __init__(self, server: Server, posts: list[Post], a_second: float, seconds: float):
        self.server, self.seconds, self.a_second = server, seconds, a_second
        self.statuses: Counter[int] = Counter()
        self.offered = 0
        self._posts = iter(posts)
        self._lock = threading.Lock()
        self._begin = time.monotonic()
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(SENDERS)]

    def run(self) -> None:
        """Send until the time is over."""
        self._begin = time.monotonic()
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()

    def _send(self, first: int) -> None:
        sender = Sender(self.server, iter(range(first * NETWORKS // SENDERS, 10**9)))
        while True:
            with self._lock:
                post, at = next(self._posts, None), self._begin + self.offered / self.a_second
                self.offered += 1
            if post is None or time.monotonic() > self._begin + self.seconds:
                return
            time.sleep(max(0.0, at - time.monotonic()))
            try:
                status = sender.send(post.request(self.server.host))
            except OSError:
                status = 0
                sender.leave()
            with self._lock:
                self.statuses[status] += 1


def flood(server: Server, posts: list[Post], a_second: float, seconds: float) -> Counter[int]:
    """Send posts at a steady pace, in a process of its own; give how often there was which answer.

    Who floods has another machine, so here it yields to the portal. Where Linux shares the processor out by session,
    to be nice counts within a session alone.
    """
    os.nice(15)
    os.setsid()
    if (group := Path("/proc/self/autogroup")).exists():
        group.write_text("19")
    sent = Flood(server, posts, a_second, seconds)
    sent.run()
    return sent.statuses


def read(server: Server, path: str, meanwhile: "Future[Counter[int]] | None") -> tuple[float, float, int]:
    """Load a page again and again; give p50 and p99 in milliseconds, and how often."""
    connection, took = HTTPConnection("127.0.0.1", server.port, timeout=60), []
    end, headers = time.monotonic() + QUIET, {"Accept-Encoding": "gzip", "Host": server.host}
    while not meanwhile.done() if meanwhile else time.monotonic() < end:
        begin = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - begin) * 1_000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        time.sleep(PAUSE)
    cuts = quantiles(took, n=100)
    return cuts[49], cuts[98], len(took)


@contextmanager
def another_machine() -> Iterator[None]:
    """Never wait for a processor: readers have another machine as well, so what is left is the portal's time."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        say("Only root may read without waiting for a processor: the times hold the waiting of the reader, too.")
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def run(site: Site, a_second: int, seconds: int, text: str, front: str | None) -> str:
    """Flood a portal with `nginx` in `front`, with nginx `first`, or with nothing, and give the table."""
    page = path_of_story(site)
    forms = posts_of(site, min(a_second * seconds, 60_000))
    posts = [
        Post(form.path, {**form.fields, "text": spam_of(number, text), "name": f"Sale {number}"})
        for number, form in enumerate(forms)
    ]
    behind = partial(behind_nginx, site.database.parent, files=True, first=front == "first", **AS_INSTALLED)
    with behind() if front else installed(site) as server, ProcessPoolExecutor(1) as pool:
        read(server, page, None)  # warm up
        with another_machine():
            quiet = read(server, page, None)
        say(f"Offering {a_second:,} posts a second …")
        flooding = pool.submit(flood, server, posts, a_second, seconds)
        with another_machine():
            busy = read(server, page, flooding)
        statuses = flooding.result()
    found = json.loads(site.run("-m", "bench.portal", "queue"))
    lines = [
        ("posts offered a second, and answered", f"{a_second:,}, {sum(statuses.values()) / seconds:,.0f}"),
        ("answers", ", ".join(f"{count:,} x {status or 'none'}" for status, count in sorted(statuses.items()))),
        ("article page before, p50 / p99 ms", f"{quiet[0]:.1f} / {quiet[1]:.1f} ({quiet[2]:,} pages)"),
        ("article page meanwhile, p50 / p99 ms", f"{busy[0]:.1f} / {busy[1]:.1f} ({busy[2]:,} pages)"),
        ("comments shown, held, put aside as spam", f"{found['shown']:,}, {found['held']:,}, {found['spam']:,}"),
        ("groups of likeness among those held", f"{found['groups']:,}"),
    ]
    return "\n".join(["| a flood of comments | |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in lines)])


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--a-second", type=int, default=1_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--faint", action="store_true", help="advertising that no rule knows")
    front = {"nginx": "with deploy/nginx.conf in front, and PAGES_DIR", "first": "and deploy/nginx-first.conf; as root"}
    parser.add_argument("--front", choices=front, help="; ".join(f"{name}: {what}" for name, what in front.items()))
    options = parser.parse_args()
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name:
        site = nuztrend(Path(name) / "portal", **AS_INSTALLED)
        make_ready(site)
        print(
            f"\n{run(site, options.a_second, options.seconds, FAINT if options.faint else SPAM, options.front)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
