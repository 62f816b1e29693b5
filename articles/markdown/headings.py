"""Headings: below the page's own, which is the headline, each with an id of ours."""

import re
import unicodedata
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor

from articles.markdown.allowed import OWN_ID


class HeadingProcessor(TocTreeprocessor):
    """Makes `<h1>` an `<h2>` and drops ids that would be removed later, so that a heading gets one of ours."""

    def run(self, doc: Element) -> None:
        for element in doc.iter():
            if element.tag == "h1":
                element.tag = "h2"
            if "id" in element.attrib and not OWN_ID.fullmatch(element.attrib["id"]):
                del element.attrib["id"]
        super().run(doc)


class HeadingExtension(TocExtension):
    """`#` and `##` become `<h2>`, `###` stays `<h3>`; ids begin with `s-`; no table of contents, no visible anchors."""

    TreeProcessorClass = HeadingProcessor

    def __init__(self) -> None:
        super().__init__(marker="", slugify=heading_id)


def heading_id(words: str, separator: str) -> str:
    """The id of a heading: `s-` and its words without accents, at most 80 characters of them."""
    letters = unicodedata.normalize("NFKD", words.lower())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    slug = separator.join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", letters)))
    return f"s-{slug[:80].strip(separator) or 'section'}"
