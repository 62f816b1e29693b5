"""The words by which a story is told from others, in whatever language it is written."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from stop_words import AVAILABLE_LANGUAGES, get_stop_words

from articles.models import Article
from articles.models.terms import LONGEST_TERM
from articles.search.words import plain, words

SHORTEST = 3
MOST = 20_000
"""Words of a story that are looked at."""


def words_of(story: Article) -> Counter[str]:
    """Count the words of a story's headline, dek, search keywords and text, stop words of its language left out."""
    text = "\n".join((story.title, story.dek, story.keywords, plain(story.body_html)))
    found = Counter(telling(words(text)[:MOST]))
    stop = stop_words_of(found)
    return Counter({word: count for word, count in found.items() if word not in stop and len(word) <= LONGEST_TERM})


def telling(found: Iterable[str]) -> Iterator[str]:
    """Give the words that are long enough to tell something.

    Where a script sets no blanks, search counts each sign as a word; there each pair of neighbours tells something.
    """
    before = ""
    for word in found:
        alone = is_unspaced(word)
        if alone and before:
            yield before + word
        elif len(word) >= (2 if is_unspaced(word[0]) else SHORTEST):
            yield word
        before = word if alone else ""


def is_unspaced(word: str) -> bool:
    """Say whether a word is one sign of a script without capitals: such signs tell more than a Latin letter does."""
    return len(word) == 1 and unicodedata.category(word) == "Lo"


def stop_words_of(found: Counter[str]) -> frozenset[str]:
    """Give the stop words of the language whose stop words stand most often among these words."""
    seen: Counter[str] = Counter()
    languages = languages_of_stop_words()
    for word, count in found.items():
        for language in languages.get(word, ()):
            seen[language] += count
    return stop_words_in(seen.most_common(1)[0][0]) if seen else frozenset()


@cache
def stop_words_in(language: str) -> frozenset[str]:
    """Give the words of a language that tell nothing of a story, folded as the words of stories are."""
    return frozenset(piece for word in get_stop_words(language) for piece in telling(words(word)))


@cache
def languages_of_stop_words() -> dict[str, list[str]]:
    """Give for each stop word the languages that have it."""
    languages: dict[str, list[str]] = {}
    for language in AVAILABLE_LANGUAGES:
        for word in stop_words_in(language):
            languages.setdefault(word, []).append(language)
    return languages
