"""The tables of this package: what is accepted, what is written, and the limits."""

from typing import Any

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
MASTER_SIDES = {"jpeg": 3840, "png": 2560}  # longest side in pixels; 3840² of noise make a PNG of 45 MB in 3 s
WIDTHS = (320, 640, 768, 960, 1280, 1920)

#: Pillow's name of each format an upload may have, and its cap in pixels. The WebP and AVIF decoders hold the
#: whole picture up to four times over (16 bytes a pixel measured, others 4 to 12), hence their lower cap.
ACCEPTED = {
    "JPEG": MAX_PIXELS,
    "PNG": MAX_PIXELS,
    "GIF": MAX_PIXELS,
    "WEBP": 40_000_000,
    "AVIF": 40_000_000,
}

#: Our name of a format (`image/<name>` is its media type) and the ending of its files.
EXTENSIONS = {
    "jpeg": "jpg",
    "png": "png",
    "webp": "webp",
    "avif": "avif",
}

#: How a rendition is written: options of Pillow's `save`. AVIF of 50 is as true to two of the demo's pictures as WebP
#: of 76 (PSNR, SSIM) and 1 to 2 dB less to the third, in a tenth to four tenths fewer bytes; of 55 some weighed more.
FORMATS: dict[str, dict[str, Any]] = {
    "jpeg": {"format": "JPEG", "quality": 80, "progressive": True},
    "webp": {"format": "WEBP", "quality": 76},
    "avif": {"format": "AVIF", "quality": 50, "speed": 6},
}

#: How a master is written: JPEG when the picture is opaque, PNG when one can see through it.
#: zlib level 3, since 6 takes three times as long and photographs get no smaller.
MASTERS: dict[str, dict[str, Any]] = {
    "jpeg": {"format": "JPEG", "quality": 90},
    "png": {"format": "PNG", "compress_level": 3},
}


class BadImage(ValueError):
    """An upload that is not taken. Its text is for the editor: what is wrong, with figures, what to do."""


def check_size(width: int, height: int, kind: str) -> None:
    """Raise BadImage when a picture of `kind` (a key of ACCEPTED) has too many pixels, or none."""
    if width < 1 or height < 1:
        raise BadImage(f"This {kind} picture has no pixels. Please export it again and try once more.")
    figures = f"This picture is {width:,} × {height:,} pixels"
    if width * height > ACCEPTED[kind]:
        limit = f"the limit is {ACCEPTED[kind] // 1_000_000} million pixels"
        limit += "" if ACCEPTED[kind] == MAX_PIXELS else f" for {kind}"
    elif max(width, height) > MAX_SIDE:
        limit = f"the limit is {MAX_SIDE:,} pixels a side"
    else:
        return
    raise BadImage(f"{figures}; {limit}. Please make it smaller and try again.")
