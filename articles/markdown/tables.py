"""Tables: column alignment without inline style."""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor


class AlignedTables(TableExtension):
    """Tables whose cells are aligned by class (`align-right`): the page allows no inline style."""

    def __init__(self) -> None:
        super().__init__(use_align_attribute=True)

    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.treeprocessors.register(CellProcessor(md), "table_cells", 7.3)


class CellProcessor(Treeprocessor):
    """Writes the class of aligned cells and says what column headings are headings of."""

    def run(self, root: Element) -> None:
        for cell in root.iter():
            if cell.tag not in ("th", "td"):
                continue
            if cell.tag == "th" and not (cell.text or "").strip() and not len(cell):
                cell.tag = "td"  # an empty corner is the heading of nothing
            if cell.tag == "th":
                cell.set("scope", "col")
            if side := cell.attrib.pop("align", ""):
                cell.set("class", f"{cell.get('class', '')} align-{side}".lstrip())
