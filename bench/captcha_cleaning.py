"""How somebody would prepare the captcha's pictures for text recognition, with Pillow alone.

Each preparation takes a grey picture and gives one; `PREPARATIONS` names them. The later ones know how our pictures
are made: they guess where ink and paper are exchanged, from the neighbourhood or from the margins, and exchange them
back.
"""

from collections.abc import Callable
from functools import partial

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Clean = Callable[[Image.Image], Image.Image]
MARGIN = 4  # rows at the top and at the bottom in which the bands are looked for
FARTHEST = 70  # pixels that a band may lean from top to bottom


def larger(image: Image.Image, times: int) -> Image.Image:
    return image.resize((image.width * times, image.height * times), Image.Resampling.BICUBIC)


def otsu(image: Image.Image) -> Image.Image:
    """Black and white by the threshold that parts the two groups of shades best (Otsu, 1979)."""
    counts = image.histogram()
    total, whole = sum(counts), sum(shade * count for shade, count in enumerate(counts))
    best, threshold, below, weight = -1.0, 127, 0, 0
    for shade, count in enumerate(counts):
        below, weight = below + count, weight + shade * count
        if 0 < below < total:
            apart = weight / below - (whole - weight) / (total - below)
            between = below * (total - below) * apart * apart
            if between > best:
                best, threshold = between, shade
    return fixed(image, threshold)


def fixed(image: Image.Image, threshold: int) -> Image.Image:
    return image.point([255 * (shade > threshold) for shade in range(256)])


def adaptive(image: Image.Image, radius: int) -> Image.Image:
    """Black where it is darker than its neighbourhood."""
    mean = image.filter(ImageFilter.BoxBlur(radius))
    return ImageChops.subtract(image, mean, scale=1, offset=128).point([255 * (shade > 122) for shade in range(256)])


def opened(image: Image.Image, size: int) -> Image.Image:
    """Thin dark strokes gone."""
    return image.filter(ImageFilter.MaxFilter(size)).filter(ImageFilter.MinFilter(size))


def closed(image: Image.Image, size: int) -> Image.Image:
    """Thin light gaps gone."""
    return image.filter(ImageFilter.MinFilter(size)).filter(ImageFilter.MaxFilter(size))


def median(image: Image.Image, size: int) -> Image.Image:
    return image.filter(ImageFilter.MedianFilter(size))


def gradient(image: Image.Image) -> Image.Image:
    """Dark outlines on white: how much each pixel differs from its neighbours."""
    difference = ImageChops.difference(image.filter(ImageFilter.MaxFilter(3)), image.filter(ImageFilter.MinFilter(3)))
    return ImageOps.invert(difference)


def filled_outlines(image: Image.Image) -> Image.Image:
    """The outlines, with everything filled that cannot be reached from the border."""
    edges = otsu(gradient(image))
    framed = ImageOps.expand(edges, 1, 255)
    ImageDraw.floodfill(framed, (0, 0), 128)
    return framed.crop((1, 1, framed.width - 1, framed.height - 1)).point(
        [255 if shade in (0, 128) else 0 for shade in range(256)]
    )


def by_majority(image: Image.Image, radius: float) -> Image.Image:
    """Dark where a pixel differs from what prevails around it, which is mostly paper."""
    black = otsu(image)
    prevailing = fixed(black.filter(ImageFilter.GaussianBlur(radius)), 127)
    return ImageOps.invert(ImageChops.difference(black, prevailing))


def high_pass(image: Image.Image, radius: float) -> Image.Image:
    """How far each pixel is from its neighbourhood, whichever way; dark is far."""
    return ImageOps.autocontrast(
        ImageOps.invert(ImageChops.difference(image, image.filter(ImageFilter.BoxBlur(radius))))
    )


def by_margins(image: Image.Image) -> Image.Image:
    """The bands, seen in the margins above and below, joined by straight lines and exchanged back."""
    black = otsu(image)
    return _exchanged_back(black, [([(x, 0), (to, image.height)], shade) for x, to, shade in _edges(black)])


def by_seams(image: Image.Image) -> Image.Image:
    """The same, but each edge follows the picture from its end above to its end below instead of a line."""
    black = otsu(image)
    return _exchanged_back(black, [(_seam(black, x, to), shade) for x, to, shade in _edges(black)])


def _exchanged_back(black: Image.Image, edges: list[tuple[list[tuple[float, float]], int]]) -> Image.Image:
    bands = Image.new("L", black.size, _shade(black, 0, 0))
    pen = ImageDraw.Draw(bands)
    for path, shade in edges:
        right = black.width * 2
        pen.polygon([*path, (right, black.height), (right, 0)], fill=shade)
    return ImageOps.invert(ImageChops.difference(black, bands))


def _seam(black: Image.Image, start: float, end: float) -> list[tuple[float, float]]:
    """The way down from `start` to `end` along which the two sides differ most, at most two columns a row."""
    width, height = black.size
    rows = [black.crop((0, y, width, y + 1)).tobytes() for y in range(height)]
    sums = [[0] for _ in rows]
    for row, total in zip(rows, sums, strict=True):
        for shade in row:
            total.append(total[-1] + (shade > 127))
    middle, reach = (start + end) / 2, 30
    low = max(int(min(start, end, middle) - reach), 0)
    high = min(int(max(start, end, middle) + reach), width - 1)
    if low >= high or not (0 <= start < width and 0 <= end < width):
        return [(start, 0), (end, height)]

    def gain(x: int, y: int) -> float:
        left, right = max(x - 5, 0), min(x + 5, width)
        total = sums[y]
        return abs((total[x] - total[left]) / 5 - (total[right] - total[x]) / 5)

    columns = range(low, high + 1)
    score = {x: (0.0 if abs(x - start) <= 2 else -1e9) for x in columns}
    steps: list[dict[int, int]] = []
    for y in range(height):
        following, came = {}, {}
        for x in columns:
            best = max(range(max(low, x - 2), min(high, x + 2) + 1), key=lambda p: score[p] - 0.08 * abs(p - x))
            following[x], came[x] = score[best] - 0.08 * abs(best - x) + gain(x, y), best
        score = following
        steps.append(came)
    x = max((x for x in columns if abs(x - end) <= 2), key=lambda x: score[x])
    path = [(float(x), float(height))]
    for y in range(height - 1, -1, -1):
        path.append((float(x), float(y)))
        x = steps[y][x]
    return path[::-1]


def _edges(black: Image.Image) -> list[tuple[float, float, int]]:
    """Where each edge of a band enters above and leaves below, and what stands right of it."""
    return _joined(black, _changes(black, 0), _changes(black, black.height - MARGIN))


def _shade(black: Image.Image, x: int, y: int) -> int:
    """What prevails in the margin around x: 0 or 255."""
    around = black.crop((max(x - 2, 0), y, min(x + 3, black.width), y + MARGIN)).tobytes()
    return 255 * (sum(around) > 127.5 * len(around))


def _changes(black: Image.Image, y: int) -> list[tuple[int, int]]:
    """Where the margin changes its shade, and to which."""
    shades = [_shade(black, x, y) for x in range(black.width)]
    # a curve that crosses the margin is narrow: runs below 12 pixels take the shade of what is before
    runs: list[list[int]] = []
    for x, shade in enumerate(shades):
        if runs and runs[-1][1] == shade:
            continue
        runs.append([x, shade])
    kept: list[tuple[int, int]] = []
    for (x, shade), following in zip(runs, [*[run[0] for run in runs[1:]], black.width], strict=True):
        if following - x >= 12 and (not kept or kept[-1][1] != shade):
            kept.append((x, shade))
    return kept[1:]


def _joined(
    black: Image.Image, top: list[tuple[int, int]], bottom: list[tuple[int, int]]
) -> list[tuple[float, float, int]]:
    """Pairs of changes above and below that look like one edge, from left to right, the best set of them."""
    width, height = black.size
    pixels = black.load()

    def contrast(x_top: float, x_bottom: float) -> float:
        """How often the two sides of the line differ, beyond what chance gives."""
        differs = count = 0
        for y in range(0, height, 2):
            x = x_top + (x_bottom - x_top) * y / height
            left, right = round(x) - 4, round(x) + 4
            if left >= 0 and right < width:
                differs += pixels[left, y] != pixels[right, y]
                count += 1
        return differs / count - 0.5 if count > 6 else 0.0

    # ends that have no partner leave by a side of the picture
    best: list[list[tuple[float, list[tuple[float, float, int]]]]] = [
        [(0.0, []) for _ in range(len(bottom) + 1)] for _ in range(len(top) + 1)
    ]
    for i in range(len(top) + 1):
        for j in range(len(bottom) + 1):
            options = [best[i][j]] if i == j == 0 else []
            if i:
                score, edges = best[i - 1][j]
                options.append((score, edges))
            if j:
                score, edges = best[i][j - 1]
                options.append((score, edges))
            if i and j and top[i - 1][1] == bottom[j - 1][1] and abs(top[i - 1][0] - bottom[j - 1][0]) < FARTHEST:
                x_top, x_bottom, shade = top[i - 1][0], bottom[j - 1][0], top[i - 1][1]
                score, edges = best[i - 1][j - 1]
                options.append((score + contrast(x_top, x_bottom), [*edges, (x_top, x_bottom, shade)]))
            best[i][j] = max(options, key=lambda option: option[0])
    edges = best[-1][-1][1]
    # those left over run out at the side: a line through the end at the usual lean
    lean = sum(b - a for a, b, _ in edges) / len(edges) if edges else 0.0
    for x, shade in top:
        if all(x != a for a, _, _ in edges) and (x + lean < 0 or x + lean > width):
            edges.append((x, x + lean, shade))
    for x, shade in bottom:
        if all(x != b for _, b, _ in edges) and (x - lean < 0 or x - lean > width):
            edges.append((x - lean, x, shade))
    return sorted(edges, key=lambda edge: edge[0] + edge[1])


def cut_in_six(image: Image.Image) -> list[Image.Image]:
    """Six pieces of equal width, from the first to the last column with ink, on white."""
    box = ImageOps.invert(otsu(image)).getbbox() or (0, 0, *image.size)
    left, step = box[0], (box[2] - box[0]) / 6
    over = step * 0.08
    pieces = []
    for place in range(6):
        piece = image.crop(
            (round(left + place * step - over), 0, round(left + (place + 1) * step + over), image.height)
        )
        pieces.append(ImageOps.expand(piece, 20, 255))
    return pieces


def chain(*steps: Clean) -> Clean:
    """These steps, one after another."""
    return partial(_in_turn, steps=steps)


def _in_turn(image: Image.Image, steps: tuple[Clean, ...]) -> Image.Image:
    for step in steps:
        image = step(image)
    return image


def _framed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, 12, 255)


def _without_specks(image: Image.Image) -> Image.Image:
    """Specks gone, light and dark, then thin strokes: what the curves are where they run free."""
    return opened(median(larger(image, 2), 5), 7)


def _healed(image: Image.Image) -> Image.Image:
    """Cuts through the digits closed, then thin strokes gone."""
    return opened(closed(median(larger(image, 2), 3), 7), 7)


X2, X3, X4 = (partial(larger, times=times) for times in (2, 3, 4))
M3, M5 = partial(median, size=3), partial(median, size=5)
PREPARATIONS: dict[str, Clean] = {
    "as it is": chain(_framed),
    "x2": chain(X2),
    "x3": chain(X3),
    "x4": chain(X4),
    "x3, inverted": chain(X3, ImageOps.invert),
    "x2, Otsu": chain(X2, otsu),
    "x3, Otsu": chain(X3, otsu),
    "x3, threshold 80": chain(X3, partial(fixed, threshold=80)),
    "x3, threshold 180": chain(X3, partial(fixed, threshold=180)),
    "x2, adaptive 10": chain(X2, partial(adaptive, radius=10)),
    "x3, adaptive 30": chain(X3, partial(adaptive, radius=30)),
    "x3, median 5, Otsu": chain(X3, M5, otsu),
    "x3, opened": chain(X3, otsu, partial(opened, size=5)),
    "x3, closed": chain(X3, otsu, partial(closed, size=5)),
    "x3, opened, inverted": chain(X3, ImageOps.invert, otsu, partial(opened, size=5)),
    "x2, outlines": chain(X2, gradient),
    "x3, outlines, median": chain(X3, M5, gradient),
    "x2, outlines filled": chain(X2, M3, filled_outlines),
    "high pass 10, x3": chain(partial(high_pass, radius=10), X3),
    "high pass 20, x3": chain(partial(high_pass, radius=20), X3),
    "majority 8, x2": chain(partial(by_majority, radius=8), X2),
    "majority 12, x2": chain(partial(by_majority, radius=12), X2),
    "majority 12, x3, median": chain(partial(by_majority, radius=12), X3, M5, otsu),
    "majority 16, x2, opened": chain(partial(by_majority, radius=16), _without_specks),
    "majority 20, x2": chain(partial(by_majority, radius=20), X2),
    "majority 12, closed, opened": chain(partial(by_majority, radius=12), _healed),
    "margins": chain(by_margins, _framed),
    "margins, x2": chain(by_margins, X2),
    "margins, x3, median": chain(by_margins, X3, M5, otsu),
    "margins, x2, opened": chain(by_margins, _without_specks),
    "margins, closed, opened": chain(by_margins, _healed),
    "seams, x2": chain(by_seams, X2),
    "seams, x3, median": chain(by_seams, X3, M5, otsu),
    "seams, x2, opened": chain(by_seams, _without_specks),
    "seams, closed, opened": chain(by_seams, _healed),
    "seams, opened, closed": chain(by_seams, _without_specks, partial(closed, size=9)),
}
CUT = {"majority 12, closed, opened", "margins, x2, opened", "seams, x2, opened", "seams, closed, opened"}
