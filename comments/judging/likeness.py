"""Tells nearly identical texts: those that differ in names, numbers, links, greetings, disguise and appended letters.

A text has up to six marks: the smallest hashes of its pairs of longer words. A new comment looks for comments that
carry one of its marks, and whoever has most words in common with it gives it the `likeness` that both share from then
on; who finds nobody takes the smallest mark that nobody else has. So a word more or less leaves a text in its group,
and two texts that happen to share a pair of words do not end in one.
"""

import re
from hashlib import blake2b
from itertools import pairwise

from comments.judging.fold import fold, words_of

MARKS = 6
ENOUGH_WORDS = 6
"""Different words, longer ones, that a text needs to be called the same as another: “Thank you” belongs to all."""
READ = 2_000  # characters of a text that are compared
_LONGER = 4  # letters
_quoted = re.compile(r"^\s{0,3}>.*$", re.MULTILINE)
_links = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def hash_of(text: str) -> str:
    """Give 64 bits of a text as 16 hexadecimal digits."""
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


class Print:
    """The fingerprint of a text: its longer words and its marks, the smallest first."""

    def __init__(self, text: str):
        plain = _links.sub(" ", _quoted.sub(" ", text[:READ]))
        words = [word for word in words_of(fold(plain)) if not any(char.isdigit() for char in word)]
        longer = [word for word in words if len(word) >= _LONGER]
        if len(set(longer)) < ENOUGH_WORDS <= len(words):
            longer = words  # a script without blanks, or a text of short words
        self.words = frozenset(longer)
        self.is_long = len(self.words) >= ENOUGH_WORDS
        if self.is_long:
            pairs = {f"{first} {second}" for first, second in pairwise(longer)}
            self.marks = sorted(map(hash_of, pairs))[:MARKS]
        else:
            self.marks = [hash_of(" ".join(words) or text.strip())]

    def is_like(self, other: "Print") -> bool:
        """Say whether the texts are nearly the same: half of all the words that either has stand in both."""
        if not (self.is_long and other.is_long):
            return self.marks == other.marks
        both = len(self.words & other.words)
        return 2 * both >= len(self.words | other.words)
