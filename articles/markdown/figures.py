"""Images: photos of the house by key, figures with captions, a clear mark where a photo is missing."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from articles.markdown import embeds
from articles.markdown.photos import PHOTO_ADDRESS, PhotoSource


class FigureExtension(Extension):
    """Resolves `photo:KEY` and makes a figure of an image that stands alone in its paragraph."""

    def __init__(self, photos: Mapping[str, PhotoSource]) -> None:
        super().__init__()
        self.photos = photos

    def extendMarkdown(self, md: Markdown) -> None:
        # After attr_list (8), whose braces would be company for the image; before abbr (7) and
        # smarty (6), which work on captions too.
        md.treeprocessors.register(FigureProcessor(md, self.photos), "figures", 7.5)


class FigureProcessor(Treeprocessor):
    """Walks the finished tree and rewrites images in place."""

    def __init__(self, md: Markdown, photos: Mapping[str, PhotoSource]) -> None:
        super().__init__(md)
        self.photos = photos

    def run(self, root: Element) -> None:
        lone = {image: paragraph for paragraph, image in lone_images(root)}
        for image in list(root.iter("img")):
            if embed := embeds.ADDRESS.fullmatch(image.get("src", "")):
                embeds.show(image, embed[1], lone.get(image))
                continue
            address = PHOTO_ADDRESS.fullmatch(image.get("src", ""))
            photo = self.photos.get(address[1]) if address else None
            if address and not photo:
                mark_missing(image)
                continue
            if photo:
                show(image, photo)
            if image in lone:
                make_figure(lone[image], image, photo)


def lone_images(root: Element) -> Iterator[tuple[Element, Element]]:
    """(paragraph, image) of each paragraph that holds one image, or one link around one, and no word."""
    for paragraph in root.iter("p"):
        inner = only_child(paragraph)
        if inner is not None and inner.tag == "a":
            inner = only_child(inner)
        if inner is not None and inner.tag == "img":
            yield paragraph, inner


def only_child(element: Element) -> Element | None:
    """The child of an element that has exactly one and no text around it."""
    if len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        return element[0]
    return None


def show(image: Element, photo: PhotoSource) -> None:
    """Fill in the attributes of a known photo; the alt text of the story goes first."""
    image.set("src", plain(photo.src))
    if photo.srcset:
        image.set("srcset", plain(photo.srcset))
        image.set("sizes", plain(photo.sizes or "100vw"))
    if photo.width and photo.height:
        image.set("width", str(photo.width))
        image.set("height", str(photo.height))
    image.set("alt", image.get("alt") or plain(photo.alt))


def mark_missing(image: Element) -> None:
    """Leave the words of a photo that is not there, or its address where it has none."""
    words = image.get("alt") or image.get("src", "")
    image.tag = "span"
    image.attrib.clear()
    image.set("class", "missing-photo")
    image.text = words


def make_figure(paragraph: Element, image: Element, photo: PhotoSource | None) -> None:
    """Turn the paragraph into a figure, captioned by the image's title or else by the photo itself.

    What is higher than wide says so by its class: shown as wide as the text it would fill more than a screen.
    """
    paragraph.tag = "figure"
    if photo and photo.height > photo.width:
        paragraph.set("class", "upright")
    caption = image.attrib.pop("title", "") or (plain(photo.caption) if photo else "")
    credit = plain(photo.credit) if photo else ""
    if not caption and not credit:
        return
    line = SubElement(paragraph, "figcaption")
    line.text = f"{caption} " if caption and credit else caption
    if credit:
        SubElement(line, "span", {"class": "credit"}).text = credit


def plain(text: str) -> str:
    """Text that is not HTML, made ready for a serializer that lets entities through unescaped."""
    return text.replace("&", "&amp;")
