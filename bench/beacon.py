"""How many readers a second are counted, and what readers of pages feel of it: `python bench/beacon.py`.

Every beacon is of another reader, so each is written to the day's book. They come at a pace, while eight readers with
pauses of 20 ms ask for a story from the page cache; with `--rate 0` they come as fast as they are answered. The load
comes from the same machine. Prints a Markdown table.
"""

import re
import sqlite3
import threading
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from portals import path_of_story, prepared
from rounds import WARM_UP, spread
from serving import Server, Site, installed, machine, nuztrend, say
from wrk import Load, load, need_wrk

GRACE = 1.0  # seconds that beacons begin before and end after the pages
READERS, PAUSE = 8, 20  # connections, and milliseconds that each pauses on average
SENDERS = 32  # connections
PAGES = "delay = function() return math.random(0, {most}) end\n"
BEACONS = """
local number = {first}
request = function()
  number = number + 1
  wrk.headers["X-Forwarded-For"] = (10 + number / 16777216 % 200 - number / 16777216 % 1) .. "."
    .. math.floor(number / 65536) % 256 .. "." .. math.floor(number / 256) % 256 .. "." .. number % 256
  return wrk.format("POST", "{address}")
end
"""
DELAY = "delay = function() return math.random(0, {most}) end\n"


def beacon_of(server: Server, path: str) -> str:
    """Give where the page of the story sends its beacon."""
    found = re.search(r'data-read="([^"]+)"', server.page(path).decode())
    if not found:
        raise RuntimeError(f"{path} sends no beacon")
    return found[1]


def counted(site: Site) -> int:
    """Give how many readers stand in the database once everything is stored."""
    site.run("manage.py", "tick")
    with closing(sqlite3.connect(site.database)) as database:
        return int(database.execute("SELECT coalesce(sum(readers), 0) FROM articles_readerhour").fetchone()[0])


class Crowd:
    """Readers who have read a story for five seconds, each of them once."""

    def __init__(self, server: Server, address: str, rate: int, folder: Path):
        self.server, self.address, self.rate, self.folder = server, address, rate, folder
        self.sent = 0

    def send(self, seconds: float) -> Load:
        """Send beacons for so many seconds."""
        file = self.folder / "beacons.lua"
        pause = DELAY.format(most=round(2 * (1000 * SENDERS / self.rate - 1))) if self.rate else ""
        file.write_text(BEACONS.format(first=self.sent, address=self.address) + pause)
        headers = {
            "Origin": self.server.url(""),
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Accept-Language": "en",
        }
        found = load(self.server.url("/"), SENDERS, seconds, headers, file)
        self.sent += found.requests + SENDERS
        return found


def measured(crowd: Crowd, path: str, rounds: int, seconds: float) -> dict[str, list[Load]]:
    """Read quietly and while readers are counted, by turns; give the pages and the beacons."""
    file = crowd.folder / "pages.lua"
    file.write_text(PAGES.format(most=2 * PAUSE))
    url, found = crowd.server.url(path), {"quiet": [], "counting": [], "beacons": []}
    for number in range(1, rounds + 1):
        found["quiet"].append(load(url, READERS, seconds, {"Accept-Encoding": "gzip"}, file))
        sending = threading.Thread(target=lambda: found["beacons"].append(crowd.send(seconds + 2 * GRACE)))
        sending.start()
        threading.Event().wait(GRACE)
        found["counting"].append(load(url, READERS, seconds, {"Accept-Encoding": "gzip"}, file))
        sending.join()
        quiet, busy, beacons = (found[name][-1] for name in ("quiet", "counting", "beacons"))
        say(f"  round {number}: {beacons.rate:,.0f} beacons/s, p99 of pages {quiet.p99:.2f} and {busy.p99:.2f} ms")
    return found


def table(found: dict[str, list[Load]]) -> str:
    """Give the figures; the ratio is of the p99 of the same round."""
    ratio = spread([busy.p99 / quiet.p99 for busy, quiet in zip(found["counting"], found["quiet"], strict=True)])
    names = {"quiet": "pages, nobody counted", "counting": "pages, readers counted", "beacons": "beacons"}
    lines = ["| what | requests/s | p50 / p99 ms | p99 to the quiet one |", "| --- | --- | --- | --- |"]
    for name, words in names.items():
        rate, p50, p99 = (median(getattr(each, part) for each in found[name]) for part in ("rate", "p50", "p99"))
        lines.append(f"| {words} | {rate:,.0f} | {p50:.2f} / {p99:.2f} | {ratio if name == 'counting' else '–'} |")
    return "\n".join(lines)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="of reading in each")
    parser.add_argument("--rate", type=int, default=2_200, help="beacons a second; 0: as many as are answered")
    parser.add_argument("--portal", type=Path, help="a folder with a prepared portal (VAR); else one is made")
    options = parser.parse_args()
    need_wrk()
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="nuztrend-bench-") as name:
        folder = prepared(Path(name), options.portal)
        (memory := Path("/dev/shm") / Path(name).name).mkdir()
        try:
            site = nuztrend(folder, BEHIND_PROXY="1", READERS_MB="512", READERS_DIR=str(memory))
            path = path_of_story(site)
            with installed(site, path) as server:
                load(server.url(path), READERS, WARM_UP)
                crowd = Crowd(server, beacon_of(server, path), options.rate, Path(name))
                crowd.send(WARM_UP)
                found = measured(crowd, path, options.rounds, options.seconds)
                stored = counted(site)
                size = sum(file.stat().st_size for file in memory.iterdir())
        finally:
            for file in memory.iterdir():
                file.unlink()
            memory.rmdir()
    print(f"\n{table(found)}\n")
    print(f"{stored:,} readers are stored; the day's book takes {size / stored:.0f} bytes for each.", flush=True)


if __name__ == "__main__":
    main()
