"""What readers of cached pages feel of writing, and how much memory it takes: `python bench/under_writes.py`.

50 comments and one changed story a second, written by the verbs in a process of its own, or through the doors of the
portal itself. Prints Markdown tables. bench/README.md says more.
"""

import json
import multiprocessing
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from notes import Notes
from portals import prepared
from processes import pss
from rounds import WARM_UP, spread
from serving import ROOT, Server, Site, installed, machine, nuztrend, say
from writers import Stories, Written, comment, edit
from wrk import Load, load, need_wrk

STORIES = 20
COMMENTS, EDITS = 50.0, 1.0  # a second
COMMENTERS = 4  # processes, each with its share
GRACE = 1.0  # seconds that writers begin before and end after the readers
PACED, CROWD = (8, 20), (32, 0)  # connections, and milliseconds that each pauses on average
SCRIPT = """
local paths, number = {{ {paths} }}, 0
request = function()
  number = number + 1
  return wrk.format("GET", paths[number % #paths + 1])
end
"""
PAUSES = "delay = function() return math.random(0, {most}) end\n"


class Writers:
    """Those who write while others read."""

    def __init__(self, site: Site, server: Server, stories: Stories, pool: ProcessPoolExecutor):
        self.site, self.server, self.stories, self._pool = site, server, stories, pool
        self.folder = site.database.parent
        self.written: dict[str, list[float]] = {}

    @contextmanager
    def at_work(self, how: str, seconds: float) -> Iterator[None]:
        """Have the block done while they write; `how` is `verbs`, `doors` or `nobody`."""
        if how == "nobody":
            yield
            return
        seconds += 2 * GRACE
        # Numbers go on from round to round: who sends words again that are stored writes nothing.
        files = [self.folder / f"notes-{number}" for number in range(COMMENTERS + 1)]
        notes = [Notes(file, len(self.stories)) for file in files]
        before = [each.now() for each in notes]
        working = self._by_verbs(files[0], seconds) if how == "verbs" else self._by_doors(files, seconds)
        while before == [each.now() for each in notes]:
            time.sleep(0.05)
        time.sleep(GRACE)
        yield
        found = [counts for each in working for counts in each.result()]
        if refused := sum(refused for _, refused in found):
            raise RuntimeError(f"{refused} changes could not be stored")
        self.written.setdefault(how, []).append(sum(done for done, _ in found) / seconds)

    def _by_verbs(self, notes: Path, seconds: float) -> "list[Future[list[Written]]]":
        words = [notes, seconds, EDITS, COMMENTS, *self.stories.pks]
        command = [sys.executable, "-m", "bench.desk", "write", *map(str, words)]
        return [self._pool.submit(_counts_of, command, self.site.process_environment)]

    def _by_doors(self, notes: list[Path], seconds: float) -> "list[Future[list[Written]]]":
        database, share = str(self.site.database), COMMENTS / COMMENTERS
        login = self.folder / "demo-login.txt"
        commenting = [
            self._pool.submit(_only, comment, self.server, self.stories, each, database, share, seconds)
            for each in notes[1:]
        ]
        return [*commenting, self._pool.submit(_only, edit, self.server, self.stories, notes[0], login, EDITS, seconds)]


def _only(verb: Callable[..., Written], *words: object) -> list[Written]:
    return [verb(*words)]


def _counts_of(command: list[str], environment: dict[str, str]) -> list[Written]:
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


@contextmanager
def memory_of(server: Server, found: list[dict[str, float]]) -> Iterator[None]:
    """Look every second how much memory the server's processes take, while the block goes on."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(1.0):
            found.append(pss(server.pids))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def script(folder: Path, stories: Stories, pause: int) -> Path:
    """Write the Lua that has wrk ask for the stories by turns, with pauses between."""
    paths = ", ".join(f'"/articles/{slug}/"' for slug in stories.slugs)
    file = folder / f"pause-{pause}.lua"
    file.write_text(SCRIPT.format(paths=paths) + (PAUSES.format(most=2 * pause) if pause else ""))
    return file


def measured(
    writers: Writers, rounds: int, seconds: float, memory: list[dict[str, float]]
) -> dict[tuple[tuple[int, int], str], list[Load]]:
    """Read quietly and while others write, by turns, a few readers with pauses and then a crowd without."""
    found: dict[tuple[tuple[int, int], str], list[Load]] = {}
    for number in range(1, rounds + 1):
        for readers in (PACED, CROWD):
            file = script(writers.folder, writers.stories, readers[1])
            for how in ("nobody", "verbs", "doors"):
                with writers.at_work(how, seconds), memory_of(writers.server, memory):
                    url, headers = writers.server.url("/"), {"Accept-Encoding": "gzip"}
                    result = load(url, readers[0], seconds, headers, file)
                found.setdefault((readers, how), []).append(result)
                say(f"  round {number}, {readers[0]} readers, {how} writing: p99 {result.p99:.2f} ms")
    return found


def table(found: dict[tuple[tuple[int, int], str], list[Load]], written: dict[str, list[float]]) -> str:
    """Give the figures; ratios are of the p99 of the same round."""
    names = {"nobody": "nobody", "verbs": "a command, by the verbs", "doors": "readers and an editor, by the forms"}
    lines = [
        "| readers | who writes | written/s | pages/s | p50 / p99 ms | p99 to the quiet one |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (readers, how), loads in found.items():
        connections, pause = readers
        who = f"{connections}, " + (f"with pauses of {pause} ms" if pause else "without pause")
        p50, p99, rate = (median(getattr(each, name) for each in loads) for name in ("p50", "p99", "rate"))
        quiet = found[readers, "nobody"]
        ratio = spread([mine.p99 / other.p99 for mine, other in zip(loads, quiet, strict=True)])
        pace = f"{median(written[how]):.0f}" if how in written else "0"
        share = "1" if how == "nobody" else ratio
        lines.append(f"| {who} | {names[how]} | {pace} | {rate:,.0f} | {p50:.2f} / {p99:.2f} | {share} |")
    return "\n".join(lines)


def memory_table(found: list[dict[str, float]]) -> str:
    """Give the memory at the moment when there was most of it, process by process."""
    totals = [sum(each.values()) for each in found]
    most = found[totals.index(max(totals))]
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(most.items()))
    return "\n".join(
        [
            "| memory of all processes of `manage.py serve`, sum of PSS | MB |",
            "| --- | --- |",
            f"| median over the run | **{median(totals):.0f}** |",
            f"| most | {max(totals):.0f} ({parts}) |",
        ]
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=8, help="of reading in each")
    parser.add_argument("--portal", type=Path, help="a folder with a prepared portal (VAR); else one is made")
    options = parser.parse_args()
    need_wrk()
    print(machine(), flush=True)
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory(prefix="nuztrend-bench-") as name, ProcessPoolExecutor(COMMENTERS + 1, context) as pool:
        site = nuztrend(prepared(Path(name), options.portal), COMMENT_MIN_SECONDS="0")
        stories = Stories(*json.loads(site.run("-m", "bench.desk", "stories", str(STORIES))))
        with installed(site) as server:
            load(server.url("/"), 8, WARM_UP, script=script(site.database.parent, stories, 0))
            writers, memory = Writers(site, server, stories, pool), []
            found = measured(writers, options.rounds, options.seconds, memory)
    print(f"\n{table(found, writers.written)}\n\n{memory_table(memory)}", flush=True)


if __name__ == "__main__":
    main()
