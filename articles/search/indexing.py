"""What search knows of a story is written in the transaction of the verb that changed it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from articles.models import Article, Credit, SearchEntry, SearchWord, Tag, Tagging
from articles.search.asking import TYPE
from articles.search.places import free_places
from articles.search.words import folded, plain, words

BATCH = 250  # stories that are indexed in one transaction
AT_ONCE = 400  # words in one statement
MOST_MARKS = 2000  # characters


def index(*ids: int) -> None:
    """Bring what search knows of stories to what stands in their rows, with their tags and bylines."""
    _index(ids, set())


@transaction.atomic
def _index(ids: Sequence[int], known_words: set[str]) -> None:
    # Locked until the end of the transaction, so that nothing else becomes of the stories meanwhile.
    stories = list(Article.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    entries = {entry.article_id: entry for entry in SearchEntry.objects.filter(article__in=ids)}
    before = {pk: _contents(entry) for pk, entry in entries.items()}
    tags, writers = defaultdict[int, list[Tag]](list), defaultdict[int, list[int]](list)
    for tagging in Tagging.objects.filter(article__in=ids).order_by("position"):
        tags[tagging.article_id].append(tagging.tag)
    for story_id, writer in Credit.objects.filter(article__in=ids).values_list("article_id", "byline_id"):
        writers[story_id].append(writer)
    new_times: dict[int, datetime | None] = {}
    for story in stories:
        entry = entries.setdefault(story.pk, SearchEntry(article=story))
        stands = story.state == story.State.PUBLISHED
        publish_at, entry.unpublish_at = (story.publish_at, story.unpublish_at) if stands else (None, None)
        if entry.pk is None or entry.publish_at != publish_at:
            entry.publish_at = new_times[story.pk] = publish_at
        marks = [*(f"t{tag.pk}" for tag in tags[story.pk]), *(f"b{writer}" for writer in writers[story.pk])]
        marks += [f"{TYPE}{story.source_type}"] if story.source_type else []
        entry.marks = " ".join(marks)[:MOST_MARKS]
        entry.title = folded(story.title)
        entry.lead = folded(f"{story.dek} {story.keywords}")
        entry.body = folded(plain(story.body_html))
    for pk, place in free_places(new_times).items():
        entries[pk].place = place
    SearchEntry.objects.bulk_create([entry for entry in entries.values() if entry.pk is None])
    for pk, was in before.items():
        if _contents(entries[pk]) != was:
            entries[pk].save()
    in_headlines = {word for entry in entries.values() for word in entry.title.split()}
    in_headlines |= {word for named in tags.values() for tag in named for word in words(tag.name)}
    used = {word for entry in entries.values() for word in f"{entry.lead} {entry.body}".split()}
    _learn(in_headlines, used - known_words)
    known_words |= used


def _contents(entry: SearchEntry) -> tuple[object, ...]:
    times = (entry.place, entry.publish_at, entry.unpublish_at)
    return (*times, entry.marks, entry.title, entry.lead, entry.body)


def _learn(in_headlines: set[str], used: set[str]) -> None:
    """Add words to those that stories use. Most are known already.

    All that are new come first, in order, and what rises to a headline after them: so no two wait in a circle for the
    words of each other.
    """
    low = set[str]()
    for part in _parts(in_headlines | used):
        known = dict(SearchWord.objects.filter(word__in=part).values_list("word", "in_headline"))
        low |= {word for word in part if word in in_headlines and not known.get(word, False)}
        SearchWord.objects.bulk_create(
            [SearchWord(word=word, in_headline=word in in_headlines) for word in part if word not in known],
            ignore_conflicts=True,
        )
    for part in _parts(low):  # the new ones as well: somebody may have added one at the same moment, for a text
        SearchWord.objects.filter(word__in=part, in_headline=False).update(in_headline=True)


def _parts(found: set[str]) -> Iterator[list[str]]:
    in_order = sorted(found)
    return (in_order[start : start + AT_ONCE] for start in range(0, len(in_order), AT_ONCE))


def rebuild(*, missing: bool = False) -> Iterator[int]:
    """Index all stories anew, or those that are `missing`; give the number that is done after each batch.

    Each batch is a transaction of its own: readers search meanwhile, and what was stopped goes on with the `missing`.
    """
    stories = Article.objects.order_by("pk").values_list("pk", flat=True)
    after, done, known_words = 0, 0, set[str]()
    while ids := list(stories.filter(pk__gt=after)[:BATCH]):
        after = ids[-1]
        if wanted := _missing(ids) if missing else ids:
            _index(wanted, known_words)
            yield (done := done + len(wanted))


def _missing(ids: Sequence[int]) -> list[int]:
    # Not joined to the stories: for that PostgreSQL looked through all for each batch: 90 a second of a million.
    indexed = set(SearchEntry.objects.filter(article__in=ids).values_list("article", flat=True))
    return [pk for pk in ids if pk not in indexed]


def is_empty() -> bool:
    """Say whether nothing is indexed although there are stories: the portal is older than its search."""
    return not SearchEntry.objects.exists() and Article.objects.exists()
