"""Attribute lists (`{: .pull-quote }`) that always carry values."""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor


class ValuedAttributes(AttrListTreeprocessor):
    """Drops attributes without a value: as `id=None` they make the heading processor raise TypeError."""

    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        rest = super().assign_attrs(elem, attrs_string, strict=strict)
        for name in [name for name, value in elem.items() if value is None]:
            del elem.attrib[name]
        return rest


class ValuedAttrListExtension(AttrListExtension):
    """The stock extension with the processor above."""

    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.treeprocessors.register(ValuedAttributes(md), "attr_list", 8)
