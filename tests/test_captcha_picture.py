"""The captcha's picture: small, drawn from its seed alone, with every digit inside."""

import random
import subprocess
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageOps

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


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6 - 1), st.binary(min_size=1, max_size=32), st.binary(min_size=1, max_size=32))
def test_the_same_digits_never_look_the_same_for_two_keys(number: int, one: bytes, two: bytes) -> None:
    assume(one != two)
    assert picture.draw(f"{number:06d}", one) != picture.draw(f"{number:06d}", two)


def test_every_digit_stays_inside_the_picture() -> None:
    """The glyphs never touch the left or right edge, where only curves may run out."""
    for number in range(30):
        rng = random.Random(number)
        glyphs = [picture._glyph(digit, rng) for digit in f"{number * 34_482:06d}"]
        left, top, right, bottom = picture._set_line(glyphs, rng).getbbox() or (0, 0, 0, 0)
        assert (
            left > 0 and top > 0 and right < picture.WIDTH * picture.SCALE and bottom < picture.HEIGHT * picture.SCALE
        )


def cleaned(file: bytes) -> Image.Image:
    """What bench/captcha_picture.py found to be the best way of preparing a picture for text recognition.

    Ink is what differs from the shade that prevails around; cuts are closed, then thin strokes taken off.
    """
    black = Image.open(BytesIO(file)).convert("L").point([255 * (shade > 140) for shade in range(256)])
    prevailing = black.filter(ImageFilter.GaussianBlur(12)).point([255 * (shade > 127) for shade in range(256)])
    ink = (
        ImageOps.invert(ImageChops.difference(black, prevailing)).resize((440, 160)).filter(ImageFilter.MedianFilter(3))
    )
    for step in (
        ImageFilter.MinFilter(7),
        ImageFilter.MaxFilter(7),
        ImageFilter.MaxFilter(7),
        ImageFilter.MinFilter(7),
    ):
        ink = ink.filter(step)
    return ink


def read_by_tesseract(folder: Path, number: int) -> int:
    """How many of that many pictures Tesseract reads."""
    answers = [f"{n * 7_919 % 10**6:06d}" for n in range(number)]
    for n, answer in enumerate(answers):
        cleaned(picture.draw(answer, b"%d" % n)).save(folder / f"{n}.png")
    names = folder / "names"
    names.write_text("\n".join(str(folder / f"{n}.png") for n in range(number)))
    command = ["tesseract", str(names), "stdout", "--psm", "7", "-c", "tessedit_char_whitelist=0123456789"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split("\f")
    read = {"".join(page.split()) for page in pages}
    return sum(answer in read for answer in answers)


def test_text_recognition_reads_hardly_any_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_by_tesseract(tmp_path, 40) <= 2
    # upright and without what disturbs it, it reads many: so this could fail
    monkeypatch.setattr(picture, "_invert_bands", lambda canvas, rng: canvas)
    monkeypatch.setattr(picture, "_cross_out", lambda canvas, rng: canvas)
    monkeypatch.setattr(picture, "TURN", 0.02)
    monkeypatch.setattr(picture, "DANCE", 0.02)
    assert read_by_tesseract(tmp_path, 20) >= 4
