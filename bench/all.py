"""All benchmarks in short, in about 25 minutes: `python bench/all.py`, or `make bench`.

Writes their tables into bench/README.md, between the markers. A part that fails leaves the others their figures.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from portals import prepared
from serving import ROOT, machine, say

README = ROOT / "bench/README.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
CORPORA = Path(os.environ.get("CORPORA", ROOT.parent / "shared/corpora"))


@dataclass(frozen=True)
class Part:
    """A benchmark with the options of its short version."""

    heading: str
    words: list[str]
    takes_a_portal: bool = False


PARTS = [
    Part("The cached article page", ["cached_page.py", "--rounds", "5", "--seconds", "2"], takes_a_portal=True),
    Part("The article page in no cache", ["article_page.py", "--rounds", "3", "--seconds", "2"]),
    Part("Exactness", ["exactness.py", "--seconds", "10"], takes_a_portal=True),
    Part("Reading while others write", ["under_writes.py", "--rounds", "2", "--seconds", "3"], takes_a_portal=True),
    Part("Starting", ["start.py"]),
    Part("Lighthouse", ["lighthouse.py", "--rounds", "3"], takes_a_portal=True),
    Part("Captchas in bulk", ["captcha.py", "--fragments", "2000"], takes_a_portal=True),
    Part("Counting readers", ["beacon.py", "--rounds", "2", "--seconds", "3"], takes_a_portal=True),
]
LARGE = "10000"  # stories of the larger portal
GROWN = [
    Part("Growth", ["growth.py", "run", "--stories", "1000", LARGE, "--rounds", "2", "--requests", "20"]),
    Part(
        "Search",
        [
            "search.py",
            "--stories",
            LARGE,
            "--questions",
            "20",
            "--hostile",
            "1000",
            "--known",
            "100",
            "--compared",
            "5",
        ],
    ),
    Part("Read More", ["related.py", "--stories", LARGE, "--relate", "50", "--publish", "20"]),
]
"""In the portals that the first of them fills."""


def parts(folder: Path) -> list[Part]:
    """Give what can be measured here; growing needs texts that are no part of the project."""
    if not CORPORA.is_dir():
        say(f"Without texts in {CORPORA} (CORPORA) growth is left out.")
        return PARTS
    in_folder = ["--folder", str(folder / "growth")]
    with_texts = [replace(GROWN[0], words=[*GROWN[0].words, "--corpora", str(CORPORA)]), *GROWN[1:]]
    return [*PARTS, *(replace(part, words=[*part.words, *in_folder]) for part in with_texts)]


def figures_of(part: Part, portal: Path) -> tuple[str, bool]:
    """Run a benchmark; give what it printed, without its line on the machine, and whether it ended well."""
    say(f"\n{part.heading} …")
    begin = time.monotonic()
    words = [*part.words, *(["--portal", str(portal)] if part.takes_a_portal else [])]
    command = [sys.executable, str(ROOT / "bench" / words[0]), *words[1:]]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    say(f"  {time.monotonic() - begin:.0f} s")
    figures = done.stdout.partition("\n")[2].strip()
    if done.returncode:
        figures += f"\n\n**It ended with {done.returncode}.**"
    told = " ".join(word for word in part.words if not word.startswith(("--corpora", "--folder", "/")))  # no places
    return f"### {part.heading}\n\n`{told}`\n\n{figures.strip()}", not done.returncode


def write(figures: str) -> None:
    """Put the figures between the markers of the README."""
    text = README.read_text("utf-8")
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise RuntimeError(f"{README} has no place for figures: {BEGIN} … {END}")
    README.write_text(f"{head}{BEGIN}\n{figures}\n{END}{tail}", "utf-8")


def main() -> None:
    begin, about = time.monotonic(), machine()
    with TemporaryDirectory(prefix="nuztrend-bench-") as name:
        portal = prepared(Path(name))
        found = [figures_of(part, portal) for part in parts(Path(name))]
    minutes = (time.monotonic() - begin) / 60
    write("\n\n".join([f"{about} `make bench` took {minutes:.0f} minutes.", *(figures for figures, _ in found)]))
    if not all(well for _, well in found):
        sys.exit("Not every part ended well.")


if __name__ == "__main__":
    main()
