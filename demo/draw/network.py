"""Cables, signs and keys: what connects the readers."""

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
from .scenery import bird, cloud, heart, leaf, sea
from .shapes import (
    Outline,
    Point,
    Shape,
    arc,
    at,
    bezier,
    crest,
    disc,
    rect,
    ring,
    rounded,
    smooth,
    star,
    stroke,
    to_floor,
    turned,
)
from .sheet import LOW, SOFT, Shade, Shadow, Sheet


@picture
def undersea_cables(sheet: Sheet) -> None:
    """A ship pays out a cable that lies down on the sea bed."""
    rng = sheet.rng
    sheet.wash(SAND, lighter(CORAL, 0.45), CORAL)
    sheet.cut(disc(1240, 205, 84), PAPER, alpha=0.85)
    cloud(sheet, 330, 110, 280, PAPER, 0.8)
    cloud(sheet, 980, 150, 200, PAPER, 0.7)
    for x, y in ((250, 190), (310, 165), (900, 80)):
        sheet.cut(bird(x, y, 34), PLUM)
    hull = [(430, 214), (500, 230), (820, 230), (838, 200), (892, 196), (862, 306), (470, 306)]
    sheet.cut(rect(560, 150, 170, 82), PAPER, Shade(SLATE, 0, 0.8, 0.6), shadow=LOW)
    sheet.cut(rect(590, 104, 96, 50), PAPER, Shade(SLATE, 0, 0.8, 0.6), shadow=LOW)
    for i in range(4):
        sheet.cut(rect(576 + 38 * i, 172, 22, 16), INK, sway=0)
    sheet.cut(rect(700, 70, 42, 84), BRICK, Shade(PLUM, 0, 0.8, 0.6), shadow=LOW)
    sheet.cut(rect(700, 88, 42, 14), PAPER, sway=0)
    sheet.cut(stroke([(790, 230), (812, 92)], 8), INK)
    sheet.cut(stroke([(812, 92), (884, 180)], 3), INK)
    for k in range(3):
        sheet.cut(disc(490 + 28 * k, 214, 24), OCHRE, Shade(BRICK, 40, 0.9, 0.6), shadow=LOW)
        sheet.cut(disc(490 + 28 * k, 214, 9), INK)
    sheet.cut(hull, BRICK, Shade(INK, 90, 0.8, 0.65), shadow=SOFT)
    sheet.cut([(447, 250), (877, 250), (873, 264), (452, 264)], PAPER, sway=0.4)
    sea(sheet, 282, 830, mix(INK, (0, 0, 0), 0.2), mix(TEAL, MIST, 0.35), 7, 8)
    for left, wide, strength in ((520, 90, 0.22), (760, 130, 0.18), (1120, 80, 0.16), (240, 70, 0.14)):
        sheet.haze(
            [(left, 290), (left + wide, 290), (left - 120 + wide * 2.2, 820), (left - 220, 820)], MIST, 20, strength
        )
    bed = crest(
        [
            (-20, 760),
            (150, 700),
            (330, 742),
            (560, 800),
            (900, 808),
            (1180, 760),
            (1330, 690),
            (1500, 730),
            (1620, 690),
        ],
        rng,
        0.07,
    )
    sheet.cut(to_floor(bed), mix(PLUM, INK, 0.45), Shade(INK, 90, 0.8, 0.7), shadow=Shadow(0, -8, 14, 0.4), rim=0.3)
    for x, y, size in ((130, 740, 60), (215, 760, 36), (1420, 730, 52), (1510, 750, 34), (1350, 735, 26)):
        sheet.cut(
            smooth([at((x, y), a, size * rng.uniform(0.8, 1.1)) for a in range(0, 360, 45)]),
            mix(PLUM, INK, 0.2),
            Shade(INK, 60, 0.9, 0.8, round=True),
            shadow=LOW,
        )
    cable = (
        bezier((428, 222), (300, 420), (240, 800), (620, 820), 50)
        + bezier((620, 820), (860, 832), (1050, 836), (1660, 792), 40)[1:]
    )
    sheet.haze(stroke(cable, 40), OCHRE, 14, 0.4)
    sheet.cut(stroke(cable, 15), OCHRE, Shade(BRICK, 90, 0.6, 0.4), shadow=LOW)
    for i in range(6, 90, 7):
        sheet.glow(*cable[i], 34, PAPER, 0.7)
        sheet.cut(disc(*cable[i], 6), PAPER)
    for x, y, size in (
        (1050, 470, 44),
        (1130, 500, 36),
        (1080, 530, 30),
        (1190, 455, 30),
        (900, 640, 26),
        (950, 660, 22),
    ):
        body = leaf(x - size, y, size * 2, size * 0.5, 0)
        sheet.cut(
            [body, [(x - size * 0.8, y), (x - size * 1.35, y - size * 0.45), (x - size * 1.35, y + size * 0.45)]],
            CORAL,
            Shade(PLUM, 90, 0.9, 0.5),
        )
        sheet.cut(disc(x + size * 0.6, y - size * 0.08, size * 0.09), INK, sway=0)


def _face(sheet: Sheet, x: float, y: float, r: float, mood: int) -> None:
    """A round face of eyes and mouth only."""
    sheet.cut(disc(x, y, r), OCHRE, Shade(BRICK, 55, 0.8, 0.65, round=True), shadow=LOW)
    for side in (-1, 1):
        if mood == 1:
            sheet.cut(stroke(arc((x + side * r * 0.36, y - r * 0.1), r * 0.17, 200, 340), r * 0.1), INK)
        elif mood == 2 and side == 1:
            sheet.cut(stroke([(x + r * 0.2, y - r * 0.18), (x + r * 0.54, y - r * 0.18)], r * 0.11), INK)
        else:
            sheet.cut(disc(x + side * r * 0.36, y - r * 0.18, r * 0.11, 1.4), INK, sway=0)
    if mood == 1:
        sheet.cut(arc((x, y + r * 0.14), r * 0.52, 0, 180), INK)
        with sheet.within(arc((x, y + r * 0.14), r * 0.52, 0, 180)):
            sheet.cut(disc(x, y + r * 0.66, r * 0.3), BRICK)
    elif mood == 3:
        sheet.cut(disc(x, y + r * 0.4, r * 0.18, 1.2), INK)
    else:
        sheet.cut(stroke(arc((x, y + r * 0.06), r * 0.48, 25, 155), r * 0.1), INK)


@picture
def emoji_unicode(sheet: Sheet) -> None:
    """A wall of tiles, each with one small sign."""
    sheet.wash(mix(PLUM, INK, 0.35), mix(PLUM, INK, 0.6))
    grounds = (PAPER, TEAL, CORAL, MIST, INK, SAGE, SAND, BRICK, SLATE)
    order = [
        4,
        0,
        7,
        1,
        5,
        8,
        2,
        3,
        6,
        1,
        8,
        0,
        9,
        4,
        2,
        5,
        10,
        7,
        6,
        3,
        0,
        11,
        1,
        9,
        8,
        2,
        10,
        4,
        11,
        5,
        7,
        3,
        1,
        6,
        0,
        9,
    ]
    size, gap = 206, 26
    for i, sign in enumerate(order):
        column, row = i % 7, i // 7
        x, y = 62 + column * (size + gap) + 0.5 * size, row * (size + gap) - 60 + 0.5 * size
        ground = grounds[(i * 4 + row * 2) % len(grounds)]
        if sign in (0, 1, 2, 3) and ground in (SAND, CORAL):
            ground = MIST
        x0, y0 = x - 45, y
        sheet.cut(
            rounded(x0 - size / 2, y0 - size / 2, size, size, 34),
            ground,
            Shade(darker(ground, 0.5), 50, 0.9, 0.4),
            shadow=SOFT,
        )
        _sign(sheet, sign, x0, y0, ground)


def _sign(sheet: Sheet, sign: int, x: float, y: float, ground: Colour) -> None:
    """Draw the sign with this number, about 130 units wide."""
    dim = Shade(INK, 50, 0.9, 0.35)
    if sign < 4:
        _face(sheet, x, y, 66, sign)
    elif sign == 4:
        sheet.cut(heart(x, y + 4, 62), BRICK if ground != BRICK else PAPER, dim, shadow=LOW)
    elif sign == 5:
        sheet.cut(star(x, y + 4, 74, 33), OCHRE, Shade(BRICK, 50, 0.9, 0.4), shadow=LOW)
    elif sign == 6:
        sheet.cut(
            [*arc((x, y), 64, 60, 300), *arc((x + 34, y), 58, 252, 108)], SAND, Shade(OCHRE, 120, 0.9, 0.6), shadow=LOW
        )
    elif sign == 7:
        drop = [*arc((x, y + 20), 46, -30, 210), (x, y - 72)]
        sheet.cut(drop, TEAL if ground not in (TEAL, SLATE) else MIST, dim, shadow=LOW)
    elif sign == 8:
        cloud(sheet, x + 5, y + 26, 150, PAPER if ground != PAPER else MIST)
        for k in (-1, 0, 1):
            sheet.cut(
                stroke([(x + 34 * k + 6, y + 46), (x + 34 * k - 4, y + 70)], 8), TEAL if ground != TEAL else OCHRE
            )
    elif sign == 9:
        for angle in range(0, 360, 72):
            sheet.cut(
                disc(*at((x, y), angle - 90, 38), 28), CORAL if ground not in (CORAL, BRICK) else PAPER, dim, shadow=LOW
            )
        sheet.cut(disc(x, y, 21), OCHRE)
    elif sign == 10:
        sheet.cut(leaf(x - 52, y + 52, 146, 50, -45), MOSS if ground != SAGE else PLUM, dim, shadow=LOW)
        sheet.cut(stroke([(x - 66, y + 66), (x + 26, y - 26)], 6, 2), PAPER)
    else:
        for k, colour in enumerate((BRICK, OCHRE, SAGE, TEAL)):
            sheet.cut(
                ring(x, y + 36, 84 - 17 * k, 67 - 17 * k, 180, 360), colour if colour != ground else PAPER, shadow=LOW
            )


@picture
def passkeys(sheet: Sheet) -> None:
    """A key leaves the keyhole that is a phone."""
    sheet.wash(mix(TEAL, MIST, 0.4), TEAL, mix(TEAL, INK, 0.45), angle=35)
    sheet.cut(disc(500, 470, 400), MIST, alpha=0.18)
    sheet.cut(disc(500, 470, 300), MIST, alpha=0.18)
    pivot = (500, 460)
    sheet.cut(
        turned(rounded(322, 80, 380, 760, 56), -10, pivot),
        INK,
        Shade(SLATE, 200, 0.7, 0.5),
        shadow=Shadow(30, 44, 34, 0.5),
    )
    screen = turned(rounded(344, 104, 336, 712, 38), -10, pivot)
    sheet.cut(screen, mix(PLUM, BRICK, 0.4), Shade(CORAL, -80, 0.9, 0.95))
    sheet.cut(turned(rounded(462, 122, 100, 22, 11), -10, pivot), INK)
    with sheet.within(screen):
        for k in range(8):
            radius, span = 24 + 17.5 * k, 150 - 5 * k
            print_line = arc((512, 430), radius, -90 - span + (k % 3) * 22, -90 + span - (k % 2) * 38, 1.16)
            sheet.cut(stroke(turned(print_line, -10, pivot), 10), PAPER, alpha=0.95)
    sheet.cut(turned(rounded(422, 710, 180, 54, 27), -10, pivot), PAPER, shadow=LOW)
    tick = [(486, 736), (504, 752), (540, 720)]
    sheet.cut(stroke(turned(tick, -10, pivot), 9), TEAL)
    hub = (1220, 330)
    key: Shape = [
        *_holed_ring(hub, 168, 84),
        rect(hub[0] - 34, hub[1] + 150, 68, 400),
        rect(hub[0] + 20, hub[1] + 400, 104, 52),
        rect(hub[0] + 20, hub[1] + 484, 76, 66),
    ]
    key = turned(key, 38, hub)
    sheet.cut(key, OCHRE, Shade(BRICK, 40, 0.8, 0.7), shadow=Shadow(34, 48, 26, 0.5), rim=0.6)
    sheet.cut(stroke(turned(arc(hub, 128, 150, 265), 38, hub), 12), PAPER, alpha=0.6)
    sheet.cut(stroke(turned([(hub[0] - 14, hub[1] + 190), (hub[0] - 14, hub[1] + 520)], 38, hub), 9), PAPER, alpha=0.5)


def _holed_ring(centre: Point, outer: float, inner: float) -> list[Outline]:
    """A closed ring as two halves, so that the hole stays open among other outlines."""
    return [ring(*centre, outer, inner, 0, 181), ring(*centre, outer, inner, 180, 361)]
