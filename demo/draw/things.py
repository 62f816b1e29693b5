"""Things on a table, on a shelf and in a tower."""

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
from .scenery import book, leaf
from .shapes import (
    Outline,
    arc,
    at,
    bezier,
    disc,
    gear,
    rect,
    ring,
    rounded,
    smooth,
    stroke,
    swoosh,
    to_floor,
)
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet


@picture
def austen_at_250(sheet: Sheet) -> None:
    """A quill, its inkwell and a pile of books by a papered wall."""
    wall = mix(SAGE, MIST, 0.35)
    sheet.wash(lighter(wall, 0.2), wall, mix(wall, MOSS, 0.45), angle=35)
    for row in range(7):
        for column in range(13):
            x, y = column * 132 + (66 if row % 2 else 0), row * 118 + 10
            for angle in (-90, -35, -145, 35, 145):
                sheet.cut(leaf(x, y, 34, 9, angle), MOSS, alpha=0.2)
            sheet.cut(disc(x, y - 40, 7), CORAL, alpha=0.5)
    sheet.cut([(-20, 0), (420, 0), (900, 700), (300, 700)], PAPER, alpha=0.16)
    sheet.cut([(520, 0), (760, 0), (1240, 700), (1000, 700)], PAPER, alpha=0.16)
    sheet.cut(
        to_floor([(-20, 700), (1620, 700)]),
        mix(BRICK, PLUM, 0.62),
        Shade(INK, 90, 0.9, 0.5),
        shadow=Shadow(0, -6, 12, 0.3),
        rim=0.4,
    )
    sheet.haze(disc(560, 800, 420, 0.14), INK, 16, 0.55)
    y = 792.0
    for x, wide, high, colour in (
        (220, 700, 92, PLUM),
        (270, 620, 78, TEAL),
        (236, 640, 84, BRICK),
        (300, 540, 66, OCHRE),
        (280, 560, 72, INK),
    ):
        y -= high
        sheet.cut(rounded(x, y, wide, high, 14), colour, Shade(darker(colour, 0.7), 90, 0.8, 0.55), shadow=SOFT)
        sheet.cut(rounded(x + 54, y + 11, wide - 40, high - 22, 6), PAPER, Shade(SAND, 90, 0.9, 0.8), rim=0)
        for k in range(4):
            sheet.cut(
                rect(x + 60, y + 18 + k * (high - 30) / 4, wide - 52, 2), mix(SAND, BRICK, 0.3), alpha=0.5, sway=0.3
            )
        sheet.cut(
            [(x + 8, y), (x + 130, y), (x + 130, y + high), (x + 8, y + high)],
            colour,
            Shade(darker(colour, 0.6), 0, 0.9, 0.4),
        )
        sheet.cut(rounded(x, y - 1, wide + 22, 13, 6), colour, Shade(darker(colour, 0.4), 0, 0.8, 0.4), rim=0.3)
        sheet.cut(rounded(x, y + high - 12, wide + 22, 13, 6), darker(colour, 0.25))
        for k in (40, 56, 96):
            sheet.cut(rect(x + k, y + 4, 5, high - 8), OCHRE if colour != OCHRE else PLUM, sway=0.3)
    sheet.cut(stroke(bezier((560, 412), (640, 440), (700, 640), (688, 770)), 14), CORAL, shadow=LOW)
    sheet.haze(disc(1190, 800, 230, 0.15), INK, 14, 0.6)
    well = smooth([(1090, 600), (1290, 600), (1340, 700), (1330, 790), (1050, 790), (1040, 700)], steps=8)
    quill = bezier((1196, 640), (1230, 420), (1300, 220), (1440, 60), 50)
    left = bezier((1226, 470), (1100, 330), (1180, 130), (1450, 36), 40)
    right = bezier((1450, 36), (1500, 200), (1410, 400), (1226, 470), 40)
    sheet.cut(stroke(quill[:24], 9, 9), SAND, Shade(BRICK, 0, 0.8, 0.5), shadow=SOFT)
    feather = left + right
    sheet.cut(feather, PAPER, Shade(SAND, 0, 0.7, 0.7), Shade(CORAL, 100, 0.5, 0.5), shadow=DEEP)
    with sheet.within(feather):
        for k in range(26):
            start = quill[18 + k] if 18 + k < 50 else quill[-1]
            sheet.cut(stroke([start, (start[0] - 120, start[1] - 60)], 2.5, 1), mix(SAND, BRICK, 0.4), alpha=0.5)
            sheet.cut(stroke([start, (start[0] + 120, start[1] - 100)], 2.5, 1), mix(SAND, BRICK, 0.4), alpha=0.5)
        for notch in ([(1090, 330), (1200, 300), (1110, 290)], [(1480, 330), (1370, 310), (1490, 280)]):
            sheet.cut(notch, mix(wall, MOSS, 0.15), sway=0)
    sheet.cut(stroke(quill[10:], 8, 2), mix(SAND, OCHRE, 0.4))
    sheet.cut(well, mix(INK, TEAL, 0.3), Shade((8, 14, 28), 20, 0.8, 0.8), Shade(MIST, 215, 0.4, 0.45), shadow=SOFT)
    sheet.cut(rounded(1080, 572, 220, 44, 14), OCHRE, Shade(BRICK, 0, 0.8, 0.7), shadow=LOW)
    sheet.cut(disc(1190, 576, 92, 0.14), INK)
    sheet.cut(stroke([(1200, 574), (1206, 540)], 9), SAND)
    sheet.cut(swoosh(bezier((1082, 640), (1064, 690), (1066, 740), (1082, 770)), 14), MIST, alpha=0.7)


@picture
def library_of_things(sheet: Sheet) -> None:
    """A shelf that lends a drill, a tent, a guitar and books."""
    sheet.wash(mix(OCHRE, SAND, 0.5), mix(OCHRE, SAND, 0.2), mix(OCHRE, CORAL, 0.5), angle=50)
    frame = mix(BRICK, PLUM, 0.35)
    sheet.cut(rect(90, 40, 1420, 830), darker(frame, 0.25), shadow=DEEP)
    bays = ((124, 74, 420, 366), (570, 74, 570, 366), (1166, 74, 310, 762), (124, 472, 640, 364), (790, 472, 350, 364))
    for x, y, wide, high in bays:
        sheet.cut(
            rect(x, y, wide, high),
            mix(PLUM, INK, 0.35),
            Shade(INK, -90, 0.8, 0.65),
            Shade(BRICK, 90, 0.5, 0.45),
            sway=0.5,
        )
        sheet.cut(rect(x, y + high - 12, wide, 16), mix(frame, CORAL, 0.4), sway=0.5)
    for x, y, wide, high in ((84, 30, 1432, 40), (84, 840, 1432, 40), (100, 440, 1060, 30)):
        sheet.cut(rect(x, y, wide, high), frame, Shade(PLUM, 90, 0.9, 0.5), shadow=LOW, rim=0.5)
    for x, y, high in ((96, 40, 830), (544, 70, 372), (1140, 60, 790), (764, 462, 380), (1476, 40, 830)):
        sheet.cut(rect(x, y, 27, high), frame, Shade(PLUM, 0, 0.9, 0.5), shadow=LOW)
    _drill(sheet, 330, 240)
    _tent(sheet, 855, 424)
    _guitar(sheet, 1322, 610)
    x = 150.0
    for wide, high, colour in (
        (54, 270, TEAL),
        (40, 240, CORAL),
        (66, 290, OCHRE),
        (44, 226, SAGE),
        (58, 262, BRICK),
        (38, 284, SLATE),
        (60, 246, PAPER),
        (46, 270, TEAL),
    ):
        book(sheet, x, 824, wide, high, colour)
        x += wide + 3
    book(sheet, x + 84, 826, 52, 270, CORAL, -17)
    _pot(sheet, 965, 822)


def _drill(sheet: Sheet, x: float, y: float) -> None:
    """A cordless drill, nose to the right."""
    grip = [(x - 90, y + 10), (x - 10, y + 10), (x - 30, y + 140), (x - 108, y + 140)]
    sheet.cut(grip, INK, Shade(SLATE, 180, 0.7, 0.5), shadow=SOFT)
    sheet.cut(rounded(x - 136, y + 126, 140, 56, 12), TEAL, Shade(INK, 90, 0.9, 0.5), shadow=SOFT)
    sheet.cut(rounded(x - 140, y - 82, 220, 110, 34), TEAL, Shade(INK, 70, 0.8, 0.6), shadow=SOFT)
    sheet.cut(
        [(x + 76, y - 66), (x + 118, y - 54), (x + 118, y + 2), (x + 76, y + 14)],
        INK,
        Shade(SLATE, -90, 0.6, 0.6),
        shadow=LOW,
    )
    sheet.cut(rect(x + 114, y - 34, 62, 16), SAND, Shade(SLATE, 90, 0.9, 0.8), shadow=LOW)
    for k in range(4):
        sheet.cut(stroke([(x + 118 + 14 * k, y - 18), (x + 130 + 14 * k, y - 34)], 3), SLATE)
    sheet.cut(rounded(x - 26, y + 24, 26, 38, 8), OCHRE, shadow=LOW)
    for k in range(4):
        sheet.cut(rounded(x - 112 + 22 * k, y - 50, 9, 44, 4), darker(TEAL, 0.5))


def _tent(sheet: Sheet, x: float, y: float) -> None:
    """A pitched ridge tent."""
    sheet.cut(
        [(x - 250, y), (x - 90, y - 270), (x + 130, y - 240), (x + 250, y)],
        BRICK,
        Shade(PLUM, 0, 0.9, 0.7),
        shadow=SOFT,
    )
    sheet.cut([(x - 250, y), (x - 90, y - 270), (x + 60, y)], CORAL, Shade(BRICK, 90, 0.9, 0.5), shadow=LOW)
    sheet.cut([(x - 150, y), (x - 92, y - 258), (x - 30, y)], INK, Shade(PLUM, 90, 0.9, 0.6))
    sheet.cut([(x - 150, y), (x - 92, y - 258), (x - 176, y - 60)], PAPER, Shade(SAND, 90, 0.9, 0.7), shadow=LOW)
    sheet.cut(stroke([(x - 90, y - 284), (x - 88, y - 240)], 7), SAND)
    for end in ((x - 268, y - 6), (x + 262, y - 6)):
        sheet.cut(
            stroke([(x - 90 if end[0] < x else x + 130, y - 268 if end[0] < x else y - 238), end], 3), PAPER, alpha=0.8
        )


def _guitar(sheet: Sheet, x: float, y: float) -> None:
    """A guitar that stands upright."""
    body = smooth(
        [
            (x, y - 130),
            (x + 84, y - 118),
            (x + 96, y - 50),
            (x + 70, y + 4),
            (x + 118, y + 90),
            (x + 90, y + 190),
            (x, y + 212),
            (x - 90, y + 190),
            (x - 118, y + 90),
            (x - 70, y + 4),
            (x - 96, y - 50),
            (x - 84, y - 118),
        ]
    )
    sheet.cut(body, OCHRE, Shade(BRICK, 40, 0.8, 0.75, round=True), shadow=DEEP)
    sheet.cut(disc(x, y + 18, 46), mix(BRICK, PLUM, 0.5))
    sheet.cut(disc(x, y + 18, 37), INK)
    sheet.cut(rect(x - 52, y + 118, 104, 20), mix(BRICK, PLUM, 0.6), shadow=LOW)
    sheet.cut(
        [(x - 16, y - 420), (x + 16, y - 420), (x + 20, y - 20), (x - 20, y - 20)],
        mix(BRICK, PLUM, 0.6),
        Shade(INK, 0, 0.9, 0.4),
        shadow=SOFT,
    )
    for k in range(9):
        sheet.cut(rect(x - 18, y - 396 + 38 * k, 36, 3), SAND, sway=0)
    sheet.cut(rounded(x - 28, y - 508, 56, 92, 12), BRICK, Shade(PLUM, 0, 0.9, 0.5), shadow=SOFT)
    for k in range(3):
        for side in (-1, 1):
            sheet.cut(disc(x + side * 35, y - 490 + 28 * k, 8), PAPER, shadow=LOW)
    for k in range(4):
        sheet.cut(stroke([(x - 10 + 6.6 * k, y - 430), (x - 12 + 8 * k, y + 126)], 1.8), PAPER, alpha=0.85)


def _pot(sheet: Sheet, x: float, y: float) -> None:
    """A preserving pot with its lid."""
    for side in (-1, 1):
        sheet.cut(
            [ring(x + side * 128, y - 150, 34, 20, 0, 181), ring(x + side * 128, y - 150, 34, 20, 180, 361)],
            INK,
            shadow=LOW,
        )
    sheet.cut(
        rounded(x - 128, y - 196, 256, 196, 26),
        SAGE,
        Shade(MOSS, 0, 0.8, 0.8),
        Shade(PAPER, 180, 0.3, 0.4),
        shadow=SOFT,
    )
    sheet.cut(
        [*arc((x, y - 196), 136, 180, 360, 0.42), (x + 136, y - 186), (x - 136, y - 186)],
        mix(SAGE, MIST, 0.4),
        Shade(MOSS, 0, 0.8, 0.7),
        shadow=SOFT,
    )
    sheet.cut(rounded(x - 26, y - 284, 52, 32, 14), BRICK, shadow=LOW)


def _wheel(
    sheet: Sheet, x: float, y: float, radius: float, teeth: int, colour: Colour, turn: float, spokes: int = 6
) -> None:
    """A toothed wheel with windows between its spokes."""
    depth = radius * 3.4 / teeth
    rim_in, hub = radius - depth * 2.1, radius * 0.2
    windows: list[Outline] = []
    for k in range(spokes):
        a, b = turn + 360 / spokes * k + 11, turn + 360 / spokes * (k + 1) - 11
        windows.append(ring(x, y, rim_in, hub * 1.5, a, b))
    sheet.cut(
        gear(x, y, radius, teeth, depth, turn),
        colour,
        Shade(darker(colour, 0.75), 50, 0.8, 0.75),
        Shade(PAPER, 230, 0.4, 0.45),
        shadow=DEEP,
        holes=windows,
        rim=0.5,
        sway=0,
    )
    sheet.cut(stroke(arc((x, y), rim_in + depth * 0.5, 0, 360), 4), darker(colour, 0.5), alpha=0.5)
    sheet.cut(disc(x, y, hub), lighter(colour, 0.15), Shade(darker(colour, 0.7), 50, 0.9, 0.7), shadow=SOFT)
    sheet.cut(disc(x, y, hub * 0.42), INK, Shade(SLATE, 230, 0.8, 0.5))


@picture
def tower_clock(sheet: Sheet) -> None:
    """The wheels of a tower clock before its lit dial."""
    sheet.wash(mix(PLUM, INK, 0.55), mix(INK, PLUM, 0.3), INK, angle=40)
    for row in range(10):
        for k in range(-1, 12):
            shift = 75 if row % 2 else 0
            sheet.cut(
                rect(k * 150 + shift + 4, row * 92 + 4, 142, 84),
                mix(PLUM, BRICK, 0.25 + 0.2 * sheet.rng.random()),
                alpha=0.28,
            )
    x, y, r = 1110, 410, 420
    sheet.glow(x, y, 800, OCHRE, 0.55)
    sheet.cut(disc(x, y, r + 30), mix(PLUM, INK, 0.7), shadow=DEEP)
    sheet.cut(disc(x, y, r), PAPER, Shade(OCHRE, 60, 0.95, 0.8))
    for k in range(60):
        long, wide = (58, 18) if k % 5 == 0 else (22, 7)
        sheet.cut(
            stroke([at((x, y), 6 * k, r - 24), at((x, y), 6 * k, r - 24 - long)], wide, blunt=True),
            mix(BRICK, PLUM, 0.6),
            alpha=0.85,
        )
    for k in range(12):
        sheet.cut(stroke([(x, y), at((x, y), 30 * k + 15, r)], 4), mix(BRICK, PLUM, 0.5), alpha=0.35)
    for angle, long, wide in ((-118, 250, 34), (-20, 345, 24)):
        sheet.cut(stroke([at((x, y), angle + 180, 60), at((x, y), angle, long)], wide, wide * 0.4), INK, shadow=SOFT)
    bronze, brass = mix(BRICK, OCHRE, 0.35), OCHRE
    _wheel(sheet, 1110, 410, 150, 20, brass, 0, 5)
    _wheel(sheet, 830, 610, 232, 30, bronze, 3, 6)
    _wheel(sheet, 420, 470, 268, 34, brass, 2, 8)
    _wheel(sheet, 585, 800, 150, 20, mix(TEAL, INK, 0.15), 4, 5)
    _wheel(sheet, 150, 200, 210, 28, bronze, 0, 6)
    _wheel(sheet, 140, 740, 190, 24, mix(TEAL, INK, 0.15), 5, 5)
    _wheel(sheet, 640, 230, 110, 15, mix(TEAL, INK, 0.15), 0, 4)
    rod = [(1330, -20), (1400, 690)]
    sheet.cut(stroke(rod, 14), SAND, Shade(BRICK, 0, 0.9, 0.6), shadow=DEEP)
    sheet.cut(disc(1404, 730, 92), brass, Shade(BRICK, 50, 0.85, 0.8, round=True), shadow=DEEP)
