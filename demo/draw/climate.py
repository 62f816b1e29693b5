"""The climate desk: heat and sun."""

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
    blend,
    darker,
    mix,
)
from .register import picture
from .scenery import bush, cloud, leaf, sun
from .shapes import (
    WIDTH,
    arrow,
    disc,
    hills,
    rect,
    rounded,
    smooth,
    stroke,
)
from .sheet import DEEP, LOW, SOFT, Shade, Shadow, Sheet

STRIPES = [INK, SLATE, mix(SLATE, MIST, 0.5), MIST, SAND, mix(SAND, CORAL, 0.5), CORAL, BRICK, mix(BRICK, PLUM, 0.35)]


@picture
def warmest_year_2024(sheet: Sheet) -> None:
    """Cool stripes become warm ones, and all of them one landscape."""
    rng = sheet.rng
    sheet.wash(mix(SAND, CORAL, 0.3), SAND, PAPER)
    sun(sheet, 1160, 330, 190, BRICK, CORAL, 4)
    for x, y, size in ((360, 170, 320), (620, 250, 200)):
        cloud(sheet, x, y, size, PAPER, 0.9)
    count, wide = 32, WIDTH / 32
    for layer, (base, height, dim) in enumerate(((520, 70, 0.0), (640, 52, 0.13), (770, 40, 0.3))):
        ridge = hills(rng, base, height, 1000 - 180 * layer)
        sheet.cut(ridge, SAND, shadow=Shadow(0, -10, 16, 0.35))
        with sheet.within(ridge):
            for i in range(count):
                warmth = min(1, max(0, i / (count - 1) + rng.uniform(-0.09, 0.09)))
                colour = darker(blend(STRIPES, warmth), dim)
                sheet.cut(rect(i * wide - 1, 300, wide + 3, 640), colour, Shade(INK, 90, 0.5, 0.35), sway=0.5)
            sheet.cut(stroke(ridge[:-2], 5), PAPER, alpha=0.4)


@picture
def heat_pumps(sheet: Sheet) -> None:
    """A house draws warmth out of the cold air."""
    sheet.wash(mix(SLATE, INK, 0.35), SLATE, mix(SLATE, MIST, 0.65))
    back = hills(sheet.rng, 640, 40, 900)
    sheet.cut(back, mix(SLATE, MIST, 0.75), Shade(SLATE, 90, 0.6, 0.6), shadow=Shadow(0, -4, 10, 0.2))
    ground = hills(sheet.rng, 760, 12, 1100)
    sheet.cut(ground, PAPER, Shade(MIST, 90, 0.8, 0.9), shadow=Shadow(0, -5, 10, 0.25))
    house = rect(800, 380, 560, 400)
    sheet.glow(1080, 560, 620, OCHRE, 0.35)
    sheet.cut(rect(1210, 190, 70, 150), BRICK, Shade(PLUM, 0, 0.9, 0.6), shadow=SOFT)
    sheet.cut(rect(1200, 180, 90, 24), PAPER, shadow=LOW)
    sheet.cut(house, SAND, Shade(CORAL, 90, 0.9, 0.75), shadow=DEEP)
    roof = [(740, 396), (1080, 150), (1420, 396)]
    sheet.cut(roof, mix(BRICK, PLUM, 0.2), Shade(INK, 20, 0.8, 0.55), shadow=SOFT)
    sheet.cut(
        [(726, 400), (1080, 142), (1434, 400), (1400, 412), (1080, 182), (760, 412)],
        PAPER,
        Shade(MIST, 90, 0.9, 0.7),
        shadow=LOW,
    )
    room = rect(836, 430, 488, 316)
    sheet.cut(room, OCHRE, Shade(BRICK, 90, 0.95, 0.7), shadow=Shadow(-3, -4, 6, 0.5))
    with sheet.within(room):
        sheet.glow(1080, 540, 330, PAPER, 0.55)
        sheet.cut(rect(836, 706, 488, 40), mix(PLUM, BRICK, 0.4))
        sheet.cut(rounded(1090, 612, 190, 74, 18), TEAL, Shade(INK, 60, 0.9, 0.5), shadow=LOW)
        sheet.cut(rounded(1072, 586, 52, 106, 16), TEAL, Shade(INK, 60, 0.9, 0.4), shadow=LOW)
        sheet.cut(rounded(1240, 586, 52, 106, 16), TEAL, Shade(INK, 60, 0.9, 0.4), shadow=LOW)
        sheet.cut([(1282, 746), (1290, 520), (1298, 520), (1306, 746)], PLUM)
        sheet.cut([(1262, 530), (1278, 478), (1312, 478), (1328, 530)], PAPER, shadow=LOW)
        sheet.cut(rect(866, 470, 96, 96), mix(SLATE, INK, 0.2), Shade(MIST, 90, 0.9, 0.6), shadow=LOW)
        sheet.cut([rect(910, 470, 8, 96), rect(866, 514, 96, 8)], PAPER)
    unit = rounded(520, 600, 200, 176, 16)
    sheet.cut(unit, PAPER, Shade(SLATE, 40, 0.9, 0.6), shadow=DEEP)
    sheet.cut(disc(612, 688, 70), INK, Shade(SLATE, 220, 0.9, 0.5))
    for k in range(5):
        blade = leaf(612, 688, 62, 18, 72 * k + 20)
        sheet.cut(blade, MIST, Shade(SLATE, 0, 0.9, 0.7))
    sheet.cut(disc(612, 688, 13), BRICK)
    cool = (
        ([(130, 470), (240, 430), (360, 500), (470, 620)], 22),
        ([(60, 640), (180, 600), (330, 690), (464, 690)], 22),
        ([(120, 800), (230, 770), (350, 800), (470, 752)], 22),
    )
    for points, wide in cool:
        sheet.cut(arrow(smooth(points, closed=False), wide, 42), MIST, Shade(PAPER, 0, 0.8, 0.9), shadow=SOFT)
    for points in (
        [(716, 690), (800, 700), (880, 690), (940, 640), (980, 560)],
        [(716, 730), (840, 740), (960, 720), (1010, 640), (1050, 500)],
    ):
        sheet.cut(arrow(smooth(points, closed=False), 22, 44), BRICK, Shade(OCHRE, 180, 0.6, 0.9), shadow=SOFT)
    for _ in range(90):
        x, y = sheet.rng.uniform(0, WIDTH), sheet.rng.uniform(0, 760)
        if not (760 < x < 1400 and y > 200):
            sheet.cut(disc(x, y, sheet.rng.uniform(2, 6)), PAPER, alpha=0.9, sway=0)


@picture
def solar_growth(sheet: Sheet) -> None:
    """Solar panels rise from left to right like the bars of a chart."""
    sheet.wash(mix(TEAL, MIST, 0.55), MIST, SAND, mix(SAND, OCHRE, 0.5))
    sun(sheet, 310, 250, 120, OCHRE, mix(OCHRE, PAPER, 0.4), 3)
    cloud(sheet, 800, 130, 260, PAPER, 0.85)
    cloud(sheet, 560, 320, 170, PAPER, 0.7)
    for base, height, colour in ((660, 44, mix(SAGE, MIST, 0.45)), (730, 30, SAGE), (800, 18, mix(SAGE, MOSS, 0.55))):
        sheet.cut(
            hills(sheet.rng, base, height, 1100),
            colour,
            Shade(MOSS, 90, 0.7, 0.5),
            shadow=Shadow(0, -5, 10, 0.2),
            rim=0.3,
        )
        if base == 730:
            for x in (60, 130, 640, 880, 1110):
                bush(sheet, x, 760, 80, MOSS)
    for i, rows in enumerate((1, 2, 2, 4, 6, 8)):
        x, cell, wide = 150 + 232 * i, 78, 172
        foot, lean = 838, 0.16
        high = rows * cell
        top = foot - 34 - high
        panel = [(x, foot - 34), (x + wide, foot - 34), (x + wide + high * lean, top), (x + high * lean, top)]
        sheet.haze(
            [(x, foot - 10), (x + wide, foot - 10), (x + wide + 120, foot + 22), (x + 90, foot + 22)], INK, 9, 0.4
        )
        for leg in (0.2, 0.8):
            sheet.cut(
                stroke([(x + wide * leg + 4, foot - 40), (x + wide * leg + 4, foot + 6)], 12),
                PAPER,
                Shade(SLATE, 0, 0.9, 0.6),
            )
        sheet.cut(panel, PAPER, shadow=DEEP)
        for row in range(rows):
            for column in range(2):
                low, up = foot - 40 - row * cell, foot - 40 - (row + 1) * cell + 8
                left = x + 8 + column * (wide - 8) / 2
                right = left + wide / 2 - 12
                skew = [
                    (left + (foot - 34 - low) * lean, low),
                    (right + (foot - 34 - low) * lean, low),
                    (right + (foot - 34 - up) * lean, up),
                    (left + (foot - 34 - up) * lean, up),
                ]
                tone = mix(SLATE, INK, 0.35 + 0.3 * ((row + column) % 2))
                sheet.cut(skew, tone, Shade(TEAL, -120, 0.9, 0.8), sway=0.4)
        with sheet.within(panel):
            for shift in (0.1, 0.5):
                glint = [
                    (x + wide * shift, foot),
                    (x + wide * (shift + 0.16), foot),
                    (x + wide * (shift + 0.16) + high + 200, foot - high * 1.6 - 200),
                    (x + wide * shift + high + 200, foot - high * 1.6 - 200),
                ]
                sheet.cut(glint, PAPER, alpha=0.13, sway=0)
