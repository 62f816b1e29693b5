"""What the HTML of a story may contain. Everything that is not in these tables is removed.

Never add `svg`, `math` or `style`: the known holes of the sanitiser (RUSTSEC-2025-0071, RUSTSEC-2026-0193,
RUSTSEC-2026-0213) all need one of them. Form elements and frames stay out as well.
"""

import re

import nh3

TAGS = {
    # blocks (h1 is the page's own headline)
    *("h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "div"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    # words
    *("a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q"),
    *("s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"),
}

ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "dfn": {"title"},
    "img": {"alt", "height", "sizes", "src", "srcset", "title", "width"},
    "ol": {"reversed", "start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}

URL_SCHEMES = {"http", "https", "mailto"}  # and relative addresses

CLASSES = re.compile(
    r"pull-quote|credit|missing-photo|upright|embed|embed-link|align-(?:left|center|right)"
    r"|footnote|footnote-ref|footnote-backref|language-[\w+#.-]{1,40}",
    re.ASCII,
)

# An `id` without one of our prefixes could take the place of an element of the page (`#comments`) or of a
# name that a script looks up.
OWN_ID = re.compile(r"(?:s|fn|fnref[0-9]*)-[\w-]{0,100}")

_NUMBER = re.compile(r"[0-9]{1,5}")
_CANDIDATE = r"(?:https?://|/(?!/))[^\s,]+(?:[ ][0-9.]{1,8}[wx])?"

# Each value must match as a whole.
VALUES = {
    "colspan": _NUMBER,
    "dir": re.compile(r"ltr|rtl|auto"),
    "height": _NUMBER,
    "id": OWN_ID,
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}"),
    "rowspan": _NUMBER,
    "scope": re.compile(r"(?:row|col)(?:group)?"),
    "srcset": re.compile(rf"{_CANDIDATE}(?:,[ ]?{_CANDIDATE})*+"),  # the sanitiser checks no URL in here
    "start": re.compile(r"-?[0-9]{1,5}"),
    "width": _NUMBER,
}


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value to keep for an attribute of the tables above, or None to drop the attribute."""
    if name == "class":
        return " ".join(word for word in value.split() if CLASSES.fullmatch(word)) or None
    shape = VALUES.get(name)
    return value if shape is None or shape.fullmatch(value) else None


CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=URL_SCHEMES,
    link_rel=None,  # these are the newsroom's own links
)
