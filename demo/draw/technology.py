"""The technology desk."""

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
from .shapes import (
    Point,
    Shape,
    arc,
    at,
    disc,
    rect,
    ring,
    rounded,
    smooth,
    stroke,
    to_floor,
    turned,
)
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet


def _drum(sheet: Sheet, x: float, top: float, radius: float, high: float, colour: Colour) -> None:
    """A lying disc of paper with a side: one tier of a database."""
    squash = 0.26
    side = [(x - radius, top), (x + radius, top), *arc((x, top + high), radius, 0, 180, squash)]
    sheet.cut(
        side,
        colour,
        Shade(darker(colour, 0.75), 0, 0.75, 0.75),
        Shade(lighter(colour), 180, 0.3, 0.4),
        shadow=SOFT,
        rim=0,
    )
    for k in (0.36, 0.46):
        band = arc((x, top + high * k), radius, 0, 180, squash)
        sheet.cut(stroke(band, 4), darker(colour, 0.5), alpha=0.55)
    lid = mix(colour, SAND, 0.5) if colour == PAPER else lighter(colour, 0.28)
    sheet.cut(disc(x, top, radius, squash), lid, Shade(colour, 20, 0.9, 0.7), rim=0.3)


@picture
def sqlite_at_25(sheet: Sheet) -> None:
    """A small database as a birthday cake of drums, with one candle."""
    sheet.wash(lighter(CORAL, 0.25), CORAL, mix(CORAL, BRICK, 0.55))
    sheet.glow(800, 150, 560, PAPER, 0.75)
    for angle in range(0, 360, 15):
        sheet.cut(stroke([at((800, 120), angle, 190), at((800, 120), angle, 1200)], 8, 120), PAPER, alpha=0.07)
    table = to_floor([(-20, 700), (1620, 700)])
    sheet.cut(table, mix(PLUM, BRICK, 0.15), Shade(INK, 90, 0.9, 0.55), rim=0.4)
    sheet.haze(disc(830, 790, 350, 0.24), INK, 18, 0.6)
    for colour, top in ((TEAL, 632), (OCHRE, 480), (PAPER, 328)):
        _drum(sheet, 800, top, 300, 124, colour)
        for k, light in enumerate((BRICK, OCHRE if colour != OCHRE else PAPER, MIST if colour != PAPER else TEAL)):
            angle = radians(52 - 9 * k)
            sheet.cut(
                disc(800 + 300 * cos(angle), top + 82 + 78 * sin(angle), 11, 1.1), light, shadow=Shadow(-1, -1, 2, 0.4)
            )
    for k in range(3):
        card = turned(rounded(560 + 14 * k, 560 - 12 * k, 150, 96, 8), -3, (640, 600))
        sheet.cut(card, (CORAL, MIST, PAPER)[k], Shade(SAND, 90, 0.9, 0.5), shadow=LOW)
    sheet.cut(
        turned(rounded(550, 590, 210, 118, 12), -1, (640, 650)),
        mix(TEAL, INK, 0.28),
        Shade(INK, 60, 0.9, 0.5),
        shadow=SOFT,
    )
    sheet.cut(
        turned(rounded(606, 616, 98, 34, 6), -1, (640, 650)),
        PAPER,
        Shade(SAND, 90, 0.9, 0.6),
        shadow=Shadow(-1, -2, 3, 0.4),
    )
    sheet.cut(turned(rounded(632, 668, 46, 16, 8), -1, (640, 650)), OCHRE, shadow=LOW)
    sheet.cut(rect(788, 226, 24, 130), BRICK, Shade(INK, 0, 0.7, 0.5), shadow=LOW)
    with sheet.within(rect(788, 226, 24, 130)):
        for k in range(5):
            sheet.cut(
                [(780, 250 + 32 * k), (820, 228 + 32 * k), (820, 241 + 32 * k), (780, 263 + 32 * k)], PAPER, sway=0
            )
    sheet.cut(stroke([(800, 228), (802, 208)], 4), INK)
    sheet.glow(800, 168, 150, OCHRE, 0.9)
    flame = smooth([(800, 92), (826, 158), (822, 200), (800, 214), (778, 200), (776, 158)])
    sheet.cut(flame, OCHRE, Shade(BRICK, 90, 0.6, 0.6))
    sheet.cut(smooth([(801, 140), (813, 178), (800, 206), (788, 180)]), PAPER)
    for _ in range(46):
        px, py = sheet.rng.uniform(40, 1560), sheet.rng.uniform(40, 700)
        if abs(px - 800) > 380:
            bit = turned(rect(px, py, sheet.rng.uniform(14, 26), 10), sheet.rng.uniform(0, 180), (px, py))
            sheet.cut(bit, sheet.rng.choice((TEAL, OCHRE, PAPER, PLUM)), shadow=LOW)


DIGITS: dict[str, list[list[Point]]] = {
    "two": [
        [(0.08, 0.25), (0.3, 0.02), (0.72, 0.05), (0.85, 0.32), (0.5, 0.65), (0.1, 0.97), (0.12, 0.98), (0.92, 0.96)]
    ],
    "five": [
        [(0.85, 0.03), (0.22, 0.04), (0.2, 0.05), (0.16, 0.42), (0.55, 0.36), (0.9, 0.66), (0.6, 0.97), (0.1, 0.88)]
    ],
    "eight": [
        [(0.5, 0.44), (0.2, 0.36), (0.16, 0.14), (0.5, 0.0), (0.84, 0.14), (0.8, 0.36), (0.5, 0.44)],
        [(0.5, 0.44), (0.12, 0.58), (0.1, 0.88), (0.5, 1.02), (0.9, 0.88), (0.88, 0.58), (0.5, 0.44)],
    ],
    "three": [
        [(0.1, 0.12), (0.5, 0.0), (0.84, 0.22), (0.42, 0.46), (0.44, 0.48), (0.92, 0.72), (0.5, 1.0), (0.06, 0.86)]
    ],
    "six": [[(0.8, 0.04), (0.34, 0.24), (0.08, 0.68), (0.46, 1.0), (0.88, 0.7), (0.5, 0.44), (0.12, 0.68)]],
}


@picture
def captcha_history(sheet: Sheet) -> None:
    """Figures bent out of shape on a card, and the box to tick."""
    sheet.wash(mix(SAGE, MIST, 0.4), SAGE, mix(SAGE, MOSS, 0.6), angle=60)
    card = turned(rounded(170, 110, 1180, 430, 26), -4, (760, 330))
    sheet.cut(card, PAPER, Shade(SAND, 50, 0.9, 0.8), shadow=DEEP)
    with sheet.within(card):
        for i in range(19):
            line = [(x, 40 + 34 * i + 26 * sin(x / 120 + i * 0.4)) for x in range(100, 1480, 12)]
            sheet.cut(stroke(line, 2.5), TEAL, alpha=0.3)
        for i in range(21):
            line = [(150 + 64 * i + 24 * sin(y / 70 + i * 0.3), y) for y in range(40, 660, 12)]
            sheet.cut(stroke(line, 2.5), TEAL, alpha=0.3)
        colours = (BRICK, TEAL, PLUM, mix(OCHRE, BRICK, 0.35), INK)
        for i, (name, colour) in enumerate(zip(("five", "eight", "two", "six", "three"), colours, strict=True)):
            tilt = (-14, 11, -6, 16, -12)[i]
            for line in DIGITS[name]:
                soft = smooth([(265 + 205 * i + 150 * x, 195 + 235 * y) for x, y in line], closed=False)
                bent = [(x + 16 * sin(y / 38), y + 24 * sin(x / 85)) for x, y in soft]
                bent = turned(bent, tilt, (340 + 205 * i, 315))
                sheet.cut(stroke(bent, 40), colour, Shade(INK, 60, 0.9, 0.35), shadow=SOFT)
        for phase, colour, wide in ((0.0, INK, 7), (2.0, BRICK, 5)):
            line = [(x, 330 - (x - 760) * 0.07 + 95 * sin(x / 150 + phase)) for x in range(150, 1400, 10)]
            sheet.cut(stroke(line, wide), colour, alpha=0.75)
        for _ in range(150):
            sheet.cut(
                disc(sheet.rng.uniform(150, 1380), sheet.rng.uniform(80, 580), sheet.rng.uniform(2, 6)), INK, alpha=0.4
            )
    note = turned(rounded(720, 560, 620, 220, 22), 3, (1030, 670))
    sheet.cut(note, INK, Shade(TEAL, 200, 0.9, 0.45), shadow=DEEP)
    box = turned(rounded(775, 605, 126, 126, 16), 3, (1030, 670))
    sheet.cut(box, PAPER, Shade(SAND, 60, 0.9, 0.7), shadow=Shadow(-3, -4, 5, 0.4))
    tick = smooth([(800, 655), (836, 700), (862, 640), (930, 552)], closed=False)
    sheet.cut(stroke(tick, 18, 28), OCHRE, Shade(BRICK, 90, 0.9, 0.5), shadow=SOFT)
    for k, long in ((0, 330), (1, 220)):
        sheet.cut(turned(rounded(950, 634 + 44 * k, long, 22, 11), 3, (1030, 670)), lighter(SLATE, 0.2), alpha=0.9)


@picture
def rss_feeds(sheet: Sheet) -> None:
    """Waves leave a folded newspaper for the four corners."""
    sheet.wash(mix(OCHRE, SAND, 0.35), OCHRE, mix(OCHRE, CORAL, 0.7), angle=-40)
    corner = (330, 690)
    for radius, colour in ((1420, mix(CORAL, OCHRE, 0.15)), (1170, BRICK), (920, PLUM), (670, INK)):
        band = ring(*corner, radius, radius - 150, -96, 12)
        sheet.cut(band, colour, Shade(darker(colour, 0.5), -45, 0.8, 0.5), shadow=DEEP, rim=0.35)
    for angle, away, size, lean in (
        (-62, 600, 1.0, 16),
        (-24, 620, 1.05, -12),
        (-44, 850, 0.95, 8),
        (-12, 900, 0.9, 20),
        (-30, 1110, 0.9, -8),
        (-16, 1290, 0.85, 14),
    ):
        px, py = at(corner, angle, away)
        leaf_out = turned(rounded(px - 52 * size, py - 64 * size, 104 * size, 128 * size, 8), lean, (px, py))
        sheet.cut(leaf_out, PAPER, Shade(SAND, 60, 0.9, 0.8), shadow=DEEP)
        sheet.cut(
            turned(rect(px - 38 * size, py - 50 * size, 76 * size, 34 * size), lean, (px, py)),
            (TEAL, CORAL, OCHRE)[int(away) % 3],
        )
        for k in range(4):
            sheet.cut(
                turned(
                    rect(px - 38 * size, py - 4 * size + 15 * k * size, (76 if k < 3 else 44) * size, 6 * size),
                    lean,
                    (px, py),
                ),
                SLATE,
            )
    sheet.haze([(120, 520), (640, 540), (700, 860), (90, 860)], PLUM, 26, 0.5)

    def tilt(shape: Shape) -> Shape:
        return turned(shape, -9, corner)

    for back in (2, 1):
        sheet.cut(tilt(rounded(96 + 9 * back, 470 + 11 * back, 490, 360, 8)), mix(PAPER, SAND, 0.5 * back), shadow=SOFT)
    page = tilt(rounded(96, 470, 490, 360, 8))
    sheet.cut(page, PAPER, Shade(SAND, 60, 0.9, 0.6), shadow=SOFT)
    sheet.cut(tilt(rect(124, 496, 434, 46)), INK)
    for k in range(6):
        sheet.cut(tilt(rounded(146 + 66 * k, 510, 44, 18, 3)), PAPER)
    sheet.cut(tilt(rect(124, 562, 206, 150)), TEAL, Shade(INK, 60, 0.9, 0.5))
    with sheet.within(tilt(rect(124, 562, 206, 150))):
        sheet.cut(tilt(disc(270, 610, 28)), OCHRE)
        sheet.cut(tilt(smooth([(110, 720), (170, 640), (220, 690), (280, 650), (350, 720)])), MOSS)
    for row in range(11):
        for left, wide in ((352, 92), (464, 92)):
            sheet.cut(
                tilt(rect(left, 562 + 23 * row, wide * (0.6 if row in (4, 10) else 1), 9)),
                mix(SLATE, PAPER, 0.15),
                sway=0.4,
            )
    for row in range(4):
        sheet.cut(tilt(rect(124, 732 + 23 * row, 206 if row < 3 else 120, 9)), mix(SLATE, PAPER, 0.15), sway=0.4)
    fold = tilt([(86, 652), (596, 646), (596, 658), (86, 664)])
    sheet.haze(fold, PLUM, 8, 0.35)


@picture
def miracle_battery(sheet: Sheet) -> None:
    """A great battery whose promise shows a crack."""
    sheet.wash(mix(PLUM, BRICK, 0.25), PLUM, mix(PLUM, INK, 0.7))
    sheet.glow(800, 420, 900, BRICK, 0.55, 0.6)
    for k in range(24):
        ray = [
            at((800, 450), 15 * k - 2.5, 120),
            at((800, 450), 15 * k + 2.5, 120),
            at((800, 450), 15 * k + 4, 1200),
            at((800, 450), 15 * k - 4, 1200),
        ]
        sheet.cut(ray, OCHRE, alpha=0.08)
    floor = to_floor([(-20, 770), (1620, 770)])
    sheet.cut(floor, mix(PLUM, INK, 0.75), Shade(INK, 90, 0.8, 0.6), rim=0.2)
    sheet.glow(800, 800, 620, OCHRE, 0.5, 0.14)
    sheet.haze(disc(820, 806, 280, 0.12), INK, 16, 0.8)
    sheet.cut(
        rounded(722, 84, 156, 90, 16),
        mix(SAND, SLATE, 0.35),
        Shade(INK, 0, 0.8, 0.75),
        Shade(PAPER, 180, 0.4, 0.5),
        shadow=SOFT,
    )
    body = rounded(590, 142, 420, 670, 38)
    sheet.cut(body, TEAL, Shade(INK, 0, 0.75, 0.85), Shade(MIST, 180, 0.35, 0.5), shadow=DEEP)
    with sheet.within(body):
        sheet.cut(
            rect(580, 142, 440, 150), OCHRE, Shade(mix(BRICK, INK, 0.5), 0, 0.8, 0.8), Shade(PAPER, 180, 0.35, 0.5)
        )
        sheet.cut(rect(580, 286, 440, 12), PAPER, Shade(SLATE, 0, 0.8, 0.8), sway=0)
        sheet.cut(rect(580, 740, 440, 80), INK, alpha=0.35)
        sheet.cut(rect(636, 142, 26, 700), PAPER, alpha=0.22)
    crack = [(880, 120), (806, 300), (872, 372), (742, 520), (828, 590), (716, 830)]
    sheet.haze(stroke(crack, 60, 40), OCHRE, 26, 0.95)
    left = [(x - w, y) for (x, y), w in zip(crack, (10, 26, 12, 30, 14, 4), strict=True)]
    right = [(x + w, y + 6) for (x, y), w in zip(crack, (14, 22, 18, 26, 18, 4), strict=True)]
    split = left + right[::-1]
    with sheet.within([body, rounded(722, 84, 156, 90, 16)]):
        sheet.cut(split, PAPER, Shade(OCHRE, 0, 0.9, 0.5), sway=0)
        for start, turn, long in (
            ((806, 300), 200, 90),
            ((872, 372), 20, 100),
            ((742, 520), 170, 110),
            ((828, 590), -10, 120),
            ((770, 700), 190, 70),
        ):
            end = at(start, turn, long)
            kink = (0.5 * (start[0] + end[0]), 0.5 * (start[1] + end[1]) + 18)
            sheet.haze(stroke([start, kink, end], 22, 4), OCHRE, 9, 0.8)
            sheet.cut(stroke([start, kink, end], 11, 1), PAPER)
    for _ in range(26):
        px, py = 790 + sheet.rng.gauss(0, 210), sheet.rng.uniform(120, 760)
        sheet.glow(px, py, 16, OCHRE, 0.8)
        sheet.cut(disc(px, py, sheet.rng.uniform(1.5, 4)), PAPER)
