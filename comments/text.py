"""Readers' words as HTML: paragraphs, quotes and links, and nothing else. No Markdown engine sees them.

Everything is escaped first and marked afterwards. Each step reads the text once, so the time is linear in its length.
"""

import re
import unicodedata
from itertools import groupby

from django.utils.html import escape

LINK_REL = "nofollow ugc noopener"
LONGEST_LINK = 500  # characters
BLANK = "\u115f\u1160\u2800\u3164\uffa0>"
"""What Unicode counts among letters and signs, and nobody sees: fillers of Hangul, Braille without dots, and the mark
of a quote."""
_link = re.compile(rf"""https?://[^\s<>"']{{1,{LONGEST_LINK}}}""", re.IGNORECASE)
_trailing = ".,;:!?)]}…*_"
_quote = re.compile(r"\s{0,3}>\s?")


def tidy(text: str) -> str:
    """Give a reader's text with one kind of line end, without control characters and without blank edges."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in text if char in "\n\t" or (char >= " " and char != "\x7f"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def has_words(text: str) -> bool:
    """Say whether a reader would see anything: letters, digits, signs or emoji, not only blanks or controls."""
    return any(unicodedata.category(char)[0] in "LNPS" and char not in BLANK for char in text)


def to_html(text: str) -> str:
    """Give the HTML of a comment: paragraphs at empty lines, `> ` lines as quotes, addresses as links."""
    blocks = []
    for quoted, lines in groupby(tidy(text).split("\n"), key=lambda line: bool(_quote.match(line))):
        plain = "\n".join(_quote.sub("", line, count=1) if quoted else line for line in lines)
        if html := "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in plain.split("\n\n") if paragraph.strip()):
            blocks.append(f"<blockquote>{html}</blockquote>" if quoted else html)
    return "".join(blocks)


def _inline(paragraph: str) -> str:
    html: list[str] = []
    end = 0
    for match in _link.finditer(paragraph):
        address = match.group().rstrip(_trailing)
        html.append(escape(paragraph[end : match.start()]))
        shown = escape(address)
        html.append(f'<a href="{shown}" rel="{LINK_REL}">{shown}</a>')
        end = match.start() + len(address)
    html.append(escape(paragraph[end:]))
    return "".join(html).strip().replace("\n", "<br>")
