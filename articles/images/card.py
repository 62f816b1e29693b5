"""The picture that goes with a shared link: headline, section and name of the portal, beside the lead photo.

Shaping (ligatures, marks, right to left) is Raqm's, HarfBuzz's and FriBidi's, which come with Pillow's wheels. Where no
font on the machine has every letter of a headline, or the shaping is missing that its script needs, the card is drawn
without words: better none than boxes or letters in the wrong order.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps, features

from articles.images.fonts import Font, font_for

SIZE = (1200, 630)
"""Pixels, as Open Graph's readers show them whole."""
DRAWING = 1  # raise it when the drawing changes: cards are drawn again with the next save of their story
EDGE = 64
PHOTO = 460  # pixels of the card's width
GROUND, INK, QUIET, MARK = "#0b2f2d", "#ffffff", "#b9d3cf", "#f2a81d"
LARGEST, SMALLEST, STEP = 86, 38, 4  # pixels of the headline's letters
LINE = 1.2
LONGEST = 240  # characters; a headline has 160


@dataclass(frozen=True)
class Card:
    """What a card shows.

    `photo` is the name of the lead photo's file, whose bytes `draw` is given; `focus` is the point of it that stays
    where it is cut, in per cent from the left and from the top.
    """

    headline: str
    section: str
    site: str
    photo: str = ""
    focus: tuple[int, int] = (50, 50)

    @property
    def name(self) -> str:
        """The name of its file, which no other card has: it may be kept for ever."""
        facts = "\0".join(map(str, [DRAWING, self.headline, self.section, self.site, self.photo, *self.focus]))
        digest = hashlib.sha256(facts.encode()).hexdigest()[:32]
        return f"cards/{digest[:2]}/{digest}.jpg"


def draw(card: Card, photo: bytes | None = None) -> bytes:
    """Give the card as JPEG. Takes about a tenth of a second, more with a photo; the worker draws, never a request.

    Raises:
        OSError: the photo cannot be read.
    """
    picture = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(picture)
    if photo:
        with Image.open(BytesIO(photo), formats=("JPEG", "PNG")) as opened:
            centre = (card.focus[0] / 100, card.focus[1] / 100)
            fitted = ImageOps.fit(opened.convert("RGB"), (PHOTO, SIZE[1]), Image.Resampling.LANCZOS, centering=centre)
        picture.paste(fitted, (SIZE[0] - PHOTO, 0))
    right = SIZE[0] - EDGE - (PHOTO if photo else 0)
    pen.rectangle((EDGE, EDGE, EDGE + 26, EDGE + 26), fill=MARK)
    _line(pen, card.section, (EDGE + 46, EDGE + 13), right, 30, QUIET)
    pen.rectangle((EDGE, SIZE[1] - EDGE - 58, EDGE + 72, SIZE[1] - EDGE - 54), fill=MARK)
    _line(pen, card.site, (EDGE, SIZE[1] - EDGE - 16), right, 34, INK)
    _headline(pen, _tidy(card.headline), EDGE + 64, SIZE[1] - EDGE - 90, right)
    picture.save(out := BytesIO(), "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


def _headline(pen: ImageDraw.ImageDraw, text: str, top: int, bottom: int, right: int) -> None:
    """Draw the headline as large as it fits between two heights.

    Even at its smallest a word may be too long, then it is broken anywhere, or the text, then it ends in “…”.
    """
    font = _font(text)
    if font is None:
        text = without_symbols(text)
        font = _font(text)
    if font is None:
        return
    backwards = is_backwards(text)
    direction = ("rtl" if backwards else "ltr") if _shapes() else None
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        letters = font.sized(size)
        width_of = partial(letters.getlength, direction=direction)
        lines = _lines(pieces(text), width_of, right - EDGE)
        room = int((bottom - top) // (size * LINE))
        if len(lines) <= room and max(map(width_of, lines)) <= right - EDGE:
            break
    else:
        lines = _lines([*text], width_of, right - EDGE) if max(map(width_of, lines)) > right - EDGE else lines
        if len(lines) > room:
            lines = [*lines[: room - 1], lines[room - 1][:-2].rstrip() + "…"]
    for number, line in enumerate(lines):
        place = (right if backwards else EDGE, top + number * size * LINE)
        pen.text(place, line, INK, letters, anchor="ra" if backwards else "la", direction=direction)


def _line(pen: ImageDraw.ImageDraw, text: str, place: tuple[int, int], right: int, size: int, ink: str) -> None:
    """Draw one line from `place`, the middle of its left end, cut to what fits."""
    text = _tidy(text)
    font = _font(text)
    if font is None:
        return
    letters = font.sized(size)
    direction = ("rtl" if is_backwards(text) else "ltr") if _shapes() else None
    shown = text
    while shown and letters.getlength(shown, direction=direction) > right - place[0]:
        shown = shown[:-2].rstrip() + "…" if len(shown) > 2 else ""
    pen.text(place, shown, ink, letters, anchor="lm", direction=direction)


def _lines(parts: Iterable[str], width_of: Callable[[str], float], width: int) -> list[str]:
    lines = [""]
    for part in parts:
        if width_of((lines[-1] + part).rstrip()) <= width or not lines[-1]:
            lines[-1] += part
        else:
            lines.append(part.lstrip())
    return [line.strip() for line in lines]


def pieces(text: str) -> list[str]:
    """Split a text where a line may end: after blanks, and between the signs of scripts that have none between words.

    Signs that begin no line (closing brackets, stops) stay with the one before, opening ones with the one after.
    """
    found: list[str] = []
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF" and unicodedata.category(sign)[0] in "LNSP"
        opened = found and unicodedata.category(found[-1][-1]) in {"Ps", "Pi"}
        begins = not found or found[-1][-1].isspace() or ((_is_wide(found[-1][-1]) or wide) and not opened)
        if begins and not sign.isspace() and unicodedata.category(sign) not in {"Pe", "Pf", "Po", "Lm", "Mn", "Mc"}:
            found.append(sign)
        elif found:
            found[-1] += sign
    return found


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def is_backwards(text: str) -> bool:
    """Say whether a text runs from right to left: by its first letter that has a direction (UAX #9, P2 and P3)."""
    return next((kind != "L" for sign in text if (kind := unicodedata.bidirectional(sign)) in {"L", "R", "AL"}), False)


def without_symbols(text: str) -> str:
    """Give a text without emoji and other pictures, and without what joins and varies them."""
    return _tidy("".join(sign for sign in text if unicodedata.category(sign) not in {"So", "Sk"} and sign != "\ufe0f"))


def _tidy(text: str) -> str:
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cc").split())[:LONGEST]


def _font(text: str) -> Font | None:
    """The font for a text, none for one that cannot be drawn rightly."""
    if not text or (needs_shaping(text) and not _shapes()):
        return None
    return font_for(text)


def needs_shaping(text: str) -> bool:
    """Say whether letters of a text join, combine, or run from right to left."""
    return any(
        unicodedata.bidirectional(sign) in {"R", "AL", "AN"} or unicodedata.category(sign) in {"Mn", "Mc"}
        for sign in text
    )


def _shapes() -> bool:
    return bool(features.check("raqm") and features.check("fribidi"))
