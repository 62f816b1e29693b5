"""Draws six digits as a small PNG that people read easily and text recognition reads badly.

Three things work together, each of which alone can be undone (bench/captcha_picture.py tries). Wavy bands exchange ink
and paper: with straight edges they could be joined from the margins, and Tesseract then read 9 of 60. A curve cuts
through the digits and crosses the paper: what takes it off the paper widens the cuts. Digits that turn and
dance leave no line of text. A small network trained on such pictures will still read them: this is a speed bump, not
a wall.

Everything random comes from the seed, so that a challenge has one picture only: several pictures of the
same digits could be averaged until the noise is gone. The seed must therefore be a secret of the server.
"""

import math
import random
from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import cast

from PIL import Image, ImageChops, ImageDraw, ImageFont

WIDTH, HEIGHT = 220, 80  # pixels of the picture
SCALE = 2  # drawn this much larger, then reduced, for smooth edges
PAPER, INK = (246, 241, 229), (38, 44, 58)  # contrast 12:1; the paper also stands out on a dark page
SHADES = 16  # grey levels between the two; few, so that the file stays small
MOST_OVERLAP = 1  # pixels two neighbours may share; with 4, 5 was misread as 6 and 1 as 7
CURVE = 2.5, 3.3  # pixels, from and to; nearly a digit's own stroke, which is 4 to 6
TURN, SLANT = 0.4, 0.12  # radians, and sideways for each pixel up
LEVEL = "17"  # turned as far as the others, people take each for the other
DANCE = 0.38  # how far a digit leaves the middle, of the room it has


def draw(digits: str, seed: bytes) -> bytes:
    """The PNG file (220 x 80 pixels, below 8 kB) of these digits; the same seed gives the same bytes."""
    rng = random.Random(seed)  # noqa: S311  (shapes, not secrets: the secret is the seed)
    canvas = _set_line([_glyph(digit, rng) for digit in digits], rng)
    canvas = _invert_bands(_warp(_cross_out(canvas, rng), rng), rng)
    _speckle(canvas, rng)
    return _png(canvas.reduce(SCALE))


@lru_cache(maxsize=64)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    if face == "vera":
        with as_file(files("captcha") / "fonts" / "Vera.ttf") as path:
            return ImageFont.truetype(path, size)
    return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))


def _glyph(digit: str, rng: random.Random) -> Image.Image:
    """One digit as a mask cut to its outline: own face, size, weight, slant and rotation."""
    size = rng.randint(50, 62) * SCALE
    tile = Image.new("L", (size * 3 // 2, size * 3 // 2))
    middle = tile.width / 2
    # The default face's 1 is a bare stroke, which people read as 7 once it is slanted.
    font = _font("vera" if digit == "1" else rng.choice(("vera", "default")), size)
    pen = ImageDraw.Draw(tile)
    pen.text((middle, middle), digit, fill=255, font=font, anchor="mm", stroke_width=2)
    share = 0.4 if digit in LEVEL else 1
    angle, slant = share * rng.uniform(-TURN, TURN), share * rng.uniform(-SLANT, SLANT)
    squeeze = rng.uniform(0.8, 1.1)
    # Where a pixel of the turned and slanted digit comes from: a x + b y + c, d x + e y + f.
    a, b = (
        squeeze * math.cos(angle) + slant * math.sin(angle),
        slant * math.cos(angle) - squeeze * math.sin(angle),
    )
    d, e = math.sin(angle), math.cos(angle)
    matrix = (a, b, middle * (1 - a - b), d, e, middle * (1 - d - e))
    tile = tile.transform(tile.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    return tile.crop(tile.getbbox())


def _set_line(glyphs: list[Image.Image], rng: random.Random) -> Image.Image:
    """The glyphs on one canvas, neighbours touching or overlapping a little, each at its own height."""
    steps = [glyph.width + rng.uniform(-MOST_OVERLAP, 1) * SCALE for glyph in glyphs]
    line = Image.new("L", (round(sum(steps)) + MOST_OVERLAP * SCALE, HEIGHT * SCALE))
    x = 0.0
    for glyph, step in zip(glyphs, steps, strict=True):
        y = (line.height - glyph.height) * rng.uniform(0.5 - DANCE, 0.5 + DANCE)
        line.paste(255, (round(x), round(y)), glyph)
        x += step
    canvas = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE))
    width = round(canvas.width * rng.uniform(0.88, 0.95))
    line = line.resize((width, line.height), Image.Resampling.BILINEAR)
    canvas.paste(line, (round((canvas.width - width) * rng.uniform(0.3, 0.7)), 0))
    return canvas


def _cross_out(canvas: Image.Image, rng: random.Random) -> Image.Image:
    """The canvas with a curve from edge to edge, ink on the paper and paper in the ink.

    One only: where two pass through a loop, people took 6 for 8 and 9 for 0 (5 of 40 pictures).
    """
    middle, tilt, bend = rng.uniform(0.42, 0.58), rng.uniform(-0.12, 0.12), rng.uniform(0.1, 0.18)
    phase, waves = rng.uniform(0, math.tau), rng.uniform(1.2, 2.2)
    points = [
        (
            place * canvas.width,
            (middle + tilt * (2 * place - 1) + bend * math.sin(phase + waves * math.tau * place)) * canvas.height,
        )
        for place in (step / 60 for step in range(-1, 62))
    ]
    curve = Image.new("L", canvas.size)
    ImageDraw.Draw(curve).line(points, fill=255, width=round(rng.uniform(*CURVE) * SCALE), joint="curve")
    return ImageChops.difference(canvas, curve)


def _warp(canvas: Image.Image, rng: random.Random) -> Image.Image:
    """The canvas as if printed on cloth: a long wave in each direction."""
    sway, swell = rng.uniform(1.5, 3) * SCALE, rng.uniform(2, 4.5) * SCALE
    phase_x, phase_y = rng.uniform(0, math.tau), rng.uniform(0, math.tau)
    length_x, length_y = rng.uniform(50, 75) * SCALE, rng.uniform(70, 120) * SCALE

    def source(x: int, y: int) -> tuple[float, float]:
        return (
            x + sway * math.sin(phase_x + math.tau * y / length_x),
            y + swell * math.sin(phase_y + math.tau * x / length_y),
        )

    cell = 10 * SCALE
    mesh = []
    for x in range(0, canvas.width, cell):
        for y in range(0, canvas.height, cell):
            corners = (x, y), (x, y + cell), (x + cell, y + cell), (x + cell, y)
            mesh.append(((x, y, x + cell, y + cell), tuple(value for corner in corners for value in source(*corner))))
    return canvas.transform(canvas.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _invert_bands(canvas: Image.Image, rng: random.Random) -> Image.Image:
    """The canvas with ink and paper exchanged in leaning bands with wavy edges.

    The eye follows an outline across such an edge; recognition that thresholds a line of text does not.
    Upright bands could be undone column by column, and straight ones by joining their ends in the margins.
    """
    bands = Image.new("L", canvas.size)
    pen = ImageDraw.Draw(bands)
    direction = rng.choice((-1, 1))
    edge = rng.uniform(0.0, 0.25) * canvas.width
    while edge < canvas.width * 1.15:
        width = rng.uniform(0.2, 0.3) * canvas.width
        left, right = _edge(edge, direction, rng), _edge(edge + width, direction, rng)
        pen.polygon(left + right[::-1], fill=255)
        edge += width + rng.uniform(0.24, 0.34) * canvas.width
    return ImageChops.difference(canvas, bands)


def _edge(middle: float, direction: int, rng: random.Random) -> list[tuple[float, float]]:
    """A wavy line from top to bottom that leans and passes near `middle`."""
    lean = direction * rng.uniform(20, 45) * SCALE
    swing, phase, waves = rng.uniform(9, 13) * SCALE, rng.uniform(0, math.tau), rng.uniform(0.7, 1.05)
    places = [step / 20 for step in range(21)]
    return [
        (
            middle + lean * (place - 0.5) + swing * math.sin(phase + waves * math.tau * place),
            place * HEIGHT * SCALE,
        )
        for place in places
    ]


def _speckle(canvas: Image.Image, rng: random.Random) -> None:
    """Grains of ink on the paper and of paper in the ink."""
    pen = ImageDraw.Draw(canvas)
    for _ in range(70):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        radius = rng.uniform(0.4, 1.1) * SCALE
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rng.choice((0, 255)))


def _png(mask: Image.Image) -> bytes:
    """The mask as ink on paper in a palette of a few shades."""
    shades = mask.point([value * SHADES // 256 for value in range(256)])
    picture = Image.frombytes("P", shades.size, shades.tobytes())
    picture.putpalette(
        [
            round(paper + (ink - paper) * shade / (SHADES - 1))
            for shade in range(SHADES)
            for paper, ink in zip(PAPER, INK, strict=True)
        ]
    )
    file = BytesIO()
    picture.save(file, "PNG", bits=4)
    return file.getvalue()
