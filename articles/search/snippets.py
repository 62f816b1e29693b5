"""The words that were found, marked where they stand: escaped first, marked afterwards."""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

from django.utils.html import escape
from django.utils.safestring import SafeString

from articles.search.asking import Phrase, Question
from articles.search.words import LONGEST, Token, fold, tokens

LENGTH = 230  # characters of a snippet, about
BEFORE = 40  # of them in front of the first word that was found
READ = 100_000  # characters of a text that are looked at
_blank = re.compile(r"\s")


class _SameLength(dict[int, str]):
    """Folds sign by sign, so that places stay the same; a sign that becomes several (ß) stays as it is."""

    def __missing__(self, sign: int) -> str:
        folded = fold(chr(sign))
        self[sign] = folded if len(folded) == 1 else chr(sign)
        return self[sign]


_same_length = _SameLength()
Spans = list[tuple[int, int]]


def marked(text: str, question: Question) -> SafeString:
    """Give a text as HTML with the words that were asked for in `<mark>`."""
    return _mark(text, _spans(text, question), 0, len(text))


def snippet(text: str, question: Question) -> SafeString:
    """Give the part of a text that holds most of what was asked for, as HTML; empty where it holds none of it."""
    text = text[:READ]
    spans = _spans(text, question)
    if not spans:
        return SafeString("")
    first = _fullest(text, spans)
    begin = _after_blank(text, max(0, first - BEFORE), first)
    end = min(len(text), begin + LENGTH)
    if end < len(text) and (blank := text.rfind(" ", first, end)) > first:
        end = blank
    shown = _mark(text, [span for span in spans if begin <= span[0] and span[1] <= end], begin, end)
    return SafeString(("… " if begin else "") + shown + (" …" if end < len(text) else ""))


def _fullest(text: str, spans: Spans) -> int:
    """Give where the first snippet begins that holds most different words, in one pass: a word may stand everywhere."""
    words = [text[start:stop].lower() for start, stop in spans]
    held: Counter[str] = Counter()
    first, most, taken = 0, 0, 0
    for (begin, _), word in zip(spans, words, strict=True):
        while taken < len(spans) and spans[taken][0] < begin + LENGTH - BEFORE:
            held[words[taken]] += 1
            taken += 1
        if len(held) > most:
            first, most = begin, len(held)
        held[word] -= 1
        if not held[word]:
            del held[word]
    return first


def _after_blank(text: str, begin: int, limit: int) -> int:
    if begin == 0:
        return 0
    blank = _blank.search(text, begin, limit)
    return blank.end() if blank else max(begin, limit - LONGEST)


def _spans(text: str, question: Question) -> Spans:
    """Give where the words and phrases of a question stand in a text, in order, none inside another."""
    phrases = [phrase for part in question.parts for phrase in part.phrases]
    if not phrases:
        return []
    shape = text.lower() if text.isascii() else text.translate(_same_length)
    if len(shape) == len(text):
        any_of = "|".join(r"[\W_]+".join(phrase) for phrase in sorted(phrases, key=len, reverse=True))
        spans = [found.span() for found in re.finditer(rf"(?<![^\W_])(?:{any_of})(?![^\W_])", shape)]
        if spans or (max(map(len, chain(*phrases))) < LONGEST and all(map(_is_one_sign, set(text)))):
            return spans
    return _spans_of_tokens(text, phrases)


@lru_cache(maxsize=4096)
def _is_one_sign(sign: str) -> bool:
    """Say whether a sign is one letter of a word to search, or none, so that what `_same_length` gives is all of it."""
    if sign.isascii():
        return True
    folded, found = fold(sign), [*tokens(f"a{sign}a")]
    return found == [Token("a", 0, 1), Token("a", 2, 3)] or (len(folded) == 1 and found == [Token(f"a{folded}a", 0, 3)])


def _spans_of_tokens(text: str, phrases: list[Phrase]) -> Spans:
    """Find what folding by signs does not: `strasse` in `Straße`, signs with loose accents, scripts without blanks."""
    found = list(tokens(text))
    words = [token.word for token in found]
    spans: Spans = []
    for place, word in enumerate(words):
        for phrase in phrases:
            if phrase[0] == word and tuple(words[place : place + len(phrase)]) == phrase:
                span = found[place].start, found[place + len(phrase) - 1].end
                if not spans or span[0] >= spans[-1][1]:
                    spans.append(span)
    return spans


def _mark(text: str, spans: Spans, begin: int, end: int) -> SafeString:
    out, done = [], begin
    for start, stop in spans:
        out += [escape(text[done:start]), SafeString("<mark>"), escape(text[start:stop]), SafeString("</mark>")]
        done = stop
    return SafeString("".join([*out, escape(text[done:end])]))
