"""The README opens with the pictures that `make screenshots` takes, which are light enough for every line."""

import re

import pytest
from PIL import Image

from tests.browser.screenshots import BYTES, FOLDER, PAGES, SIZE, compressed
from tests.portal import ROOT

pytestmark = pytest.mark.pure


def test_the_readme_opens_with_each_of_them_and_says_what_it_shows() -> None:
    opening = (ROOT / "README.md").read_text().partition("\n## ")[0]
    shown = re.findall(r"!\[([^\]]{20,})\]\(docs/pictures/([\w-]+)\.webp\)", opening)
    assert sorted(name for _, name in shown) == sorted(PAGES)


def test_there_is_a_light_picture_of_each_page_and_no_other_file() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.webp" for name in PAGES}
    for path in FOLDER.iterdir():
        assert path.stat().st_size <= BYTES, path
        with Image.open(path) as picture:
            assert picture.size == (SIZE["width"], SIZE["height"]), path


def test_a_rich_picture_is_pressed_until_it_fits_and_one_that_cannot_be_is_refused() -> None:
    noise = Image.effect_noise((200, 200), 40).convert("RGB")
    assert len(compressed(noise)) <= BYTES
    with pytest.raises(ValueError, match="no quality"):
        compressed(noise.resize((900, 900), Image.Resampling.NEAREST).effect_spread(60))
