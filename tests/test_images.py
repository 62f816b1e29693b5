"""Uploaded pictures: what is refused, what is left of them, and what readers are sent."""

import random
import re
import subprocess
import sys
import threading
import time
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from articles.images import (
    MAX_BYTES,
    WIDTHS,
    BadImage,
    Credit,
    Master,
    formats,
    master,
    rendition_name,
    rendition_widths,
    renditions,
    store,
    take,
)
from articles.images.credit import read_credit

RED, BLUE = (220, 20, 30), (20, 40, 210)
PAYLOAD = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
ANNA = Credit(creator="Anna Kovács", credit_line="Kovács/Reuters", copyright="© 2025 Anna Kovács")
RIGHTS = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>%s</rdf:RDF>"


# The files that editors, cameras and attackers send


def halves(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def file(picture: Image.Image, format: str = "JPEG", **options) -> bytes:
    out = BytesIO()
    picture.save(out, format, **({"quality": 95} | options if format in ("JPEG", "WEBP") else options))
    return out.getvalue()


def taken(data: bytes, name: str = "") -> Master:
    return take(BytesIO(data), name)


def opened(data: bytes) -> Any:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def refusal(data: bytes) -> str:
    with pytest.raises(BadImage) as bad:
        taken(data)
    return str(bad.value)


def close(pixel, colour) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def flat_png(width: int, height: int, depth: int, colour: int, row: bytes) -> bytes:
    """A PNG of equal rows, made without ever holding the picture."""
    pack = zlib.compressobj(9)
    lines = b"".join(pack.compress(b"\0" + row) for _ in range(height)) + pack.flush()
    header = width.to_bytes(4) + height.to_bytes(4) + bytes([depth, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND")


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2) + data


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def iptc(*fields: tuple[int, int, bytes]) -> bytes:
    """An APP13 segment with IPTC-IIM data sets (record, number, value)."""
    sets = b"".join(bytes([0x1C, record, n]) + len(value).to_bytes(2) + value for record, n, value in fields)
    block = b"8BIM\x04\x04\0\0" + len(sets).to_bytes(4) + sets + b"\0" * (len(sets) % 2)
    return segment(0xED, b"Photoshop 3.0\0" + block)


def exif(**tags) -> Image.Exif:
    data = Image.Exif()
    for name, value in tags.items():
        data[ExifTags.Base[name]] = value
    return data


def one_of_each() -> dict[str, bytes]:
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


#: sRGB with its red and green exchanged: a profile one cannot fail to notice.
SWAPPED = (
    ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    .tobytes()
    .replace(b"rXYZ", b"????")
    .replace(b"gXYZ", b"rXYZ")
    .replace(b"????", b"gXYZ")
)


# What is refused


def test_a_decompression_bomb_is_refused_by_its_header_with_its_figures(monkeypatch):
    bomb = flat_png(20_000, 20_000, 1, 0, bytes(2500))
    assert len(bomb) < 60_000
    monkeypatch.setattr(master.Image, "open", lambda *a, **k: pytest.fail("the bomb reached Pillow"))
    assert refusal(bomb) == (
        "This picture is 20,000 × 20,000 pixels; the limit is 50 million pixels. Please make it smaller and try again."
    )


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_each_format_has_its_cap_of_pixels_checked_before_decoding(format, monkeypatch):
    picture = file(halves(), format)
    assert taken(picture)
    monkeypatch.setitem(formats.ACCEPTED, format, 799)
    monkeypatch.setattr(master.Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    assert "40 × 20 pixels" in refusal(picture)


def test_lossless_and_extended_webp_are_measured_too(monkeypatch):
    monkeypatch.setitem(formats.ACCEPTED, "WEBP", 799)
    monkeypatch.setattr(master.Image, "open", lambda *a, **k: pytest.fail("it reached Pillow"))
    assert "40 × 20 pixels" in refusal(file(halves(), "WEBP", lossless=True))
    assert "40 × 20 pixels" in refusal(file(halves("RGBA"), "WEBP", xmp=ANNA.packet()))


def test_pillows_own_alarm_is_put_in_words(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert "more pixels than the limit" in refusal(file(halves(), "AVIF"))


def test_a_side_that_is_too_long_is_refused():
    assert "20,000 pixels a side" in refusal(flat_png(20_008, 1, 1, 0, bytes(2501)))


def test_more_bytes_than_the_limit_are_not_even_read():
    class Endless(BytesIO):
        asked = 0

        def read(self, size=-1):
            self.asked += size
            return bytes(size)

    upload = Endless()
    with pytest.raises(BadImage, match="larger than 25 MB"):
        take(upload)
    assert upload.asked == MAX_BYTES + 1


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
def test_what_is_no_picture_is_named(data, words):
    assert words in refusal(data)


def test_the_name_decides_nothing_and_begins_the_message():
    assert taken(file(halves(), "PNG"), "notes.txt").format == "jpeg"
    with pytest.raises(BadImage, match=r"^photo\.jpg: This is a text file"):
        taken(b"Just words", "photo\n\u202e.jpg")


@pytest.mark.parametrize("kind", list(one_of_each()))
def test_a_file_that_ends_early_is_refused(kind):
    data = one_of_each()[kind]
    assert "damaged or incomplete" in refusal(data[: len(data) * 4 // 5])


def test_too_many_scans_are_refused_before_they_cost_time():
    jpeg = file(Image.new("L", (2000, 2000), 99), progressive=True)
    last_scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    assert taken(jpeg[:-2] + last_scan * 20 + b"\xff\xd9")
    started = time.monotonic()
    assert "passes" in refusal(jpeg[:-2] + last_scan * 250 + b"\xff\xd9")
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize(
    "data",
    [
        with_segments(file(halves()), segment(0xE1, b"Exif\0\0" + bytes(20)) * 5000),
        with_segments(file(halves()), segment(0xE4, b"") * 40_000),
        file(halves())[:20] + bytes(2_000_000) + file(halves())[20:],
        file(halves())[:-2] + b"\xff" * 2_000_000 + b"\xd9",
        file(halves(), "PNG").replace(b"IEND", b"teSt\0\0\0\0" + chunk(b"teSt") * 40_000),
        file(halves(), "GIF").replace(b",", b"!\xfe" + b"\x01x" * 40_000 + b"\0,", 1),
    ],
    ids=["Exif", "segments", "junk", "fill", "chunks", "comments"],
)
def test_files_of_countless_parts_are_refused(data):
    assert "built in a way" in refusal(data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about broken Exif
def test_only_bad_image_is_raised_for_damaged_files():
    """Some hundred random mutations: bytes changed, cut out, doubled."""
    chance = random.Random(20251122)
    started = time.monotonic()
    refused = 0
    for data in one_of_each().values():
        for _ in range(80):
            broken = bytearray(data)
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(broken))
                match chance.randrange(4):
                    case 0 | 1:
                        broken[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
                    case 2:
                        del broken[at : at + chance.randint(1, 40)]
                    case 3:
                        broken[at:at] = broken[at : at + chance.randint(1, 40)]
            try:
                clean = taken(bytes(broken))
            except BadImage:
                refused += 1
            else:
                assert opened(clean.data).size == (clean.width, clean.height)
    assert 100 < refused < 480
    assert time.monotonic() - started < 60


def test_a_hostile_picture_of_fifty_million_pixels_stays_within_700_megabytes(tmp_path):
    picture = tmp_path / "hostile.png"
    picture.write_bytes(flat_png(7071, 7071, 8, 6, b"\x10\x20\x30\x40" * 7071))
    script = (
        "import resource, sys; from articles.images import take\n"
        "made = take(open(sys.argv[1], 'rb')); assert made.format == 'png'\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    root = Path(__file__).parent.parent
    child = [sys.executable, "-c", script, str(picture)]
    output = subprocess.run(child, cwd=root, capture_output=True, check=True, timeout=60).stdout  # noqa: S603
    assert int(output) < 700


# What is left of a picture


@pytest.mark.parametrize("kind", list(one_of_each()))
def test_the_same_upload_gives_the_same_bytes_and_name(kind):
    data = one_of_each()[kind]
    first, second = taken(data), taken(data)
    assert first == second
    assert re.fullmatch(r"photos/([0-9a-f]{2})/\1[0-9a-f]{30}\.(jpg|png)", first.name)


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_position_and_camera_are_gone_and_the_picture_is_upright(format):
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
def test_every_orientation_is_applied_as_pillow_applies_it(orientation):
    from PIL import ImageOps

    upload = file(halves(), exif=exif(Orientation=orientation))
    expected = ImageOps.exif_transpose(opened(upload))
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
def test_nothing_foreign_survives(upload):
    data = taken(upload).data
    assert b"<?php" not in data
    assert b"<script" not in data
    assert b"PK\x03\x04" not in data
    assert b"ICC" not in data


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_colours_are_converted_by_the_embedded_profile_which_is_then_dropped(format):
    clean = taken(file(Image.new("RGB", (16, 16), (255, 0, 0)), format, icc_profile=SWAPPED))
    picture = opened(clean.data)
    assert close(picture.getpixel((8, 8)), (0, 255, 0))
    assert "icc_profile" not in picture.info


def test_a_profile_keeps_transparency():
    clean = taken(file(Image.new("RGBA", (16, 16), (255, 0, 0, 90)), "PNG", icc_profile=SWAPPED))
    assert close(opened(clean.data).getpixel((8, 8)), (0, 255, 0, 90))


@pytest.mark.parametrize("profile", [b"no profile at all" * 20, SWAPPED[:200], SWAPPED])
def test_a_profile_that_does_not_fit_counts_as_none(profile):
    clean = taken(file(Image.new("L", (16, 16), 128), icc_profile=profile))
    assert abs(opened(clean.data).getpixel((8, 8)) - 128) < 3


def test_a_printers_cmyk_jpeg_becomes_rgb():
    clean = taken(file(halves("CMYK")))
    assert opened(clean.data).mode == "RGB"
    assert close(opened(clean.data).getpixel((5, 5)), RED)


def test_sixteen_bit_grey_is_scaled_not_clipped():
    clean = taken(file(Image.new("I;16", (16, 16), 0x8000), "PNG"))
    assert abs(opened(clean.data).getpixel((8, 8)) - 128) < 3


def test_a_see_through_palette_stays_see_through():
    picture = halves("P")
    picture.putpixel((0, 0), 255)
    clean = taken(file(picture, "PNG", transparency=picture.getpixel((39, 0))))
    assert clean.format == "png"
    assert opened(clean.data).getpixel((39, 10))[3] == 0
    assert opened(clean.data).getpixel((5, 10))[3] == 255


def test_an_alpha_channel_that_hides_nothing_makes_no_png():
    assert taken(file(halves("RGBA"), "PNG")).format == "jpeg"


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_taken(format):
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, BLUE)]
    clean = taken(file(frames[0], format, save_all=True, append_images=frames[1:], duration=100))
    assert close(opened(clean.data).getpixel((8, 8)), RED)


def test_a_master_is_at_most_3840_pixels_long():
    clean = taken(file(halves(size=(9000, 90))))
    assert (clean.width, clean.height) == (3840, 38)
    see_through = taken(file(Image.new("RGBA", (90, 9000), (255, 0, 0, 40)), "PNG"))
    assert (see_through.width, see_through.height) == (26, 2560)
    assert close(opened(see_through.data).getpixel((9, 900)), (255, 0, 0, 40))


# The credit


def test_the_credit_is_read_from_iptc():
    upload = with_segments(
        file(halves()),
        iptc(
            (1, 90, b"\x1b%G"),
            *((2, n, text.encode()) for n, text in zip((80, 110, 116), vars(ANNA).values(), strict=True)),
        ),
    )
    assert taken(upload).credit == ANNA


def test_several_bylines_and_western_letters_are_read():
    upload = with_segments(file(halves()), iptc((2, 80, "José".encode("cp1252")), (2, 80, b"Ann\0 \x07B.")))
    assert taken(upload).credit == Credit(creator="José, Ann B.")


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_the_credit_is_read_from_xmp_of_every_format(format):
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", ANNA.packet().decode())
    options = {"pnginfo": text} if format == "PNG" else {"xmp": ANNA.packet()}
    clean = taken(file(halves(), format, **options))
    assert clean.credit == ANNA
    assert read_credit(opened(clean.data)) == ANNA


def test_xmp_properties_are_read_as_attributes_and_by_language():
    packet = RIGHTS % (
        "<rdf:Description xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='AP &amp; Co'/>"
        "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>Li</dc:creator><dc:rights><rdf:Alt>"
        "<rdf:li xml:lang='de'>Alle Rechte</rdf:li><rdf:li xml:lang='x-default'>All rights</rdf:li>"
        "</rdf:Alt></dc:rights></rdf:Description>"
    )
    assert taken(file(halves(), xmp=packet.encode())).credit == Credit("Li", "AP & Co", "All rights")


def test_exif_is_the_last_resort():
    tags = exif(Artist="Ánna".encode(), Copyright="Exif Ltd")
    assert taken(file(halves(), exif=tags)).credit == Credit(creator="Ánna", copyright="Exif Ltd")
    both = with_segments(file(halves(), exif=tags, xmp=Credit(creator="Xenia").packet()), iptc((2, 116, b"IIM")))
    assert taken(both).credit == Credit(creator="Xenia", copyright="IIM")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
CREATOR = RIGHTS % (
    "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>%s</dc:creator></rdf:Description>"
)
HOSTILE_PACKETS = {
    "entity": '<!DOCTYPE x [<!ENTITY n "Nobody">]>' + CREATOR % "&n;",
    "doctype": "<!DOCTYPE x>" + CREATOR % "Nobody",
    "laughs": LAUGHS + "]>" + CREATOR % "&i;",
    "file": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + CREATOR % "&f;",
    "deep": RIGHTS % ("<a>" * 200_000 + "</a>" * 200_000),
    "open": RIGHTS % "<b>",
    "zeros": "\0" * 100,
    "huge": ANNA.packet().decode() + " " * 3_000_000,
}


@pytest.mark.parametrize("packet", HOSTILE_PACKETS.values(), ids=HOSTILE_PACKETS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_hostile_xmp_costs_neither_time_nor_the_picture(packet, encoding):
    upload = file(halves(), "WEBP", xmp=packet.encode(encoding))
    started = time.monotonic()
    assert taken(upload).credit == Credit()
    assert time.monotonic() - started < 2


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_garbage_in_the_metadata_does_not_cost_the_picture():
    junk = with_segments(
        file(halves()),
        segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 60),
        iptc((77, 1, b"x")),
    )
    assert taken(junk).credit == Credit()


def test_a_picture_that_says_nothing_carries_nothing():
    assert b"xmpmeta" not in taken(file(halves())).data


# The renditions


@pytest.mark.parametrize("format", formats.FORMATS)
def test_renditions_are_no_larger_than_the_master_and_keep_the_credit(format):
    clean = taken(file(halves(size=(1000, 500)), xmp=ANNA.packet()))
    made = list(renditions(clean.data, format))
    assert [(one.width, one.height) for one in made] == [(320, 160), (640, 320), (960, 480), (1000, 500)]
    for one in made:
        picture = opened(one.data)
        assert picture.size == (one.width, one.height)
        assert picture.format.lower() == one.format == format
        assert read_credit(picture) == ANNA
        assert close(picture.convert("RGB").getpixel((one.width // 4, 9)), RED)


def test_widths_end_with_the_masters_own():
    assert rendition_widths(200) == [200]
    assert rendition_widths(320) == [320]
    assert rendition_widths(700) == [320, 640, 700]
    assert tuple(rendition_widths(3840)) == WIDTHS


def test_jpeg_renditions_are_progressive_and_stand_on_white():
    clean = taken(file(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG"))
    for one in renditions(clean.data, "jpeg"):
        picture = opened(one.data)
        assert picture.info["progressive"]
        assert picture.getpixel((9, 9)) == (255, 255, 255)
    for format in ("webp", "avif"):
        assert opened(next(renditions(clean.data, format)).data).getpixel((9, 9))[3] == 0


def test_grey_and_very_flat_pictures_are_rendered():
    for size in [(2500, 1), (1, 2500)]:
        clean = taken(file(Image.new("L", size, 77), "PNG"))
        for format in formats.FORMATS:
            for one in renditions(clean.data, format):
                assert opened(one.data).size == (one.width, one.height)


def test_an_unknown_format_is_refused_at_once():
    with pytest.raises(ValueError, match="'gif'"):
        renditions(b"", "gif")


def test_a_rendition_is_named_after_its_master():
    assert rendition_name("photos/ab/abcdef.jpg", 640, "webp") == "photos/ab/abcdef-640.webp"
    assert rendition_name("photos/ab/abcdef.png", 320, "jpeg") == "photos/ab/abcdef-320.jpg"


# The storing


def files_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_stored_once_under_its_very_name(tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    store(storage, "photos/ab/abc.jpg", b"picture")
    before = (tmp_path / "photos/ab/abc.jpg").stat()
    store(storage, "photos/ab/abc.jpg", b"picture")
    assert (tmp_path / "photos/ab/abc.jpg").stat().st_mtime_ns == before.st_mtime_ns
    assert files_under(tmp_path) == ["photos/ab/abc.jpg"]
    assert (tmp_path / "photos/ab/abc.jpg").read_bytes() == b"picture"


def test_half_a_file_left_by_a_crash_is_mended(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"pict")
    store(FileSystemStorage(location=tmp_path), "a.jpg", b"picture")
    assert (tmp_path / "a.jpg").read_bytes() == b"picture"


def test_two_uploads_at_once_leave_one_whole_file(tmp_path):
    data = bytes(300_000)
    start = threading.Barrier(8)

    def upload():
        storage = FileSystemStorage(location=tmp_path)
        start.wait()
        for number in range(20):
            store(storage, f"photos/{number}.jpg", data)
            assert len((tmp_path / f"photos/{number}.jpg").read_bytes()) == len(data)

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files_under(tmp_path) == sorted(f"photos/{number}.jpg" for number in range(20))


def test_a_rival_upload_leaves_no_second_object_elsewhere_than_on_disk():
    class Racing(InMemoryStorage):
        """Somebody else stores the same picture just before us."""

        def save(self, name, content, max_length=None):
            super().save(name, ContentFile(b"picture"))
            return super().save(name, content, max_length)

    storage = Racing()
    store(storage, "photos/a.jpg", b"picture")
    assert storage.listdir("photos") == ([], ["a.jpg"])
