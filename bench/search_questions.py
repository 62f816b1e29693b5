"""The questions of bench/search.py, and what their answers are compared with. Runs inside the portal's settings."""

import random
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import quantiles

from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article, SearchEntry, Tagging
from articles.search import finding, read, search
from articles.search.asking import Question
from articles.search.indexing import index
from articles.search.ranking import Candidate
from articles.search.rooms import postgresql, sqlite
from articles.search.spelling import completed

SEED = 2026
READ = 2_000  # stories out of which the questions are made
SYNTAX = ['"', "*", "-", "NEAR(", "AND", "OR", "NOT", "^", ":", "(", ")", "{", "!", "|", "&", "<->", "\0", "😀", "שלום"]
EVERYTHING = 10**7


def measured(options: Namespace) -> str:
    """Give all tables."""
    dice = random.Random(SEED)
    clock = {"wall": time.perf_counter, "cpu": time.process_time}[options.clock]
    count = SearchEntry.objects.count()
    kinds = questions(dice, options.questions)
    client = Client(headers={"host": "127.0.0.1"})
    client.get("/search/", {"q": "warm up"})
    lines = [
        f"**{count:,} stories, {connection.vendor}** ({options.clock} time)",
        "",
        "| question, ms | for example | p50 | p99 | most | as a page, p50 | p99 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, asked in kinds.items():
        door = [took(clock, lambda each=each: answer(each)) for each in asked]  # type: ignore[misc]
        page = [took(clock, lambda each=each: client.get("/search/", each)) for each in asked]  # type: ignore[misc]
        shown = "; ".join(asked[0].values()).replace("|", " ")
        lines.append(f"| {name} | `{shown}` | {row(door)} | {max(door):.1f} | {row(page)} |")
    lines += [
        "",
        known_items(dice, options.known),
        overlap(kinds, options.compared),
        hostile(dice, options.hostile, clock),
    ]
    return "\n".join(lines)


def answer(asked: dict[str, str]) -> None:
    """Ask the door, and make what the first page shows."""
    search(question_of(asked)).results(slice(0, 11))


def question_of(asked: dict[str, str]) -> Question:
    """Give the question that an address asks, of which the bench uses words and tag."""
    from articles.search.form import SearchForm

    form = SearchForm(asked)
    assert form.is_valid(), form.errors
    return form.question()


def took(clock: Callable[[], float], ask: Callable[[], object]) -> float:
    """Give the milliseconds of a call."""
    begin = clock()
    ask()
    return (clock() - begin) * 1000


def row(times: list[float]) -> str:
    """Give median and 99th percentile."""
    cuts = quantiles(times, n=100, method="inclusive")
    return f"{cuts[49]:.1f} | {cuts[98]:.1f}"


def questions(dice: random.Random, count: int) -> dict[str, list[dict[str, str]]]:
    """Give questions of each kind, made of the words of stories by how many of these hold them."""
    ids = sorted(dice.sample(range(1, SearchEntry.objects.count() + 1), min(READ, SearchEntry.objects.count())))
    bodies = [body.split() for body in SearchEntry.objects.filter(article__in=ids).values_list("body", flat=True)]
    bodies = [body for body in bodies if len(body) > 20]
    held: dict[str, int] = {}
    for body in bodies:
        for word in set(body):
            held[word] = held.get(word, 0) + 1
    ranked = sorted((word for word in held if len(word) > 1), key=lambda word: (-held[word], word))
    share = {word: held[word] / len(bodies) for word in ranked}
    common, mid = ranked[:40], [word for word in ranked if 0.03 < share[word] < 0.08]
    rare = [word for word in ranked if held[word] == 1 and len(word) > 3]
    rare_tags = Tagging.objects.public().order_by("?").values_list("tag__slug", flat=True)
    tags = list(dict.fromkeys(rare_tags[:3_000]))[-count:] or [""]

    def phrase(length: int) -> str:
        body = dice.choice(bodies)
        start = dice.randrange(len(body) - length)
        return f'"{" ".join(body[start : start + length])}"'

    makers: dict[str, Callable[[], dict[str, str]]] = {
        "common word": lambda: {"q": dice.choice(common)},
        "word of a twentieth": lambda: {"q": dice.choice(mid)},
        "rare word": lambda: {"q": dice.choice(rare)},
        "common and rare": lambda: {"q": f"{dice.choice(common)} {dice.choice(rare)}"},
        "two of a twentieth": lambda: {"q": " ".join(dice.sample(mid, 2))},
        "phrase of a story": lambda: {"q": phrase(dice.randint(2, 5))},
        "phrase of common words": lambda: {"q": f'"{" ".join(dice.sample(common, 2))}"'},
        "six common words": lambda: {"q": " ".join(dice.sample(common, 6))},
        "beginning": lambda: {"q": dice.choice(mid)[:4]},
        "common without common": lambda: {"q": f"{dice.choice(common)} -{dice.choice(common)}"},
        "common with a rare tag": lambda: {"q": dice.choice(common), "tag": dice.choice(tags)},
        "rare with a tag": lambda: {"q": dice.choice(rare), "tag": dice.choice(tags)},
        "common in one month": lambda: {"q": dice.choice(common), "since": "2019-03-01", "until": "2019-03-31"},
    }
    return {name: [make() for _ in range(count)] for name, make in makers.items()}


def known_items(dice: random.Random, count: int) -> str:
    """Say how often the words of a headline find its story among the first three.

    Filled portals repeat headlines, so each of these stories is given one of its own first: halves of two others.
    """
    newest = Article.objects.published().order_by("-pk").values_list("pk", flat=True)[0]
    chosen = dice.sample(range(1, newest + 1), min(2 * count, newest))
    stories = list(Article.objects.published().filter(pk__in=chosen)[:count])
    titles = [story.title.split() for story in stories]
    for story, first, second in zip(stories, titles, [*titles[1:], titles[0]], strict=True):
        story.title = " ".join([*first[: len(first) // 2 + 1], *second[len(second) // 2 :]])[:160]
        Article.objects.filter(pk=story.pk).update(title=story.title)
        index(story.pk)
    hits = sum(story.pk in search(read(story.title.replace('"', " ")[:200])).ids[:3] for story in stories)
    return f"Headlines of {len(stories)} stories: that story among the first three for {hits / len(stories):.1%}."


@contextmanager
def without_bounds() -> Iterator[None]:
    """Let a question reach every story."""
    bounds = [(sqlite, "WORK"), (postgresql, "READ")]
    kept = [(room, name, getattr(room, name)) for room, name in bounds]
    for room, name in bounds:
        setattr(room, name, EVERYTHING * 1000)
    try:
        yield
    finally:
        for room, name, bound in kept:
            setattr(room, name, bound)


def overlap(kinds: dict[str, list[dict[str, str]]], count: int) -> str:
    """Say how much of the first ten, and which of the first, is the same when every match is read and ranked."""
    lines = ["", "| ranked against every match | first ten the same | first the same |", "| --- | --- | --- |"]
    for name, asked in kinds.items():
        shared, firsts, compared = 0.0, 0, 0
        for each in asked[:count]:
            question = question_of(each)
            bounded = list(search(question).ids[:10])
            now, whole = timezone.now(), completed(question)
            with without_bounds():
                entries, _ = finding.candidates(whole, now, EVERYTHING, EVERYTHING)
            best = ranked_in_parts(entries, whole, now)[:10]
            if best:
                compared += 1
                shared += len(set(best) & set(bounded)) / len(best)
                firsts += best[:1] == bounded[:1]
        if compared:
            lines.append(f"| {name} | {shared / compared:.0%} | {firsts / compared:.0%} |")
    return "\n".join(lines)


def ranked_in_parts(stories: list[Candidate], question: Question, now: datetime) -> list[int]:
    """Give the best ten of any number of stories, all their words read."""
    best: list[int] = []
    by_id = {story.article_id: story for story in stories}
    for start in range(0, len(stories), 500):
        part = [*(by_id[pk] for pk in best), *stories[start : start + 500]]
        best = finding.ranked(part, question, now, len(part))[:10]
    return best


def hostile(dice: random.Random, count: int, clock: Callable[[], float]) -> str:
    """Say what questions made of syntax take; one that fails ends the benchmark."""
    words = [title.split()[0] for title in SearchEntry.objects.exclude(title="").values_list("title", flat=True)[:200]]
    times = []
    for _ in range(count):
        asked = "".join(dice.choice([*SYNTAX, *words, " ", " "]) for _ in range(dice.randint(1, 40)))[:200]
        times.append(took(clock, lambda asked=asked: answer({"q": asked}) if asked.strip() else None))  # type: ignore[misc]
    if not times:
        return ""
    slow = sum(each > 200 for each in times)
    said = f"p50 and p99 {row(times)} ms, most {max(times):.0f} ms, {slow} over 200 ms"
    return f"\n{count:,} hostile questions: no error; {said}."
