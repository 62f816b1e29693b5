"""What a reader may want to know of a story before reading it: how long it is, and of which parts it consists."""

import re
from html import unescape
from typing import NamedTuple

# In sanitised HTML a `<` outside of quoted values always begins a tag; this matches each tag as a whole.
_TAG = re.compile(r'<[^">]*+(?:"[^"]*"[^">]*+)*+>')
_PART = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
_FOOTNOTE_MARK = re.compile(r"<sup[ >].*?</sup>", re.DOTALL)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*+")
# Thai, Lao, Burmese, Khmer, kana and Han put no spaces between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Outline(NamedTuple):
    """The words of a story, 0 where its script does not part them, and the id and words of each heading of a part."""

    words: int
    parts: list[tuple[str, str]]


def outline(html: str) -> Outline:
    """Give the outline of the body of a story, as `articles.markdown.render` made it. Its parts are its `<h2>`."""
    text = unescape(_TAG.sub(" ", html))
    words = 0 if len(_UNSPACED.findall(text)) > len(text) / 10 else len(_WORD.findall(text))
    return Outline(words, [(name, heading_words(inner)) for name, inner in _PART.findall(html)])


def heading_words(html: str) -> str:
    """Give the words of a heading on one line, without the numbers of its footnotes."""
    return " ".join(unescape(_TAG.sub("", _FOOTNOTE_MARK.sub("", html))).split())
