"""Which font has every letter of a text: the portal's own, else one of the machine's, as fontconfig knows them."""

import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import ImageFont

BOLD = 200  # of fontconfig's weights
TIMEOUT = 10  # seconds; the first list of a machine without a font cache takes some
PROBE = "\U0010ffff"  # no font has it, so it shows what a font draws for letters that it lacks


class Font(NamedTuple):
    """A font in a file, which may hold several; `number` says which."""

    path: str
    number: int = 0

    def sized(self, pixels: int) -> ImageFont.FreeTypeFont:
        """Give the font for letters of this size. Raises OSError where the file cannot be read."""
        return _opened(self.path, self.number, pixels)


def font_for(text: str) -> Font | None:
    """Give a font that has every letter of a text, or None."""
    letters = "".join(sorted({sign for sign in text if unicodedata.category(sign) not in {"Cf", "Zs"}}))
    return next((font for font in (*own(), *installed(letters)) if has(font, letters)), None)


def own() -> list[Font]:
    """Give the portal's own font for headlines: what pages are set in, whose parts a headline may need together."""
    return [Font(str(Path(__file__).with_name("newsreader.woff2")))]


@lru_cache(maxsize=256)
def installed(letters: str) -> tuple[Font, ...]:
    """Give the upright fonts of this machine that have these letters, the one that suits a headline best first."""
    wanted = " ".join(f"{ord(sign):x}" for sign in letters)
    form = "\t".join(f"%{{{fact}}}" for fact in ("file", "index", "weight", "spacing", "width", "fullname")) + "\n"
    try:
        ran = subprocess.run(  # noqa: S603  (no shell, and the letters are hexadecimal)
            ["fc-list", "-f", form, f":charset={wanted}:slant=0:scalable=true"],  # noqa: S607  (wherever it is)
            capture_output=True,
            check=True,
            timeout=TIMEOUT,
        )
    except (OSError, subprocess.SubprocessError):
        return ()  # no fontconfig here
    lines = ran.stdout.decode(errors="replace").splitlines()
    found = sorted(_ranked(*line.split("\t")[:6]) for line in lines if line.count("\t") >= 5)
    return tuple(font for _, font in found[:20])


def _ranked(path: str, index: str, weight: str, spacing: str, width: str, name: str) -> tuple[tuple[object, ...], Font]:
    """A font with its rank, the least first: neither even-spaced nor narrow, bold, a serif."""
    heavy = abs(int(weight) - BOLD) if weight.isdigit() else BOLD
    number = int(index) & 0xFFFF if index.isdigit() else 0  # the upper half counts instances of variable fonts
    return (spacing not in {"", "0"}, width not in {"", "100"}, heavy, "Serif" not in name), Font(path, number)


def has(font: Font, letters: str) -> bool:
    """Say whether a font draws each of these letters: not nothing, and not what it draws for those that it lacks."""
    try:
        drawn = font.sized(24)
        missing = bytes(drawn.getmask(PROBE))
        return all(any(mask := bytes(drawn.getmask(sign))) and mask != missing for sign in letters)
    except (OSError, ValueError):
        return False


@lru_cache(maxsize=64)
def _opened(path: str, number: int, pixels: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, pixels, number)
    try:
        axes = font.get_variation_axes()
    except OSError:  # not a variable font
        return font
    font.set_variation_by_axes([_wanted(axis["name"], axis["default"] or 0, axis["maximum"] or 0) for axis in axes])
    return font


def _wanted(name: bytes | None, default: int, most: int) -> float:
    return min(700, most) if name == b"Weight" else default
