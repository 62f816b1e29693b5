"""What two texts share, as stretches of whole words."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from rapidfuzz.distance import LCSseq

PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+")
WORDS = re.compile(r"\S+\s*|\s+")
SIGNS = re.compile(r"\w+|\s+|[^\w\s]")
"""How a text is cut into tokens; nothing is left out. The finest that the budget allows is taken."""

BUDGET = 500_000_000
"""Pairs of tokens that one comparison looks at: 60 MB and 0.3 s, because rapidfuzz keeps a bit for each."""

_word = re.compile(r"\w+")


class Shared(NamedTuple):
    """A stretch of text that stands in both texts: where it begins in each, and how many signs long it is."""

    before: int
    after: int
    length: int


def shared(before: str, after: str) -> list[Shared]:
    """Give the stretches that two texts share, in order; between two of them one text or both have words of their own.

    Paragraphs that did not change are found first, then words inside the others. Where a text is hostile to that
    (hundreds of thousands of tokens, nothing in common), whole stretches count as changed.
    """
    budget = [BUDGET]
    found = []
    for gap in gaps(_tokens_shared(before, after, PARAGRAPHS, budget) or [], before, after):
        if isinstance(gap, Shared):
            found.append(gap)
            continue
        (start, end), (other_start, other_end) = gap
        old, new = before[start:end], after[other_start:other_end]
        blocks = _tokens_shared(old, new, SIGNS, budget)
        if blocks is None:
            blocks = _tokens_shared(old, new, WORDS, budget) or []
        found += [Shared(a + start, b + other_start, length) for a, b, length in _without_chance(blocks, old, new)]
    return _joined(found)


Gap = tuple[tuple[int, int], tuple[int, int]]


def gaps(blocks: Sequence[Shared], before: str, after: str) -> Iterator[Shared | Gap]:
    """Give the shared stretches and, between them, the ranges of both texts that are not shared."""
    at, other = 0, 0
    for block in [*blocks, Shared(len(before), len(after), 0)]:
        if block.before > at or block.after > other:
            yield (at, block.before), (other, block.after)
        if block.length:
            yield block
        at, other = block.before + block.length, block.after + block.length


def _tokens_shared(before: str, after: str, cut: re.Pattern[str], budget: list[int]) -> list[Shared] | None:
    """Give the longest common subsequence of tokens as stretches; None where it would take more than is left."""
    numbers: dict[str, int] = {}  # rapidfuzz compares hashes: those of small integers are never the same by chance
    old, new = ([numbers.setdefault(token, len(numbers)) for token in cut.findall(text)] for text in (before, after))
    head = _same_beginning(old, new)
    tail = _same_beginning(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if (pairs := len(middle[0]) * len(middle[1])) > budget[0]:
        return None
    budget[0] -= pairs
    places, others = _places(old, list(numbers)), _places(new, list(numbers))
    ends = [(0, head, 0, head), (len(old) - tail, len(old), len(new) - tail, len(new))]
    steps: list[Any] = LCSseq.opcodes(*middle).as_list()  # (tag, start, end, start in the other, end in the other)
    inner = [(a + head, b + head, c + head, d + head) for tag, a, b, c, d in steps if tag == "equal"]
    return _joined(
        Shared(places[start], others[other], places[end] - places[start])
        for start, end, other, _ in chain(ends[:1], inner, ends[1:])
        if end > start
    )


def _same_beginning(old: Sequence[int], new: Sequence[int]) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _places(tokens: Sequence[int], words: Sequence[str]) -> list[int]:
    """Give where each token begins, and the end of the last."""
    places = [0]
    for token in tokens:
        places.append(places[-1] + len(words[token]))
    return places


def _joined(blocks: "Iterator[Shared] | Sequence[Shared]") -> list[Shared]:
    joined: list[Shared] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.before + last.length == block.before and last.after + last.length == block.after:
            joined[-1] = Shared(last.before, last.after, last.length + block.length)
        else:
            joined.append(block)
    return joined


def _without_chance(blocks: Sequence[Shared], before: str, after: str) -> list[Shared]:
    """Leave out stretches between two changes that are short beside them: a rewritten sentence shares its “the”.

    Those without a word go first, so that the words on both sides of them count as one change.
    """
    blocks = _longer_than(lambda words, around: words == 0, blocks, before, after)
    return _longer_than(lambda words, around: 2 * words <= around, blocks, before, after)


def _longer_than(
    is_short: Callable[[int, int], bool], blocks: Sequence[Shared], before: str, after: str
) -> list[Shared]:
    """Give the stretches without those between two changes that are short beside the smaller one (both in words)."""
    ends = [Shared(0, 0, 0), *blocks, Shared(len(before), len(after), 0)]
    between = [(before[a.before + a.length : b.before], after[a.after + a.length : b.after]) for a, b in pairwise(ends)]
    kept = []
    for block, ahead, behind in zip(blocks, between, between[1:], strict=False):
        words = _count(before[block.before : block.before + block.length])
        around = min(max(map(_count, ahead)), max(map(_count, behind)))
        if not (any(ahead) and any(behind) and is_short(words, around)):
            kept.append(block)
    return kept


def _count(text: str) -> int:
    return len(_word.findall(text))
