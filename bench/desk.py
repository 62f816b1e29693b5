"""Writes as a management command does, by the verbs of the models: `python -m bench.desk stories 12`.
    python -m bench.desk tags 17 4 9 …
    python -m bench.desk write NOTES SECONDS EDITS COMMENTS 17 4 9 …

writes so many deks and comments a second, under the stories with these keys, and prints how many there were.
"""

import json
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from django.db import DatabaseError, transaction

django.setup()

from articles.models import Article, Tag  # noqa: E402  (models need the setup)
from comments.models import Comment  # noqa: E402

sys.path.append(str(Path(__file__).parent))  # behind the others: bench/captcha.py is no match for the package captcha

from notes import Notes, mark, without_mark  # noqa: E402
from writers import Written, beats  # noqa: E402

TAGS = 4  # whose pages are read


def stories(number: str) -> None:
    """Print the keys and slugs of the newest public stories as JSON."""
    found = Article.objects.published().newest_first()[: int(number)]
    json.dump([[story.pk for story in found], [story.slug for story in found]], sys.stdout)


def pair() -> None:
    """Print the keys of a draft, made here, and of the newest public story as JSON."""
    live = Article.objects.published().newest_first()[0]
    draft = Article(title="A draft that is written on", slug="a-draft-that-is-written-on", body="t0v0")
    draft.save_version(by=None)
    json.dump([draft.pk, live.pk], sys.stdout)


def tags(*pks: str) -> None:
    """Print the addresses of the tags of some stories as JSON."""
    found = Tag.objects.filter(articles__in=pks).distinct().order_by("pk")[:TAGS]
    json.dump([tag.get_absolute_url() for tag in found], sys.stdout)


def change_deks(notes: Notes, pks: list[int], a_second: float, seconds: float) -> Written:
    """Change deks and note what was stored; give how many were, and how many could not be."""
    dice, done, refused = random.Random(3), 0, 0
    for _ in beats(a_second, seconds, dice):
        story = dice.randrange(len(pks))
        number = notes.next("d", story)
        try:
            with transaction.atomic():
                row = Article.objects.select_for_update(no_key=True).get(pk=pks[story])
                row.dek = f"{without_mark(row.dek)} {mark('d', story, number)}"
                row.save_version(by=None)
        except DatabaseError:
            refused += 1
            continue
        notes.acknowledged("d", story, number)
        done += 1
    return done, refused


def write_comments(notes: Notes, pks: list[int], a_second: float, seconds: float) -> Written:
    """Write comments, shown at once, and note what was stored; give how many were, and how many could not be."""
    dice, done, refused = random.Random(4), 0, 0
    rows = [Article.objects.get(pk=pk) for pk in pks]
    for _ in beats(a_second, seconds, dice):
        story = dice.randrange(len(pks))
        number = notes.next("c", story)
        text = f"{mark('c', story, number)} {'Well said. ' * dice.randrange(1, 20)}"
        try:
            with transaction.atomic():
                Comment.objects.hold(rows[story], "A reader", text)[0].approve(by=None)
        except DatabaseError:
            refused += 1
            continue
        notes.acknowledged("c", story, number)
        done += 1
    return done, refused


def write(path: str, seconds: str, edits: str, comments: str, *pks: str) -> None:
    """Write for some seconds, deks and comments side by side."""
    notes, keys = Notes(Path(path), len(pks)), [int(pk) for pk in pks]
    paces = [(change_deks, float(edits)), (write_comments, float(comments))]
    with ThreadPoolExecutor() as pool:
        doing = [pool.submit(verb, notes, keys, pace, float(seconds)) for verb, pace in paces if pace]
        json.dump([each.result() for each in doing], sys.stdout)


VERBS = {"stories": stories, "pair": pair, "tags": tags, "write": write}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
