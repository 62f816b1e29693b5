"""Ice, reef and open sea."""

import random
from math import sin

from .palette import (
    BRICK,
    CORAL,
    INK,
    MIST,
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
from .scenery import bird, boat, leaf, sea
from .shapes import (
    Outline,
    Point,
    at,
    bezier,
    crest,
    disc,
    hills,
    rect,
    ring,
    smooth,
    stroke,
    swoosh,
    to_floor,
)
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet


@picture
def year_of_glaciers(sheet: Sheet) -> None:
    """A glacier's tongue comes down to its lake."""
    rng = sheet.rng
    sheet.wash(mix(TEAL, MIST, 0.55), MIST, SAND, lighter(CORAL, 0.4))
    sheet.cut(disc(430, 210, 92), PAPER, alpha=0.9)
    sheet.glow(430, 210, 300, PAPER, 0.6)
    far = crest(
        [
            (-20, 380),
            (180, 240),
            (340, 330),
            (560, 150),
            (720, 260),
            (900, 110),
            (1090, 250),
            (1280, 160),
            (1460, 290),
            (1620, 220),
        ],
        rng,
        0.2,
    )
    sheet.cut(to_floor(far), mix(SLATE, MIST, 0.55), Shade(MIST, 90, 0.6, 0.9), Shade(PAPER, -90, 0.3, 0.9), rim=0.4)
    brow = [(380, 330), (520, 268), (620, 276), (740, 292), (880, 236), (1020, 286), (1180, 250), (1420, 330)]
    field = crest(brow, rng, 0.08)
    right_bank = smooth([(1420, 330), (1230, 430), (1140, 520), (1130, 610), (1170, 720)], closed=False)
    left_bank = smooth([(500, 720), (540, 600), (520, 510), (470, 430), (380, 330)], closed=False)
    ice_line = [*field, *right_bank, *left_bank]
    sheet.cut(ice_line, PAPER, Shade(mix(TEAL, MIST, 0.4), 90, 0.7, 0.9), shadow=SOFT)
    with sheet.within(ice_line):
        for k in range(11):
            share = k / 10
            lane = smooth(
                [
                    (440 + 900 * share, 250),
                    (500 + 740 * share, 350),
                    (550 + 580 * share, 440),
                    (560 + 540 * share, 530),
                    (550 + 550 * share, 620),
                    (510 + 660 * share, 730),
                ],
                closed=False,
            )
            sheet.cut(stroke(lane, 3, 9), SLATE if k in (4, 6) else TEAL, alpha=0.3)
        for k in range(26):
            y = 430 + 11 * k
            x = 835 + rng.uniform(-150, 150) * (0.7 + k / 40)
            sheet.cut(
                swoosh(bezier((x - 48, y - 9), (x - 16, y + 8), (x + 16, y + 8), (x + 48, y - 9), 16), 6),
                TEAL,
                alpha=0.6,
            )
    left = crest(
        [(-20, 260), (120, 330), (250, 290), (420, 400), (530, 440), (590, 540), (560, 640), (590, 740)], rng, 0.14
    )
    sheet.cut(
        [*left, (590, 920), (-20, 920)],
        mix(PLUM, SLATE, 0.45),
        Shade(INK, 70, 0.8, 0.65),
        Shade(CORAL, 215, 0.5, 0.35),
        shadow=SOFT,
    )
    right = crest(
        [(1080, 740), (1100, 630), (1060, 530), (1150, 430), (1260, 350), (1390, 350), (1500, 230), (1620, 260)],
        rng,
        0.14,
    )
    sheet.cut(
        [*right, (1620, 920), (1080, 920)],
        mix(PLUM, INK, 0.3),
        Shade(INK, 70, 0.8, 0.65),
        Shade(CORAL, 235, 0.4, 0.5),
        shadow=SOFT,
    )
    cliff = [
        (540, 668),
        (620, 652),
        (700, 640),
        (790, 650),
        (880, 640),
        (960, 650),
        (1060, 648),
        (1130, 672),
        (1130, 740),
        (540, 740),
    ]
    sheet.cut(cliff, PAPER, Shade(TEAL, 90, 0.8, 0.85), shadow=LOW)
    for x in range(590, 1120, 38):
        sheet.cut(stroke([(x + rng.uniform(-8, 8), 648), (x + rng.uniform(-8, 8), 726)], 5, 2), TEAL, alpha=0.6)
    sea(sheet, 716, 880, mix(INK, TEAL, 0.35), mix(TEAL, MIST, 0.3), 5, 5)
    sheet.haze(rect(600, 728, 500, 60), PAPER, 20, 0.5)
    for x, y, size in ((360, 780, 90), (1260, 800, 130), (760, 830, 70), (980, 770, 44), (560, 760, 36)):
        berg = [
            (x - size, y),
            (x - size * 0.6, y - size * 0.5),
            (x - size * 0.2, y - size * 0.36),
            (x + size * 0.15, y - size * 0.85),
            (x + size * 0.55, y - size * 0.3),
            (x + size, y),
        ]
        sheet.haze(
            [(x - size, y), (x + size, y), (x + size * 0.6, y + size * 0.4), (x - size * 0.6, y + size * 0.4)],
            PAPER,
            7,
            0.4,
        )
        sheet.cut(berg, PAPER, Shade(mix(TEAL, MIST, 0.3), 30, 0.9, 0.85), shadow=LOW)
    boat(sheet, 180, 846, 80, BRICK, OCHRE, 3)


def _branches(rng: random.Random, foot: Point, angle: float, length: float, width: float) -> list[Outline]:
    """A coral that forks until its twigs are short."""
    tip = at(foot, angle, length)
    bend = at(((foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2), angle + 90, rng.uniform(-0.12, 0.12) * length)
    pieces = stroke(bezier(foot, bend, bend, tip, 8), width, width * 0.8)
    if length > 48:
        for turn in (-27, 24) if length < 120 else (-34, -4, 30):
            pieces += _branches(
                rng, tip, angle + turn + rng.uniform(-9, 9), length * rng.uniform(0.68, 0.82), width * 0.8
            )
    return pieces


@picture
def coral_bleaching(sheet: Sheet) -> None:
    """One reef, half of it alive and half of it white."""
    rng = sheet.rng
    sheet.wash(mix(MIST, TEAL, 0.35), TEAL, mix(TEAL, INK, 0.55), mix(INK, TEAL, 0.2))
    for left, wide, strength in ((180, 110, 0.3), (480, 160, 0.26), (860, 120, 0.22), (1180, 170, 0.26)):
        sheet.haze(
            [(left, -40), (left + wide, -40), (left + wide * 2 + 160, 900), (left + 60, 900)], MIST, 24, strength
        )

    def hue(alive: Colour, x: float) -> Colour:
        return alive if x < 800 else mix(PAPER, alive, 0.06)

    def shade(x: float, colour: Colour) -> Shade:
        return Shade(darker(colour, 0.7) if x < 800 else SLATE, 60, 0.85, 0.55)

    sheet.cut(hills(rng, 800, 26, 800), mix(INK, PLUM, 0.25), shadow=Shadow(0, -6, 12, 0.3), rim=0.1)
    for foot, angle, length, width, alive in (
        ((330, 850), -98, 190, 54, BRICK),
        ((1270, 850), -84, 190, 54, BRICK),
        ((640, 850), -84, 138, 38, OCHRE),
        ((990, 850), -98, 138, 38, OCHRE),
    ):
        colour = hue(alive, foot[0])
        sheet.cut(_branches(rng, foot, angle, length, width), colour, shade(foot[0], colour), shadow=DEEP, rim=0.3)
    for x, y, radius, alive in (
        (120, 850, 120, PLUM),
        (500, 880, 100, CORAL),
        (1110, 884, 104, CORAL),
        (1500, 850, 130, PLUM),
        (760, 900, 78, SAGE),
        (890, 905, 78, SAGE),
    ):
        colour = hue(alive, x)
        dome = disc(x, y, radius)
        sheet.cut(dome, colour, Shade(darker(colour, 0.7) if x < 800 else SLATE, 60, 0.8, 0.6, round=True), shadow=DEEP)
        with sheet.within(dome):
            for k in range(7):
                line = [
                    (x - radius + s, y - radius * 0.85 + k * radius * 0.24 + 9 * sin(s / 13 + k))
                    for s in range(0, int(2 * radius), 6)
                ]
                sheet.cut(stroke(line, 5), darker(colour, 0.3) if x < 800 else mix(PAPER, SLATE, 0.4), alpha=0.7)
    for x, tall, alive in (
        (215, 190, OCHRE),
        (250, 240, OCHRE),
        (420, 150, PLUM),
        (1180, 150, PLUM),
        (1390, 240, OCHRE),
        (1430, 180, OCHRE),
    ):
        colour = hue(alive, x)
        tube = [(x - 22, 900), (x - 26, 870 - tall), (x + 26, 870 - tall), (x + 22, 900)]
        sheet.cut(tube, colour, shade(x, colour), shadow=SOFT)
        sheet.cut(disc(x, 870 - tall, 26, 0.4), darker(colour, 0.55) if x < 800 else mix(PAPER, SLATE, 0.6))
    for x, y, size, colour in (
        (160, 300, 46, OCHRE),
        (260, 250, 36, OCHRE),
        (290, 340, 32, OCHRE),
        (590, 250, 56, CORAL),
        (480, 420, 28, PAPER),
        (420, 170, 26, PAPER),
    ):
        body = leaf(x - size, y, size * 2, size * 0.62, 0)
        sheet.cut(
            [body, [(x - size * 0.75, y), (x - size * 1.4, y - size * 0.5), (x - size * 1.4, y + size * 0.5)]],
            colour,
            Shade(BRICK, 90, 0.9, 0.5),
            shadow=LOW,
        )
        sheet.cut(disc(x + size * 0.55, y - size * 0.1, size * 0.09), INK, sway=0)
    for _ in range(26):
        x, y = rng.uniform(60, 720), rng.uniform(60, 520)
        sheet.cut(ring(x, y, 7, 5), PAPER, alpha=0.5, sway=0)


@picture
def high_seas_treaty(sheet: Sheet) -> None:
    """A whale under the open sea, and a boat that hardly knows."""
    rng = sheet.rng
    sheet.wash(SAND, lighter(CORAL, 0.35), mix(CORAL, SAND, 0.3))
    sheet.cut(disc(1220, 150, 70), PAPER, alpha=0.9)
    for x, y in ((300, 100), (360, 76), (1040, 70)):
        sheet.cut(bird(x, y, 36), PLUM)
    boat(sheet, 430, 188, 92, BRICK, PAPER, -3)
    sea(sheet, 190, 860, mix(INK, (0, 0, 0), 0.25), mix(TEAL, MIST, 0.25), 9, 8)
    for left, wide, strength in ((240, 120, 0.2), (620, 180, 0.24), (1050, 120, 0.18), (1330, 90, 0.14)):
        sheet.haze(
            [(left, 200), (left + wide, 200), (left + wide * 2 - 60, 860), (left - 180, 860)], MIST, 26, strength
        )
    back = (
        bezier((240, 600), (330, 380), (760, 330), (1060, 470), 40)
        + bezier((1060, 470), (1180, 525), (1270, 520), (1370, 430), 24)[1:]
    )
    tail = [(1340, 330), (1400, 372), (1440, 400), (1500, 372), (1570, 366), (1530, 440), (1470, 476), (1420, 486)]
    belly = (
        bezier((1420, 486), (1300, 640), (1080, 690), (860, 720), 30)
        + bezier((860, 720), (620, 750), (290, 740), (240, 600), 30)[1:]
    )
    whale = back + smooth(tail, closed=False, steps=6) + belly
    sheet.cut(
        whale,
        mix(SLATE, INK, 0.25),
        Shade(INK, 75, 0.8, 0.7),
        Shade(MIST, -95, 0.45, 0.5),
        shadow=Shadow(0, 30, 34, 0.5),
        rim=0.3,
    )
    with sheet.within(whale):
        throat = bezier((220, 606), (420, 610), (660, 600), (960, 740), 40)
        sheet.cut([*throat, (960, 800), (200, 800)], mix(MIST, SLATE, 0.25), Shade(INK, 90, 0.9, 0.55), rim=0.2)
        for k in range(8):
            groove = bezier((228, 622 + 15 * k), (420, 628 + 16 * k), (640, 622 + 18 * k), (930, 742 + 14 * k), 40)
            sheet.cut(stroke(groove, 4, 2), mix(SLATE, INK, 0.4), alpha=0.75)
        for _ in range(60):
            x, y = rng.uniform(300, 1300), rng.uniform(390, 560)
            sheet.cut(disc(x, y, rng.uniform(1.5, 4)), MIST, alpha=0.35, sway=0)
    sheet.cut(disc(452, 574, 11, 0.8), INK)
    sheet.cut(disc(449, 571, 3.5), PAPER, sway=0)
    fin = smooth([(640, 640), (700, 650), (760, 690), (800, 790), (790, 850), (720, 800), (650, 720)])
    sheet.cut(fin, mix(SLATE, INK, 0.4), Shade(INK, 90, 0.8, 0.6), Shade(MIST, -60, 0.4, 0.4), shadow=DEEP, rim=0.3)
    sheet.cut(smooth([(1060, 470), (1100, 424), (1140, 410), (1132, 462), (1150, 508)]), mix(SLATE, INK, 0.4))
    for x, y, size in (
        (180, 380, 24),
        (230, 350, 18),
        (250, 400, 20),
        (160, 430, 16),
        (300, 372, 16),
        (1250, 760, 20),
        (1310, 780, 16),
        (1290, 730, 14),
    ):
        sheet.cut(
            [
                leaf(x + size, y, size * 2, size * 0.5, 180),
                [(x + size * 0.8, y), (x + size * 1.4, y - size * 0.4), (x + size * 1.4, y + size * 0.4)],
            ],
            OCHRE,
            Shade(BRICK, 90, 0.9, 0.6),
        )
    for k in range(12):
        sheet.cut(ring(560 + rng.uniform(-26, 26), 350 - 12 * k, 5 + k * 0.5, 3.5 + k * 0.5), PAPER, alpha=0.5, sway=0)
