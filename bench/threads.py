"""Time the pages of long talks: `python -m bench.threads [--comments 10000] [--times 30]`, printed as Markdown.

Three stories with so many comments each are written into a throw-away database: one of threads of one comment, one in
which everybody answers the one before, one in which they answer the beginning and each other. Every page is rendered by
Django in this process, without the page cache, over and over; the bytes are those of its HTML, compressed as the page
cache keeps it.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
TEXT = (
    "the harbour opened again after eleven days of storm and nobody here had slept much because the light went out "
    "while ferries waited behind the mole for a pilot who knew every stone of it by name as his father did before him"
)


def fill(number: int) -> dict[str, dict[str, str]]:
    """Write the stories; give the addresses of their pages by story."""
    from comments.models import Comment
    from comments.threads.opening import ON_A_THREAD_PAGE, THREADS
    from nuztrend.lib.paging import LAST_PAGE
    from tests import make, talking

    dice, words = random.Random(5), TEXT.split()
    found = {}
    for shape in (talking.flat, talking.chain, talking.bush):
        story = make.story(f"Talk {shape.__name__}")
        made = shape(story, number)
        for comment in made:
            comment.write(" ".join(dice.choices(words, k=dice.randint(8, 60))))
            comment.votes = int(dice.paretovariate(1)) - 1
        Comment.objects.bulk_update(made, ["text", "html", "votes"], batch_size=500)
        path = f"{story.get_absolute_url()}comments/"
        pages = {
            "the story": story.get_absolute_url(),
            "comments": path,
            "comments, last page": f"{path}?page={min(number // THREADS, LAST_PAGE)}",
            "comments, best first": f"{path}?sort=best",
            "comments, best first, last page": f"{path}?sort=best&page={min(number // THREADS, LAST_PAGE)}",
            "comments, oldest first": f"{path}?sort=oldest",
            "thread": f"{path}{made[0].pk}/thread/",
            "thread, last page": f"{path}{made[0].pk}/thread/?page={(number - 2) // ON_A_THREAD_PAGE + 1}",
            "permalink of the first": f"{path}{made[0].pk}/",
            "permalink of the last": f"{path}{made[-1].pk}/",
            "new comments": f"{path}since/{made[-11].pk}/",
        }
        no_pages = {"thread, last page"} if shape is talking.flat else {"comments, last page"}
        left_out = no_pages | ({"comments, best first, last page"} if shape is not talking.flat else set())
        kept = {name: page for name, page in pages.items() if name not in left_out}
        found[f"{number:,} comments, {shape.__name__}"] = kept
    return found


def measured(ask: Callable[[], object], times: int) -> float:
    """Give the median milliseconds of a call."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return median(spent) * 1_000


def table(number: int, times: int) -> None:
    """Print what each page costs."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from nuztrend.pagecache.page import compress

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(headers={"host": "127.0.0.1"})
    print("| story | page | queries | ms, uncached | kB, gzip |\n| --- | --- | ---: | ---: | ---: |")
    for story, pages in fill(number).items():
        for name, path in pages.items():
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            asked = len(queries)  # the next request empties the log
            assert answer.status_code in (200, 302), path
            spent = measured(lambda path=path: client.get(path), times)  # type: ignore[misc]
            size = len(compress(answer.content)) / 1_000
            print(f"| {story} | {name} | {asked} | {spent:.1f} | {size:.1f} |")
    print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f}; {connection.vendor}; median of {times}.")


def main() -> None:
    """Start again in a throw-away portal, and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=30)
    given = parser.parse_args()
    if os.environ.get("BENCH_THREADS"):
        import django

        django.setup()
        table(given.comments, given.times)
        return
    with tempfile.TemporaryDirectory() as var:
        env = {**os.environ, "VAR": var, "BENCH_THREADS": "1", "DJANGO_SETTINGS_MODULE": "nuztrend.settings"}
        env |= {"LOG_LEVEL": "WARNING", "ALLOWED_HOSTS": "127.0.0.1"}
        done = subprocess.run([sys.executable, "-m", "bench.threads", *sys.argv[1:]], cwd=ROOT, env=env, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
