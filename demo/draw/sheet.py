"""The sheet a picture is laid on: cut paper with grainy shade and soft shadows, by Pillow alone."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from math import cos, radians, sin
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .palette import INK, PAPER, Colour
from .shapes import HEIGHT, WIDTH, Point, Shape, by_hand, outlines

SCALE = 2  # drawn at twice the size, then reduced
FINER = 2  # masks are cut finer still, so that a flat slope has no steps
HEAVIEST = 110_000  # bytes of one JPEG, as far as the last step of the ladder reaches it
# Grain costs up to 60 kB: a picture full of edges, where grain shows least, gives it up first.
LADDER = ((82, 0.20), (81, 0.17), (80, 0.14), (79, 0.11), (77, 0.09), (75, 0.07), (73, 0.06), (71, 0.05))
RIM = 181  # what Pillow's radial gradient reaches in the middle of its sides (255 only in the corners)

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Shade:
    """Grainy colour that lies on one side of a piece, or around its rim when it is `round`.

    `angle` says where the colour gathers (90: below), `reach` how much of the piece it covers (0 to 1).
    A round shade is a ball's: it leaves a light spot on the side opposite to `angle`.
    """

    colour: Colour = INK
    angle: float = 90
    reach: float = 0.8
    strength: float = 0.5
    round: bool = False


@dataclass(frozen=True)
class Shadow:
    """What a piece throws on the pieces below it; lengths in picture units."""

    dx: float = 6
    dy: float = 9
    blur: float = 9
    strength: float = 0.38
    colour: Colour = INK


LOW = Shadow(3, 4, 4, 0.34)
SOFT = Shadow()
DEEP = Shadow(12, 20, 20, 0.42)


@dataclass
class Sheet:
    """A picture in the making. `name` seeds everything that looks accidental."""

    name: str
    rng: random.Random = field(init=False)
    image: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.name)
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self._clip: Image.Image | None = None
        self._noise = self._make_noise()

    # Laying paper

    def cut(
        self,
        shape: Shape,
        colour: Colour,
        *shades: Shade,
        shadow: Shadow | None = None,
        holes: Shape | None = None,
        alpha: float = 1.0,
        sway: float = 0.8,
        rim: float | None = None,
    ) -> None:
        """Lay one piece of paper: its shade, its shadow, a light upper rim if it throws one."""
        found = self._mask(shape, holes, sway)
        if found is None:
            return
        mask, box, whole = found
        if shadow:
            self._throw(mask, box, shadow)
        self._lay(colour, _faded(mask, alpha), box)
        for shade in shades:
            veil = self._grained(_gradient(shade, box, whole), box)
            self._lay(shade.colour, ImageChops.multiply(_faded(veil, shade.strength * alpha), mask), box)
        rim = (0.32 if shadow else 0) if rim is None else rim
        if rim:
            below = ImageChops.offset(mask, SCALE, round(1.3 * SCALE))
            self._lay(PAPER, _faded(ImageChops.subtract(mask, below), rim), box)

    def wash(self, *colours: Colour, angle: float = 90, grain: float = 0.12) -> None:
        """Cover the whole sheet with an even ramp through `colours`."""
        box = (0, 0, *self.image.size)
        last = len(colours) - 1
        self.image.paste(colours[0], box)
        for i, colour in enumerate(colours[1:]):
            ramp = _gradient(Shade(angle=angle, reach=1), box, box)
            ramp = ramp.point([max(0, min(255, (v * last) - 255 * i)) for v in range(256)])
            self.image.paste(colour, box, self._grained(ramp, box, grain))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.7, squash: float = 1) -> None:
        """Soft light around a point, strongest in the middle."""
        box = _pixels(x - radius, y - radius * squash, x + radius, y + radius * squash)
        size = (box[2] - box[0], box[3] - box[1])
        fall = Image.radial_gradient("L").point([round(max(0, 1 - v / RIM) ** 1.7 * 255) for v in range(256)])
        light = self._grained(fall.resize(size, Image.Resampling.BICUBIC), box, 0.3)
        self._lay(colour, _faded(light, strength), box)

    def haze(self, shape: Shape, colour: Colour, blur: float, strength: float) -> None:
        """A blurred shape: smoke, spray, a beam of light."""
        found = self._mask(shape, None, 0)
        if found:
            self._throw(found[0], found[1], Shadow(0, 0, blur, strength, colour))

    @contextmanager
    def within(self, shape: Shape, sway: float = 0.8) -> Iterator[None]:
        """Everything laid inside this block stays within `shape`."""
        outer = self._clip
        clip = Image.new("L", self.image.size)
        found = self._mask(shape, None, sway)
        if found:
            clip.paste(found[0], found[1])
        self._clip = ImageChops.multiply(clip, outer) if outer else clip
        yield
        self._clip = outer

    # Giving it away

    def save(self, folder: Path) -> Path:
        """Reduce, add the grain of the paper and write `<name>.jpg`; gives its path."""
        picture = self.image.resize((WIDTH, HEIGHT), Image.Resampling.HAMMING)
        path = folder / f"{self.name}.jpg"
        for quality, grain in LADDER:
            data = BytesIO()
            self._with_grain(picture, grain).save(data, "JPEG", quality=quality, progressive=True, optimize=True)
            if data.tell() <= HEAVIEST:
                break
        path.write_bytes(data.getvalue())
        return path

    # Inside

    def _mask(self, shape: Shape, holes: Shape | None, sway: float) -> tuple[Image.Image, Box, Box] | None:
        """The shape as a mask, the pixels it covers on the sheet, and those it would cover beyond it."""
        lines = outlines(shape)
        if sway and len(lines) == 1:
            lines = [by_hand(lines[0], self.rng, sway)]
        xs = [x for line in lines for x, _ in line]
        ys = [y for line in lines for _, y in line]
        whole = _pixels(min(xs), min(ys), max(xs) + 1, max(ys) + 1)
        wide, high = self.image.size
        box = (max(whole[0], 0), max(whole[1], 0), min(whole[2], wide), min(whole[3], high))
        if box[0] >= box[2] or box[1] >= box[3]:
            return None
        mask = Image.new("L", ((box[2] - box[0]) * FINER, (box[3] - box[1]) * FINER))
        pen = ImageDraw.Draw(mask)
        for drawn, ink in ((lines, 255), (outlines(holes) if holes else [], 0)):
            for line in drawn:
                pen.polygon([_finer(point, box) for point in line], fill=ink)
        return mask.reduce(FINER), box, whole

    def _lay(self, colour: Colour, mask: Image.Image, box: Box) -> None:
        if self._clip:
            mask = ImageChops.multiply(mask, self._clip.crop(box))
        self.image.paste(colour, box, mask)

    def _throw(self, mask: Image.Image, box: Box, shadow: Shadow) -> None:
        coarse = 4
        pad = round(shadow.blur * SCALE * 2.5 / coarse) + 2
        small = mask.resize((max(1, mask.width // coarse), max(1, mask.height // coarse)), Image.Resampling.BOX)
        blurred = Image.new("L", (small.width + 2 * pad, small.height + 2 * pad))
        blurred.paste(small, (pad, pad))
        blurred = blurred.filter(ImageFilter.GaussianBlur(shadow.blur * SCALE / coarse))
        size = (blurred.width * coarse, blurred.height * coarse)
        left = box[0] - pad * coarse + round(shadow.dx * SCALE)
        top = box[1] - pad * coarse + round(shadow.dy * SCALE)
        place = (left, top, left + size[0], top + size[1])
        self._lay(shadow.colour, _faded(blurred.resize(size, Image.Resampling.BILINEAR), shadow.strength), place)

    def _make_noise(self) -> Image.Image:
        """Even noise between 64 and 191, in grains of about one pixel of the finished picture."""
        size = (WIDTH, HEIGHT)
        noise = Image.frombytes("L", size, self.rng.randbytes(WIDTH * HEIGHT))
        noise = noise.point([64 + v // 2 for v in range(256)])
        return noise.resize(self.image.size, Image.Resampling.BILINEAR)

    def _grained(self, veil: Image.Image, box: Box, share: float = 0.4) -> Image.Image:
        """A gradient that dissolves into grains, as if sprayed through a stencil."""
        sprayed = ImageChops.subtract(veil, self._noise.crop(box), 0.5, 128)
        return Image.blend(veil, sprayed, share)

    def _with_grain(self, picture: Image.Image, strength: float) -> Image.Image:
        fine = self._noise.resize((WIDTH, HEIGHT), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.9))
        fine = fine.point([max(0, min(255, round(128 + (v - 128) * strength))) for v in range(256)])
        return ImageChops.add(picture, Image.merge("RGB", (fine, fine, fine)), 1, -128)


def _pixels(left: float, top: float, right: float, bottom: float) -> Box:
    return (int(left * SCALE), int(top * SCALE), int(right * SCALE) + 1, int(bottom * SCALE) + 1)


def _finer(point: Point, box: Box) -> Point:
    return ((point[0] * SCALE - box[0]) * FINER, (point[1] * SCALE - box[1]) * FINER)


def _faded(mask: Image.Image, strength: float) -> Image.Image:
    return mask if strength == 1 else mask.point([round(v * strength) for v in range(256)])


def _gradient(shade: Shade, box: Box, whole: Box) -> Image.Image:
    """The strength of a shade at every pixel of `box`, which is the visible part of `whole`."""
    size = (box[2] - box[0], box[3] - box[1])
    if shade.round:
        return _ball(shade, box, whole, size)
    c, s = cos(radians(shade.angle)), sin(radians(shade.angle))
    half = (abs(c) * (whole[2] - whole[0]) + abs(s) * (whole[3] - whole[1])) / 2
    ox, oy = (whole[0] + whole[2]) / 2 - box[0], (whole[1] + whole[3]) / 2 - box[1]
    # A ramp 256 pixels long between long flat ends, read along the wanted direction.
    ramp = Image.new("L", (2, 4096))
    ramp.paste(255, (0, 2176, 2, 4096))
    ramp.paste(Image.linear_gradient("L").resize((2, 256)), (0, 1920))
    per_pixel = 256 / (2 * half * shade.reach)
    start = 2176 - per_pixel * (half + c * ox + s * oy)
    return ramp.transform(
        size, Image.Transform.AFFINE, (0, 0, 1, c * per_pixel, s * per_pixel, start), Image.Resampling.BILINEAR
    )


def _ball(shade: Shade, box: Box, whole: Box, size: tuple[int, int]) -> Image.Image:
    wide, high = whole[2] - whole[0], whole[3] - whole[1]
    c, s = cos(radians(shade.angle)), sin(radians(shade.angle))
    lit = (whole[0] + wide * (0.5 - 0.28 * c), whole[1] + high * (0.5 - 0.28 * s))
    kx, ky = 128 / (wide * 0.85), 128 / (high * 0.85)
    edge = 1 - shade.reach
    curve = [round(255 * min(1, max(0, (v / RIM - edge) / shade.reach)) ** 1.4) for v in range(256)]
    fall = Image.new("L", (768, 768), 255)
    fall.paste(Image.radial_gradient("L"), (256, 256))
    fall = fall.transform(
        size,
        Image.Transform.AFFINE,
        (kx, 0, 384 - (lit[0] - box[0]) * kx, 0, ky, 384 - (lit[1] - box[1]) * ky),
        Image.Resampling.BILINEAR,
    )
    return fall.point(curve)
