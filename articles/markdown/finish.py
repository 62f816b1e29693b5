"""The last touch on sanitised HTML: what we add ourselves and therefore need not allow to anybody."""

import re
from html import escape, unescape

SCROLL_BOX = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">'

# Sanitised HTML holds no `<` but those of tags and those inside quoted values. This matches every tag as a
# whole, so a `<table>` inside a value is never taken for a table.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^\s=>"]+="[^"]*")*+)>')
_ATTRIBUTE = re.compile(r' ([^\s=>"]+)="([^"]*)"')


def finish(html: str) -> str:
    """Put each outermost table into a box that scrolls and takes the keyboard; let images load lazily.

    An image that lost its address to the sanitiser leaves its words, marked like a missing photo.
    """
    depth = 0

    def touch(tag: re.Match[str]) -> str:
        nonlocal depth
        whole, closing, name, attributes = tag.group(0, 1, 2, 3)
        if name == "img":
            return _image(attributes)
        if name != "table":
            return whole
        depth += -1 if closing else 1
        if closing:
            return whole if depth else f"{whole}</div>"
        return whole if depth > 1 else f"{SCROLL_BOX}{whole}"

    return _TAG.sub(touch, html)


def _image(attributes: str) -> str:
    values = dict(_ATTRIBUTE.findall(attributes))
    if values.get("src"):
        return f'<img{attributes} loading="lazy" decoding="async">'
    return f'<span class="missing-photo">{escape(unescape(values.get("alt", "")))}</span>'
