"""The last touch on sanitised HTML: what we add ourselves and therefore need not allow to anybody."""

import re
from html import escape, unescape

from articles.markdown.embeds import LINK, player_of
from articles.markdown.outline import heading_words

SCROLL_BOX = '<div class="table-scroll" tabindex="0" role="group" aria-label="{}">'

# Sanitised HTML holds no `<` but those of tags and those inside quoted values. This matches every tag as a
# whole, so a `<table>` inside a value is never taken for a table.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^\s=>"]+="[^"]*")*+)>')
LONGEST_NAME = 120  # characters of a table's name; a hostile text repeats it for each table
EMBED = f' class="{LINK}"'
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
_ATTRIBUTE = re.compile(r' ([^\s=>"]+)="([^"]*)"')


def finish(html: str) -> str:
    """Let wide tables and code scroll, by keyboard too: each outermost table in a box; let images load lazily.

    The box is named after the heading above it, so that two tables can be told apart by ear. An image that
    lost its address to the sanitiser leaves its words, marked like a missing photo.
    """
    depth = heading_begins = 0
    heading = ""

    def touch(tag: re.Match[str]) -> str:
        nonlocal depth, heading_begins, heading
        whole, closing, name, attributes = tag.group(0, 1, 2, 3)
        if name in HEADINGS and closing:
            heading = heading_words(html[heading_begins : tag.start()])[:LONGEST_NAME]
        elif name in HEADINGS:
            heading_begins = tag.end()
        if name == "img":
            return _image(attributes)
        if name == "a" and EMBED in attributes:
            return f"<a{attributes}{_player(attributes)}>"
        if name == "pre" and not closing:
            return f'<pre{attributes} tabindex="0" role="group" aria-label="Code">'
        if name != "table":
            return whole
        depth += -1 if closing else 1
        if closing:
            return whole if depth else f"{whole}</div>"
        return whole if depth > 1 else f"{SCROLL_BOX.format(_named(heading))}{whole}"

    return _TAG.sub(touch, html)


def _named(heading: str) -> str:
    return escape(f"Table: {heading}" if heading else "Table")


def _player(attributes: str) -> str:
    """The player that an embed's link leads to, for the script that loads it on a click."""
    found = player_of(unescape(dict(_ATTRIBUTE.findall(attributes)).get("href", "")))
    return f' data-player="{escape(found[1])}" data-provider="{escape(found[0].name)}"' if found else ""


def _image(attributes: str) -> str:
    values = dict(_ATTRIBUTE.findall(attributes))
    if values.get("src"):
        return f'<img{attributes} loading="lazy" decoding="async">'
    return f'<span class="missing-photo">{escape(unescape(values.get("alt", "")))}</span>'
