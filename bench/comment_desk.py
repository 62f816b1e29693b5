"""What the moderators' desk costs with 100,000 comments waiting: `python -m bench.comment_desk`.

    DATABASE_URL=postgres://… python -m bench.comment_desk --held 100000

fills a portal of its own in a temporary folder (or an empty database of DATABASE_URL, which it leaves filled), asks for
each page as a moderator in this process and without the network, and prints a Markdown table of medians. Nearly half of
what waits is one text, a quarter are 200 texts, a seventh comes from 20 networks, a tenth is spam that is like nothing
else, and the rest stands alone.
"""

import os
import random
import statistics
import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = TemporaryDirectory(prefix="nuztrend-bench-")
os.environ |= {"DJANGO_SETTINGS_MODULE": "nuztrend.settings", "LOG_LEVEL": "ERROR", "VAR": FOLDER.name, "DEMO": "0"}

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Article  # noqa: E402
from comments.models import Comment, ModerationEntry, receipt_hash  # noqa: E402
from tests import make  # noqa: E402

sys.path.append(str(Path(__file__).parent))  # behind the others: bench/captcha.py is no match for the package captcha

from serving import machine, say  # noqa: E402

DESK = "/admin/comments/desk/"
ROUNDS = 15
DECISIONS = 100
SENTENCE = "the harbour opened after a storm and nobody knew why ferries came late again to islands with rain"


def one(number: int, of: int, stories: list[Article], dice: random.Random) -> Comment:
    """Make a comment that waits."""
    kind, alike, network, score = dice.random(), f"u{number}", f"n{dice.randrange(10_000)}", dice.uniform(-2, 8.9)
    if kind < 0.45:
        alike, score = "flood", 8.0
    elif kind < 0.7:
        alike, score = f"f{dice.randrange(200)}", 10.0
    elif kind < 0.85:
        network, score = f"big{dice.randrange(20)}", 8.0
    elif kind < 0.95:
        network, score = f"m{number}", dice.uniform(9, 12)
    text = " ".join(dice.choices(SENTENCE.split(), k=30))
    return Comment(
        article=dice.choice(stories),
        name="A reader",
        text=text,
        html=f"<p>{text}</p>",
        state=Comment.State.HELD,
        score=score,
        reasons=[["links", "2 links", 2.0]],
        likeness=alike,
        network=network,
        receipt_hash=receipt_hash(f"r{number}"),
        created_at=timezone.now() - timedelta(seconds=of - number),
    )


def fill(held: int) -> None:
    """Write so many comments that wait, with the record of each."""
    dice = random.Random(4)
    stories = [make.story(f"Story {number}") for number in range(20)]
    with transaction.atomic():
        Comment.objects.bulk_create((one(number, held, stories, dice) for number in range(held)), batch_size=900)
        pks = Comment.objects.values_list("pk", flat=True)
        entries = (ModerationEntry(comment_id=pk, verb="submit", state_after="held") for pk in pks)
        ModerationEntry.objects.bulk_create(entries, batch_size=900)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its own chore does after so many rows


def measure(name: str, ask: Any, rounds: int = ROUNDS) -> str:
    """Give the line of one page or decision."""
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        ask()
    walls, works = [], []
    for _ in range(rounds):
        wall, work = time.perf_counter(), time.process_time()
        ask()
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((time.process_time() - work) * 1000)
    walls.sort()
    return (
        f"| {name} | {statistics.median(walls):.0f} | {walls[-2]:.0f} | {statistics.median(works):.0f} | {len(asked)} |"
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--held", type=int, default=100_000)
    options = parser.parse_args()
    say("Filling …")
    call_command("prepare", verbosity=0)
    fill(options.held)
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(make.user("mona", "Moderator"))
    alone = list(Comment.objects.filter(likeness__startswith="u", score__lt=3).values_list("pk", flat=True)[:1000])

    def get(address: str) -> Any:
        def ask() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, answer.status_code

        return ask

    def decide(**more: str) -> Any:
        def ask() -> None:
            pk, then = alone.pop(0), alone[0]
            seen = ModerationEntry.objects.filter(comment=pk).latest("pk").pk
            sent = {"decision": "reject insult" if pk % 2 else "spam", "seen": seen, "then": then, **more}
            answer = client.post(f"{DESK}{pk}/decide/", sent)
            assert answer.status_code in (200, 302), answer.status_code

        return ask

    def sweep() -> None:
        sent = {"decision": "spam", "sure": "1"}
        assert client.post(f"{DESK}many/alike/flood/", sent).status_code == 200

    print(machine())
    print(f"\n{Comment.objects.waiting().count():,} comments wait, on {connection.display_name}.\n")
    print("| what | median ms | slowest but one | of these processor | queries |\n| --- | --- | --- | --- | --- |")
    print(measure("the desk", get(DESK)), flush=True)
    print(measure("one comment on the desk, by a script", get(f"{DESK}{alone[50]}/?part=pane")), flush=True)
    print(measure("45,000 alike on the desk", get(f"{DESK}many/alike/flood/")), flush=True)
    print(measure("start page", get("/admin/")), flush=True)
    print(measure("a decision, and the next comment", decide(part="1"), DECISIONS), flush=True)
    print(measure("a decision without JavaScript", decide(), DECISIONS), flush=True)
    print(measure("500 decisions at once", sweep, 5), flush=True)


if __name__ == "__main__":
    main()
