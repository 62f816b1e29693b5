"""The files that editors, cameras and attackers send, built byte by byte."""

import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageCms

from articles.images import BadImage, Credit, Master, take

RED, BLUE = (220, 20, 30), (20, 40, 210)
RIGHTS = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>%s</rdf:RDF>"
ANNA = Credit(creator="Anna Kovács", credit_line="Kovács/Reuters", copyright="© 2025 Anna Kovács")
SWAPPED = (
    ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    .tobytes()
    .replace(b"rXYZ", b"????")
    .replace(b"gXYZ", b"rXYZ")
    .replace(b"????", b"gXYZ")
)
"""sRGB with its red and green exchanged: a profile one cannot fail to notice."""


def halves(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def file(picture: Image.Image, format: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file of that format, in a quality that keeps its colours."""
    out = BytesIO()
    picture.save(out, format, **({"quality": 95} | options if format in ("JPEG", "WEBP") else options))
    return out.getvalue()


def taken(data: bytes, name: str = "") -> Master:
    """What becomes of an upload."""
    return take(BytesIO(data), name)


def opened(data: bytes) -> Any:
    """The decoded picture; Any, for a pixel is a number or a tuple, as the mode has it."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def refusal(data: bytes) -> str:
    """Why an upload is not taken, as the editor reads it."""
    with pytest.raises(BadImage) as bad:
        taken(data)
    return str(bad.value)


def close(pixel: Iterable[int], colour: Iterable[int]) -> bool:
    """Whether two colours are the same but for what compression does to them."""
    return all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """A chunk of a PNG, with its right checksum."""
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def flat_png(width: int, height: int, depth: int, colour: int, row: bytes) -> bytes:
    """A PNG of equal rows, made without ever holding the picture."""
    pack = zlib.compressobj(9)
    lines = b"".join(pack.compress(b"\0" + row) for _ in range(height)) + pack.flush()
    header = width.to_bytes(4) + height.to_bytes(4) + bytes([depth, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND")


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """A JPEG with these segments before all others."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def iptc(*fields: tuple[int, int, bytes]) -> bytes:
    """An APP13 segment with IPTC-IIM data sets (record, number, value)."""
    sets = b"".join(bytes([0x1C, record, n]) + len(value).to_bytes(2) + value for record, n, value in fields)
    block = b"8BIM\x04\x04\0\0" + len(sets).to_bytes(4) + sets + b"\0" * (len(sets) % 2)
    return segment(0xED, b"Photoshop 3.0\0" + block)


def exif(**tags: Any) -> Image.Exif:
    """Exif data with these tags of the base directory, by name."""
    data = Image.Exif()
    for name, value in tags.items():
        data[ExifTags.Base[name]] = value
    return data


def one_of_each() -> dict[str, bytes]:
    """A tiny file of every kind, with all the metadata that it can carry."""
    noise = Image.effect_noise((24, 16), 90)
    picture = Image.merge("RGB", [noise, noise, Image.new("L", (24, 16), 90)])
    packet = ANNA.packet()
    jpeg = with_segments(file(picture, xmp=packet, exif=exif(Artist="Anna", Orientation=6)), iptc((2, 80, b"Anna")))
    return {
        "JPEG": jpeg,
        "progressive JPEG": file(picture, progressive=True, icc_profile=SWAPPED),
        "PNG": file(picture.convert("P"), "PNG", transparency=1, exif=exif(Artist="Anna")),
        "GIF": file(picture.convert("P"), "GIF", comment=b"hello"),
        "WEBP": file(picture, "WEBP", xmp=packet, exif=exif(Artist="Anna")),
        "AVIF": file(picture, "AVIF", xmp=packet, exif=exif(Artist="Anna", Orientation=8)),
    }
