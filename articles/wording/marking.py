"""A difference as HTML that reads like prose: paragraphs, with what was removed and added marked in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.wording.comparing import Shared, gaps, shared

AROUND = 1
"""Unchanged paragraphs shown before and after a changed one; the others are folded."""

_breaks = re.compile(r"(\n{2,})")
_links = re.compile(r"(!?)\[([^\]\n]{0,500})\]\(([^)\s]{0,2000})(?: \"([^\"\n]{0,500})\")?\)")
_signs = re.compile(
    r"^ {0,3}(?:#{1,6} |> ?)|(?<!\w)\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?!\w)|__|`|\[\^[^\]\s]{1,40}\]:?", re.MULTILINE
)
_wrapped = re.compile(r"(?<=\S)\n(?=[^\s\-*+>|:#\d])")
"""An end of a line inside a paragraph, which no reader sees."""


@dataclass
class Paragraph:
    """A paragraph of either text or of both; its HTML says what was removed and what was added."""

    pieces: list[SafeString] = field(default_factory=list)
    is_changed: bool = False

    @property
    def html(self) -> SafeString:
        return format_html_join("", "{}", ((piece,) for piece in self.pieces))


@dataclass(frozen=True)
class Stretch:
    """Paragraphs that follow one another; a folded one holds nothing that changed."""

    paragraphs: Sequence[Paragraph]
    is_folded: bool


def difference(before: str, after: str) -> list[Stretch]:
    """Give what became of a text, paragraph by paragraph."""
    paragraphs = [Paragraph()]
    for gap in gaps(shared(before, after), before, after):
        if isinstance(gap, Shared):
            _write(paragraphs, "", before[gap.before : gap.before + gap.length])
        else:
            _write(paragraphs, "del", before[slice(*gap[0])])
            _write(paragraphs, "ins", after[slice(*gap[1])])
    return _folded([paragraph for paragraph in paragraphs if paragraph.pieces])


def inline(before: str, after: str) -> SafeString:
    """Give what became of a short text, in one line."""
    stretches = difference(before.replace("\n", " "), after.replace("\n", " "))
    return format_html_join(" ", "{}", ((each.html,) for stretch in stretches for each in stretch.paragraphs))


def readable(markdown: str) -> str:
    """Give Markdown as readers may read it: without its signs, the address of a link behind its words."""

    def words(found: re.Match[str]) -> str:
        picture, label, address, caption = found.groups()
        if picture:
            return f"[Picture: {' – '.join(filter(None, (label, caption)))}]"
        return f"{label} ({address})"

    return _signs.sub("", _links.sub(words, _wrapped.sub(" ", markdown)))


def marked(tag: str, text: str) -> SafeString:
    """Give a text as removed (`del`) or added (`ins`); screen readers, which pass over both, are told in words."""
    said = {"del": "removed", "ins": "added"}[tag]
    return format_html(
        '<{0}><span class="said">[{1}: </span>{2}<span class="said">] </span></{0}>', SafeString(tag), said, text
    )


def _write(paragraphs: list[Paragraph], tag: str, text: str) -> None:
    """Add a text to the last paragraph; its empty lines begin others."""
    for piece in _breaks.split(text):
        if piece.startswith("\n\n"):
            if tag:
                paragraphs[-1].is_changed = True
                paragraphs[-1].pieces.append(marked(tag, "¶"))
            if paragraphs[-1].pieces:
                paragraphs.append(Paragraph())
        elif piece:
            paragraphs[-1].is_changed |= bool(tag)
            paragraphs[-1].pieces.append(marked(tag, piece) if tag else format_html("{}", piece))


def _folded(paragraphs: Sequence[Paragraph]) -> list[Stretch]:
    """Put together what is shown and what is folded; a single paragraph is never folded."""
    changed = [at for at, paragraph in enumerate(paragraphs) if paragraph.is_changed]
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    stretches = []
    for is_near, found in groupby(enumerate(paragraphs), key=lambda each: each[0] in near):
        some = [paragraph for _, paragraph in found]
        stretches.append(Stretch(some, is_folded=not is_near and len(some) > 1))
    return stretches
