"""Words as search sees them: folded, so that `Café`, `CAFE` and `café` are one word on every database.

Both rooms index the tokens made here and nothing else, and both are asked for such tokens; neither database folds,
stems or splits anything by itself. Nothing is stemmed: that would take a language, and stories have none.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

LONGEST = 40  # characters of a word; what is longer is cut, in stories and questions alike
MOST = 16_000  # words of a story that are indexed
MOST_BYTES = 300_000  # of a story's folded words: a tsvector holds 1 MB

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
)
"""Scripts without blanks between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): each sign counts as a word."""
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
"""Accents, Hebrew points and Arabic vowel signs: read with the word, and dropped."""
_word = re.compile(rf"[{_ALONE}]|(?:[^\W_{_ALONE}]|[{_MARKS}\u0900-\u0963\u0966-\u0dff])+")
_marks = re.compile(f"[{_MARKS}]+")
_letters = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_signs = str.maketrans(dict.fromkeys("‘’‚‛“”„‟«»‹›–—―…•·\u00a0\u2009\u202f", " "))
"""Signs between words that keep a text from being ASCII, whose words are found four times as fast."""
_inline = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup)(?=[\s>/])[^<>]*>", re.I
)
_tag = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")


class Token(NamedTuple):
    """A folded word, and where it stands in the text that it was read from."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Give a text without case and accents."""
    if text.isascii():
        return text.lower()
    plain = _marks.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", plain).casefold().translate(_letters)


@lru_cache(maxsize=20_000)
def _folded(word: str) -> tuple[str, ...]:
    # Folding may take a sign apart: ½ becomes two words.
    return tuple(piece[:LONGEST] for piece in _word.findall(fold(word)))


def tokens(text: str) -> Iterator[Token]:
    """Give the words of a text in their order."""
    for found in _word.finditer(text):
        for word in _folded(found[0]):
            yield Token(word, found.start(), found.end())


def words(text: str) -> list[str]:
    """Give the folded words of a text in their order."""
    if text.isascii() or (text := text.translate(_signs)).isascii():
        return [word[:LONGEST] for word in _word.findall(text.lower())]
    return [token.word for token in tokens(text)]


def folded(text: str, most: int = MOST) -> str:
    """Give the first `most` folded words of a text in one line, as they are indexed."""
    line = " ".join(words(text)[:most])
    if len(line) * 4 > MOST_BYTES and len(raw := line.encode()) > MOST_BYTES:
        line = raw[:MOST_BYTES].decode(errors="ignore").rpartition(" ")[0]
    return line


def plain(html: str) -> str:
    """Give what a reader reads of a story's HTML, as one line."""
    return " ".join(unescape(_tag.sub(" ", _inline.sub("", html))).split())
