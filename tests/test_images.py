"""Uploaded pictures: what is refused and why, and what is left of the others."""

import re
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageOps

from articles.images import BadImage, formats, master
from tests.pictures import (
    ANNA,
    BLUE,
    RED,
    SWAPPED,
    chunk,
    close,
    exif,
    file,
    flat_png,
    halves,
    iptc,
    one_of_each,
    opened,
    refusal,
    segment,
    taken,
    with_segments,
)

pytestmark = pytest.mark.pure

PAYLOAD = b"<?php system($_GET['c']); ?><script>alert(1)</script>"


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_each_format_has_its_cap_of_pixels_checked_before_decoding(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = file(halves(), format)
    assert taken(picture)
    monkeypatch.setitem(formats.ACCEPTED, format, 799)
    monkeypatch.setattr(master.Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    assert "40 × 20 pixels" in refusal(picture)


def test_lossless_and_extended_webp_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(formats.ACCEPTED, "WEBP", 799)
    monkeypatch.setattr(master.Image, "open", lambda *a, **k: pytest.fail("it reached Pillow"))
    assert "40 × 20 pixels" in refusal(file(halves(), "WEBP", lossless=True))
    assert "40 × 20 pixels" in refusal(file(halves("RGBA"), "WEBP", xmp=ANNA.packet()))


def test_pillows_own_alarm_is_put_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert "more pixels than the limit" in refusal(file(halves(), "AVIF"))


def test_a_side_that_is_too_long_is_refused() -> None:
    assert "20,000 pixels a side" in refusal(flat_png(20_008, 1, 1, 0, bytes(2501)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Dear editor, the picture follows.", "a text file"),
        ("<?xml version='1.0'?>\n<!-- x --><svg xmlns='…'><script/></svg>".encode(), "SVG"),
        (b"  <SVG onload=alert(1)>", "export the drawing as PNG"),
        (b"<!DOCTYPE html><svg></svg>", "a web page"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp41isom", "video"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (b"BM" + bytes(60), "BMP"),
        (bytes(range(256)), "no picture we can read"),
        (b"\xff\xd8\xff", "damaged"),
        (b"GIF89a", "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "damaged"),
        (b"\0\0\0\x10ftypavif\0\0\0\0", "damaged"),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_the_name_decides_nothing_and_begins_the_message() -> None:
    assert taken(file(halves(), "PNG"), "notes.txt").format == "jpeg"
    with pytest.raises(BadImage, match=r"^photo\.jpg: This is a text file"):
        taken(b"Just words", "photo\n\u202e.jpg")


@pytest.mark.parametrize("kind", list(one_of_each()))
def test_a_file_that_ends_early_is_refused(kind: str) -> None:
    data = one_of_each()[kind]
    assert "damaged or incomplete" in refusal(data[: len(data) * 4 // 5])


# What is left of a picture


@pytest.mark.parametrize("kind", list(one_of_each()))
def test_the_same_upload_gives_the_same_bytes_and_name(kind: str) -> None:
    data = one_of_each()[kind]
    first, second = taken(data), taken(data)
    assert first == second
    assert re.fullmatch(r"photos/([0-9a-f]{2})/\1[0-9a-f]{30}\.(jpg|png)", first.name)


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_position_and_camera_are_gone_and_the_picture_is_upright(format: str) -> None:
    data = exif(Orientation=6, Make="Canon-Secret")
    data.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = "2025:06:06"
    upload = file(halves(), format, exif=data)
    assert b"Canon-Secret" in upload
    clean = taken(upload)
    assert (clean.width, clean.height) == (20, 40)
    assert close(opened(clean.data).getpixel((10, 4)), RED)
    assert close(opened(clean.data).getpixel((10, 36)), BLUE)
    assert not opened(clean.data).getexif()
    for trace in (b"Canon", b"2025:06:06", b"Exif"):
        assert trace not in clean.data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied_as_pillow_applies_it(orientation: int) -> None:
    upload = file(halves(), exif=exif(Orientation=orientation))
    expected: Any = ImageOps.exif_transpose(opened(upload))
    result = opened(taken(upload).data)
    assert result.size == expected.size
    for corner in [(1, 1), (result.width - 2, result.height - 2), (1, result.height - 2)]:
        assert close(result.getpixel(corner), expected.getpixel(corner))


@pytest.mark.parametrize(
    "upload",
    [
        file(halves()) + PAYLOAD + b"PK\x03\x04",
        file(halves(), comment=PAYLOAD),
        file(halves(), exif=exif(Artist=PAYLOAD.decode(), ImageDescription=PAYLOAD.decode())),
        with_segments(file(halves()), iptc((2, 80, PAYLOAD), (2, 120, PAYLOAD)), segment(0xE7, PAYLOAD)),
        file(halves(), "PNG") + PAYLOAD,
        file(halves(), "PNG").replace(b"\0\0\0\0IEND", chunk(b"prIv", PAYLOAD) + b"\0\0\0\0IEND"),
        file(halves("P"), "GIF", comment=PAYLOAD) + PAYLOAD,
        file(halves(), "WEBP", xmp=PAYLOAD) + PAYLOAD,
        file(halves(), "AVIF", xmp=PAYLOAD) + PAYLOAD,
        file(halves("RGBA"), "PNG", icc_profile=SWAPPED + PAYLOAD),
    ],
)
def test_nothing_foreign_survives(upload: bytes) -> None:
    data = taken(upload).data
    assert b"<?php" not in data
    assert b"<script" not in data
    assert b"PK\x03\x04" not in data
    assert b"ICC" not in data


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_colours_are_converted_by_the_embedded_profile_which_is_then_dropped(format: str) -> None:
    clean = taken(file(Image.new("RGB", (16, 16), (255, 0, 0)), format, icc_profile=SWAPPED))
    picture = opened(clean.data)
    assert close(picture.getpixel((8, 8)), (0, 255, 0))
    assert "icc_profile" not in picture.info


def test_a_profile_keeps_transparency() -> None:
    clean = taken(file(Image.new("RGBA", (16, 16), (255, 0, 0, 90)), "PNG", icc_profile=SWAPPED))
    assert close(opened(clean.data).getpixel((8, 8)), (0, 255, 0, 90))


@pytest.mark.parametrize("profile", [b"no profile at all" * 20, SWAPPED[:200], SWAPPED])
def test_a_profile_that_does_not_fit_counts_as_none(profile: bytes) -> None:
    clean = taken(file(Image.new("L", (16, 16), 128), icc_profile=profile))
    assert abs(opened(clean.data).getpixel((8, 8)) - 128) < 3


def test_a_printers_cmyk_jpeg_becomes_rgb() -> None:
    clean = taken(file(halves("CMYK")))
    assert opened(clean.data).mode == "RGB"
    assert close(opened(clean.data).getpixel((5, 5)), RED)


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    clean = taken(file(Image.new("I;16", (16, 16), 0x8000), "PNG"))
    assert abs(opened(clean.data).getpixel((8, 8)) - 128) < 3


def test_a_see_through_palette_stays_see_through() -> None:
    picture = halves("P")
    picture.putpixel((0, 0), 255)
    clean = taken(file(picture, "PNG", transparency=picture.getpixel((39, 0))))
    assert clean.format == "png"
    assert opened(clean.data).getpixel((39, 10))[3] == 0
    assert opened(clean.data).getpixel((5, 10))[3] == 255


def test_an_alpha_channel_that_hides_nothing_makes_no_png() -> None:
    assert taken(file(halves("RGBA"), "PNG")).format == "jpeg"


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_taken(format: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, BLUE)]
    clean = taken(file(frames[0], format, save_all=True, append_images=frames[1:], duration=100))
    assert close(opened(clean.data).getpixel((8, 8)), RED)


def test_a_master_is_at_most_3840_pixels_long() -> None:
    clean = taken(file(halves(size=(9000, 90))))
    assert (clean.width, clean.height) == (3840, 38)
    see_through = taken(file(Image.new("RGBA", (90, 9000), (255, 0, 0, 40)), "PNG"))
    assert (see_through.width, see_through.height) == (26, 2560)
    assert close(opened(see_through.data).getpixel((9, 900)), (255, 0, 0, 40))
