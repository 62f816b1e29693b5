"""Two changes of one text brought together: what only one side changed is taken over, the rest is told as a conflict.

As S. Khanna, K. Kunal, B. C. Pierce describe it, A Formal Investigation of Diff3 (FSTTCS 2007): the stretches that all
three texts share cut them into parts, and a part that only one side changed is that side's.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from articles.wording.comparing import shared

Row = TypeVar("Row", bound=Hashable)

YOURS, THEIRS, END = "⟦ yours: ", " ⟧⟦ theirs: ", " ⟧"
_marks = re.compile(r"⟦ (yours|theirs):")
_holds = re.compile(r"\w|\n\n")
"""What a stretch must have to part two changes: of one that lies between two words, both sides know the neighbour."""


@dataclass(frozen=True)
class Part:
    """A part of three texts. `text` is what both come to; None where each side says something of its own."""

    base: str
    mine: str
    theirs: str

    @property
    def text(self) -> str | None:
        if self.mine == self.base or self.mine == self.theirs:
            return self.theirs
        return self.mine if self.theirs == self.base else None


def merge(base: str, mine: str, theirs: str) -> list[Part]:
    """Give the parts of a merged text in order; one side's parts put together are that side's whole text."""
    places = [*_in_all_three(base, mine, theirs), (len(base), len(mine), len(theirs), 0)]
    parts, at = [], (0, 0, 0)
    for *starts, length in places:
        texts = [text[a:b] for text, a, b in zip((base, mine, theirs), at, starts, strict=True)]
        if any(texts):
            parts.append(Part(*texts))
        if length:
            text = base[starts[0] : starts[0] + length]
            parts.append(Part(text, text, text))
        at = starts[0] + length, starts[1] + length, starts[2] + length
    return parts


def merge_without_base(mine: str, theirs: str) -> list[Part]:
    """Merge two texts of which nobody knows what they were: what both say stays, and so does what either adds."""
    common = "".join(mine[a : a + length] for a, _, length in shared(mine, theirs))
    return merge(common, mine, theirs)


def proposal(parts: Sequence[Part]) -> str:
    """Give a merged text; a conflict stands in it as `⟦ yours: … ⟧⟦ theirs: … ⟧`."""
    return "".join(
        part.text if part.text is not None else f"{YOURS}{part.mine}{THEIRS}{part.theirs}{END}" for part in parts
    )


def conflicts(parts: Sequence[Part]) -> list[Part]:
    """Give the parts in which each side says something of its own."""
    return [part for part in parts if part.text is None]


def undecided(text: str) -> int:
    """Count the places of a text that still wait for a decision; half a mark is one too."""
    sides = _marks.findall(text)
    return max(sides.count("yours"), sides.count("theirs"))


def merge_rows(base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
    """Merge two lists: what either side took out is out, what either put in is in; in my order if I changed it."""
    if list(mine) == list(base):
        return list(theirs)
    removed = set(base) - set(theirs)
    added = [row for row in theirs if row not in set(base) | set(mine)]
    return [row for row in mine if row not in removed] + added


def _in_all_three(base: str, mine: str, theirs: str) -> Iterator[tuple[int, int, int, int]]:
    """Give the stretches that stand in all three texts: where they begin in each, and their length."""
    ours, others = shared(base, mine), shared(base, theirs)
    one, two = 0, 0
    while one < len(ours) and two < len(others):
        a, b = ours[one], others[two]
        start, end = max(a.before, b.before), min(a.before + a.length, b.before + b.length)
        if start < end and (_holds.search(base, start, end) or end == len(base) or start == 0):
            yield start, start - a.before + a.after, start - b.before + b.after, end - start
        if a.before + a.length < b.before + b.length:
            one += 1
        else:
            two += 1
