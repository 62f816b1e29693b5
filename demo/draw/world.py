"""The foreign desk: roofs, a ring, mountains and coins."""

from math import cos, radians, sin

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
    SLATE,
    TEAL,
    Colour,
    darker,
    lighter,
    mix,
)
from .register import picture
from .scenery import bird, bush, cloud, heart, pine, sea, walker
from .shapes import arc, at, crest, disc, hills, rect, ring, rounded, scaled, smooth, stroke, to_floor, turned
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet


@picture
def pope_leo(sheet: Sheet) -> None:
    """White smoke rises from a chimney above the roofs."""
    sheet.wash(SLATE, mix(SLATE, CORAL, 0.45), CORAL, OCHRE)
    sheet.glow(1180, 640, 700, PAPER, 0.5, 0.6)
    haze = mix(CORAL, PLUM, 0.35)
    sheet.cut(rect(240, 560, 420, 200), haze)
    sheet.cut(rect(320, 480, 260, 110), haze, Shade(CORAL, 180, 0.6, 0.6))
    for k in range(8):
        sheet.cut(rect(336 + 31 * k, 496, 9, 84), lighter(haze, 0.3), alpha=0.6, sway=0.3)
    sheet.cut(
        [*arc((450, 484), 122, 180, 360, 1.12), (572, 490), (328, 490)],
        haze,
        Shade(CORAL, 190, 0.7, 0.8),
        Shade(PLUM, 10, 0.5, 0.5),
    )
    sheet.cut([rect(430, 312, 40, 44), rect(446, 280, 8, 40)], haze)
    for x, y, wide, high in ((0, 600, 250, 200), (640, 620, 300, 200), (1250, 590, 360, 220), (930, 640, 340, 160)):
        sheet.cut(rect(x, y, wide, high), mix(haze, PLUM, 0.3), Shade(CORAL, -90, 0.5, 0.5))
    for x, y in ((180, 330), (240, 300), (1420, 260), (700, 250)):
        sheet.cut(bird(x, y, 44), PLUM)
    puffs = [
        (1010, 300, 34),
        (1030, 262, 46),
        (1000, 214, 58),
        (1050, 170, 66),
        (1110, 120, 84),
        (1020, 110, 60),
        (1190, 66, 96),
        (1100, 36, 80),
        (1290, 30, 104),
        (1400, -6, 110),
        (1210, -20, 90),
    ]
    for x, y, radius in puffs:
        sheet.haze(disc(x + 8, y + 12, radius), PLUM, 16, 0.22)
    for x, y, radius in reversed(puffs):
        sheet.cut(disc(x, y, radius), PAPER, Shade(mix(SLATE, CORAL, 0.4), 60, 0.75, 0.55, round=True), rim=0)
    sheet.cut(smooth([(984, 340), (1000, 300), (1040, 300), (1026, 340)]), PAPER)
    sheet.cut(
        rect(982, 338, 46, 300),
        mix(BRICK, PLUM, 0.4),
        Shade(INK, 0, 0.8, 0.75),
        Shade(OCHRE, 180, 0.35, 0.5),
        shadow=SOFT,
    )
    for y in (366, 480, 560):
        sheet.cut(rect(974, y, 62, 11), darker(BRICK, 0.5), Shade(INK, 0, 0.8, 0.6))
    sheet.cut(
        [(964, 346), (1046, 346), (1034, 326), (976, 326)], darker(BRICK, 0.55), Shade(OCHRE, 180, 0.4, 0.6), shadow=LOW
    )
    roofs = (
        ([(560, 700), (780, 596), (1270, 596), (1440, 700)], BRICK),
        ([(-80, 770), (120, 660), (520, 660), (700, 790), (-80, 790)], mix(BRICK, CORAL, 0.4)),
        ([(1180, 780), (1360, 664), (1640, 664), (1640, 790)], mix(BRICK, OCHRE, 0.3)),
        ([(380, 900), (560, 750), (1100, 750), (1320, 900)], mix(BRICK, PLUM, 0.35)),
    )
    for outline, colour in roofs:
        low = max(y for _, y in outline)
        left, right = min(x for x, _ in outline), max(x for x, _ in outline)
        wall = rect(left + 30, low - 8, right - left - 60, 200)
        sheet.cut(wall, mix(SAND, CORAL, 0.25), Shade(PLUM, 90, 0.8, 0.7))
        sheet.cut(outline, colour, Shade(PLUM, 90, 0.9, 0.6), Shade(OCHRE, -90, 0.35, 0.5), shadow=DEEP, rim=0.5)
        with sheet.within(outline):
            top = min(y for _, y in outline)
            for row in range(7):
                y = top + 14 + row * (low - top) / 6
                for k in range(-1, 62):
                    x = k * 27 + (13 if row % 2 else 0)
                    sheet.cut(stroke(arc((x, y), 13, 0, 180, 0.7), 3), darker(colour, 0.5), alpha=0.4)
    for x, y in ((120, 812), (290, 812), (1330, 812), (1480, 812)):
        sheet.cut(
            [*arc((x + 26, y + 20), 26, 180, 360), (x + 52, y + 90), (x, y + 90)], OCHRE, Shade(BRICK, 90, 0.9, 0.5)
        )


@picture
def osaka_expo(sheet: Sheet) -> None:
    """A great wooden ring beside the sea."""
    rng = sheet.rng
    sheet.wash(mix(TEAL, MIST, 0.6), MIST, lighter(SAND, 0.3))
    sheet.cut(disc(1280, 130, 70), CORAL, shadow=LOW)
    cloud(sheet, 330, 110, 300, PAPER, 0.95)
    cloud(sheet, 860, 80, 220, PAPER, 0.85)
    sea(sheet, 190, 420, TEAL, mix(TEAL, MIST, 0.5), 4, 4)
    land = to_floor(smooth([(-20, 420), (200, 330), (500, 268), (900, 262), (1250, 300), (1620, 420)], closed=False))
    sheet.cut(land, mix(SAGE, SAND, 0.5), Shade(SAGE, 90, 0.8, 0.8), shadow=Shadow(0, -4, 8, 0.25), rim=0.5)
    x, y, outer, inner, squash, high = 800, 500, 690, 540, 0.36, 150
    wood, dim = mix(OCHRE, BRICK, 0.28), mix(BRICK, PLUM, 0.4)
    sheet.haze(ring(x + 14, y + high + 26, outer + 30, inner - 20, squash=squash), INK, 18, 0.45)
    yard = disc(x, y + high, inner, squash)
    sheet.cut(yard, mix(SAND, PAPER, 0.4), Shade(SAGE, 90, 0.9, 0.6))
    with sheet.within([*arc((x, y), inner, 180, 360, squash), *arc((x, y + high), inner, 0, 180, squash)]):
        inside = [*arc((x, y), inner, 180, 360, squash), *arc((x, y + high), inner, 360, 180, squash)]
        sheet.cut(inside, dim, Shade(INK, -90, 0.9, 0.6))
        _lattice(sheet, (x, y), inner, squash, high, 184, 356, 46, mix(wood, SAND, 0.1))
        for k in range(46):
            angle, away = rng.uniform(0, 360), inner * 0.72 * rng.random() ** 0.5
            px, py = x + away * cos(radians(angle)), y + high - 6 + away * squash * sin(radians(angle))
            if k % 5 == 0:
                colour = rng.choice((CORAL, PAPER, TEAL, PLUM, OCHRE))
                sheet.cut(
                    rounded(px - 46, py - 50, 92, 56, 16), colour, Shade(darker(colour, 0.6), 0, 0.9, 0.5), shadow=SOFT
                )
            else:
                bush(sheet, px, py, rng.uniform(40, 72), rng.choice((MOSS, mix(MOSS, SAGE, 0.5), SAGE)))
    front = [*arc((x, y), outer, 180, 0, squash), *arc((x, y + high), outer, 0, 180, squash)]
    sheet.cut(front, dim, Shade(INK, 90, 0.8, 0.5), Shade(INK, 0, 0.5, 0.5), shadow=SOFT)
    with sheet.within(front):
        _lattice(sheet, (x, y), outer, squash, high, 2, 178, 74, wood)
    roof = [ring(x, y, outer + 16, inner - 10, 0, 181, squash), ring(x, y, outer + 16, inner - 10, 180, 361, squash)]
    sheet.cut(roof, mix(wood, SAND, 0.55), Shade(OCHRE, 20, 0.9, 0.8), shadow=Shadow(3, 10, 9, 0.5), rim=0.6)
    sheet.cut(
        [ring(x, y, outer - 46, inner + 44, 0, 181, squash), ring(x, y, outer - 46, inner + 44, 180, 361, squash)],
        SAGE,
        Shade(MOSS, 20, 0.9, 0.6),
    )
    for k in range(120):
        a, b = (3 * k) % 360, outer + 14
        p, q = arc((x, y), b, a, a + 0.1, squash)[0], arc((x, y), outer - 44, a, a + 0.1, squash)[0]
        sheet.cut(stroke([p, q], 2), dim, alpha=0.4)
    for px, ground, tall in ((330, 868, 40), (370, 874, 36), (1100, 884, 40), (1290, 846, 36), (760, 892, 34)):
        sheet.cut(walker(px, ground, tall), INK)
    for px, ground, size in ((60, 840, 120), (150, 880, 100), (1530, 850, 130), (1440, 890, 90)):
        bush(sheet, px, ground, size, MOSS)


def _lattice(
    sheet: Sheet,
    centre: tuple[float, float],
    radius: float,
    squash: float,
    high: float,
    start: float,
    end: float,
    posts: int,
    colour: Colour,
) -> None:
    """Posts and beams around a part of a cylinder's side."""
    for share in (0.04, 0.36, 0.68):
        band = arc((centre[0], centre[1] + high * share), radius, start, end, squash)
        sheet.cut(stroke(band, 11), colour, Shade(BRICK, 0, 0.6, 0.6))
    for k in range(posts + 1):
        angle = start + (end - start) * k / posts
        px = centre[0] + radius * cos(radians(angle))
        py = centre[1] + radius * squash * sin(radians(angle))
        wide = 3 + 7 * abs(sin(radians(angle)))
        sheet.cut(stroke([(px, py), (px, py + high)], wide, blunt=True), colour, Shade(BRICK, 0, 0.9, 0.6))


def _coin(sheet: Sheet, x: float, y: float, radius: float, face: Colour, rim: Colour) -> None:
    """A coin of two metals, seen from the front, with a rose."""
    sheet.cut(
        disc(x, y, radius),
        rim,
        Shade(darker(rim, 0.6), 50, 0.9, 0.7),
        Shade(PAPER, 230, 0.4, 0.6),
        shadow=DEEP,
        rim=0.5,
    )
    for k in range(72):
        sheet.cut(
            stroke([at((x, y), 5 * k, radius * 0.955), at((x, y), 5 * k, radius * 0.995)], 2.5),
            darker(rim, 0.5),
            alpha=0.5,
        )
    sheet.cut(
        disc(x, y, radius * 0.72),
        face,
        Shade(darker(face, 0.5), 50, 0.9, 0.7),
        Shade(PAPER, 230, 0.4, 0.6),
        shadow=Shadow(-2, -3, 4, 0.4),
    )
    for turn, away, size in ((0, 0.36, 0.2), (36, 0.22, 0.15)):
        for k in range(5):
            angle = turn + 72 * k - 90
            px, py = at((x, y), angle, radius * away)
            petal = turned(scaled(heart(px, py, radius * size), -1, (px, py)), angle + 90, (px, py))
            sheet.cut(petal, lighter(face, 0.2), Shade(darker(face, 0.5), angle + 180, 0.9, 0.8), shadow=LOW, rim=0.5)
    sheet.cut(disc(x, y, radius * 0.1), SAND, Shade(darker(face, 0.5), 60, 0.9, 0.8), shadow=LOW)


def _pile(sheet: Sheet, x: float, floor: float, radius: float, count: int) -> None:
    """A pile of lying coins."""
    rng, high, squash = sheet.rng, radius * 0.2, 0.3
    for k in range(count):
        cx, cy = x + rng.uniform(-5, 5), floor - k * high
        rim, face = ((SAND, OCHRE), (OCHRE, SAND), (mix(BRICK, OCHRE, 0.45), mix(BRICK, OCHRE, 0.6)))[rng.randrange(3)]
        side = [(cx - radius, cy - high), (cx + radius, cy - high), *arc((cx, cy), radius, 0, 180, squash)]
        sheet.cut(
            side,
            darker(rim, 0.18),
            Shade(darker(rim, 0.8), 0, 0.75, 0.8),
            Shade(PAPER, 180, 0.3, 0.5),
            shadow=LOW,
            rim=0,
        )
        for j in range(1, 24):
            px = cx + radius * cos(radians(180 - 7.5 * j))
            py = cy - high + radius * squash * sin(radians(7.5 * j))
            sheet.cut(stroke([(px, py + 3), (px, py + high - 3)], 2), darker(rim, 0.6), alpha=0.4)
        sheet.cut(disc(cx, cy - high, radius, squash), rim, Shade(darker(rim, 0.4), 20, 0.9, 0.6), rim=0.5)
        if k == count - 1:
            sheet.cut(
                disc(cx, cy - high, radius * 0.72, squash),
                face,
                Shade(darker(face, 0.4), 20, 0.9, 0.7),
                shadow=Shadow(-1, -2, 3, 0.4),
            )


@picture
def bulgaria_euro(sheet: Sheet) -> None:
    """A coin rises like a sun behind the mountains, and piles of coins stand before them."""
    rng = sheet.rng
    sheet.wash(TEAL, mix(TEAL, MIST, 0.6), mix(SAND, MIST, 0.3), SAND)
    sheet.glow(960, 330, 620, PAPER, 0.6)
    for radius in (430, 350):
        sheet.cut(disc(960, 330, radius), PAPER, alpha=0.16)
    _coin(sheet, 960, 330, 262, OCHRE, SAND)
    ranges = (
        (
            [
                (-20, 470),
                (160, 330),
                (300, 420),
                (470, 240),
                (640, 420),
                (760, 480),
                (960, 430),
                (1160, 500),
                (1330, 320),
                (1480, 400),
                (1620, 300),
            ],
            mix(SLATE, TEAL, 0.3),
            0.16,
        ),
        (
            [
                (-20, 600),
                (200, 500),
                (420, 570),
                (640, 470),
                (860, 600),
                (1080, 520),
                (1300, 590),
                (1480, 500),
                (1620, 560),
            ],
            mix(TEAL, INK, 0.45),
            0.14,
        ),
    )
    for points, colour, rough in ranges:
        line = crest(points, rng, rough)
        sheet.cut(to_floor(line), colour, Shade(INK, 90, 0.7, 0.5), shadow=Shadow(0, -8, 14, 0.35), rim=0.3)
        if points[0][1] == 470:
            with sheet.within(to_floor(line)):
                for x, y in ((160, 330), (470, 240), (1330, 320), (1620, 300)):
                    cap = [
                        (x - 110, y + 104),
                        (x - 64, y + 66),
                        (x - 40, y + 92),
                        (x - 8, y + 56),
                        (x + 26, y + 100),
                        (x + 54, y + 70),
                        (x + 110, y + 104),
                        (x, y - 40),
                    ]
                    sheet.cut(cap, PAPER, Shade(MIST, 30, 0.8, 0.9))
    sheet.cut(
        hills(rng, 690, 22, 900),
        mix(MOSS, SAGE, 0.25),
        Shade(INK, 90, 0.8, 0.55),
        shadow=Shadow(0, -6, 10, 0.3),
        rim=0.3,
    )
    for _ in range(34):
        x = rng.uniform(0, 1600)
        pine(sheet, x, 728 + rng.uniform(-22, 16), rng.uniform(50, 96), mix(MOSS, INK, 0.35))
    sheet.cut(
        hills(rng, 800, 10, 1200),
        mix(PLUM, INK, 0.45),
        Shade(INK, 90, 0.8, 0.6),
        shadow=Shadow(0, -6, 12, 0.35),
        rim=0.3,
    )
    for x, floor, radius, count in ((250, 852, 104, 7), (470, 868, 104, 4), (1180, 850, 104, 5), (1400, 862, 104, 9)):
        sheet.haze(disc(x + 20, floor + 6, radius * 1.25, 0.3), INK, 12, 0.6)
        _pile(sheet, x, floor, radius, count)
