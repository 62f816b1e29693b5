"""Finds words and phrases of lists in a text, in a time that does not grow with the lists.

A text is walked once; at each word one look tells whether entries begin with it, and how many words they have.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from comments.judging.fold import fold, words_of

LONGEST_ENTRY = 8  # words
MOST_NAMED = 3  # entries that a reason names


class Listed(NamedTuple):
    """A word list as it is matched: who it is, what it weighs, and its entries, one a line."""

    name: str
    weight: float
    entries: str


class Found(NamedTuple):
    """What of one list stands in a text."""

    name: str
    weight: float
    entries: Sequence[str]


class WordLists:
    """Word lists made ready: 100,000 entries take half a second to make and some 20 MB in each process."""

    def __init__(self, lists: Iterable[Listed]):
        self._lists = list(lists)
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._phrases: dict[str, tuple[int, ...]] = {}
        for number, listed in enumerate(self._lists):
            for line in entries_of(listed.entries):
                words = words_of(line)
                if not 0 < len(words) <= LONGEST_ENTRY:
                    continue
                known = self._lengths.get(words[0], ())
                if len(words) not in known:
                    self._lengths[words[0]] = (*known, len(words))
                phrase = " ".join(words)
                lists_with_it = self._phrases.get(phrase, ())
                if number not in lists_with_it:
                    self._phrases[phrase] = (*lists_with_it, number)

    def __len__(self) -> int:
        return len(self._phrases)

    def find(self, words: Sequence[str]) -> list[Found]:
        """Give what of each list stands among the folded words of a text, once each."""
        found: dict[int, dict[str, None]] = {}
        lengths_of, lists_with = self._lengths.get, self._phrases.get
        for start, word in enumerate(words):
            for length in lengths_of(word, ()):
                phrase = word if length == 1 else " ".join(words[start : start + length])
                for number in lists_with(phrase, ()):
                    found.setdefault(number, {})[phrase] = None
        return [Found(*self._lists[number][:2], list(found[number])) for number in sorted(found)]


def entries_of(text: str) -> list[str]:
    """Give the entries of a list, folded: one a line, without empty ones and comments (#)."""
    lines = [line.strip() for line in text.splitlines()]
    return fold("\n".join(line for line in lines if line and not line.startswith("#")), alone=False).split("\n")


def never_found(text: str) -> list[str]:
    """Give the entries of a list that no comment can hold: signs without a letter or digit, and too many words."""
    return [line for line in entries_of(text) if line and not 0 < len(words_of(line)) <= LONGEST_ENTRY]


def said_of(found: Found) -> str:
    """Give the words of a reason: word list ‘casino’: “roulette”, “jackpot”."""
    named = ", ".join(f"“{entry}”" for entry in found.entries[:MOST_NAMED])
    more = f" and {len(found.entries) - MOST_NAMED} more" if len(found.entries) > MOST_NAMED else ""
    return f"word list ‘{found.name}’: {named}{more}"
