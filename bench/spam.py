"""How well comments are judged: spam caught, honest comments held, and what a judgement costs.

    CORPORA=FOLDER python bench/spam.py [--youtube FOLDER] [--mail FOLDER] [--count 4000]

Half of a labelled set teaches, as decisions of the newsroom would; the other half is judged. The set is our own
(bench/spamset.py): once with all templates in both halves, once with templates that the first half never showed. With
`--youtube` also the YouTube Spam Collection (five CSV files; T. C. Alberto, J. V. Lochter, T. A. Almeida, 2015): each
video is judged by what the others taught. With `--mail` the mails of SpamAssassin (folders of JSON, as @stdlib packs
them). Prints Markdown.
"""

import csv
import json
import os
import random
import re
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from serving import ROOT, machine
from spamset import ham, sentences_of, spam

Labelled = tuple[str, bool]
CAUGHT = 0.9
SEED = 20261130


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=4_000, help="comments of each kind in the set of our own")
    parser.add_argument("--youtube", type=Path)
    parser.add_argument("--mail", type=Path)
    options = parser.parse_args()
    print(machine(), flush=True)
    os.environ |= {"LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "nuztrend.settings"}
    sys.path[0] = str(ROOT)
    import django

    django.setup()
    columns = ["set", "taught", "judged", "ROC AUC, score", "ROC AUC, learned", "honest held at 90 % caught"]
    columns.append("caught / held at 6.0")
    print(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")
    news = sentences_of(Path(os.environ.get("CORPORA", "")))
    say_set("ours, same templates", *ours(options.count, "both", "both", news))
    say_set("ours, unseen templates", *ours(options.count, "seen", "unseen", news))
    if options.youtube:
        both = zip(ours(options.count // 2, "both", "both", news), in_halves(youtube(options.youtube)), strict=True)
        say_set("half ours, half YouTube", *(one + other for one, other in both))
        say_set("YouTube, same videos", *in_halves(youtube(options.youtube)))
        for path in sorted(options.youtube.glob("*.csv")):
            others = [row for other in options.youtube.glob("*.csv") if other != path for row in read_csv(other)]
            say_set(f"YouTube, {path.stem[10:]} by the others", others, read_csv(path))
    if options.mail:
        say_set("SpamAssassin mails", *in_halves(mails(options.mail)))
    say_cost(news)


def ours(count: int, taught: str, judged: str, news: list[str]) -> tuple[list[Labelled], list[Labelled]]:
    chance = random.Random(SEED)
    cut = len(news) // 2
    sets = []
    for half, sentences in ((taught, news[:cut]), (judged, news[cut:])):
        rows = [(text, True) for text in spam(count // 2, chance, half)]
        rows += [(text, False) for text in ham(count // 2, chance, half, sentences)]
        sets.append(rows)
    return sets[0], sets[1]


def in_halves(rows: list[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    rows = list(dict.fromkeys(rows))
    random.Random(SEED).shuffle(rows)
    return rows[::2], rows[1::2]


def youtube(folder: Path) -> list[Labelled]:
    return [row for path in sorted(folder.glob("*.csv")) for row in read_csv(path)]


def read_csv(path: Path) -> list[Labelled]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [(row["CONTENT"], row["CLASS"] == "1") for row in csv.DictReader(file)]


def mails(folder: Path) -> list[Labelled]:
    rows = []
    for path in sorted(folder.glob("*/*.json")):
        body = json.loads(path.read_text())["text"].partition("\n\n")[2]
        text = re.sub(r"<[^>]{0,500}>|&\w+;", " ", body)
        rows.append((" ".join(text.split())[:1500], path.parent.name.startswith("spam")))
    return [row for row in rows if row[0]]


def teach(rows: Sequence[Labelled]) -> Any:
    """Give what these rows teach, bounded as the table is."""
    from comments.judging.features import features_of
    from comments.judging.learned import Learned
    from comments.judging.rules import Reading
    from comments.models.learned import MOST_FEATURES

    seen = {True: Counter(), False: Counter()}
    for text, is_spam in rows:
        seen[is_spam].update(features_of(Reading("Grace", text)).keys())
    kept = [feature for feature, _ in (seen[True] + seen[False]).most_common(MOST_FEATURES)]
    counts = {feature: (seen[True][feature], seen[False][feature]) for feature in kept}
    total = Counter(is_spam for _, is_spam in rows)
    return Learned((1, 1), total[True], total[False], counts)


def say_set(name: str, taught: Sequence[Labelled], judged: Sequence[Labelled]) -> None:
    """Judge a set and say what came of it, in a row of the table."""
    from comments.judging import weigh_learned
    from comments.judging.features import features_of
    from comments.judging.known import Known, Rules
    from comments.judging.rules import Reading, weigh_words

    known = Known(Rules(), teach(taught))
    scores: list[tuple[float, bool]] = []
    learned: list[tuple[float, bool]] = []
    for text, is_spam in judged:
        reading = Reading("Grace", text)
        reasons = weigh_words(reading, known.rules.weights, known.rules.lists)
        reasons += weigh_learned(reading, known, reasons)
        scores.append((1 + sum(reason.weight for reason in reasons), is_spam))  # 1: each is the first from its network
        learned.append((known.learned.raw(features_of(reading)), is_spam))
    bar = sorted((score for score, is_spam in scores if is_spam), reverse=True)
    threshold = bar[int(CAUGHT * len(bar))]
    held = share(scores, threshold, of_spam=False)
    at_six = f"{share(scores, 6, of_spam=True):.1%} / {share(scores, 6, of_spam=False):.2%}"
    cells = [name, f"{len(taught):,}", f"{len(judged):,} ({len(bar):,} spam)", f"{auc(scores):.4f}"]
    cells += [f"{auc(learned):.4f}", f"{held:.2%} (from {threshold:.1f})", at_six]
    print(f"| {' | '.join(cells)} |", flush=True)


def share(scores: Sequence[tuple[float, bool]], threshold: float, of_spam: bool) -> float:
    chosen = [score for score, is_spam in scores if is_spam == of_spam]
    return sum(score >= threshold for score in chosen) / len(chosen)


def auc(scores: Sequence[tuple[float, bool]]) -> float:
    """Give the area under the ROC curve: how often spam has more points than an honest comment; a tie counts half."""
    ordered = sorted(scores)
    ranks: dict[float, list[int]] = {}
    for place, (score, _) in enumerate(ordered, 1):
        ranks.setdefault(score, []).append(place)
    mean = {score: sum(places) / len(places) for score, places in ranks.items()}
    spams = [mean[score] for score, is_spam in scores if is_spam]
    others = len(scores) - len(spams)
    return (sum(spams) - len(spams) * (len(spams) + 1) / 2) / (len(spams) * others)


def say_cost(news: list[str]) -> None:
    """Say what a judgement costs, without the database, with 100,000 entries in a word list."""
    from comments.judging import weigh_learned
    from comments.judging.known import Known, Rules
    from comments.judging.likeness import Print
    from comments.judging.rules import Reading, weigh_words
    from comments.judging.wordlists import Listed, WordLists

    chance = random.Random(SEED)
    taught, judged = ours(2_000, "both", "both", news)
    entries = "\n".join(f"{chance.randbytes(4).hex()} {'' if number % 3 else 'word'}" for number in range(100_000))
    began = time.perf_counter()
    lists = WordLists([Listed("large", 5, entries)])
    made = time.perf_counter() - began
    known = Known(Rules(lists=lists), teach(taught))
    times = []
    for text, _ in judged:
        began = time.process_time_ns()
        reading = Reading("Grace", text)
        weigh_learned(reading, known, weigh_words(reading, known.rules.weights, known.rules.lists))
        _ = Print(text).marks
        times.append((time.process_time_ns() - began) / 1e6)
    longest = " ".join(text for text, _ in judged)[:5_000]
    began = time.process_time_ns()
    reading = Reading("Grace", longest)
    weigh_learned(reading, known, weigh_words(reading, known.rules.weights, known.rules.lists))
    _ = Print(longest).marks
    whole = (time.process_time_ns() - began) / 1e6
    print(f"\n{len(lists):,} entries made ready in {made:.2f} s. A judgement, without its two queries:", end=" ")
    print(f"median {median(times):.2f} ms of CPU, p99 {quantiles(times, n=100)[98]:.2f} ms;", end=" ")
    print(f"of 5,000 characters {whole:.1f} ms.")


if __name__ == "__main__":
    main()
