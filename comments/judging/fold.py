"""One fold for everything that compares words: what looks the same to a reader becomes the same.

| step | what | example |
| --- | --- | --- |
| 1 | letters that nobody sees go: zero-width, soft hyphen, directions, variation selectors | `ca\u200bsino` |
| 2 | compatibility forms (NFKD): full-width, mathematical, ligatures | `ｃａｓｉｎｏ`, `𝐜𝐚𝐬𝐢𝐧𝐨` |
| 3 | marks on Latin, Greek and Cyrillic letters go | `cäsínó`, struck-through words |
| 4 | look-alikes of other scripts (lookalikes.py), in words that mix scripts, and in texts with no letter of their own | `cаsinо` |
| 5 | capitals | `CASINO` |
| 6 | four and more letters that stand apart, with the same sign between them, are one word | `c a s i n o`, `c.a.s.i.n.o` |
| 7 | digits and signs between letters | `c4s1no` |
| 8 | three and more of the same letter are one | `casiiiino` |

Each step reads the text once: the time is linear in its length. Not folded, because honest words would suffer: a word cut
in two by a blank or hyphen (`cas-ino`), and digits at the edge of a word (`5afe`, `mp3`).
"""  # noqa: E501

import re
import unicodedata

from comments.judging.lookalikes import FOREIGN, IN_WORDS, LATIN

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts without blanks between words (Thai, Lao, Burmese, Khmer, kana, Han): each letter counts as a word."""

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
)
INVISIBLE += "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef"

_invisible = re.compile(f"[{INVISIBLE}]+")
_marks = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+")
_foreign = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_native = re.compile(f"(?![{''.join(FOREIGN)}])[\u0370-\u03ff\u0400-\u052f]")
_letters_together = re.compile(r"[^\W\d_]+")
_latin = re.compile("[A-Za-z]")
_apart = re.compile(r"(?<![^\W_])[^\W\d_]([ .\-_*·•])(?:[^\W\d_]\1){2,}[^\W\d_](?![^\W_])")
_disguised = re.compile(r"(?<=[^\W\d_])(?:[0134578$]|@(?![\w.-]{1,60}\.\w))+(?=[^\W\d_])")
_stretched = re.compile(r"([^\W\d_])\1{2,}")
_later = "".join(
    chr(code)
    for code in range(0x0591, 0xFE00)
    if unicodedata.category(chr(code)) in ("Mn", "Mc") and not _marks.match(chr(code))
)
_spaced = f"(?![{UNSPACED}])[^\\W_]"
_word = re.compile(f"[{UNSPACED}][{_later}]*|{_spaced}(?:{_spaced}|[{_later}])*")
_plain_word = re.compile("[a-z0-9]+")
_foreign_table = str.maketrans(FOREIGN)
_latin_table = str.maketrans(LATIN)
_in_words = str.maketrans(IN_WORDS)


def fold(text: str, *, alone: bool = True) -> str:
    """Give the text as a reader reads it, in small Latin letters where it can be.

    Args:
        alone: fold words that consist of look-alikes altogether, unless the text is written in their script. Entries
            of word lists are folded without: the Russian word for a mouth must not become another one in English.
    """
    if not text.isascii():
        text = _letters(text, alone)
    text = _apart.sub(lambda found: found[0].replace(found[1], ""), text.casefold())
    text = _disguised.sub(lambda found: found[0].translate(_in_words), text)
    return _stretched.sub(_once, text)


def words_of(folded: str) -> list[str]:
    """Give the words of a folded text."""
    return _plain_word.findall(folded) if folded.isascii() else _word.findall(folded)


def _letters(text: str, alone: bool) -> str:
    text = unicodedata.normalize("NFKD", _invisible.sub("", text))
    text = _marks.sub("", text).translate(_latin_table)
    if _foreign.search(text):
        if alone and not _native.search(text):
            text = text.translate(_foreign_table)
        else:
            text = _letters_together.sub(_one_script, text)
    return unicodedata.normalize("NFC", text)


def _one_script(found: "re.Match[str]") -> str:
    return found[0].translate(_foreign_table) if _latin.search(found[0]) else found[0]


def _once(found: "re.Match[str]") -> str:
    """Give one of a run of the same letter, and all of it where it is a whole word (xxx, www)."""
    text, start, end = found.string, found.start(), found.end()
    is_word = not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()
    return found[0] if is_word else found[1]
