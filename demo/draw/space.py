"""The science desk looks up: landers, telescopes, asteroids."""

from .palette import BRICK, CORAL, INK, MIST, NIGHT, OCHRE, PAPER, PLUM, SAND, SLATE, TEAL, darker, mix
from .register import picture
from .scenery import crater, earth, moon, stars, walker
from .shapes import (
    arc,
    at,
    bezier,
    crest,
    dashes,
    disc,
    hills,
    rect,
    ring,
    stroke,
    to_floor,
    turned,
)
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet


def _lander(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A boxy lander with four legs; (x, y) is the middle of its body, `size` its height."""
    s = size / 10
    for side in (-1, 1):
        for spread, colour in ((2.6, mix(SLATE, INK, 0.3)), (5.0, SAND)):
            knee, foot = (x + side * s * 2.4, y + s * 0.6), (x + side * s * spread, y + s * 5.2)
            sheet.cut(stroke([knee, foot], s * 0.34, s * 0.24), colour)
            sheet.cut(
                stroke(
                    [(x + side * s * 1.6, y + s * 2.4), ((knee[0] + foot[0]) / 2, (knee[1] + foot[1]) / 2)], s * 0.2
                ),
                colour,
            )
            sheet.cut(disc(foot[0], foot[1] + s * 0.1, s * 0.75, 0.34), colour)
    sheet.cut(
        [
            (x - s * 0.7, y + s * 2.4),
            (x + s * 0.7, y + s * 2.4),
            (x + s * 1.1, y + s * 3.5),
            (x - s * 1.1, y + s * 3.5),
        ],
        SLATE,
        Shade(INK, 0, 0.7, 0.7),
    )
    body = [
        (x - s * 2.1, y - s * 2.6),
        (x + s * 2.1, y - s * 2.6),
        (x + s * 2.9, y - s * 1.6),
        (x + s * 2.9, y + s * 1.7),
        (x + s * 2.1, y + s * 2.6),
        (x - s * 2.1, y + s * 2.6),
        (x - s * 2.9, y + s * 1.7),
        (x - s * 2.9, y - s * 1.6),
    ]
    sheet.cut(body, OCHRE, Shade(BRICK, 15, 0.7, 0.75), shadow=LOW)
    with sheet.within(body):
        for i in range(7):
            left = x + s * (-2.9 + 0.95 * i)
            fold = [
                (left, y - s * 2.6),
                (left + s * 0.6, y - s * 0.4),
                (left - s * 0.2, y + s * 2.6),
                (left + s * 0.25, y + s * 2.6),
                (left + s * 0.95, y - s * 0.4),
                (left + s * 0.3, y - s * 2.6),
            ]
            sheet.cut(fold, PAPER if i % 2 else BRICK, alpha=0.28, sway=0)
        sheet.cut(rect(x - s * 3, y - s * 0.2, s * 6, s * 0.35), darker(BRICK, 0.4), sway=0)
    deck = [
        (x - s * 2.5, y - s * 3.1),
        (x + s * 2.5, y - s * 3.1),
        (x + s * 2.1, y - s * 2.5),
        (x - s * 2.1, y - s * 2.5),
    ]
    sheet.cut(deck, PAPER, Shade(SLATE, 0, 0.7, 0.6))
    sheet.cut(stroke([(x + s * 1.2, y - s * 3.1), (x + s * 1.2, y - s * 4.7)], s * 0.16), SAND)
    sheet.cut(
        turned(ring(x + s * 1.2, y - s * 5.2, s * 0.9, 0.1, 0, 180), -35, (x + s * 1.2, y - s * 5.2)),
        PAPER,
        Shade(SLATE, 0, 0.8, 0.6),
    )
    panel = [
        (x - s * 2.6, y - s * 4.9),
        (x - s * 0.2, y - s * 4.9),
        (x - s * 0.5, y - s * 3.1),
        (x - s * 2.3, y - s * 3.1),
    ]
    sheet.cut(panel, TEAL, Shade(INK, 60, 0.8, 0.6))


@picture
def resilience_lander(sheet: Sheet) -> None:
    """A lander comes down over a lunar sea under the Earth."""
    sheet.wash(NIGHT, INK, mix(INK, SLATE, 0.35))
    stars(sheet, 260, 620, big=5)
    earth(sheet, 1230, 235, 130, light=205)
    far = crest(
        [(-20, 640), (210, 590), (380, 630), (620, 612), (840, 640), (1080, 585), (1290, 628), (1620, 600)],
        sheet.rng,
        0.1,
    )
    sheet.cut(to_floor(far), mix(SLATE, INK, 0.3), Shade(SAND, -100, 0.5, 0.35))
    ground = hills(sheet.rng, 668, 12, 900)
    sheet.cut(
        ground,
        mix(SAND, SLATE, 0.35),
        Shade(INK, 90, 0.7, 0.6),
        Shade(PAPER, -90, 0.25, 0.5),
        shadow=Shadow(0, -6, 10, 0.4),
        rim=0.5,
    )
    with sheet.within(ground):
        for x, y, size in (
            (250, 742, 120),
            (1180, 728, 92),
            (1440, 818, 170),
            (640, 858, 150),
            (60, 868, 120),
            (930, 722, 46),
            (450, 700, 36),
            (1010, 806, 44),
            (790, 780, 26),
            (1330, 702, 30),
        ):
            crater(sheet, x, y, size, 200, 0.42, 0.26)
        sheet.haze(disc(590, 770, 150, 0.16), INK, 12, 0.75)
    sheet.haze([(535, 470), (575, 470), (690, 715), (420, 715)], OCHRE, 16, 0.55)
    sheet.haze([(542, 466), (568, 466), (612, 690), (498, 690)], PAPER, 8, 0.85)
    sheet.haze([disc(430, 722, 110, 0.2), disc(690, 722, 110, 0.2)], SAND, 14, 0.6)
    _lander(sheet, 555, 350, 330)


@picture
def resilience_lander_path(sheet: Sheet) -> None:
    """The curve of a descent, with its tick marks, down to the limb of the Moon."""
    sheet.wash(mix(PLUM, INK, 0.75), mix(PLUM, INK, 0.25), PLUM, angle=60)
    stars(sheet, 120, 700, big=3)
    for i in range(1, 6):
        sheet.cut(dashes(arc((900, 2150), 1450 + 175 * i, 215, 325), 2, 4, 12), MIST, alpha=0.3)
    globe = disc(900, 2150, 1450)
    sheet.glow(900, 760, 1100, CORAL, 0.25, 0.35)
    sheet.cut(globe, SAND, Shade(PAPER, -90, 0.12, 0.8), shadow=Shadow(0, -10, 16, 0.4), rim=0.5)
    with sheet.within(globe):
        sheet.haze(rect(-100, 840, 1900, 200), mix(PLUM, INK, 0.4), 50, 0.75)
        for x, y, size in (
            (420, 812, 90),
            (700, 760, 44),
            (1000, 838, 120),
            (1390, 838, 80),
            (840, 728, 22),
            (560, 882, 60),
            (1170, 752, 30),
            (250, 880, 40),
        ):
            crater(sheet, x, y, size, 190, 0.4, 0.28)
    path = bezier((-30, 90), (560, 60), (1010, 150), (1185, 708), 90)
    sheet.cut(stroke(path[:74], 7), OCHRE, shadow=LOW)
    sheet.cut(dashes(path[73:], 7, 12, 12), CORAL)
    for i in range(4, 91, 4):
        (x0, y0), (x1, y1) = path[i - 1], path[i]
        away = ((y0 - y1) * 1.0, (x1 - x0) * 1.0)
        size = (away[0] ** 2 + away[1] ** 2) ** 0.5
        long = 30 if i % 12 == 4 else 16
        tick = [
            (x1 - away[0] / size * long, y1 - away[1] / size * long),
            (x1 + away[0] / size * long, y1 + away[1] / size * long),
        ]
        sheet.cut(stroke(tick, 3.5), PAPER if i < 74 else CORAL, alpha=0.9)
    for i, size in ((18, 8), (38, 9), (56, 10)):
        sheet.cut(disc(*path[i], size * 1.7), PLUM)
        sheet.cut(disc(*path[i], size), PAPER, shadow=LOW)
    sheet.cut(ring(1185, 716, 62, 56, squash=0.3), BRICK)
    sheet.cut(ring(1185, 716, 30, 25, squash=0.3), BRICK)
    x, y = path[73]
    sheet.glow(x, y, 130, OCHRE, 0.5)
    _lander(sheet, x, y - 6, 118)


@picture
def rubin_first_look(sheet: Sheet) -> None:
    """A telescope dome opens under the Milky Way."""
    rng = sheet.rng
    sheet.wash(NIGHT, mix(INK, TEAL, 0.2), TEAL, mix(TEAL, CORAL, 0.55), mix(OCHRE, CORAL, 0.4))
    for share, wide, colour in ((0.3, 150, SLATE), (0.32, 90, PLUM), (0.42, 48, CORAL), (0.42, 20, SAND)):
        sheet.haze(stroke([(500, -150), (1700, 620)], wide, wide * 1.5), colour, 46, share)
    for _ in range(1100):
        along, off = rng.random(), rng.gauss(0, 70)
        x, y = 500 + 1200 * along - off * 0.5, -150 + 770 * along + off
        size = 0.8 + 2 * rng.random() ** 4
        sheet.cut(disc(x, y, size), PAPER, alpha=rng.uniform(0.35, 1), sway=0)
    stars(sheet, 330, 560, big=11)
    for x, y, tilt, size in ((190, 150, -28, 46), (430, 330, 24, 30), (1480, 110, 40, 34)):
        sheet.glow(x, y, size * 1.6, MIST, 0.4, 0.7)
        for k, colour in ((1, CORAL), (0.6, SAND), (0.28, PAPER)):
            sheet.cut(turned(disc(x, y, size * k, 0.32), tilt, (x, y)), colour, alpha=0.55)
    back = crest(
        [
            (-20, 700),
            (180, 640),
            (330, 680),
            (560, 610),
            (760, 680),
            (1020, 630),
            (1260, 690),
            (1480, 640),
            (1620, 690),
        ],
        rng,
        0.14,
    )
    sheet.cut(to_floor(back), mix(PLUM, CORAL, 0.3), Shade(PLUM, 90, 0.6, 0.7), rim=0.2)
    front = crest([(-20, 830), (240, 770), (420, 742), (980, 738), (1150, 790), (1400, 800), (1620, 860)], rng, 0.06)
    sheet.cut(to_floor(front), mix(PLUM, INK, 0.55), Shade(INK, 90, 0.7, 0.8), shadow=Shadow(0, -6, 10, 0.35), rim=0.2)
    low = [(820, 640), (1010, 640), (1010, 760), (820, 760)]
    sheet.cut(low, mix(SAND, PLUM, 0.25), Shade(INK, 0, 0.9, 0.7), shadow=SOFT)
    for i in range(5):
        sheet.cut(rect(838 + 34 * i, 668, 18, 26), OCHRE, sway=0, alpha=0.9)
    sheet.cut(rect(460, 610, 380, 150), SAND, Shade(INK, 0, 0.8, 0.75), shadow=SOFT)
    sheet.cut(rect(445, 596, 410, 22), PAPER, Shade(INK, 0, 0.8, 0.7), shadow=LOW)
    dome = [*arc((650, 560), 200, 180, 360), (850, 600), (450, 600)]
    sheet.cut(dome, PAPER, Shade(mix(SLATE, PLUM, 0.5), 20, 0.75, 0.9), Shade(CORAL, 100, 0.4, 0.45), shadow=SOFT)
    with sheet.within(dome):
        for k in range(-4, 5):
            if k:
                bend = bezier((650, 350), (650 + k * 46, 380), (650 + k * 52, 480), (650 + k * 52, 610), 20)
                sheet.cut(stroke(bend, 2), SLATE, alpha=0.35)
        slit = [(668, 330), (760, 330), (790, 470), (790, 610), (656, 610), (656, 470)]
        sheet.cut(slit, INK, Shade(NIGHT, -90, 0.8, 0.8))
        sheet.glow(724, 590, 90, OCHRE, 0.55)
        tube = turned(rect(694, 440, 62, 190), 14, (724, 560))
        sheet.cut(tube, TEAL, Shade(INK, 10, 0.9, 0.75))
        sheet.cut(turned(rect(688, 436, 74, 16), 14, (724, 560)), MIST)
    sheet.cut(
        [[(656, 362), (640, 366), (628, 600), (656, 600)], [(782, 420), (800, 440), (822, 600), (790, 600)]],
        mix(PAPER, SLATE, 0.35),
        Shade(INK, 90, 0.8, 0.35),
    )
    sheet.cut(walker(345, 762, 46), NIGHT)


@picture
def asteroid_2024_yr4(sheet: Sheet) -> None:
    """A rock on its way between the Earth and the Moon."""
    sheet.wash(mix(INK, PLUM, 0.35), INK, NIGHT, angle=30)
    stars(sheet, 240, 900, big=6)
    for radius, alpha in ((620, 0.16), (900, 0.22), (1180, 0.28)):
        sheet.cut(dashes(arc((150, 620), radius, -75, 60), 2.5, 6, 13), MIST, alpha=alpha * 1.6)
    earth(sheet, 150, 640, 400, light=-40, glow=0.35)
    moon(sheet, 1330, 240, 120, light=150)
    trail = bezier((1010, 1000), (960, 780), (880, 620), (790, 440), 60)
    beyond = bezier((790, 440), (720, 310), (640, 170), (560, -40), 60)
    sheet.cut(dashes(beyond, 5, 14, 16), OCHRE, alpha=0.9)
    for off, start, wide in ((-66, 26, 5), (-30, 8, 8), (6, 0, 11), (44, 14, 7), (78, 34, 4)):
        line = [(px + off, py + abs(off) * 0.3) for px, py in trail[start:54]]
        sheet.cut(stroke(line, 1, wide), mix(OCHRE, CORAL, abs(off) / 80), alpha=0.85)
    x, y = 790, 430
    rock = [
        at((x, y), a, r)
        for a, r in (
            (0, 116),
            (34, 98),
            (70, 118),
            (112, 96),
            (150, 112),
            (188, 92),
            (222, 116),
            (262, 98),
            (300, 120),
            (332, 104),
        )
    ]
    sheet.cut(
        rock,
        mix(SAND, BRICK, 0.35),
        Shade(mix(INK, PLUM, 0.5), 10, 0.8, 0.85),
        Shade(PAPER, 210, 0.4, 0.55),
        shadow=DEEP,
        rim=0.4,
    )
    with sheet.within(rock):
        facet = [(x - 10, y - 130), (x + 30, y - 20), (x - 20, y + 130), (x + 140, y + 130), (x + 140, y - 130)]
        sheet.cut(facet, INK, Shade(INK, 0, 0.8, 0.5), alpha=0.2)
        for cx, cy, size in (
            (-46, -34, 27),
            (-20, 46, 19),
            (-78, 26, 13),
            (34, -58, 15),
            (50, 22, 24),
            (4, -2, 8),
            (18, 82, 12),
        ):
            crater(sheet, x + cx, y + cy, size, 215, 0.4)
