"""From an upload to a master: the one picture we keep, in our own encoding."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from .anatomy import check, identify
from .credit import Credit, read_credit
from .formats import ACCEPTED, EXTENSIONS, MASTER_SIDES, MASTERS, MAX_BYTES, BadImage, check_size

MAX_PROFILE = 4 * 1024 * 1024  # bytes; printers' CMYK profiles are the largest, 0.5 to 2 MB

TURNS = {  # Exif orientation -> what puts the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Master:
    """A clean picture: upright, sRGB, no longer than MASTER_SIDES, with no metadata but its credit."""

    data: bytes
    format: str  # "jpeg", or "png" when it is see-through
    width: int
    height: int
    digest: str  # first 32 hex digits of the SHA-256 of data
    credit: Credit

    @property
    def name(self) -> str:
        """Where it is stored: `photos/ab/abcdef….jpg`."""
        return f"photos/{self.digest[:2]}/{self.digest}.{EXTENSIONS[self.format]}"


def take(file: IO[bytes], name: str = "") -> Master:
    """The master made from an upload, judged by its content alone; the same upload gives the same bytes.

    Of an animation the first frame is taken. `name`, what the editor calls it, only begins the messages.
    Raises BadImage, and nothing else, whatever the bytes are.
    """
    try:
        data = _read(file)
        kind = identify(data)
        check(data, kind)
        picture, credit = _decode(data, kind)
        return _encode(picture, credit)
    except BadImage as bad:
        if not name:
            raise
        shown = "".join(sign for sign in name if sign.isprintable())[-80:]
        raise BadImage(f"{shown}: {bad}") from bad


def _read(file: IO[bytes]) -> bytes:
    """The whole file, but never more than one byte above the limit."""
    if file.seekable():
        file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024**2
        raise BadImage(f"This file is larger than {limit} MB, the limit. Please make it smaller and try again.")
    return data


def _decode(data: bytes, kind: str) -> tuple[Image.Image, Credit]:
    """Pixels as the editor sees them, in L, RGB or RGBA, with nothing of the file on them, and the credit."""
    try:
        picture: Image.Image = Image.open(BytesIO(data), formats=(kind,))
        full_size = picture.size
        check_size(*full_size, kind)
        picture.draft(None, _within(MASTER_SIDES["jpeg"], full_size))  # large JPEGs: decode half the size
        picture.load()
        credit = read_credit(picture)  # after load: PNG may have its text behind the pixels
        turn = TURNS.get(_orientation(picture))
        profile = picture.info.get("icc_profile") or b""
        picture = _plain(picture)
        see_through = picture.mode == "RGBA"
        size = _within(MASTER_SIDES["png" if see_through else "jpeg"], full_size)
        if picture.size != size:
            if see_through:
                # `resize` would premultiply too, but while the decoder holds its own copies: 200 MB more.
                picture = picture.convert("RGBa")
            picture = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
            picture = picture.convert("RGBA") if see_through else picture
        picture = _to_srgb(picture, profile)
    except BadImage:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise BadImage(
            "This picture has more pixels than the limit of "
            f"{ACCEPTED[kind] // 1_000_000} million. Please make it smaller and try again."
        ) from bomb
    except Exception as error:  # decoders raise a dozen types on damaged files
        raise BadImage(
            f"This {kind} picture is damaged or incomplete and cannot be read. "
            "Please copy or export it again and try once more."
        ) from error
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info.clear()  # Pillow's writers take profile, comment and transparency from here
    return picture, credit


def _within(side: int, size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # garbage in Exif raises many types, and must not cost the picture
        return 1


def _plain(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be resampled: L, RGB or CMYK, or RGBA when one can see through it."""
    if picture.mode.startswith("I"):  # 16-bit grey, which `convert` alone would clip to white
        return picture.point(lambda grey: grey * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        # Screenshots have an alpha channel and nothing to see through.
        return picture if any(picture.getchannel("A").histogram()[:255]) else picture.convert("RGB")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The picture's colours in sRGB; a profile that is broken or for other colours counts as none."""
    see_through, grey = picture.mode == "RGBA", picture.mode == "L"
    if 0 < len(profile) <= MAX_PROFILE:
        try:
            converted = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGBA" if see_through else "RGB",
            )
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            converted = None
        if converted is not None:
            return converted.convert("L") if grey else converted
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _encode(picture: Image.Image, credit: Credit) -> Master:
    format_ = "png" if picture.mode == "RGBA" else "jpeg"
    packet = credit.packet()
    out = BytesIO()
    if format_ == "png":
        text = PngInfo()
        if packet:
            text.add_itxt("XML:com.adobe.xmp", packet.decode())
        picture.save(out, pnginfo=text, **MASTERS[format_])  # Pillow's PNG writer knows no `xmp=`
    else:
        picture.save(out, xmp=packet, **MASTERS[format_])
    data = out.getvalue()
    digest = hashlib.sha256(data).hexdigest()[:32]
    return Master(data, format_, picture.width, picture.height, digest, credit)
