"""Walking and baking: the desk for the good life."""

from math import sin

from .palette import (
    BRICK,
    CORAL,
    INK,
    MIST,
    MOSS,
    OCHRE,
    PAPER,
    PLUM,
    SAGE,
    SAND,
    TEAL,
    Colour,
    darker,
    mix,
)
from .register import picture
from .scenery import bush, cloud, leaf, pine, sun, walker
from .shapes import (
    Point,
    Shape,
    at,
    bezier,
    disc,
    hills,
    moved,
    rect,
    rounded,
    smooth,
    stroke,
    swoosh,
    to_floor,
    turned,
)
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet


def _sole(x: float, y: float, long: float, side: int) -> list[list[Point]]:
    """The print of a shoe that walks upwards."""
    front = smooth(
        [
            (x - long * 0.15, y - long * 0.1),
            (x - long * 0.17, y - long * 0.36),
            (x - long * 0.02 * side, y - long * 0.52),
            (x + long * 0.17, y - long * 0.36),
            (x + long * 0.14, y - long * 0.1),
        ]
    )
    heel = smooth(
        [
            (x - long * 0.11, y + long * 0.06),
            (x + long * 0.11, y + long * 0.06),
            (x + long * 0.12, y + long * 0.25),
            (x, y + long * 0.34),
            (x - long * 0.12, y + long * 0.25),
        ]
    )
    return [front, heel]


@picture
def seven_thousand_steps(sheet: Sheet) -> None:
    """Footprints go up a path towards the sun."""
    rng = sheet.rng
    sheet.wash(mix(MIST, TEAL, 0.25), MIST, SAND, mix(OCHRE, SAND, 0.4))
    sun(sheet, 985, 250, 112, OCHRE, CORAL, 3)
    cloud(sheet, 380, 180, 300, PAPER, 0.9)
    cloud(sheet, 1350, 130, 220, PAPER, 0.8)
    for base, height, colour in ((400, 50, mix(SAGE, MIST, 0.6)), (450, 44, mix(SAGE, MIST, 0.25))):
        sheet.cut(
            hills(rng, base, height, 800), colour, Shade(TEAL, 90, 0.6, 0.4), shadow=Shadow(0, -5, 10, 0.2), rim=0.3
        )
    hill = to_floor(smooth([(-20, 620), (300, 520), (660, 400), (960, 348), (1240, 420), (1620, 560)], closed=False))
    sheet.cut(hill, mix(SAGE, MOSS, 0.25), Shade(MOSS, 90, 0.9, 0.75), shadow=Shadow(0, -8, 14, 0.3), rim=0.4)
    middle = [(955, 352), (985, 400), (910, 450), (760, 500), (780, 570), (960, 650), (960, 760), (760, 940)]
    widths = [9, 16, 30, 46, 66, 104, 160, 260]
    centre = smooth(middle, closed=False)
    spread = [w for i in range(7) for w in (widths[i] + (widths[i + 1] - widths[i]) * k / 10 for k in range(10))] + [
        widths[-1]
    ]
    path: Shape = [disc(px, py, w / 2, 0.62) for (px, py), w in zip(centre, spread, strict=True)]
    path += [
        [(a[0] - v / 2, a[1]), (a[0] + v / 2, a[1]), (b[0] + w / 2, b[1]), (b[0] - w / 2, b[1])]
        for a, b, v, w in zip(centre, centre[1:], spread, spread[1:], strict=False)
    ]
    with sheet.within(hill):
        sheet.cut(path, PAPER, Shade(SAND, 90, 0.9, 0.95), shadow=LOW, rim=0)
    step, walked = 0, 0.0
    for (x0, y0), (x1, y1), wide in zip(centre, centre[1:], spread, strict=False):
        walked += ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        long = wide * 0.5
        if walked > long * 0.95 and y1 < 880:
            walked, step = 0.0, step + 1
            side = 1 if step % 2 else -1
            lean = max(-50, min(50, (x0 - x1) / (y1 - y0 + 0.1) * 30))
            prints = [
                [(px, y1 + (py - y1) * 0.8) for px, py in line]
                for line in _sole(x1 + side * wide * 0.17, y1, long * 1.05, side)
            ]
            sheet.cut(turned(prints, lean, (x1, y1)), mix(PLUM, BRICK, 0.25), alpha=0.92)
    for px, ground, tall in (
        (230, 600, 170),
        (330, 560, 120),
        (120, 680, 210),
        (560, 480, 70),
        (1300, 520, 120),
        (1420, 610, 190),
        (1530, 600, 150),
        (1180, 430, 56),
    ):
        pine(sheet, px, ground, tall, mix(MOSS, TEAL, 0.2))
    for px, ground, size in ((420, 730, 90), (1240, 770, 110), (1370, 830, 90), (300, 850, 120)):
        bush(sheet, px, ground, size, mix(MOSS, SAGE, 0.35))
    sheet.cut(walker(957, 356, 46), INK)


def _ear(x: float, y: float, long: float, angle: float, colour: Colour) -> list[tuple[Shape, Colour]]:
    """An ear of wheat from its stem upwards, as pieces to cut."""
    foot = (x, y)
    pieces: list[tuple[Shape, Colour]] = [(stroke([foot, at(foot, angle, long)], 7, 4), darker(colour, 0.3))]
    for k in range(7):
        spot = at(foot, angle, long * (0.48 + 0.085 * k))
        for side in (-1, 1):
            pieces.append((leaf(*spot, long * 0.16, long * 0.035, angle + 32 * side), colour))
    pieces.append((leaf(*at(foot, angle, long * 1.05), long * 0.17, long * 0.035, angle), colour))
    return pieces


@picture
def sourdough_science(sheet: Sheet) -> None:
    """A scored loaf and a jar of bubbling starter."""
    rng = sheet.rng
    sheet.wash(mix(TEAL, MIST, 0.3), mix(TEAL, INK, 0.1), mix(TEAL, INK, 0.45), angle=60)
    sheet.glow(480, 300, 760, PAPER, 0.35)
    table = to_floor([(-20, 690), (1620, 690)])
    sheet.cut(table, mix(BRICK, PLUM, 0.5), Shade(INK, 90, 0.9, 0.55), rim=0.35)
    for k in range(6):
        sheet.cut(stroke([(-20, 716 + 34 * k), (1620, 712 + 35 * k)], 3), INK, alpha=0.22)
    board = rounded(520, 742, 960, 62, 30)
    sheet.cut(board, mix(OCHRE, BRICK, 0.45), Shade(PLUM, 90, 0.8, 0.6), shadow=DEEP)
    loaf = smooth(
        [
            (560, 700),
            (590, 540),
            (740, 416),
            (960, 366),
            (1200, 400),
            (1370, 500),
            (1450, 650),
            (1440, 742),
            (1340, 772),
            (1000, 780),
            (660, 776),
            (572, 752),
        ]
    )
    sheet.haze([(540, 740), (1490, 740), (1520, 790), (520, 790)], INK, 12, 0.5)
    crust = mix(BRICK, OCHRE, 0.45)
    sheet.cut(
        loaf, crust, Shade(mix(BRICK, PLUM, 0.6), 62, 0.8, 0.9), Shade(OCHRE, 235, 0.5, 0.8), shadow=SOFT, rim=0.4
    )
    with sheet.within(loaf):
        for k in range(4):
            x, y, long = 700 + 182 * k, 640 + (26, 0, 6, 44)[k], (190, 250, 250, 200)[k]
            score = turned(leaf(x - long / 2, y, long, 40, 0), -58, (x, y))
            score = moved(score, 40, -70)
            sheet.cut(moved(score, -9, 4), mix(BRICK, PLUM, 0.5), sway=0.6)
            sheet.cut(score, PAPER, Shade(OCHRE, 20, 0.9, 0.75), shadow=Shadow(-3, -2, 5, 0.4, PLUM))
            for j in range(5):
                px, py = at((x + 40, y - 70), -58, long * (-0.3 + 0.14 * j))
                sheet.cut(
                    swoosh(bezier((px - 16, py - 4), (px - 6, py + 4), (px + 6, py + 6), (px + 15, py + 4), 8), 4),
                    mix(OCHRE, BRICK, 0.3),
                    alpha=0.6,
                )
        for _ in range(130):
            sheet.cut(
                disc(rng.uniform(560, 1440), rng.uniform(380, 760), rng.uniform(1.5, 4)), PAPER, alpha=0.45, sway=0
            )
    jar = rounded(150, 290, 340, 500, 54)
    sheet.haze(disc(340, 800, 240, 0.13), INK, 12, 0.55)
    sheet.cut(jar, MIST, Shade(TEAL, 0, 0.8, 0.7), shadow=DEEP, alpha=0.7)
    with sheet.within(jar):
        dough = to_floor(
            [
                (140, 430),
                *[(150 + 12 * i, 420 - 26 * sin(i / 29 * 3.14) + 5 * sin(i * 1.1)) for i in range(30)],
                (500, 430),
            ]
        )
        sheet.cut(dough, PAPER, Shade(SAND, 60, 0.95, 0.95), Shade(BRICK, 0, 0.3, 0.3))
        for _ in range(46):
            px, py, size = rng.uniform(170, 470), 450 + 330 * rng.random(), rng.uniform(5, 26) * rng.uniform(0.5, 1)
            sheet.cut(disc(px, py, size), mix(SAND, BRICK, 0.3), Shade(PAPER, 60, 0.9, 0.85), shadow=None)
    for px, py, size in ((240, 400, 22), (300, 388, 30), (364, 392, 24), (410, 404, 16)):
        sheet.cut(disc(px, py, size), PAPER, Shade(SAND, 50, 0.9, 0.9, round=True), shadow=LOW)
    sheet.cut(stroke([(188, 350), (188, 720)], 16), PAPER, alpha=0.6)
    sheet.cut(rect(150, 500, 340, 12), BRICK, alpha=0.95)
    sheet.cut(rounded(140, 268, 360, 46, 20), MIST, Shade(TEAL, 0, 0.8, 0.7), shadow=LOW, alpha=0.9)
    cloth = smooth(
        [
            (150, 276),
            (200, 240),
            (320, 224),
            (440, 240),
            (490, 276),
            (520, 330),
            (470, 306),
            (400, 322),
            (320, 306),
            (240, 324),
            (170, 306),
            (120, 332),
        ]
    )
    sheet.cut(cloth, CORAL, Shade(BRICK, 60, 0.9, 0.6), shadow=SOFT)
    sheet.cut(stroke(bezier((148, 290), (230, 306), (410, 306), (492, 290)), 9), OCHRE, shadow=LOW)
    for angle, long in ((-68, 330), (-82, 380), (-55, 290)):
        for shape, colour in _ear(1460, 800, long, angle - 24, OCHRE):
            sheet.cut(shape, colour, Shade(BRICK, 60, 0.9, 0.5), shadow=LOW)
