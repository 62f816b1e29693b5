"""What growing costs: fill portals of several sizes and time their pages.

    python bench/growth.py run --stories 1000 100000 1000000
    python bench/growth.py fill --stories 1000 --folder /tmp/growth
    python bench/growth.py time --stories 1000 --folder /tmp/growth [--explain 20]

Prints Markdown tables. bench/README.md says what is compared.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from urllib.parse import urlsplit, urlunsplit

from serving import ROOT, machine, say


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=["run", "fill", "time", "inside-fill", "inside-time"])
    parser.add_argument("--stories", type=int, nargs="+", default=[1_000])
    parser.add_argument("--database", help="URL of a PostgreSQL server; a database for each size is made there")
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "nuztrend-growth")
    parser.add_argument("--corpora", type=Path, default=Path(os.environ.get("CORPORA", ROOT.parent / "shared/corpora")))
    parser.add_argument("--requests", type=int, default=40, help="of each kind of page in each round")
    parser.add_argument("--rounds", type=int, default=3, help="through all sizes, one after the other")
    parser.add_argument(
        "--clock", choices=["wall", "cpu"], default="wall", help="cpu: of Python and SQLite, if others work"
    )
    parser.add_argument("--explain", type=float, help="print the plans of queries that take longer, in milliseconds")
    options = parser.parse_args()
    if options.step.startswith("inside-"):
        inside(options)
        return
    print(machine(), flush=True)
    if options.step in {"run", "fill"}:
        for stories in options.stories:
            fill(stories, options)
    if options.step in {"run", "time"}:
        print(table(times(options), options.stories))


def fill(stories: int, options: Namespace) -> None:
    """Make a portal anew and fill it."""
    folder = options.folder / str(stories)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if options.database:
        name = urlsplit(environment_of(stories, options)["DATABASE_URL"]).path[1:]
        for statement in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
            subprocess.run(["psql", "-qX", options.database, "-c", statement], check=True)
    manage(stories, options, "migrate")
    begin = time.monotonic()
    run_inside("fill", stories, options)
    print(f"- {stories:,} stories filled in {time.monotonic() - begin:,.0f} s", flush=True)


def environment_of(stories: int, options: Namespace) -> dict[str, str]:
    """Give what the processes of one portal see: its own folder and its own database."""
    folder = options.folder / str(stories)
    environment = {
        **os.environ,
        "VAR": str(folder),
        "LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "nuztrend.settings",
    }
    environment.pop("DATABASE_URL", None)
    if options.database:
        server = urlsplit(options.database)
        environment["DATABASE_URL"] = urlunsplit(server._replace(path=f"/nuztrend_growth_{stories}"))
    return environment


def manage(stories: int, options: Namespace, command: str) -> None:
    """Run a command of the portal of this size."""
    words = [sys.executable, "manage.py", command, "--noinput", "-v0"]
    subprocess.run(words, cwd=ROOT, env=environment_of(stories, options), check=True)


def run_inside(step: str, stories: int, options: Namespace) -> str:
    """Run a step in a process whose settings are those of the portal of this size; give what it prints."""
    words = [f"inside-{step}", "--stories", stories, "--corpora", options.corpora, "--requests", options.requests]
    words += ["--clock", options.clock]
    if options.explain is not None:
        words += ["--explain", options.explain]
    command = [sys.executable, __file__, *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment_of(stories, options), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def inside(options: Namespace) -> None:
    """Fill or time the portal that the environment names."""
    sys.path[0] = str(ROOT)  # else bench/captcha.py would stand in front of the package captcha
    import django

    django.setup()
    if options.step == "inside-fill":
        from bench.growth_fill import fill as rows

        for done in rows(options.stories[0], options.corpora):
            say(f"  {done:,} stories")
        return
    from bench.growth_pages import explain, measure

    if options.explain is not None:
        explain(options.explain)
    else:
        json.dump(measure(options.requests, options.clock), sys.stdout)


def times(options: Namespace) -> dict[int, dict[str, float]]:
    """Give for each size and kind of page the least of the rounds' medians, in milliseconds.

    The sizes take turns, so that a disturbance meets all of them.
    """
    for stories in options.stories:  # what the code of today needs, should the portal have been filled earlier
        manage(stories, options, "migrate")
        manage(stories, options, "collectstatic")
    if options.explain is not None:
        for stories in options.stories:
            print(run_inside("time", stories, options))
    options.explain = None
    rounds: dict[int, list[dict[str, float]]] = {stories: [] for stories in options.stories}
    for number in range(1, options.rounds + 1):
        for stories, found in rounds.items():
            found.append(json.loads(run_inside("time", stories, options)))
            say(f"  round {number}, {stories:,} stories: {median(found[-1].values()):.1f} ms")
    return {
        stories: {page: min(each[page] for each in found) for page in found[0]} for stories, found in rounds.items()
    }


def table(found: dict[int, dict[str, float]], sizes: list[int]) -> str:
    """Give the times in a table; ratios are to the smallest portal, those of deep pages to the list's first page."""
    first, last = found[sizes[0]], found[sizes[-1]]
    lines = [
        "",
        "| page, ms | " + " | ".join(f"{size:,}" for size in sizes) + " | ratio |",
        "| --- |" + " --- |" * (len(sizes) + 1),
    ]
    for page, took in last.items():
        base = last[page.partition(",")[0]] if page.endswith("page 500") else first.get(page, took)
        cells = [f"{found[size][page]:.1f}" if page in found[size] else "–" for size in sizes]
        lines.append(f"| {page} | {' | '.join(cells)} | {took / base:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
