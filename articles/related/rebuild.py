"""Work out anew what all stories are about and what goes on where they end.

Three steps through all published stories in the order of their keys: count in how many each word stands, weigh the
words of each, relate each. What is done is noted with every few stories, so a rebuild that is stopped at any moment
goes on there. Readers see the lists of before until their story's turn comes.
"""

from collections import Counter
from collections.abc import Generator
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F

from articles.models import Article, Lexicon, Term
from articles.models.terms import THE_LEXICON
from articles.related import relate_alone
from articles.related.vectors import lock_lexicon, replace
from articles.related.words import words_of

COUNT, WEIGH, RELATE = STEPS = ("count", "weigh", "relate")
BATCH = {COUNT: 200, WEIGH: 100, RELATE: 20}
"""Stories in one transaction, which lets nobody else write to SQLite."""


TERMS = Term._meta.db_table
COUNT_IN = (
    f"INSERT INTO {TERMS} (text, stories, counted) VALUES (%s, 0, %s) "  # noqa: S608  (the name is ours)
    f"ON CONFLICT (text) DO UPDATE SET counted = {TERMS}.counted + excluded.counted"
)


class AnotherRebuild(Exception):
    """Two rebuilds at the same time would count words twice."""


class Progress(NamedTuple):
    """How far a step has come."""

    step: str
    done: int
    total: int


def rebuild(*, anew: bool = False) -> Generator[Progress, None, None]:
    """Go through what is left of a rebuild that was stopped, or through all of it; give the progress after each batch.

    Args:
        anew: begin at the first story whatever was done before.

    Raises:
        AnotherRebuild: one goes on at the same time.
    """
    with transaction.atomic():
        lexicon = lock_lexicon()
        if anew or not lexicon.step:
            Term.objects.exclude(counted=0).update(counted=0)
            lexicon.step, lexicon.after, lexicon.counted = COUNT, 0, 0
            lexicon.save()
    stories = Article.objects.in_public_life().order_by("pk")
    for step in STEPS[STEPS.index(lexicon.step) :]:
        total = stories.count()
        after = Lexicon.objects.get(pk=THE_LEXICON).after
        done = stories.filter(pk__lte=after).count()
        yield Progress(step, done, total)
        while batch := list(stories.filter(pk__gt=after)[: BATCH[step]]):
            {COUNT: count, WEIGH: weigh, RELATE: relate_all}[step](batch, after)
            after = batch[-1].pk
            done += len(batch)
            yield Progress(step, done, total)
        finish(step)


def count(stories: list[Article], after: int) -> None:
    """Count the words of these stories into what a rebuild has counted."""
    numbers = Counter(word for story in stories for word in words_of(story))
    with transaction.atomic():
        note(COUNT, after, stories)
        with connection.cursor() as cursor:
            cursor.executemany(COUNT_IN, sorted(numbers.items()))


def weigh(stories: list[Article], after: int) -> None:
    """Keep what each of these stories is about."""
    words = {story.pk: words_of(story) for story in stories}
    with transaction.atomic():
        replace(stories, words, note(WEIGH, after, stories).stories)


def relate_all(stories: list[Article], after: int) -> None:
    """Keep what goes on where each of these stories ends."""
    for story in stories:
        relate_alone(story)
    with transaction.atomic():
        note(RELATE, after, stories)


def note(step: str, after: int, stories: list[Article]) -> Lexicon:
    """Note that a step has done these stories; give the lexicon, which stays locked for the transaction.

    Raises:
        AnotherRebuild: it was not at the story `after` any more.
    """
    lexicon = lock_lexicon()
    if (lexicon.step, lexicon.after) != (step, after):
        raise AnotherRebuild("Another rebuild goes on at the same time; this one leaves the rest to it.")
    lexicon.after = stories[-1].pk
    if step == COUNT:
        lexicon.counted += len(stories)
    lexicon.save(update_fields=["after", "counted"])
    return lexicon


@transaction.atomic
def finish(step: str) -> None:
    """Go on to the next step; what was counted counts from now on."""
    lexicon = lock_lexicon()
    if lexicon.step != step:
        raise AnotherRebuild("Another rebuild has come to the end of this step.")
    if step == COUNT:
        Term.objects.update(stories=F("counted"), counted=0)
        lexicon.stories, lexicon.counted = lexicon.counted, 0
    lexicon.step = "" if step == RELATE else STEPS[STEPS.index(step) + 1]
    lexicon.after = 0
    lexicon.save()


def is_due(today: date) -> bool:
    """Say, once a day, that what stands of the last days is to be worked out once more."""
    lexicon = Lexicon.objects.filter(pk=THE_LEXICON, refreshed_on__lt=today)
    return bool(lexicon.update(refreshed_on=today))
