"""The captcha's picture: small, drawn from its seed alone, with every digit inside."""

import random
from collections import Counter
from io import BytesIO

import pytest
from PIL import Image

from comments.captcha import picture

pytestmark = pytest.mark.pure


def test_a_picture_is_a_small_png_of_the_promised_size() -> None:
    for number in range(20):
        file = picture.draw(f"{number * 52_631:06d}", b"%d" % number)
        image = Image.open(BytesIO(file), formats=["PNG"])
        assert image.size == (220, 80) and len(file) < 8_000
        shares = Counter(image.convert("L").tobytes())
        dark = sum(count for shade, count in shares.items() if shade < 128) / (220 * 80)
        assert 0.2 < dark < 0.8 and max(shares) - min(shares) > 180


def test_one_seed_gives_one_picture_and_another_seed_another() -> None:
    assert picture.draw("123456", b"a") == picture.draw("123456", b"a")
    assert len({picture.draw("123456", b"%d" % number) for number in range(30)}) == 30
    assert picture.draw("123456", b"a") != picture.draw("123457", b"a")


def test_every_digit_stays_inside_the_picture() -> None:
    """The glyphs never touch the left or right edge, where only curves may run out."""
    for number in range(30):
        rng = random.Random(number)
        glyphs = [picture._glyph(digit, rng) for digit in f"{number * 34_482:06d}"]
        left, top, right, bottom = picture._set_line(glyphs, rng).getbbox() or (0, 0, 0, 0)
        assert (
            left > 0 and top > 0 and right < picture.WIDTH * picture.SCALE and bottom < picture.HEIGHT * picture.SCALE
        )
