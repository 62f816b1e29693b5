"""Pull quotes: a quotation that ends in `{: .pull-quote }`, on its last line or on a line of its own."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

PULL_QUOTE = "pull-quote"
MARK = re.compile(r"\{:[ ]*\.pull-quote[ ]*\}$")


class PullQuoteExtension(Extension):
    """Brings the class to the `<blockquote>`; attr_list alone would read it on its own line only and
    give it to the last paragraph."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(MarkOnItsOwnLine(md), "pull_quote", 15)  # fenced code (25) is out of reach
        md.treeprocessors.register(ClassOnTheQuote(md), "pull_quote", 7.4)  # after attr_list (8)


class MarkOnItsOwnLine(Preprocessor):
    """Moves the mark from the end of a quoted line to the next line, where attr_list reads it."""

    def run(self, lines: list[str]) -> list[str]:
        return [part for line in lines for part in self.split(line)]

    def split(self, line: str) -> Iterator[str]:
        words = line.rstrip()
        mark = MARK.search(words) if words.endswith("}") and words.lstrip().startswith(">") else None
        quoted = words[: mark.start()].rstrip() if mark else ""
        if mark and quoted.strip("> "):
            yield quoted
            yield quoted[: len(quoted) - len(quoted.lstrip("> "))] + mark[0]
        else:
            yield line


class ClassOnTheQuote(Treeprocessor):
    """Moves the class from the last paragraph of a quotation to the quotation."""

    def run(self, root: Element) -> None:
        for quote in root.iter("blockquote"):
            if len(quote) and quote[-1].get("class") == PULL_QUOTE:
                del quote[-1].attrib["class"]
                quote.set("class", PULL_QUOTE)
