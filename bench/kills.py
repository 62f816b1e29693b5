"""Whether a killed server loses what an editor saved: `python bench/kills.py --kills 200`.

An editor saves a draft, saves changes of a live story and publishes some of them as corrections, over and over, in the
newsroom's own forms. At random moments all processes of the server are killed (SIGKILL) at once. Then what is stored
must be at least as new as what the editor was told is saved, and nothing may be stored by half.
"""

import json
import os
import random
import re
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from notes import marked
from portals import prepared
from postgresql import postgresql
from processes import family
from serving import Server, Site, installed, machine, nuztrend, say
from visitor import Visitor
from writers import sign_in, story_form

DRAFT, LIVE = 0, 1
LONGEST = 1.5  # seconds between the first save of a round and the kill, at most


class Editor:
    """Writes numbers into a draft and a live story, and remembers which the portal has said are saved."""

    def __init__(self, login: Path, pks: list[int]):
        self.login, self.pks = login, pks
        self.saved = [0, 0]
        self.published = 0
        self.saves = 0
        self._number = 0

    def work(self, server: Server) -> None:
        """Save until the server is gone."""
        with suppress(OSError, HTTPException):
            visitor = Visitor(server)
            sign_in(visitor, self.login)
            while True:
                self._save(visitor, DRAFT, "")
                self._save(visitor, LIVE, "publish changes" if self._number % 3 == 0 else "")

    def _save(self, visitor: Visitor, which: int, verb: str) -> None:
        self._number += 1
        number, text = self._number, f"Saved: t{which}v{self._number}"
        address, fields = story_form(visitor, self.pks[which])
        sent = [(name, text if name == "body" else value) for name, value in fields if name not in ("kind", "told")]
        if verb:
            sent += [("_verb", verb), ("kind", "correction"), ("told", f"It is {number} now.")]
        answer, page = visitor.post(address, sent)
        if answer.status != 302:
            told = re.findall(r'(?s)class="error(?:list|note)[^>]*>(.*?)</', page.decode())
            raise RuntimeError(f"a story was not saved ({answer.status}): {told}")
        self.saves += 1
        self.saved[which] = number
        if verb:
            self.published = number


def number_in(text: str) -> int:
    """Give the number that stands in a text; 0 where there is none."""
    found = marked.search(text)
    return int(found[3]) if found else 0


def look(site: Site, editor: Editor) -> list[str]:
    """Give what was lost or stored by half."""
    draft, live = json.loads(site.run("-m", "bench.soundness", *map(str, editor.pks)))
    faults = draft["faults"] + live["faults"]
    if number_in(draft["live"]) < editor.saved[DRAFT]:
        faults.append(f"the draft lost version {editor.saved[DRAFT]}")
    if max(number_in(live["live"]), number_in(live["pending"])) < editor.saved[LIVE]:
        faults.append(f"the live story lost changes {editor.saved[LIVE]}")
    if number_in(live["live"]) < editor.published:
        faults.append(f"published changes {editor.published} are not public")
    return faults


def kill(server: Server) -> None:
    """End all processes of the server at once, as a power cut does."""
    for pid in family(server.pids):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def run(site: Site, kills: int) -> tuple[Editor, list[str]]:
    """Let the editor work and the server die, over and over; give the editor and all faults."""
    pks = json.loads(site.run("-m", "bench.desk", "pair"))
    editor, dice, faults = Editor(site.database.parent / "demo-login.txt", pks), random.Random(9), []
    for number in range(1, kills + 1):
        with installed(site) as server:
            working = threading.Thread(target=editor.work, args=(server,))
            before = editor.saves
            working.start()
            while editor.saves == before and working.is_alive():
                time.sleep(0.01)
            time.sleep(dice.uniform(0, LONGEST))
            kill(server)
            working.join()
        found = look(site, editor)
        faults += found
        if found or number % 20 == 0:
            say(f"  kill {number}: {editor.saves} saves; {'; '.join(found) or 'nothing lost'}")
    return editor, faults


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite"], metavar="DATABASE")
    parser.add_argument("--portal", type=Path, help="a folder with a prepared portal (VAR); else one is made")
    options = parser.parse_args()
    print(machine(), flush=True)
    print("\n| database | kills | saves acknowledged | lost or by half |\n| --- | --- | --- | --- |", flush=True)
    wrong = 0
    with TemporaryDirectory(prefix="nuztrend-bench-") as name, postgresql() as database:
        for kind in options.on:
            settings = {"DATABASE_URL": database.make(kind)} if kind == "postgresql" else {}
            folder = prepared(Path(name) / kind, options.portal)
            site = nuztrend(folder, **settings)
            if settings:
                site.run("manage.py", "prepare")
            editor, faults = run(site, options.kills)
            print(f"| {kind} | {options.kills} | {editor.saves:,} | **{len(faults)}** |", flush=True)
            wrong += len(faults)
    if wrong:
        sys.exit(f"{wrong} faults.")


if __name__ == "__main__":
    main()
