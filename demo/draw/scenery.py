"""Pieces that return from picture to picture: stars, moons, seas, trees, clouds."""

from .palette import INK, MIST, OCHRE, PAPER, SAGE, SAND, TEAL, Colour, darker, lighter, mix
from .shapes import (
    WIDTH,
    Outline,
    Shape,
    at,
    bezier,
    disc,
    hills,
    rect,
    ring,
    scaled,
    smooth,
    star,
    stroke,
    swoosh,
    turned,
)
from .sheet import LOW, SOFT, Shade, Shadow, Sheet


def stars(sheet: Sheet, count: int, floor: float, colour: Colour = PAPER, big: int = 6) -> None:
    """A scatter of stars above `floor`, `big` of them with four points."""
    rng = sheet.rng
    for _ in range(count):
        size = 0.9 + 2.3 * rng.random() ** 3
        place = (rng.uniform(0, WIDTH), rng.uniform(0, floor))
        sheet.cut(disc(*place, size), mix(colour, OCHRE, rng.random() * 0.5), alpha=rng.uniform(0.45, 1), sway=0)
    for _ in range(big):
        x, y, size = rng.uniform(40, WIDTH - 40), rng.uniform(30, floor * 0.85), rng.uniform(8, 15)
        sheet.glow(x, y, size * 3, colour, 0.3)
        sheet.cut(star(x, y, size, size * 0.16, 4), colour, sway=0)


def sun(sheet: Sheet, x: float, y: float, radius: float, colour: Colour, halo: Colour, rings: int = 3) -> None:
    """A paper sun in halos that fade outwards."""
    sheet.glow(x, y, radius * 3.4, halo, 0.55)
    for i in range(rings, 0, -1):
        sheet.cut(disc(x, y, radius * (1 + 0.28 * i)), halo, alpha=0.16)
    sheet.cut(disc(x, y, radius), colour, Shade(halo, 60, 0.9, 0.75), shadow=Shadow(0, 4, 12, 0.22))


def moon(sheet: Sheet, x: float, y: float, radius: float, light: float = 200, dark: Colour = INK) -> None:
    """A cratered moon whose light comes from the direction `light`."""
    face = disc(x, y, radius)
    sheet.cut(face, SAND, Shade(PAPER, light, 0.8, 0.8), Shade(dark, light + 180, 0.62, 0.85), rim=0)
    with sheet.within(face):
        for _ in range(15):
            away = radius * 0.95 * sheet.rng.random() ** 0.6
            cx, cy = at((x, y), sheet.rng.uniform(0, 360), away)
            crater(sheet, cx, cy, radius * sheet.rng.uniform(0.03, 0.16), light, 0.3)


def crater(sheet: Sheet, x: float, y: float, radius: float, light: float, depth: float, squash: float = 1) -> None:
    """A hollow: its wall dark on the side of the light, bright on the other."""
    dx, dy = at((0, 0), light, radius * 0.16)
    sheet.cut(disc(x - dx, y - dy * squash, radius, squash), PAPER, alpha=depth, sway=0.3)
    sheet.cut(
        disc(x, y, radius, squash), mix(SAND, INK, 0.45), Shade(INK, light, 0.9, 0.6), alpha=depth * 1.9, sway=0.3
    )


def earth(sheet: Sheet, x: float, y: float, radius: float, light: float = 200, glow: float = 0.45) -> None:
    """The Earth from space: sea, land, curls of cloud, night on the side away from the light."""
    rng = sheet.rng
    sheet.glow(x, y, radius * 1.5, MIST, glow)
    face = disc(x, y, radius)
    sheet.cut(face, TEAL, Shade(MIST, light, 0.9, 0.55))
    with sheet.within(face):
        lands = (
            [(-0.75, -0.5), (-0.4, -0.72), (-0.05, -0.6), (-0.1, -0.38), (-0.3, -0.2), (-0.42, 0.02), (-0.62, -0.15)],
            [(-0.35, 0.1), (-0.1, 0.05), (0.1, 0.25), (0.0, 0.55), (-0.15, 0.85), (-0.26, 0.5)],
            [(0.35, -0.6), (0.75, -0.6), (1.0, -0.2), (0.8, 0.1), (0.7, 0.45), (0.5, 0.2), (0.38, -0.1), (0.28, -0.35)],
        )
        for land in lands:
            line = smooth([(x + radius * a, y + radius * b) for a, b in land])
            sheet.cut(line, SAGE, Shade(OCHRE, 90, 0.7, 0.5), sway=radius * 0.02)
        for i in range(14):
            y0 = y + radius * (-0.85 + 0.135 * i)
            x0 = x + radius * rng.uniform(-0.9, 0.4)
            long = radius * rng.uniform(0.35, 0.9)
            curl = bezier(
                (x0, y0), (x0 + long * 0.3, y0 - long * 0.13), (x0 + long * 0.6, y0 + long * 0.11), (x0 + long, y0)
            )
            sheet.cut(swoosh(curl, radius * rng.uniform(0.03, 0.075)), PAPER, alpha=0.85)
        dx, dy = at((0, 0), light, radius * 0.55)
        night = ring(x + dx, y + dy, radius * 2.2, radius * 1.12)
        sheet.haze(night, INK, radius * 0.12, 0.9)


def sea(sheet: Sheet, top: float, floor: float, near: Colour, far: Colour, bands: int = 6, height: float = 9) -> None:
    """Sheets of water one before the other, from `far` at the top to `near` below."""
    for i in range(bands):
        place = i / max(1, bands - 1)
        y = top + (floor - top) * place**1.25 * (bands - 1) / bands
        swell = height * (0.35 + place)
        line = hills(sheet.rng, y, swell, 240 + 330 * place)
        colour = mix(far, near, place)
        sheet.cut(line, colour, Shade(darker(colour, 0.5), 90, 0.8, 0.35), shadow=Shadow(0, -4, 7, 0.22), rim=0.25)


def cloud(sheet: Sheet, x: float, y: float, size: float, colour: Colour = PAPER, alpha: float = 1.0) -> None:
    """A flat-bottomed cloud `size` wide."""
    parts: Shape = [
        disc(x - size * 0.28, y - size * 0.07, size * 0.12),
        disc(x - size * 0.06, y - size * 0.15, size * 0.19),
        disc(x + size * 0.2, y - size * 0.09, size * 0.14),
        rect(x - size * 0.4, y - size * 0.09, size * 0.74, size * 0.13),
        disc(x - size * 0.4, y - size * 0.025, size * 0.065),
        disc(x + size * 0.34, y - size * 0.025, size * 0.065),
    ]
    sheet.cut(parts, colour, Shade(darker(colour, 0.3), 90, 0.6, 0.3), shadow=LOW, alpha=alpha, rim=0)


def pine(sheet: Sheet, x: float, ground: float, height: float, colour: Colour) -> None:
    """A fir of three tiers."""
    sheet.cut(
        rect(x - height * 0.025, ground - height * 0.15, height * 0.05, height * 0.16), darker(colour, 0.5), sway=0
    )
    tiers = []
    for low, high, wide in ((0.1, 0.52, 0.24), (0.34, 0.76, 0.185), (0.58, 1.0, 0.125)):
        tiers.append(
            [
                (x - wide * height, ground - low * height),
                (x, ground - high * height),
                (x + wide * height, ground - low * height),
            ]
        )
    sheet.cut(tiers, colour, Shade(darker(colour, 0.7), 20, 0.6, 0.6))


def bush(sheet: Sheet, x: float, ground: float, size: float, colour: Colour) -> None:
    """A round tree on a short stem."""
    sheet.cut(rect(x - size * 0.05, ground - size * 0.5, size * 0.1, size * 0.5), darker(colour, 0.6), sway=0)
    sheet.cut(
        disc(x, ground - size * 0.75, size * 0.42, 1.15), colour, Shade(darker(colour, 0.6), 50, 0.8, 0.6, round=True)
    )


def boat(sheet: Sheet, x: float, y: float, size: float, hull: Colour, sails: Colour, lean: float = 0) -> None:
    """A small sailing boat on the water line `y`."""

    def tilt(shape: Shape) -> Shape:
        return turned(shape, lean, (x, y))

    bottom = smooth(
        [
            (x - size * 0.5, y - size * 0.1),
            (x - size * 0.34, y + size * 0.1),
            (x + size * 0.3, y + size * 0.1),
            (x + size * 0.55, y - size * 0.14),
        ],
        closed=False,
    )
    sheet.cut(tilt(stroke([(x, y), (x, y - size * 1.25)], size * 0.035)), darker(hull, 0.5))
    main = [(x + size * 0.05, y - size * 1.22), (x + size * 0.52, y - size * 0.22), (x + size * 0.05, y - size * 0.22)]
    jib = [(x - size * 0.05, y - size * 1.05), (x - size * 0.42, y - size * 0.22), (x - size * 0.05, y - size * 0.22)]
    for sail, colour in ((main, sails), (jib, lighter(sails, 0.4))):
        sheet.cut(tilt(sail), colour, Shade(darker(colour, 0.3), 0, 0.8, 0.4), shadow=LOW)
    sheet.cut(tilt(bottom), hull, Shade(INK, 90, 0.8, 0.5))


def book(sheet: Sheet, x: float, y: float, wide: float, high: float, colour: Colour, lean: float = 0) -> None:
    """The spine of a standing book by its lower left corner."""

    def tilt(shape: Shape) -> Shape:
        return turned(shape, lean, (x, y))

    sheet.cut(tilt(rounded_top(x, y - high, wide, high)), colour, Shade(darker(colour, 0.6), 0, 0.7, 0.55), shadow=SOFT)
    for k in (0.14, 0.19, 0.8):
        sheet.cut(tilt(rect(x, y - high * (1 - k), wide, high * 0.018)), lighter(colour, 0.6), sway=0, alpha=0.8)


def rounded_top(x: float, y: float, wide: float, high: float) -> Outline:
    """A rectangle whose upper edge bulges a little."""
    bulge = min(wide * 0.12, 6)
    return [
        (x, y + high),
        *bezier((x, y + bulge), (x + wide * 0.2, y), (x + wide * 0.8, y), (x + wide, y + bulge), 8),
        (x + wide, y + high),
    ]


def bird(x: float, y: float, size: float) -> Shape:
    """A gull far away."""
    wing = bezier(
        (x, y),
        (x + size * 0.2, y - size * 0.35),
        (x + size * 0.45, y - size * 0.3),
        (x + size * 0.6, y - size * 0.12),
        12,
    )
    right = stroke(wing, size * 0.09, size * 0.02)
    return right + scaled(right, -1, (x, y), 1)


def walker(x: float, ground: float, height: float) -> Shape:
    """Somebody small, seen from behind, to give the rest its size."""
    h = height
    return [
        disc(x, ground - h * 0.9, h * 0.1),
        smooth(
            [
                (x - h * 0.11, ground - h * 0.76),
                (x + h * 0.11, ground - h * 0.76),
                (x + h * 0.14, ground - h * 0.36),
                (x - h * 0.14, ground - h * 0.36),
            ]
        ),
        *stroke([(x - h * 0.06, ground - h * 0.42), (x - h * 0.08, ground)], h * 0.1, h * 0.07),
        *stroke([(x + h * 0.06, ground - h * 0.42), (x + h * 0.1, ground)], h * 0.1, h * 0.07),
    ]


def leaf(x: float, y: float, length: float, wide: float, angle: float) -> Outline:
    """A pointed leaf that grows from (x, y) in the direction `angle`."""
    over = bezier((x, y), (x + length * 0.3, y - wide), (x + length * 0.7, y - wide * 0.8), (x + length, y), 14)
    under = bezier((x + length, y), (x + length * 0.7, y + wide * 0.8), (x + length * 0.3, y + wide), (x, y), 14)
    return turned(over + under, angle, (x, y))


def heart(x: float, y: float, r: float) -> Outline:
    """A heart about 2 r wide."""
    left = bezier((x, y + r * 0.95), (x - r * 1.6, y - r * 0.1), (x - r * 0.9, y - r * 1.35), (x, y - r * 0.42), 30)
    return left + scaled(left, -1, (x, y), 1)[::-1]
