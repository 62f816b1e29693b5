"""The health desk."""

from itertools import pairwise
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
    SLATE,
    TEAL,
    lighter,
    mix,
)
from .register import picture
from .scenery import earth, sea, sun
from .shapes import (
    Point,
    Shape,
    arc,
    at,
    bezier,
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


@picture
def pandemic_agreement(sheet: Sheet) -> None:
    """A chain of rings, each through the next, around the globe."""
    sheet.wash(lighter(SAND, 0.5), SAND, mix(SAND, CORAL, 0.5), angle=50)
    x, y, away, outer, inner = 800, 450, 322, 116, 84
    for radius in (640, 520):
        sheet.cut(disc(x, y, radius), PAPER, alpha=0.3)
    sheet.haze(disc(x + 16, y + 26, 250), INK, 26, 0.4)
    earth(sheet, x, y, 218, light=215, glow=0.0)
    colours = (BRICK, TEAL, OCHRE, PLUM, SAGE, CORAL, SLATE, MOSS, BRICK, TEAL, OCHRE, PLUM)
    hubs = [at((x, y), 30 * i - 75, away) for i in range(12)]

    def link(i: int, start: float, end: float, shadow: Shadow | None) -> None:
        hub, colour = hubs[i % 12], colours[i % 12]
        sheet.cut(ring(*hub, outer, inner, start, end), colour, shadow=shadow, sway=0, rim=0)

    for i in range(12):
        link(i, 0, 360, LOW)
    for i in range(12):
        # Where two rings cross on the outer side the later one is over, on the inner side the earlier one.
        toward = 30 * i - 75 + 90 + 15
        link(i, toward - 8, toward + 62, None)
    for i in range(12):
        sheet.cut(stroke(arc(hubs[i], (outer + inner) / 2 + 8, 200, 262), 5), PAPER, alpha=0.5)


@picture
def sunscreen_labels(sheet: Sheet) -> None:
    """A tube of sunscreen stands in the sand, under a parasol and a hard sun."""
    sheet.wash(TEAL, mix(TEAL, MIST, 0.6), MIST)
    sun(sheet, 300, 190, 130, OCHRE, mix(OCHRE, PAPER, 0.5), 4)
    sea(sheet, 470, 640, mix(TEAL, MIST, 0.3), mix(TEAL, INK, 0.2), 4, 5)
    beach = to_floor(smooth([(-20, 610), (300, 626), (700, 600), (1100, 622), (1620, 590)], closed=False))
    sheet.cut(beach, SAND, Shade(OCHRE, 90, 0.9, 0.55), shadow=Shadow(0, -5, 8, 0.25), rim=0.6)
    with sheet.within(beach):
        sheet.haze(disc(1200, 800, 420, 0.18), PLUM, 18, 0.45)
        sheet.haze([(560, 806), (840, 806), (1010, 862), (660, 868)], PLUM, 14, 0.45)
    pole = [(1190, 820), (1110, 130)]
    sheet.cut(stroke(pole, 18), PAPER, Shade(SLATE, 0, 0.9, 0.8), shadow=SOFT)
    tip = (1104, 96)
    canopy = [
        *bezier((700, 400), (760, 190), (930, 96), tip, 30),
        *bezier(tip, (1300, 92), (1480, 180), (1540, 330), 30),
    ]
    edge = [(1540, 330), (1400, 320), (1260, 340), (1112, 345), (960, 362), (830, 376), (700, 400)]
    scallop: list[Point] = []
    for a, b in pairwise(edge):
        scallop += bezier(a, (a[0] - 30, a[1] - 26), (b[0] + 30, b[1] - 26), b, 10)
    shade_line = canopy + scallop
    sheet.cut(shade_line, PAPER, Shade(SLATE, 80, 0.9, 0.35), shadow=DEEP)
    with sheet.within(shade_line):
        ends = edge[::-1]
        for i in range(0, 6, 2):
            a, b = ends[i], ends[i + 1]
            bulge = (i - 2.5) * 40
            gore = [
                *bezier(tip, (tip[0] + bulge, 140), (a[0], 240), (a[0], a[1] + 20), 20),
                *bezier((b[0], b[1] + 20), (b[0], 240), (tip[0] + bulge + 40, 140), tip, 20),
            ]
            sheet.cut(gore, BRICK, Shade(PLUM, 70, 0.9, 0.5), sway=0.4)
    sheet.cut(disc(*tip, 14), OCHRE, shadow=LOW)
    stand = (710, 800)

    def lean(shape: Shape) -> Shape:
        return turned(shape, -5, stand)

    sheet.cut(lean(rounded(626, 716, 168, 110, 14)), PAPER, Shade(SLATE, 0, 0.8, 0.7), shadow=SOFT)
    for k in range(9):
        sheet.cut(lean(rect(640 + 17 * k, 722, 5, 96)), SLATE, alpha=0.35, sway=0.3)
    tube = lean([(548, 240), (872, 240), (840, 600), (816, 690), (780, 724), (640, 724), (604, 690), (580, 600)])
    sheet.cut(tube, CORAL, Shade(BRICK, 0, 0.65, 0.85), Shade(PAPER, 180, 0.3, 0.5), shadow=DEEP, rim=0.4)
    with sheet.within(tube):
        sheet.cut(lean(rect(530, 560, 360, 46)), PAPER, Shade(SLATE, 0, 0.6, 0.5))
        sheet.cut(lean(rect(530, 620, 360, 16)), PAPER, Shade(SLATE, 0, 0.6, 0.5))
    sheet.cut(lean(rect(542, 214, 336, 36)), lighter(CORAL, 0.3), Shade(BRICK, 0, 0.8, 0.6), shadow=LOW)
    for k in range(20):
        sheet.cut(lean(rect(552 + 16.5 * k, 218, 4, 28)), BRICK, alpha=0.4, sway=0)
    (middle,) = lean([(708, 410)])
    for k in range(12):
        sheet.cut(stroke([at(middle, 30 * k, 70), at(middle, 30 * k, 100)], 14, 7), PAPER)
    sheet.cut(disc(*middle, 54), PAPER, Shade(OCHRE, 45, 0.9, 0.5))
    foot = smooth([(560, 800), (640, 786), (720, 796), (800, 788), (870, 806), (800, 836), (620, 836)])
    sheet.cut(foot, mix(SAND, OCHRE, 0.2), Shade(OCHRE, 90, 0.8, 0.5))
    for _ in range(120):
        sheet.cut(
            disc(sheet.rng.uniform(0, 1600), sheet.rng.uniform(660, 895), sheet.rng.uniform(1, 3)),
            mix(BRICK, SAND, 0.35),
            alpha=0.5,
            sway=0,
        )


@picture
def malaria_vaccines(sheet: Sheet) -> None:
    """A mosquito before a vial that stands like a shield."""
    sheet.wash(lighter(OCHRE, 0.25), OCHRE, mix(OCHRE, BRICK, 0.45), angle=50)
    sheet.cut(disc(560, 450, 400), PAPER, alpha=0.22)
    sheet.cut(disc(560, 450, 300), PAPER, alpha=0.22)
    body, legs = mix(PLUM, INK, 0.7), mix(PLUM, INK, 0.6)
    for path in (
        [(560, 430), (440, 560), (330, 560), (250, 760)],
        [(575, 440), (500, 600), (440, 640), (420, 820)],
        [(600, 440), (640, 600), (620, 680), (660, 830)],
        [(540, 420), (400, 440), (250, 330), (130, 360)],
        [(620, 430), (720, 560), (770, 620), (790, 790)],
    ):
        sheet.cut(stroke(smooth(path, closed=False), 12, 4), legs, shadow=LOW, rim=0)
    abdomen = smooth([(590, 420), (500, 400), (380, 440), (250, 520), (210, 560), (260, 560), (400, 510), (540, 480)])
    sheet.cut(abdomen, BRICK, Shade(body, 90, 0.8, 0.8), shadow=SOFT)
    with sheet.within(abdomen):
        for k in range(8):
            px = 250 + 40 * k
            sheet.cut(stroke([(px - 12, 400), (px + 14, 600)], 11), body)
    for points in (
        [(610, 385), (520, 230), (360, 110), (230, 90), (250, 160), (400, 280), (560, 400)],
        [(640, 385), (640, 220), (560, 90), (480, 50), (470, 110), (530, 250), (600, 390)],
    ):
        wing = smooth(points)
        sheet.cut(wing, PAPER, Shade(MIST, 200, 0.9, 0.9), shadow=SOFT, alpha=0.82)
        tip = points[3]
        for k in (-1, 0, 1):
            vein = bezier(
                points[0],
                (points[1][0] + 24 * k, points[1][1] + 12),
                (points[2][0] + 24 * k, points[2][1] + 20),
                (tip[0] + 20, tip[1] + 18),
                20,
            )
            sheet.cut(stroke(vein, 3.5, 1), SLATE, alpha=0.6)
    sheet.cut(
        smooth([(560, 400), (610, 360), (670, 370), (700, 420), (670, 470), (600, 480), (556, 450)]),
        body,
        Shade(BRICK, 220, 0.6, 0.5),
        shadow=SOFT,
    )
    sheet.cut(disc(732, 455, 38), body, Shade(BRICK, 230, 0.7, 0.5), shadow=LOW)
    sheet.cut(disc(744, 446, 14), CORAL)
    sheet.cut(stroke(bezier((748, 480), (790, 520), (850, 560), (914, 588)), 11, 3), body)
    for bend in (-1, 1):
        sheet.cut(
            stroke(bezier((748, 425), (790, 390 - 30 * bend), (830, 400 - 30 * bend), (868, 372 - 36 * bend)), 6, 2),
            body,
        )
    shoulder = bezier((1300, 250), (1300, 330), (1358, 320), (1358, 420), 16)
    glass = [
        *shoulder,
        *arc((1318, 772), 40, 0, 90),
        *arc((992, 772), 40, 90, 180),
        *[(2310 - px, py) for px, py in shoulder[::-1]],
    ]
    sheet.haze(disc(1190, 830, 300, 0.16), PLUM, 18, 0.55)
    sheet.cut(glass, PAPER, Shade(MIST, 0, 0.8, 0.95), shadow=DEEP)
    with sheet.within(glass):
        level = [(930, 470), *[(930 + 20 * i, 470 + 7 * sin(i / 2)) for i in range(1, 23)], (1380, 830), (930, 830)]
        sheet.cut(level, TEAL, Shade(INK, 0, 0.8, 0.6), Shade(MIST, 180, 0.3, 0.6))
        for _ in range(16):
            sheet.cut(ring(sheet.rng.uniform(970, 1340), sheet.rng.uniform(490, 790), 8, 5.5), MIST, alpha=0.6)
    label = rect(946, 540, 418, 180)
    with sheet.within(glass):
        sheet.cut(label, PAPER, Shade(SAND, 0, 0.8, 0.9), shadow=LOW)
        sheet.cut(rect(946, 540, 418, 26), BRICK, Shade(PLUM, 0, 0.8, 0.6))
        for k, wide in enumerate((150, 110, 130)):
            sheet.cut(rounded(1180, 592 + 36 * k, wide, 14, 7), mix(SLATE, PAPER, 0.3))
        shield = smooth([(1070, 584), (1125, 604), (1120, 660), (1070, 706), (1020, 660), (1015, 604)], steps=8)
        sheet.cut(shield, TEAL, Shade(INK, 40, 0.9, 0.4))
        sheet.cut(stroke([(1045, 642), (1064, 662), (1098, 618)], 12), PAPER)
    sheet.cut(stroke([(982, 400), (982, 760)], 16), PAPER, alpha=0.55)
    sheet.cut(rect(1000, 236, 310, 40), mix(SLATE, MIST, 0.4), Shade(INK, 0, 0.8, 0.6), shadow=LOW)
    sheet.cut(
        rounded(984, 128, 342, 124, 18), BRICK, Shade(PLUM, 0, 0.8, 0.75), Shade(CORAL, 180, 0.35, 0.6), shadow=SOFT
    )
    for k in range(12):
        sheet.cut(rect(1006 + 26 * k, 150, 6, 86), PLUM, alpha=0.35, sway=0.3)
