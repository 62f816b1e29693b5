"""What a file is and how large its picture will be, read from its bytes before any decoder sees them.

Pillow guards against too many pixels, not against too many parts: a JPEG of 900 kB with a hundred scans
of 75 bytes added decodes for 5 s instead of 0.7, and a million empty chunks are walked in Python. So the
parts are counted first.
"""

import re

from .formats import BadImage, check_size

MAX_PARTS = 30_000  # chunks or segments; a 25 MB PNG of usual 8 kB chunks has 3,200
MAX_EXIF_SEGMENTS = 32  # Pillow joins them one by one, which is quadratic
MAX_JUNK = 64 * 1024  # bytes between JPEG segments, which Pillow steps over one at a time; fill bytes in a row
MAX_SCANNED_PIXELS = 1_000_000_000  # scans x pixels of a progressive JPEG, 2 s at worst; cameras write 10 scans

SOI, EOI, SOS, APP1, TEM = 0xD8, 0xD9, 0xDA, 0xE1, 0x01
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # start of frame: has the size
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # not a stuffed zero, a fill byte or a restart marker

HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"}
AVIF_BRANDS = {b"avif", b"avis"}

#: How a file that is no picture of ours begins, and what to call it.
REFUSED = (
    (rb"%PDF-", "a PDF document"),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "a TIFF picture or a camera's raw file"),
    (rb"BM", "a BMP picture"),
    (rb"8BPS", "a Photoshop document"),
    (rb"\xff\x0a|\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (rb"\xff\x4f\xff\x51|\0\0\0\x0cjP", "a JPEG 2000 picture"),
    (rb"\0\0\x01\0", "an icon file"),
    (rb"PK", "a ZIP archive or an office document"),
    (rb"\x1f\x8b", "a compressed file"),
    (rb"\s*<(?:!doctype html|html|head|body|script)", "a web page"),
)


def identify(data: bytes) -> str:
    """The format of a picture by its content, as a key of ACCEPTED; BadImage names what else it is."""
    if not data:
        raise BadImage("This file is empty (0 bytes). Please choose the picture again.")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return _identify_by_brands(data)
    raise _refusal(data)


def check(data: bytes, kind: str) -> None:
    """Raise BadImage when a picture of `kind` has too many pixels by its header, or too many parts.

    A header that cannot be read passes: the decoder will say so. AVIF is left to Pillow, which finds its size
    without decoding.
    """
    measure = {"JPEG": _measure_jpeg, "PNG": _measure_png, "GIF": _measure_gif, "WEBP": _measure_webp}.get(kind)
    size = measure(data) if measure else None
    if size:
        check_size(*size, kind)


def _identify_by_brands(data: bytes) -> str:
    end = max(16, min(int.from_bytes(data[:4]), 256))
    brands = {data[start : start + 4] for start in range(8, end, 4)}
    if brands & AVIF_BRANDS:
        return "AVIF"
    if brands & HEIC_BRANDS:
        raise _please_convert("a HEIC photo, as iPhones make them")
    raise _please_convert("a video or another media file")


def _refusal(data: bytes) -> BadImage:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    for beginning, what in REFUSED:
        if re.match(beginning, head, re.IGNORECASE):
            return _please_convert(what)
    if head.lstrip().startswith(b"<") and re.search(rb"<(?:\w+:)?svg\b", head, re.IGNORECASE):
        return BadImage(
            "This is an SVG drawing. SVG files are not accepted, because they can carry programs that would "
            "run in our readers' browsers. Please export the drawing as PNG and upload that."
        )
    if not re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]", head):
        return _please_convert("a text file")
    return BadImage("This file is no picture we can read. Please upload a JPEG, PNG, WebP, AVIF or GIF file.")


def _please_convert(what: str) -> BadImage:
    return BadImage(f"This is {what}, which is not accepted. Please save the picture as JPEG or PNG and upload that.")


def _absurd(kind: str) -> BadImage:
    return BadImage(f"This {kind} file is built in a way no camera or program does. Please export it again as JPEG.")


def _measure_jpeg(data: bytes) -> tuple[int, int] | None:
    """Width and height. Walks the segments as libjpeg does, up to the end of the picture."""
    size, end = None, len(data)
    position, parts, scans, exif, junk = 2, 0, 0, 0, 0
    while match := MARKER.search(data, position):
        marker = data[match.start() + 1]
        if marker == EOI:
            end = match.start()
            break
        junk += 0 if scans else match.start() - position
        position = match.end()
        parts += 1
        if marker not in (SOI, TEM):
            length = int.from_bytes(data[position : position + 2])
            if marker in FRAMES:
                height, width = (int.from_bytes(data[position + at : position + at + 2]) for at in (3, 5))
                size = width, height
            exif += marker == APP1 and data.startswith(b"Exif\0", position + 2)
            scans += marker == SOS
            position += max(length, 2)
        if parts > MAX_PARTS or exif > MAX_EXIF_SEGMENTS or junk > MAX_JUNK:
            raise _absurd("JPEG")
    if data.find(b"\xff" * MAX_JUNK, 0, end) >= 0:  # 25 MB of them take 10 s: all are read again with each 64 kB
        raise _absurd("JPEG")
    if size:
        check_size(*size, "JPEG")
        if scans * size[0] * size[1] > MAX_SCANNED_PIXELS:
            raise BadImage(
                f"This JPEG file draws its {size[0] * size[1] / 1e6:.1f} million pixels in {scans} passes, "
                "which takes too long. Please export it again as an ordinary JPEG."
            )
    return size


def _measure_png(data: bytes) -> tuple[int, int] | None:
    position, parts = 8, 0
    while position + 8 <= len(data) and data[position + 4 : position + 8] != b"IEND":
        position += 12 + int.from_bytes(data[position : position + 4])
        parts += 1
        if parts > MAX_PARTS:
            raise _absurd("PNG")
    if data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _measure_gif(data: bytes) -> tuple[int, int] | None:
    """Width and height of the canvas, which the first frame may enlarge."""

    def number(at: int) -> int:
        return int.from_bytes(data[at : at + 2], "little")

    if len(data) < 13:
        return None
    position = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    parts = 0
    while data[position : position + 1] == b"!":  # extensions before the first frame
        position += 2
        while data[position : position + 1] > b"\0":
            position += 1 + data[position]
            parts += 1
            if parts > MAX_PARTS:
                raise _absurd("GIF")
        position += 1
    width, height = number(6), number(8)
    if data[position : position + 1] == b",":
        width = max(width, number(position + 1) + number(position + 5))
        height = max(height, number(position + 3) + number(position + 7))
    return width, height


def _measure_webp(data: bytes) -> tuple[int, int] | None:
    if len(data) < 30:
        return None
    match data[12:16]:
        case b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None
