"""Tides, eclipses, meteors and the time they keep."""

from math import cos, exp, radians, sin

from .palette import (
    BRICK,
    CORAL,
    INK,
    MIST,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    PLUM,
    SAND,
    SLATE,
    TEAL,
    blend,
    darker,
    lighter,
    mix,
)
from .register import picture
from .scenery import boat, moon, pine, stars, walker
from .shapes import (
    WIDTH,
    at,
    crest,
    disc,
    hills,
    rect,
    smooth,
    star,
    stroke,
    swoosh,
    to_floor,
    turned,
)
from .sheet import LOW, SOFT, Shade, Shadow, Sheet


@picture
def how_tides_work(sheet: Sheet) -> None:
    """The Moon lifts the sea towards itself."""
    sheet.wash(INK, mix(INK, SLATE, 0.5), mix(SLATE, CORAL, 0.35), mix(SAND, CORAL, 0.45))
    stars(sheet, 150, 360, big=4)
    x, y = 980, 190
    for i in range(6, 0, -1):
        sheet.cut(disc(x, y, 112 + 62 * i), PAPER, alpha=0.055)
    sheet.glow(x, y, 330, PAPER, 0.5)
    moon(sheet, x, y, 112, light=215, dark=SLATE)
    layers = 7

    def surface(i: int, place: float) -> float:
        bulge = exp(-(((place - x) / (300 + 70 * i)) ** 2))
        wave = (4 + i) * sin(place / (34 + 12 * i) + i * 2.1) * (1 - 0.7 * bulge)
        return 630 + 58 * i - (250 - 30 * i) * bulge + wave + 22 * cos(radians(place / 5))

    for i in range(layers):
        colour = blend([MIST, mix(MIST, TEAL, 0.6), TEAL, mix(TEAL, INK, 0.5), INK], i / (layers - 1))
        if i == 1:
            boat(sheet, 690, surface(1, 690) - 6, 120, BRICK, PAPER, -17)
        line = [(place, surface(i, place)) for place in range(-20, WIDTH + 21, 8)]
        sheet.cut(
            to_floor(line), colour, Shade(darker(colour, 0.6), 90, 0.75, 0.4), shadow=Shadow(0, -6, 10, 0.25), rim=0.4
        )
        for _ in range(9):
            left, long = sheet.rng.uniform(0, WIDTH), sheet.rng.randint(9, 26)
            crest_line = [(left + 8 * k, surface(i, left + 8 * k) + 14 + 2 * i) for k in range(long)]
            sheet.cut(swoosh(crest_line, 5), lighter(colour, 0.5), alpha=0.7)


@picture
def leap_second(sheet: Sheet) -> None:
    """A clock face from which one second has fallen."""
    sheet.wash(mix(TEAL, MIST, 0.12), TEAL, mix(TEAL, INK, 0.4), angle=50)
    x, y, r = 700, 470, 520
    sheet.cut(disc(x, y, r + 46), mix(TEAL, INK, 0.65), Shade(INK, 50, 0.8, 0.7), shadow=Shadow(24, 34, 34, 0.5))
    sheet.cut(disc(x, y, r), PAPER, Shade(SAND, 60, 0.9, 0.9), shadow=Shadow(-6, -8, 12, 0.4), rim=0)
    missing = 5
    for i in range(60):
        angle = -90 + 6 * i
        long, wide = (92, 20) if i % 5 == 0 else (44, 9)
        outer = at((x, y), angle, r - 34)
        inner = at((x, y), angle, r - 34 - long)
        mark = stroke([outer, inner], wide, blunt=True)
        if i == missing * 2 + 2:
            sheet.cut(mark, mix(SAND, PAPER, 0.2), Shade(INK, -60, 0.9, 0.35))
        else:
            sheet.cut(mark, INK if i % 5 else mix(INK, TEAL, 0.25))
    for angle, long, wide, colour in ((-60 - 62, 300, 30, INK), (-90 + 347, 410, 20, INK)):
        tail, tip = at((x, y), angle + 180, 70), at((x, y), angle, long)
        sheet.cut(
            stroke([tail, tip], wide, wide * 0.55, blunt=True),
            colour,
            Shade(TEAL, angle, 0.8, 0.5),
            shadow=Shadow(10, 16, 12, 0.35),
        )
    tip = at((x, y), -90 + 72, 445)
    sheet.cut(stroke([at((x, y), -90 + 72 + 180, 110), tip], 9, 4), BRICK, shadow=Shadow(12, 20, 12, 0.35))
    sheet.cut(disc(x, y, 26), BRICK, Shade(INK, 50, 0.8, 0.4), shadow=SOFT)
    sheet.cut(disc(x, y, 9), PAPER)
    for k, alpha in ((0, 0.18), (1, 0.3), (2, 0.45)):
        ghost = turned(rect(1262 + 50 * k - 8, 420 + 52 * k - 34, 16, 68), 48 + 22 * k, (1262 + 50 * k, 420 + 52 * k))
        sheet.cut(ghost, BRICK, alpha=alpha)
    fallen = turned(rect(1440 - 15, 610 - 64, 30, 128), 128, (1440, 610))
    sheet.cut(fallen, BRICK, Shade(OCHRE, -60, 0.8, 0.5), shadow=Shadow(22, 40, 22, 0.5))


@picture
def perseids(sheet: Sheet) -> None:
    """Meteors over the hills, and two who stayed up for them."""
    rng = sheet.rng
    sheet.wash(NIGHT, INK, mix(INK, PLUM, 0.6), mix(PLUM, CORAL, 0.4), mix(CORAL, OCHRE, 0.5))
    stars(sheet, 420, 640, big=8)
    radiant = (1290, -120)
    for angle, near, long, wide in (
        (168, 420, 330, 6),
        (151, 380, 540, 9),
        (140, 820, 330, 8),
        (128, 330, 300, 5),
        (119, 560, 330, 7),
        (103, 370, 240, 5),
        (160, 980, 260, 6),
        (146, 1150, 170, 5),
        (80, 420, 210, 5),
    ):
        start, end = at(radiant, angle, near), at(radiant, angle, near + long)
        middle = at(radiant, angle, near + long * 0.55)
        sheet.haze(stroke([start, end], 1, wide * 2.4), OCHRE, 7, 0.5)
        sheet.cut(stroke([start, middle, end], 0.5, wide), PAPER, Shade(OCHRE, angle + 180, 0.9, 0.7))
        sheet.glow(*end, wide * 6, PAPER, 0.8)
    for i, (y, height, colour) in enumerate(
        ((650, 44, mix(PLUM, CORAL, 0.28)), (716, 40, mix(PLUM, INK, 0.35)), (790, 34, mix(MOSS, INK, 0.62)))
    ):
        ridge = hills(rng, y, height, 900 - 150 * i)
        sheet.cut(ridge, colour, Shade(INK, 90, 0.6, 0.7), shadow=Shadow(0, -5, 10, 0.3), rim=0.18)
        if i == 1:
            for _ in range(26):
                x = rng.choice((rng.uniform(0, 420), rng.uniform(1150, 1600)))
                pine(sheet, x, 800 + rng.uniform(-30, 10), rng.uniform(60, 120), mix(MOSS, INK, 0.72))
    tent = [(560, 836), (660, 700), (772, 836)]
    sheet.glow(668, 800, 190, OCHRE, 0.45)
    sheet.cut(tent, OCHRE, Shade(BRICK, 0, 0.8, 0.7), shadow=LOW)
    sheet.cut([(622, 836), (660, 704), (690, 836)], PAPER, Shade(OCHRE, -90, 0.9, 0.8))
    sheet.cut(walker(850, 842, 78), NIGHT)
    sheet.cut(walker(894, 844, 62), NIGHT)
    sheet.cut(hills(rng, 872, 14, 700), NIGHT)


@picture
def total_eclipse_2030s(sheet: Sheet) -> None:
    """The corona around a covered sun, over a desert in twilight."""
    rng = sheet.rng
    sheet.wash(NIGHT, INK, mix(INK, TEAL, 0.45), mix(TEAL, SAND, 0.4), OCHRE, CORAL)
    stars(sheet, 110, 420, big=4)
    x, y, r = 800, 300, 138
    sheet.glow(x, y, 620, MIST, 0.5)
    for turn in range(0, 360, 9):
        long = r * (1.55 + 0.9 * abs(cos(radians(turn - 20))) ** 2 + rng.uniform(-0.15, 0.3))
        wing = [
            at((x, y), turn - 11, r * 0.9),
            at((x, y), turn + rng.uniform(-4, 4), long),
            at((x, y), turn + 11, r * 0.9),
        ]
        sheet.haze(wing, PAPER, 7, 0.32)
    sheet.glow(x, y, r * 1.75, PAPER, 1.0)
    sheet.glow(x, y, r * 1.45, PAPER, 1.0)
    sheet.cut(disc(x, y, r + 4), PAPER)
    sheet.cut(disc(x, y, r), NIGHT, Shade(mix(INK, PLUM, 0.5), 60, 0.6, 0.5))
    sheet.glow(*at((x, y), -48, r), 74, PAPER, 1.0)
    sheet.cut(star(*at((x, y), -48, r + 2), 40, 5, 4, -48), PAPER)
    mesa = [
        (-20, 640),
        (60, 636),
        (84, 560),
        (300, 556),
        (322, 610),
        (380, 630),
        (400, 640),
        (1080, 650),
        (1150, 640),
        (1176, 588),
        (1212, 584),
        (1226, 540),
        (1420, 536),
        (1440, 600),
        (1530, 620),
        (1620, 640),
    ]
    sheet.cut(to_floor(crest(mesa, rng, 0.06, 3)), mix(PLUM, BRICK, 0.35), Shade(PLUM, 90, 0.35, 0.7), rim=0.25)
    dunes = (
        ((-20, 700), (300, 640), (520, 690), (820, 720), (1120, 660), (1400, 700), (1620, 660)),
        ((-20, 720), (240, 760), (560, 730), (900, 790), (1220, 740), (1620, 800)),
        ((-20, 860), (300, 800), (640, 850), (980, 880), (1300, 830), (1620, 880)),
    )
    for i, points in enumerate(dunes):
        colour = mix(mix(BRICK, OCHRE, 0.35), mix(PLUM, INK, 0.5), i / 2)
        sheet.cut(
            to_floor(smooth(points, closed=False)),
            colour,
            Shade(PLUM, 70, 0.8, 0.6),
            shadow=Shadow(0, -6, 10, 0.25),
            rim=0.35,
        )
    trunk = [*stroke([(1330, 850), (1330, 560)], 46)]
    for side, low, high in ((-1, 730, 640), (1, 690, 590)):
        elbow = 1330 + side * 78
        trunk += stroke(
            smooth([(1330, low), (elbow - side * 20, low), (elbow, low - 22), (elbow, high)], closed=False), 32
        )
    sheet.cut(trunk, mix(MOSS, INK, 0.6), Shade(INK, 20, 0.8, 0.6), shadow=LOW, rim=0.35)
    sheet.cut(walker(430, 838, 74), NIGHT)
    sheet.cut(walker(480, 842, 66), NIGHT)
