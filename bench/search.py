"""What search takes, and whether its bounds cost anything: in portals that `bench/growth.py fill` has filled.

    python bench/search.py --stories 100000 --folder /tmp/growth [--database postgres://…] [--clock cpu]

Prints Markdown tables: the time of each kind of question at the door and as a page, how often a headline finds its
story among the first three, how much of the first ten is the same when every match is ranked, and 10,000 hostile
questions. bench/README.md says what is compared.
"""

import gc
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import gettempdir

from growth import environment_of, manage
from serving import ROOT, machine, say


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("step", nargs="?", choices=["run", "inside"], default="run")
    parser.add_argument("--stories", type=int, nargs="+", default=[1_000])
    parser.add_argument("--database", help="URL of the PostgreSQL server that was filled")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "nuztrend-growth")
    parser.add_argument("--questions", type=int, default=100, help="of each kind")
    parser.add_argument("--hostile", type=int, default=10_000, help="questions made of syntax")
    parser.add_argument("--known", type=int, default=500, help="headlines that are looked for")
    parser.add_argument("--compared", type=int, default=20, help="questions of which every match is ranked")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall", help="cpu: of Python and SQLite")
    options = parser.parse_args()
    if options.step == "inside":
        inside(options)
        return
    print(machine(), flush=True)
    for stories in options.stories:
        manage(stories, options, "migrate")
        manage(stories, options, "collectstatic")
        print(run_inside(stories, options), flush=True)


def run_inside(stories: int, options: Namespace) -> str:
    """Measure in a process whose settings are those of the portal of this size; give what it prints."""
    words = ["inside", "--stories", stories, "--questions", options.questions, "--hostile", options.hostile]
    words += ["--known", options.known, "--compared", options.compared, "--clock", options.clock]
    command = [sys.executable, __file__, *map(str, words)]
    environment = environment_of(stories, options)
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def inside(options: Namespace) -> None:
    """Measure the portal that the environment names."""
    sys.path[0] = str(ROOT)
    import django

    django.setup()
    from articles.search.indexing import rebuild
    from bench.search_questions import measured

    for done in rebuild(missing=True):
        if not done % 10_000:
            say(f"  {done:,} stories indexed")
    gc.collect()
    gc.freeze()  # as `serve` does before it answers
    print(measured(options))


if __name__ == "__main__":
    main()
