"""Markdown to clean HTML, in this process and for as long as it takes.

Only the child process and the tests call this. Everybody else goes through `articles.markdown.render`:
Python-Markdown needs hours for 200 kB of `[`, and its regular expressions hold the GIL meanwhile.
"""

from collections.abc import Mapping

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.smarty import SmartyExtension

from articles.markdown.allowed import CLEANER
from articles.markdown.attributes import ValuedAttrListExtension
from articles.markdown.figures import FigureExtension
from articles.markdown.finish import finish
from articles.markdown.footnotes import NumberedFootnotes
from articles.markdown.headings import HeadingExtension
from articles.markdown.photos import PhotoSource, scrub
from articles.markdown.quotes import PullQuoteExtension
from articles.markdown.tables import AlignedTables
from articles.markdown.version import RENDERER_VERSION

__all__ = ["RENDERER_VERSION", "to_html"]


def to_html(text: str, photos: Mapping[str, PhotoSource]) -> str:
    """The body of a story as HTML that is safe to print as it stands.

    `#` becomes `<h2>`, since the page's headline is its `<h1>`. The same text and photos always give the
    same HTML. Raises RecursionError or MemoryError on some hostile texts and may never return on others.
    """
    photos = {key: photo.scrubbed() for key, photo in photos.items()}
    return finish(CLEANER.clean(_markdown(photos).convert(scrub(text))))


def _markdown(photos: Mapping[str, PhotoSource]) -> Markdown:
    """A converter for one text: a fresh one (1 ms) carries nothing over, not even after an exception."""
    return Markdown(
        output_format="html",
        extensions=[
            AbbrExtension(),
            AlignedTables(),
            DefListExtension(),
            FencedCodeExtension(),
            FigureExtension(photos),
            NumberedFootnotes(),
            PullQuoteExtension(),
            SaneListExtension(),
            SmartyExtension(),
            ValuedAttrListExtension(),
            HeadingExtension(),
        ],
    )
