"""Outlines, in picture units (1600 by 900, y downwards, angles in degrees clockwise from the right)."""

import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, radians, sin

Point = tuple[float, float]
Outline = list[Point]
Shape = Outline | list[Outline]  # several outlines are one shape: their union

WIDTH, HEIGHT = 1600, 900


def outlines(shape: Shape) -> list[Outline]:
    """The outlines a shape is made of, also when it is a single one."""
    return [shape] if isinstance(shape[0][0], int | float) else list(shape)


def at(centre: Point, angle: float, distance: float) -> Point:
    """The point `distance` away from `centre` in the direction `angle`."""
    return (centre[0] + distance * cos(radians(angle)), centre[1] + distance * sin(radians(angle)))


def arc(centre: Point, radius: float, start: float, end: float, squash: float = 1.0) -> Outline:
    """An open line of points along a circle, flattened by `squash` if it is an ellipse."""
    steps = max(6, ceil(abs(end - start) / 360 * max(24, radius * 0.9)))
    angles = (radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(centre[0] + radius * cos(a), centre[1] + radius * squash * sin(a)) for a in angles]


def disc(x: float, y: float, radius: float, squash: float = 1.0) -> Outline:
    """A circle, or a lying ellipse when `squash` is below one."""
    return arc((x, y), radius, 0, 360, squash)


def ring(
    x: float, y: float, outer: float, inner: float, start: float = 0, end: float = 360, squash: float = 1.0
) -> Outline:
    """A ring or a part of one, between two radii and two angles."""
    return arc((x, y), outer, start, end, squash) + arc((x, y), inner, end, start, squash)


def rect(x: float, y: float, width: float, height: float) -> Outline:
    """A rectangle by its upper left corner."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Outline:
    """A rectangle with round corners."""
    right, low = x + width - radius, y + height - radius
    return (
        arc((x + radius, y + radius), radius, 180, 270)
        + arc((right, y + radius), radius, 270, 360)
        + arc((right, low), radius, 0, 90)
        + arc((x + radius, low), radius, 90, 180)
    )


def star(x: float, y: float, outer: float, inner: float, points: int = 5, turn: float = -90) -> Outline:
    """A star with `points` points, the first in the direction `turn`."""
    return [at((x, y), turn + 180 * i / points, inner if i % 2 else outer) for i in range(2 * points)]


def gear(x: float, y: float, radius: float, teeth: int, depth: float, turn: float = 0) -> Outline:
    """A toothed wheel; `radius` reaches to the tips of the teeth."""
    step = 360 / teeth
    profile = ((-0.30, radius - depth), (-0.17, radius), (0.17, radius), (0.30, radius - depth))
    return [at((x, y), turn + step * (i + place), r) for i in range(teeth) for place, r in profile]


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 10) -> Outline:
    """A soft line through all the points (Catmull-Rom), closed unless told otherwise."""
    count = len(points)
    line: Outline = []
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        for k in range(steps):
            t = k / steps
            line.append(tuple(_spline(a[n], b[n], c[n], d[n], t) for n in (0, 1)))
    return line if closed else [*line, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def bezier(a: Point, b: Point, c: Point, d: Point, steps: int = 40) -> Outline:
    """An open cubic curve from `a` to `d` with the handles `b` and `c`."""
    line = []
    for i in range(steps + 1):
        t = i / steps
        w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        line.append(tuple(w[0] * a[n] + w[1] * b[n] + w[2] * c[n] + w[3] * d[n] for n in (0, 1)))
    return line


def stroke(line: Sequence[Point], start: float, end: float | None = None, blunt: bool = False) -> list[Outline]:
    """A brush stroke along an open line, `start` wide where it begins and `end` where it stops."""
    end = start if end is None else end
    last = len(line) - 1
    widths = [(start + (end - start) * i / last) / 2 for i in range(last + 1)]
    pieces = []
    for i in range(last):
        (x0, y0), (x1, y1) = line[i], line[i + 1]
        length = hypot(x1 - x0, y1 - y0) or 1
        nx, ny = (y0 - y1) / length, (x1 - x0) / length
        v, w = widths[i], widths[i + 1]
        pieces.append(
            [
                (x0 + nx * v, y0 + ny * v),
                (x1 + nx * w, y1 + ny * w),
                (x1 - nx * w, y1 - ny * w),
                (x0 - nx * v, y0 - ny * v),
            ]
        )
    joints = range(1, last) if blunt else range(last + 1)
    return pieces + [disc(*line[i], widths[i]) for i in joints if widths[i] > 0.4]


def swoosh(line: Sequence[Point], width: float) -> list[Outline]:
    """A brush stroke that is thin at both ends."""
    half = len(line) // 2
    return stroke(line[: half + 1], 0.5, width) + stroke(line[half:], width, 0.5)


def dashes(line: Sequence[Point], width: float, on: float, off: float) -> list[Outline]:
    """A dashed stroke along an open line."""
    pieces, piece, walked = [], [line[0]], 0.0
    for point in subdivided(line, 3, closed=False)[1:]:
        walked += hypot(point[0] - piece[-1][0], point[1] - piece[-1][1])
        if walked < on:
            piece.append(point)
        else:
            if len(piece) > 1:
                pieces += stroke(piece, width)
            piece = [point]
            walked = walked if walked < on + off else 0.0
    return pieces


def arrow(line: Sequence[Point], width: float, head: float) -> list[Outline]:
    """A stroke along an open line that ends in an arrow head."""
    (x0, y0), (x1, y1) = line[-3], line[-1]
    angle = atan2(y1 - y0, x1 - x0) * 180 / pi
    tip = [at(line[-1], angle, head), at(line[-1], angle + 115, head * 0.85), at(line[-1], angle - 115, head * 0.85)]
    return [*stroke(line, width * 0.5, width), tip]


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """The shape, shifted."""
    return _each(shape, lambda x, y: (x + dx, y + dy))


def turned(shape: Shape, angle: float, about: Point) -> Shape:
    """The shape, turned clockwise."""
    c, s, (ox, oy) = cos(radians(angle)), sin(radians(angle)), about
    return _each(shape, lambda x, y: (ox + (x - ox) * c - (y - oy) * s, oy + (x - ox) * s + (y - oy) * c))


def scaled(shape: Shape, kx: float, about: Point, ky: float | None = None) -> Shape:
    """The shape, grown (or mirrored, by a negative factor) around a point."""
    ox, oy = about
    down = kx if ky is None else ky
    return _each(shape, lambda x, y: (ox + (x - ox) * kx, oy + (y - oy) * down))


def _each(shape: Shape, place: Callable[[float, float], Point]) -> Shape:
    if isinstance(shape[0][0], int | float):
        return [place(x, y) for x, y in shape]
    return [[place(x, y) for x, y in outline] for outline in shape]


def to_floor(line: Outline, floor: float = HEIGHT + 20) -> Outline:
    """Everything between an open line and the floor of the picture."""
    return [*line, (line[-1][0], floor), (line[0][0], floor)]


def hills(rng: random.Random, y: float, height: float, length: float = 500, floor: float = HEIGHT + 20) -> Outline:
    """Rolling ground across the whole picture: its mean `y`, the height and length of its waves."""
    a, b, c = (rng.uniform(0, 2 * pi) for _ in range(3))

    def up(x: float) -> float:
        return (
            0.6 * sin(2 * pi * x / length + a) + 0.3 * sin(5 * pi * x / length + b) + 0.1 * sin(9 * pi * x / length + c)
        )

    return to_floor([(x, y - height * up(x)) for x in range(-20, WIDTH + 21, 8)], floor)


def crest(peaks: Sequence[Point], rng: random.Random, roughness: float = 0.18, depth: int = 5) -> Outline:
    """A jagged line through the given peaks and valleys (midpoint displacement)."""
    line = list(peaks)
    for _ in range(depth):
        finer = [line[0]]
        for (x0, y0), (x1, y1) in pairwise(line):
            sway = hypot(x1 - x0, y1 - y0) * roughness
            finer += [
                ((x0 + x1) / 2 + rng.uniform(-sway, sway) / 3, (y0 + y1) / 2 + rng.uniform(-sway, sway) / 2),
                (x1, y1),
            ]
        line = finer
    return line


def subdivided(line: Sequence[Point], step: float, closed: bool = True) -> Outline:
    """The same line with a point at least every `step` units."""
    result: Outline = []
    pairs = list(zip(line, [*line[1:], line[0]], strict=True))
    for (x0, y0), (x1, y1) in pairs if closed else pairs[:-1]:
        parts = max(1, ceil(hypot(x1 - x0, y1 - y0) / step))
        result += [(x0 + (x1 - x0) * i / parts, y0 + (y1 - y0) * i / parts) for i in range(parts)]
    return result if closed else [*result, line[-1]]


def by_hand(line: Outline, rng: random.Random, sway: float) -> Outline:
    """The outline as scissors would cut it: never quite straight, `sway` units off at most."""
    a, b, c, d = (rng.uniform(0, 2 * pi) for _ in range(4))
    walked, result = 0.0, []
    previous = line[0]
    for x, y in subdivided(line, 9):
        walked += hypot(x - previous[0], y - previous[1])
        previous = (x, y)
        dx = 0.65 * sin(walked / 53 + a) + 0.35 * sin(walked / 19 + b)
        dy = 0.65 * sin(walked / 61 + c) + 0.35 * sin(walked / 23 + d)
        result.append((x + sway * dx, y + sway * dy))
    return result
