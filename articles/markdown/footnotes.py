"""Footnotes with ids made of numbers."""

from markdown.extensions.footnotes import FootnoteExtension


class NumberedFootnotes(FootnoteExtension):
    """`fn-1` and `fnref-1`, unique in a text whatever its author calls a note: a name may hold spaces
    and quotes, an id may not."""

    def __init__(self) -> None:
        # The last character asks for the plain arrow; without it phones draw an emoji.
        super().__init__(SEPARATOR="-", BACKLINK_TEXT="&#8617;&#65038;", UNIQUE_IDS=False)

    def makeFootnoteId(self, id: str) -> str:
        return f"fn-{self.number(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        return self.unique_ref(f"fnref-{self.number(id)}", found)

    def number(self, name: str) -> int:
        """The place of a note among the definitions, from 1."""
        return list(self.footnotes).index(name) + 1
