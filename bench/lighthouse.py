"""What Lighthouse says of the pages on a phone: `python bench/lighthouse.py`.

Against the server that `make run` starts, with the demo, when the worker has made its pictures. Lighthouse reckons with
a slow phone on slow 4G, its mobile profile: 1.6 Mbit/s, 150 ms round trip, a processor slowed down fourfold. Prints a
Markdown table of medians.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from portals import path_of_story, prepared
from serving import ROOT, Site, installed, machine, nuztrend, say

sys.path.append(str(ROOT))  # this folder stands in front of it when the file is started by its path
from tests.lighthouse import CATEGORIES, Verdict, judge


def pages(site: Site) -> dict[str, str]:
    """Give the pages that are judged, by what they are."""
    story = path_of_story(site)
    return {
        "home": "/",
        "article": story,
        "tag": "/tags/science/",
        "search": "/search/",
        "search, found (kept from indexes)": "/search/?q=moon",
        "comment page": f"{story}comments/",
    }


def row(name: str, verdicts: Sequence[Verdict]) -> str:
    """Give a row of the table: the medians of some verdicts on a page."""
    scores = [median(verdict.scores[category] for verdict in verdicts) for category in CATEGORIES]
    paint = median(verdict.paint or 0.0 for verdict in verdicts)
    shift = median(verdict.shift or 0.0 for verdict in verdicts)
    blocking = median(verdict.blocking or 0.0 for verdict in verdicts)
    cells = [*(f"{score:.0f}" for score in scores), f"{paint / 1000:.2f}", f"{shift:.3f}", f"{blocking:.0f}"]
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--portal", type=Path, help="a prepared VAR, of which a copy is taken")
    options = parser.parse_args()
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as folder:
        site = nuztrend(prepared(Path(folder), options.portal))
        say("Making the AVIF pictures …")
        site.run("-m", "bench.portal", "pictures")
        with installed(site) as server:
            addresses = {name: server.url(path) for name, path in pages(site).items()}
            for address in addresses.values():
                server.page(address.removeprefix(server.url("")))  # a reader before has brought it into the page cache
            rounds = []
            for number in range(1, options.rounds + 1):
                say(f"  round {number}")
                rounds.append(judge(addresses))
    print(
        f"\n| page | {' | '.join(CATEGORIES)} | LCP s | CLS | TBT ms |\n|{' --- |' * 8}\n"
        + "\n".join(row(name, [each[name] for each in rounds]) for name in addresses)
        + f"\n\nMedians of {options.rounds} rounds.",
        flush=True,
    )
    for slip in sorted({f"{name}: {told}" for each in rounds for name in each for told in each[name].failed}):
        print(f"\n- {slip}", flush=True)


if __name__ == "__main__":
    main()
