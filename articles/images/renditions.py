"""The sizes and formats of a picture that readers are sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image

from .credit import read_credit
from .formats import EXTENSIONS, FORMATS, WIDTHS


@dataclass(frozen=True)
class Rendition:
    """One size of a picture in one format; width and height in pixels."""

    width: int
    height: int
    format: str  # a key of FORMATS
    data: bytes


def rendition_widths(master_width: int) -> list[int]:
    """The widths a master is rendered in, ascending: WIDTHS, cut off at its own."""
    return sorted({min(width, master_width) for width in WIDTHS})


def rendition_name(master_name: str, width: int, format: str) -> str:
    """Where a rendition of a master is, in the storage or as an address: `ab/abcdef.jpg` -> `ab/abcdef-640.webp`."""
    stem, _, _ = master_name.rpartition(".")
    return f"{stem}-{width}.{EXTENSIONS[format]}"


@lru_cache(maxsize=4096)  # a page asks for the same few pictures again and again
def srcset(master_url: str, format: str, widths: tuple[int, ...]) -> str:
    """Give the `srcset` of some widths of a master in one format."""
    stem, _, _ = master_url.rpartition(".")
    extension = EXTENSIONS[format]
    return ", ".join(f"{stem}-{width}.{extension} {width}w" for width in widths)


def renditions(master_data: bytes, format: str) -> Iterator[Rendition]:
    """Every rendition of a master (as `take` made it) in one format, the narrowest first, with its credit.

    See-through pictures stand on white in JPEG. Raises ValueError for an unknown format, and OSError when the
    master cannot be read.
    """
    if format not in FORMATS:
        raise ValueError(f"no renditions in {format!r}, only in {', '.join(FORMATS)}")
    return _renditions(master_data, format)


def _renditions(master_data: bytes, format: str) -> Iterator[Rendition]:
    with Image.open(BytesIO(master_data), formats=("JPEG", "PNG")) as master:
        widths = rendition_widths(master.width)
        heights = [max(1, round(master.height * width / master.width)) for width in widths]
        master.draft(None, (widths[-1], heights[-1]))  # JPEG: decoded at half size when that is enough
        # Decoded once; the widest then serves all others.
        widest = _resized(master, (widths[-1], heights[-1]))
        packet = read_credit(master).packet()
    if format == "jpeg" and widest.mode == "RGBA":
        widest = _on_white(widest)
    widest.info.clear()
    for size in zip(widths, heights, strict=True):
        out = BytesIO()
        _resized(widest, size).save(out, xmp=packet, **FORMATS[format])
        yield Rendition(*size, format, out.getvalue())


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(picture: Image.Image) -> Image.Image:
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white
