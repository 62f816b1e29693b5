"""Uploaded pictures: no file costs more than its share of time and memory."""

import random
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from articles.images import MAX_BYTES, BadImage, Credit, master, take
from tests.pictures import (
    ANNA,
    RIGHTS,
    chunk,
    file,
    flat_png,
    halves,
    one_of_each,
    opened,
    refusal,
    segment,
    taken,
    with_segments,
)

pytestmark = pytest.mark.pure


def test_a_decompression_bomb_is_refused_by_its_header_with_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = flat_png(20_000, 20_000, 1, 0, bytes(2500))
    assert len(bomb) < 60_000
    monkeypatch.setattr(master.Image, "open", lambda *a, **k: pytest.fail("the bomb reached Pillow"))
    assert refusal(bomb) == (
        "This picture is 20,000 × 20,000 pixels; the limit is 50 million pixels. Please make it smaller and try again."
    )


def test_more_bytes_than_the_limit_are_not_even_read() -> None:
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size and size > 0, "it asked for everything"
            self.asked += size
            return bytes(size)

    upload = Endless()
    with pytest.raises(BadImage, match="larger than 25 MB"):
        take(upload)
    assert upload.asked == MAX_BYTES + 1


def test_too_many_scans_are_refused_before_they_cost_time() -> None:
    jpeg = file(Image.new("L", (2000, 2000), 99), progressive=True)
    last_scan = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    assert taken(jpeg[:-2] + last_scan * 20 + b"\xff\xd9")
    started = time.thread_time()
    assert "passes" in refusal(jpeg[:-2] + last_scan * 250 + b"\xff\xd9")
    assert time.thread_time() - started < 0.5


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
def test_files_of_countless_parts_are_refused(data: bytes) -> None:
    assert "built in a way" in refusal(data)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about broken Exif
def test_only_bad_image_is_raised_for_damaged_files() -> None:
    """Some hundred random mutations: bytes changed, cut out, doubled."""
    chance = random.Random(20251122)
    started = time.thread_time()
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
    assert time.thread_time() - started < 60


def test_a_hostile_picture_of_fifty_million_pixels_stays_within_700_megabytes(tmp_path: Path) -> None:
    picture = tmp_path / "hostile.png"
    picture.write_bytes(flat_png(7071, 7071, 8, 6, b"\x10\x20\x30\x40" * 7071))
    script = (
        "import resource, sys; from articles.images import take\n"
        "made = take(open(sys.argv[1], 'rb')); assert made.format == 'png'\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    root = Path(__file__).parent.parent
    child = [sys.executable, "-c", script, str(picture)]
    output = subprocess.run(child, cwd=root, capture_output=True, check=True, timeout=60).stdout
    assert int(output) < 700


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
def test_hostile_xmp_costs_neither_time_nor_the_picture(packet: str, encoding: str) -> None:
    upload = file(halves(), "WEBP", xmp=packet.encode(encoding))
    started = time.thread_time()
    assert taken(upload).credit == Credit()
    assert time.thread_time() - started < 2
