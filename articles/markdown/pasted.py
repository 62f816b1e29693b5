"""HTML from a clipboard as Markdown that our renderer knows: what Word, Google Docs and web pages put there.

Only the child process and the tests call this; everybody else goes through `articles.markdown.from_html`. The HTML is
hostile until nh3 has been through it, and what comes out is text: it is cleaned once more when it becomes a page.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from markdownify import ATX, MarkdownConverter

BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "hr", "table", "div"}
CELLS = {"thead", "tbody", "tr", "td", "th"}
WORDS = {"a", "b", "strong", "i", "em", "u", "sup", "sub", "code", "br", "span"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]

CLEANER = nh3.Cleaner(
    tags=BLOCKS | CELLS | WORDS,
    attributes={"*": {"style", "class"}, "a": {"href"}, "td": {"colspan"}, "th": {"colspan"}, "ol": {"start"}},
    clean_content_tags={"script", "style", "title", "xml", "noscript", "template", "svg", "math", "object"},
    url_schemes={"http", "https", "mailto"},
    strip_comments=True,
    link_rel=None,
)

_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*italic", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"(?<![\w-])font-style:\s*normal", re.IGNORECASE)
_RAISED = {"super": "sup", "sub": "sub"}
_VERTICAL = re.compile(r"(?<![\w-])vertical-align:\s*(super|sub)\b", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list:\s*l\d+ level(\d)", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W?(?:\d+|[a-zA-Z]|[ivxlcIVXLC]+)[.)]")
_BLANKS = re.compile(r"[\xa0\u2000-\u200a\u202f\u3000]")
_NOTHING = re.compile(r"[\u200b\u2060\ufeff\xad]")

# What would be Markdown, or HTML in it, although it was meant as it stands. Python-Markdown takes no backslash before
# `<`, `&`, `:`, `=`, `~` and `|`; entities are what it leaves alone.
_MARKS = re.compile(
    r"[\\`]|\*(?=\S)|(?<=\S)\*|(?<!\w)_|_(?!\w)|!?\[(?=[^\]]*\][(:\[])|\[\^|\{(?=:)|&(?=#?\w{1,32};)|<(?=[A-Za-z/!?])"
)
_AT_THE_START = re.compile(r"^(\s*)(#|>|[-+*](?=\s|$)|\d{1,9}(?=[.)](?:\s|$))|:(?=\s)|={3,}|-{3,}|~{3,})")


def to_markdown(html: str) -> str:
    """Give the words of pasted HTML as Markdown; headings begin with `##`, pictures and everything else are left out.

    Raises RecursionError where elements are nested hundreds deep.
    """
    soup = BeautifulSoup(CLEANER.clean(html), "html.parser")
    for text in list(soup.find_all(string=True)):
        text.replace_with(NavigableString(_NOTHING.sub("", _BLANKS.sub(" ", text))))
    make_lists_of_word(soup)
    make_marks_of_styles(soup)
    mend_lists(soup)
    mend_links(soup)
    lower_headings(soup)
    markdown: str = Converter(heading_style=ATX, bullets="-", sup_symbol="<sup>", sub_symbol="<sub>").convert_soup(soup)
    lines = (line.rstrip() + ("  " if line.endswith("  ") else "") for line in markdown.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def style_of(tag: Tag) -> str:
    """Give the style that a tag carries."""
    return str(tag.get("style") or "")


def make_lists_of_word(soup: BeautifulSoup) -> None:
    """Word writes an item as a paragraph whose style names its level, and its bullet as words: make lists of them."""
    lists: list[Tag] = []
    last: Tag | None = None
    for paragraph in list(soup.find_all(["p", *HEADINGS])):
        level = _WORD_LIST.search(style_of(paragraph))
        mark = next((span for span in paragraph.find_all("span") if _WORD_MARK.search(style_of(span))), None)
        if not level or mark is None or paragraph.find_parent("li"):
            continue
        kind = "ol" if _NUMBERED.match(mark.get_text().strip()) else "ul"
        mark.extract()
        if last is None or _next_block(last) is not paragraph:
            lists = []
        depth = min(int(level[1]), len(lists) + 1)
        lists = lists[:depth]
        if len(lists) == depth and (depth == 1 and lists[0].name != kind):
            lists = []
        if len(lists) < depth:
            begun = soup.new_tag(kind)
            if lists:
                items = lists[-1].find_all("li", recursive=False)
                items[-1].append(begun)
            else:
                paragraph.insert_before(begun)
            lists.append(begun)
        place = lists[0]
        paragraph.name = "li"
        lists[-1].append(paragraph.extract())
        last = place


def _next_block(tag: Tag) -> Any:
    """Give what follows a tag, blanks apart."""
    following = tag.next_sibling
    while isinstance(following, NavigableString) and not following.strip():
        following = following.next_sibling
    return following


def make_marks_of_styles(soup: BeautifulSoup) -> None:
    """Make bold, italic and raised words of what a style says, and none of what it takes back (Google's own `<b>`)."""
    for tag in list(soup.find_all(["span", "b", "strong", "i", "em"])):
        style = style_of(tag)
        in_heading = tag.find_parent(HEADINGS) is not None
        takes_back = (tag.name in ("b", "strong") and (_NOT_BOLD.search(style) or in_heading)) or (
            tag.name in ("i", "em") and _NOT_ITALIC.search(style)
        )
        if takes_back or tag.find(list(BLOCKS)):
            tag.unwrap()
            continue
        raised = _VERTICAL.search(style)
        wanted = [name for name, found in (("strong", _BOLD), ("em", _ITALIC)) if found.search(style)]
        if in_heading:
            wanted = [name for name in wanted if name != "strong"]
        wanted += [_RAISED[raised[1].lower()]] if raised else []
        if tag.name == "span":
            for name in wanted:
                tag.wrap(soup.new_tag(name))
            tag.unwrap()
    same = {"b": "strong", "i": "em"}
    for tag in list(soup.find_all(["b", "strong", "i", "em"])):
        tag.name = same.get(tag.name, tag.name)
    soup.smooth()
    for tag in list(soup.find_all(["strong", "em"])):
        if tag.parent is None:
            continue
        if tag.find_parent(tag.name):
            tag.unwrap()
            continue
        while isinstance(following := tag.next_sibling, Tag) and following.name == tag.name:
            for child in list(following.contents):
                tag.append(child)
            following.decompose()


def mend_lists(soup: BeautifulSoup) -> None:
    """Put a list between items, as Google Docs writes it, into the item before it; unwrap lone paragraphs."""
    for inner in list(soup.find_all(["ul", "ol"])):
        if inner.parent is None or inner.parent.name not in ("ul", "ol"):
            continue
        before = inner.find_previous_sibling("li")
        if before is None:
            inner.unwrap()
        else:
            before.append(inner.extract())
    for item in soup.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()


def mend_links(soup: BeautifulSoup) -> None:
    """Give links the address that they lead to in the end; what leads nowhere, or is underlined, stays as words."""
    for link in list(soup.find_all("a")):
        address = str(link.get("href") or "")
        parts = _split(address)
        if parts and parts.netloc in ("www.google.com", "google.com") and parts.path == "/url":
            address = next(iter(parse_qs(parts.query).get("q", [])), "")
        if not address.startswith(("http://", "https://", "mailto:")) or link.find(list(BLOCKS)):
            link.unwrap()
        else:
            link["href"] = address.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C")


def _split(address: str) -> Any:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def lower_headings(soup: BeautifulSoup) -> None:
    """Let the highest heading be `<h2>`, because the headline of the story is the first; Word's title is one."""
    for title in soup.find_all("p", class_="MsoTitle"):
        title.name = "h1"
    found = soup.find_all(HEADINGS)
    lowest = min((int(heading.name[1]) for heading in found), default=2)
    for heading in found:
        heading.name = f"h{min(6, int(heading.name[1]) + max(0, 2 - lowest))}"


_Library: Any = MarkdownConverter  # whose stubs name none of its methods


class Converter(_Library):
    """Writes what Python-Markdown reads: lists four blanks deep, its own backslashes, tables with a head."""

    def escape(self, text: str, parent_tags: Any) -> str:
        return _MARKS.sub(_escaped, text)

    def convert_p(self, el: Tag, text: str, parent_tags: Any) -> str:
        return str(super().convert_p(el, at_the_start(text), parent_tags))

    def convert_div(self, el: Tag, text: str, parent_tags: Any) -> str:
        loose = not el.find(list(BLOCKS))
        return str(super().convert_div(el, at_the_start(text) if loose else text, parent_tags))

    def convert_br(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Keep a line's end between words alone: the ends that Google Docs writes between paragraphs are none."""
        beside = [el.previous_sibling, el.next_sibling]
        if any(each is None or (isinstance(each, Tag) and each.name in BLOCKS) for each in beside):
            return ""
        return str(super().convert_br(el, text, parent_tags))

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        text = text.strip()
        if not text:
            return ""
        parent = el.parent
        number = 1 + len(el.find_previous_siblings("li")) if parent is not None and parent.name == "ol" else 0
        first, *rest = (at_the_start(text) if el.find(list(BLOCKS)) is None else text).split("\n")
        mark = f"{number}. " if number else "- "
        return "\n".join([mark + first, *(f"    {line}" if line else "" for line in rest)]) + "\n"

    def convert_u(self, el: Tag, text: str, parent_tags: Any) -> str:
        return text

    def convert_table(self, el: Tag, text: str, parent_tags: Any) -> str:
        rows = [list(cells_of(row)) for row in el.find_all("tr") if row.find_parent("table") is el]
        rows = [row for row in rows if row]
        if not rows or len(rows) == 1 or max(map(len, rows)) < 2 or "li" in parent_tags:
            return f"\n\n{text.strip()}\n\n"  # a frame around words: Word and mail use tables so
        return "\n\n" + "\n".join(lines_of([[self._cell(cell) for cell in row] for row in rows])) + "\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f"\n\n{text.strip()}\n\n" if text.strip() else ""

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: Any) -> str:
        return text

    def _cell(self, cell: Tag | None) -> str:
        if cell is None:
            return ""
        text = "".join(self.process_element(child, parent_tags={"td", "_inline"}) for child in cell.children)
        return re.sub(r"\s+", " ", text).strip().replace("|", "&#124;")


def cells_of(row: Tag) -> Iterator[Tag | None]:
    """Give the cells of a row, with None for what a wide one covers."""
    for cell in row.find_all(["td", "th"], recursive=False):
        yield cell
        span = str(cell.get("colspan") or "1")
        for _ in range(min(int(span) if span.isascii() and span.isdigit() else 1, 20) - 1):
            yield None


def lines_of(rows: list[list[str]]) -> Iterator[str]:
    """Give the lines of a table whose first row is its head."""
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        yield f"| {' | '.join(row + [''] * (width - len(row)))} |"
        if number == 0:
            yield f"|{' --- |' * width}"


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return {"<": "&lt;", "&": "&amp;"}.get(sign) or "".join(f"\\{each}" if each in "\\`*_[{" else each for each in sign)


def at_the_start(text: str) -> str:
    """Give lines of words so that none begins a heading, a quote, a list or a rule."""
    return "\n".join(_AT_THE_START.sub(_at_the_start, line) for line in text.split("\n"))


def _at_the_start(found: re.Match[str]) -> str:
    blanks, sign = found.groups()
    if sign[0].isdigit():
        return f"{blanks}{sign}\\"
    if sign[0] in ":=~":
        return f"{blanks}&#{ord(sign[0])};{sign[1:]}"
    return f"{blanks}\\{sign}"
