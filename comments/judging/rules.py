"""Rules that look at a comment's own words. Each says what it saw and weighs it."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from itertools import pairwise

from django.conf import settings

from comments.judging.fold import INVISIBLE, fold, words_of
from comments.judging.lookalikes import FOREIGN
from comments.judging.wordlists import WordLists, said_of
from comments.models.verdict import Weighed

Weights = Mapping[str, float]

MOST_LINKS = 6
"""Links that are weighed: a list of sources is not worse the longer it is."""
SHORTENERS = {
    *(
        "adf.ly",
        "bit.ly",
        "buff.ly",
        "clck.ru",
        "cutt.ly",
        "goo.gl",
        "is.gd",
        "lnkd.in",
        "ow.ly",
        "rb.gy",
        "rebrand.ly",
    ),
    *("s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "u.to", "v.gd", "vk.cc"),
}
_ends = "com|net|org|info|biz|xyz|top|site|online|shop|club|icu|click|link|store|vip|bet|win|ru|cn|tk|ly|io|co"
_link = re.compile(
    rf"""(?:https?://|www\.)[^\s<>"'\[\]]{{1,500}}|(?<![@\w./-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_ends})(?![\w-])""",
    re.IGNORECASE,
)
_scheme = re.compile("^https?://")
_markup = re.compile(r"\[/?(?:url|link|img)\b|<a\s{1,9}href|</a>", re.IGNORECASE)
_telephone = re.compile(r"(?<![\w/])(?:\+|00)\d[\d ().-]{7,18}\d")
_mail = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w{2}")
_messenger = re.compile(r"\b(?:t\.me|wa\.me|chat\.whatsapp\.com|telegram\.me)/", re.IGNORECASE)
_run = re.compile(r"([^\s\-=_*.#~])\1{7,}")
_scripts = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"
_hidden = re.compile(f"(?<=[{_scripts}])[{INVISIBLE.replace(chr(0xAD), '')}]+(?=[{_scripts}])")
_odd_forms = re.compile("[\uff21-\uff3a\uff41-\uff5a]{4}|[\U0001d400-\U0001d7ff]{4}")
_letters = re.compile(r"[^\W\d_]+")
_latin = re.compile("[A-Za-z]")


class Reading:
    """A comment as the rules read it; what several of them need is made once."""

    def __init__(self, name: str, text: str):
        self.name, self.text = name, text

    @cached_property
    def words(self) -> list[str]:
        """The words of name and text, folded."""
        return words_of(fold(f"{self.name}\n{self.text}"))

    @cached_property
    def links(self) -> list[str]:
        """The addresses in the text that lead elsewhere."""
        own = host_of(settings.SITE_URL)
        return [link for link in _link.findall(self.text) if host_of(link) != own]

    @cached_property
    def is_shouted(self) -> bool:
        """Whether most of at least 20 letters are capitals."""
        letters = sum(map(str.isalpha, self.text))
        return letters >= 20 and sum(map(str.isupper, self.text)) > 0.6 * letters

    @cached_property
    def disguise(self) -> str:
        """By what the letters are not what they seem, in words; "" where they are."""
        whole = f"{self.name}\n{self.text}"
        if whole.isascii():
            return ""
        if _hidden.search(whole):
            return "invisible signs inside words"
        if any(map(is_mixed, _letters.findall(whole))):
            return "letters of two scripts in one word"
        return "letters in the shape of signs" if _odd_forms.search(whole) else ""


def host_of(link: str) -> str:
    """Give the host that an address leads to, however it is written: `https://ours.example:80@theirs.example` too."""
    authority = re.split(r"[/?#\\]", _scheme.sub("", link.lower()), maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].removeprefix("www.")


def is_mixed(word: str) -> bool:
    """Say whether a word mixes Latin letters with look-alikes of another script, and with nothing else."""
    if word.isascii() or not _latin.search(word):
        return False
    return any(char in FOREIGN for char in word) and all(char.isascii() or char in FOREIGN for char in word)


def _links(reading: Reading) -> tuple[str, float]:
    count = len(reading.links)
    return (f"{count} link{'s' if count > 1 else ''}", min(count, MOST_LINKS)) if count else ("", 0)


def _shortener(reading: Reading) -> tuple[str, float]:
    found = next((host for link in reading.links if (host := host_of(link)) in SHORTENERS), "")
    return f"a link that hides where it leads ({found})" if found else "", 1


def _markup_of(reading: Reading) -> tuple[str, float]:
    return "code of links" if _markup.search(reading.text) else "", 1


def _contact(reading: Reading) -> tuple[str, float]:
    for what, pattern in (("telephone number", _telephone), ("mail address", _mail), ("messenger", _messenger)):
        if pattern.search(reading.text):
            return f"a {what} to write to" if what != "telephone number" else "a telephone number", 1
    return "", 1


def _name(reading: Reading) -> tuple[str, float]:
    return "an address in the name" if _link.search(reading.name) else "", 1


def _capitals(reading: Reading) -> tuple[str, float]:
    return "capital letters" if reading.is_shouted else "", 1


def _repeated(reading: Reading) -> tuple[str, float]:
    if found := _run.search(reading.text):
        return f"“{found[1] * 3}…” repeated", 1
    words, in_a_row = reading.words, 1
    for before, word in pairwise(words):
        in_a_row = in_a_row + 1 if word == before else 1
        if in_a_row == 5:
            return f"“{word[:30]}” repeated", 1
    return "", 1


def _disguise(reading: Reading) -> tuple[str, float]:
    return reading.disguise, 1


RULES: dict[str, Callable[[Reading], tuple[str, float]]] = {
    "links": _links,
    "shortener": _shortener,
    "markup": _markup_of,
    "contact": _contact,
    "name": _name,
    "capitals": _capitals,
    "repeated": _repeated,
    "disguise": _disguise,
}
"""Code: what the rule saw, in words ("" for nothing), and how many times its weight counts."""


def weigh_words(reading: Reading, weights: Weights, lists: WordLists) -> list[Weighed]:
    """Give what counts against the words of a comment."""
    found = []
    for code, rule in RULES.items():
        said, times = rule(reading)
        if said and weights[code]:
            found.append(Weighed(code, said, round(times * weights[code], 2)))
    return found + [Weighed("word list", said_of(each), each.weight) for each in lists.find(reading.words)]
