"""What a reader asks for, read into parts of our own. Whatever is typed is a word to look for; nothing is syntax."""

import re
from dataclasses import dataclass, field
from datetime import date

from articles.search.words import words

LONGEST = 200  # characters of a question
MOST = 12  # parts of it that are looked for
PREFIX = 3  # characters from which the last word stands for all that begin with it
TYPE = "s"
"""Begins the mark of a story's type: `sagency`."""
_part = re.compile(r"""(-?)(?:["“”„«]([^"“”„»]*)(?:["“”»]|$)|([^\s"“”„«]+))""")

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Something that a story must hold: one of these phrases, which are single words mostly, the asked one first."""

    phrases: tuple[Phrase, ...]

    @property
    def asked(self) -> Phrase:
        """What was typed, without the endings that were found for it."""
        return self.phrases[0]


@dataclass(frozen=True)
class Question:
    """What stories must hold and must not, the marks that they must carry (as `SearchEntry` has them), and when."""

    parts: tuple[Part, ...] = ()
    without: tuple[Phrase, ...] = ()
    marks: tuple[str, ...] = ()
    first: date | None = None  # of the site's days
    last: date | None = None
    is_open: bool = field(default=False, compare=False)  # the last word may still be the beginning of one

    def __bool__(self) -> bool:
        return bool(self.parts or self.marks)

    @property
    def is_plain(self) -> bool:
        """Whether single words alone are looked for, and nothing must not stand there."""
        return not self.without and all(len(part.asked) == 1 for part in self.parts)

    @property
    def words(self) -> list[str]:
        """Every single word that is looked for as it was typed."""
        return [word for part in self.parts for word in part.asked]


def read(asked: str) -> Question:
    """Read words, “phrases” and -exclusions out of what a reader typed.

    A word that is several to the index (`e-mail`, a Chinese word) is a phrase. A minus excludes only in front of a word
    or a phrase and after a blank.
    """
    parts: list[Part] = []
    without: list[Phrase] = []
    is_open = False
    for found in _part.finditer(asked[:LONGEST].replace("\0", " ")):
        minus, quoted, single = found.groups()
        phrase = tuple(words(quoted if quoted is not None else single))[:MOST]
        if not phrase:
            continue
        if minus and found.start() and not asked[found.start() - 1].isspace():
            minus = ""
        is_new = not minus and phrase not in (part.asked for part in parts)
        if minus:
            without.append(phrase)
        elif is_new:
            parts.append(Part((phrase,)))
        is_open = is_new and quoted is None and len(phrase[-1]) >= PREFIX
    left, kept = MOST, []
    for part in parts:
        if left > 0:
            kept.append(part)
            left -= len(part.asked)
    return Question(tuple(kept), tuple(without[:MOST]), is_open=is_open and len(kept) == len(parts))
