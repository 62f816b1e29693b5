"""Whether a killed server loses comments that it has accepted: `python bench/comment_kills.py --kills 50`.

Eight writers send forms, each of them twice in a row now and then, as a double click does. At random moments all
processes of the server are killed (SIGKILL) at once. Then what was accepted must be stored, and nothing twice.
"""

import json
import random
import sys
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from kills import kill
from portals import copy_of, make_ready
from posting import Outcome, post_all
from serving import Site, installed, machine, nuztrend, say

from comments import AS_INSTALLED, databases, posts_of

WRITERS = 8
LONGEST = 1.5  # seconds between the first comment of a round and the kill, at most
EACH_ROUND = 1_500  # forms


def run(site: Site, kills: int) -> tuple[int, list[str]]:
    """Let writers write and the server die, over and over; give how many comments were accepted, and all faults."""
    dice, accepted = random.Random(7), set[str]()
    faults: list[str] = []
    for number in range(1, kills + 1):
        posts = posts_of(site, EACH_ROUND, begin=number * 100_000)
        posts = [post for each in posts for post in [each] * (1 + (dice.random() < 0.1))]
        found: list[Outcome] = []
        with installed(site) as server:
            over = threading.Event()
            writing = threading.Thread(
                target=lambda: found.append(post_all(server, posts, WRITERS, 60, over.is_set))  # noqa: B023
            )
            writing.start()
            time.sleep(0.3 + dice.uniform(0, LONGEST))
            kill(server)
            over.set()
            writing.join()
        accepted |= {text.split()[0] for text in found[0].accepted}
        stored = Counter(text.split()[0] for text in json.loads(site.run("-m", "bench.portal", "said")) if text)
        lost, twice = accepted - stored.keys(), [mark for mark, count in stored.items() if count > 1 and "v" in mark]
        told = [f"lost {mark}" for mark in lost] + [f"twice {mark}" for mark in twice if mark.startswith("c0v")]
        faults += told
        if told or number % 10 == 0:
            say(f"  kill {number}: {len(accepted):,} accepted; {'; '.join(told[:5]) or 'nothing lost'}")
    return len(accepted), faults


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite"], metavar="DATABASE")
    options = parser.parse_args()
    print(machine(), flush=True)
    print("\n| database | kills | comments accepted | lost or twice |\n| --- | --- | --- | --- |", flush=True)
    wrong = 0
    with TemporaryDirectory(prefix="nuztrend-bench-") as name, databases(options.on) as servers:
        make_ready(nuztrend(Path(name) / "portal"))
        for kind, server in servers.items():
            settings = {"DATABASE_URL": server.make(kind)} if server else {}
            site = nuztrend(copy_of(Path(name) / "portal", kind), **AS_INSTALLED, **settings)
            if settings:
                site.run("manage.py", "prepare")
            accepted, faults = run(site, options.kills)
            print(f"| {kind} | {options.kills} | {accepted:,} | **{len(faults)}** |", flush=True)
            wrong += len(faults)
    if wrong:
        sys.exit(f"{wrong} faults.")


if __name__ == "__main__":
    main()
