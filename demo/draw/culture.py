"""The culture desk: cloth and puzzles."""

from math import sin

from .palette import (
    BRICK,
    CORAL,
    INK,
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
    Outline,
    Point,
    Shape,
    bezier,
    disc,
    outlines,
    rect,
    rounded,
    smooth,
    stroke,
    swoosh,
    turned,
)
from .sheet import DEEP, LOW, Shade, Sheet


def _stitched(sheet: Sheet, shape: Shape, colour: Colour, angle: float = 0, gap: float = 10) -> None:
    """Fill a shape with laid threads and sew a stem stitch around it."""
    lines = outlines(shape)
    xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
    sheet.cut(shape, colour, shadow=LOW, rim=0)
    centre = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    reach = (max(xs) - min(xs) + max(ys) - min(ys)) / 2
    with sheet.within(shape):
        count = int(2 * reach / gap)
        for k in range(count):
            off = -reach + k * gap
            thread = turned(rect(centre[0] - reach, centre[1] + off, 2 * reach, gap * 0.42), angle, centre)
            sheet.cut(thread, lighter(colour, 0.35) if k % 2 else darker(colour, 0.35), sway=0.6, alpha=0.75)
    for line in lines:
        _sewn(sheet, [*line, line[0]], darker(colour, 0.55))


def _sewn(sheet: Sheet, line: Outline, colour: Colour, width: float = 5) -> None:
    """A stem stitch along an open line: short slanting threads."""
    walked, last = 0.0, line[0]
    for point in line[1:]:
        parts = max(1, int(((point[0] - last[0]) ** 2 + (point[1] - last[1]) ** 2) ** 0.5 / 4))
        for k in range(1, parts + 1):
            here = (last[0] + (point[0] - last[0]) * k / parts, last[1] + (point[1] - last[1]) * k / parts)
            walked += ((point[0] - last[0]) ** 2 + (point[1] - last[1]) ** 2) ** 0.5 / parts
            if walked > 11:
                walked = 0.0
                dx, dy = point[0] - last[0], point[1] - last[1]
                size = (dx * dx + dy * dy) ** 0.5 or 1
                ux, uy = dx / size * 7, dy / size * 7
                sheet.cut(
                    stroke(
                        [
                            (here[0] - ux - uy * 0.3, here[1] - uy + ux * 0.3),
                            (here[0] + ux + uy * 0.3, here[1] + uy - ux * 0.3),
                        ],
                        width,
                    ),
                    colour,
                    sway=0,
                )
        last = point


@picture
def bayeux_tapestry(sheet: Sheet) -> None:
    """Stitched ships under sail on a band of linen."""
    linen = mix(SAND, PAPER, 0.45)
    sheet.wash(lighter(linen, 0.2), linen, mix(SAND, OCHRE, 0.12), angle=30)
    for k in range(0, 1600, 14):
        sheet.cut(rect(k, -5, 3, 910), PAPER if k % 28 else BRICK, alpha=0.05, sway=1.2)
    for k in range(0, 900, 14):
        sheet.cut(rect(-5, k, 1610, 3), PAPER if k % 28 else BRICK, alpha=0.05, sway=1.2)
    for y in (118, 782):
        for shift, colour in ((0, TEAL), (13, BRICK)):
            _sewn(sheet, [(x, y + shift) for x in range(-10, 1620, 20)], colour, 5.5)
    for k in range(9):
        x = 40 + 186 * k
        for y, low in ((60, 1), (846, -1)):
            _sewn(sheet, [(x + 62, y - 44), (x + 124, y + 44)], MOSS)
            colour = (BRICK, TEAL, OCHRE)[k % 3]
            body = smooth(
                [(x - 36, y + 8), (x - 6, y - 18), (x + 28, y - 8), (x + 52, y - 26), (x + 40, y + 8), (x + 8, y + 22)],
                steps=5,
            )
            _stitched(sheet, body, colour, 20 * low, 9)
            _sewn(sheet, bezier((x - 36, y + 8), (x - 60, y - 10), (x - 54, y - 36), (x - 36, y - 30), 10), colour)
    for k in range(4):
        line = [(x, 716 + 17 * k + 12 * sin(x / 46 + k * 1.7)) for x in range(-10, 1620, 14)]
        _sewn(sheet, line, (TEAL, SLATE, MOSS, TEAL)[k], 6)
    ships = ((396, 604, 0.98, (BRICK, OCHRE, TEAL)), (1176, 616, 1.08, (TEAL, BRICK, OCHRE)))
    for x, y, size, colours in ships:
        _ship(sheet, x, y, size, colours)
    for x, y in ((770, 230), (700, 270), (1500, 200)):
        _sewn(sheet, bezier((x - 40, y - 10), (x - 20, y - 34), (x - 6, y - 14), (x, y), 10), PLUM)
        _sewn(sheet, bezier((x, y), (x + 6, y - 14), (x + 20, y - 34), (x + 40, y - 10), 10), PLUM)


def _ship(sheet: Sheet, x: float, y: float, size: float, colours: tuple[Colour, Colour, Colour]) -> None:
    """A longship with a striped sail and dragon's necks."""

    def p(dx: float, dy: float) -> Point:
        return (x + dx * size, y + dy * size)

    _sewn(sheet, [p(0, 10), p(0, -400)], mix(BRICK, PLUM, 0.5), 11)
    _sewn(sheet, [p(-180, -350), p(180, -372)], mix(BRICK, PLUM, 0.5), 9)
    top, low = [p(-170, -348), p(170, -370)], [p(70, -40), p(-60, -40)]
    count = 7
    for k in range(count):
        a, b = k / count, (k + 1) / count

        def along(t: float) -> tuple[Point, Point]:
            head = (top[0][0] + (top[1][0] - top[0][0]) * t, top[0][1] + (top[1][1] - top[0][1]) * t)
            foot = (low[1][0] + (low[0][0] - low[1][0]) * t, low[0][1] - 26 * size * sin(3.14 * t))
            return head, foot

        (h0, f0), (h1, f1) = along(a), along(b)
        bow = 22 * size * (0.5 - abs(0.5 - (a + b) / 2))
        _stitched(sheet, [h0, h1, (f1[0] + bow, f1[1]), (f0[0] + bow, f0[1])], colours[k % 3], 84, 11)
    for end in (-230, 226):
        _sewn(sheet, [p(0, -398), p(end, -40)], mix(BRICK, PLUM, 0.5), 3)
    for k in range(4):
        heel, deep = k * 24, 34 + 24 * k
        upper = bezier(
            p(-268 + heel * 0.4, -14 + heel), p(-150, 26 + heel), p(150, 26 + heel), p(268 - heel * 0.4, -14 + heel), 24
        )
        lower = bezier(
            p(262 - deep * 0.5, -14 + deep), p(150, 28 + deep), p(-150, 28 + deep), p(-262 + deep * 0.5, -14 + deep), 24
        )
        _stitched(sheet, upper + lower, (colours[1], colours[0], colours[2], colours[0])[k], 2, 10)
    for side in (-1, 1):
        neck = bezier(p(side * 262, 0), p(side * 312, -60), p(side * 326, -110), p(side * 300, -160), 16)
        _sewn(sheet, neck, colours[0], 15)
        head = [
            p(side * 290, -150),
            p(side * 304, -182),
            p(side * 340, -186),
            p(side * 362, -170),
            p(side * 336, -160),
            p(side * 318, -146),
        ]
        _stitched(sheet, smooth(head, steps=4), colours[0], 20, 7)
    for k in range(6):
        shield = disc(*p(-175 + 70 * k, 6 + 16 * (1 - abs(k - 2.5) / 2.5)), 27 * size)
        _stitched(sheet, shield, (OCHRE, PLUM, SAGE)[k % 3], 45 * k, 11)


@picture
def crossword_history(sheet: Sheet) -> None:
    """A crossword grid, and the pencil that fills it."""
    sheet.wash(mix(CORAL, OCHRE, 0.35), CORAL, mix(CORAL, BRICK, 0.6), angle=50)
    pivot, cell, count = (680, 450), 92, 11
    left, top = pivot[0] - cell * count / 2, pivot[1] - cell * count / 2
    blocks = {(0, 4), (1, 4), (2, 8), (3, 2), (3, 7), (4, 0), (4, 1), (4, 5), (5, 3), (0, 9), (2, 5), (1, 1)}
    blocks |= {(count - 1 - r, count - 1 - c) for r, c in blocks}

    def tilt(shape: Shape) -> Shape:
        return turned(shape, -12, pivot)

    sheet.cut(
        tilt(rect(left - 60, top - 60, cell * count + 120, cell * count + 120)),
        PAPER,
        Shade(SAND, 40, 0.9, 0.9),
        shadow=DEEP,
    )
    sheet.cut(tilt(rect(left - 7, top - 7, cell * count + 14, cell * count + 14)), INK)
    for row in range(count):
        for column in range(count):
            if (row, column) in blocks:
                continue
            x, y = left + column * cell, top + row * cell
            chosen = row == 5 and 4 <= column <= 6
            colour = OCHRE if chosen else (PAPER if (row + column) % 2 else mix(PAPER, SAND, 0.3))
            sheet.cut(
                tilt(rect(x + 2.5, y + 2.5, cell - 5, cell - 5)),
                colour,
                Shade(SAND if not chosen else CORAL, 50, 0.9, 0.35),
                sway=0.5,
            )
            before = (row, column - 1) in blocks or column == 0 or (row - 1, column) in blocks or row == 0
            if before:
                sheet.cut(tilt(rounded(x + 10, y + 10, 14, 8, 3)), SLATE, alpha=0.8)
    sheet.cut(
        tilt(
            swoosh(
                bezier(
                    (left + 4.2 * cell, top + 5.7 * cell),
                    (left + 4.4 * cell, top + 5.2 * cell),
                    (left + 4.6 * cell, top + 5.9 * cell),
                    (left + 5.1 * cell, top + 5.62 * cell),
                ),
                6,
            )
        ),
        INK,
        alpha=0.85,
    )
    tip, angle = tilt([(left + 5.1 * cell, top + 5.62 * cell)] * 2)[0], 24
    _pencil(sheet, tip, angle, 620, 78)


def _pencil(sheet: Sheet, tip: Point, angle: float, long: float, wide: float) -> None:
    """A pencil that touches the paper at `tip` and lies towards `angle`."""
    x, y = tip

    def lie(shape: Shape) -> Shape:
        return turned(shape, angle, tip)

    half = wide / 2
    sheet.haze(
        lie([(x, y + 6), (x + 120, y + 26), (x + long + 60, y + 60), (x + long + 60, y + 150), (x + 120, y + 70)]),
        PLUM,
        16,
        0.5,
    )
    sheet.cut(lie([(x, y), (x + 130, y - half), (x + 130, y + half)]), SAND, Shade(BRICK, angle + 90, 0.9, 0.4), rim=0)
    sheet.cut(lie([(x, y), (x + 38, y - half * 0.29), (x + 38, y + half * 0.29)]), INK)
    bands = (
        (-half, -half * 0.38, lighter(TEAL, 0.3)),
        (-half * 0.38, half * 0.38, TEAL),
        (half * 0.38, half, darker(TEAL, 0.45)),
    )
    for up, down, colour in bands:
        mid, wave = (up + down) / 2, 16
        piece = [
            (x + 130, y + up),
            (x + 130 - wave, y + mid),
            (x + 130, y + down),
            (x + long, y + down),
            (x + long, y + up),
        ]
        sheet.cut(lie(piece), colour, sway=0.4)
    sheet.cut(lie(rect(x + long, y - half - 2, 70, wide + 4)), OCHRE, Shade(BRICK, angle + 90, 0.8, 0.7), rim=0)
    for k in (12, 34, 56):
        sheet.cut(lie(rect(x + long + k, y - half - 2, 5, wide + 4)), BRICK, alpha=0.5)
    sheet.cut(lie(rounded(x + long + 66, y - half, 84, wide, 24)), BRICK, Shade(PLUM, angle + 90, 0.8, 0.6), rim=0.3)
