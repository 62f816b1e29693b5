"""Twelve pages look as they did when `make pictures` drew them: on a phone and on a desk, in light and in dark.

**Method.** The whole page is taken as Chromium paints it, with the fonts of fonts.conf, on a day that never ends. It is
reduced by averaging squares of 2 by 2 points (phone) or 3 by 3 (desk), in which the smoothing of letters disappears. A
point differs if one of its colours is by more than TOLERANCE of 255 outside of what the nine points around it have in
the other picture, so that a letter may move by a hair, and not go, come or change its colour. A page fails if more
than SHARE of its points differ, or if its length differs by more than LENGTH. What was seen, and what differs, is then
under var/pictures.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page, Route

from tests import make
from tests.browser.pages import Visitor, lay_out
from tests.gallery import NOW
from tests.portal import ROOT

pytestmark = pytest.mark.browser

DRAW = bool(os.environ.get("DRAW_PICTURES"))  # `make pictures`
REFERENCES = ROOT / "tests/pictures"
SEEN = ROOT / "var/pictures"
REDUCED = {390: 2, 1280: 3}
TOLERANCE, SHARE, LENGTH = 32, 0.001, 0.01
BYTES = 2_500_000  # all references together

PAGES = {
    "home": "home",
    "article": "article",
    "plain": "article without picture",
    "tag": "tag",
    "tags": "tags",
    "archive": "archive",
    "month": "month",
    "comments": "comments",
    "errors": "errors",
    "404": "404",
    "dashboard": "dashboard",
    "story-form": "story form",
}


@pytest.fixture(
    params=[(width, light) for width in REDUCED for light in ("light", "dark")], ids=lambda p: f"{p[0]}-{p[1]}"
)
def page(request: pytest.FixtureRequest, visitor: Visitor) -> Iterator[Page]:
    """A page of that width and light, whose captchas are all the same grey, and which waits for its letters."""
    width, light = request.param
    with visitor.context(width, color_scheme=light, storage_state=visitor.signed_in) as context:
        context.route("**/captcha/*.png", grey)
        context.route("**/*.css", patient)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        yield page


def grey(route: Route) -> None:
    route.fulfill(body=make.picture_bytes(220, 80, "PNG", "grey"), content_type="image/png")


def patient(route: Route) -> None:
    """A reader on a slow line gets other letters; which of the two a busy machine draws must not be chance."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r"font-display:\s*\w+", "font-display:block", answer.text()))


def taken(page: Page) -> Image.Image:
    """The whole page, when all that comes late has come."""
    lay_out(page)
    if page.locator("[data-captcha]").count():
        page.locator("[data-captcha]").first.scroll_into_view_if_needed()
        page.locator("[name=captcha_key]").first.wait_for(state="attached")
    page.evaluate(
        """async () => {
          for (const image of document.images) image.loading = "eager";
          const sheets = [...document.querySelectorAll("*")].map(each => getComputedStyle(each).backgroundImage).join();
          const addresses = new Set(sheets.match(/(?<=url\\(")[^"]+/g));
          const behind = [...addresses].map(src => Object.assign(new Image(), { src }));
          await Promise.all([...document.images, ...behind].map(image => image.decode().catch(() => 0)));
          await document.fonts.ready;
          scrollTo(0, 0);
        }"""
    )
    return Image.open(BytesIO(page.screenshot(full_page=True, animations="disabled", caret="hide"))).convert("RGB")


def beyond(one: Image.Image, other: Image.Image) -> Image.Image:
    """How far each point of a picture is outside of all that the nine points around it have in the other."""
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    return ImageChops.lighter(darker, ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3))))


def difference(seen: Image.Image, reference: Image.Image) -> tuple[float, Image.Image]:
    """The share of points that differ where both pictures have any, and what was seen with those points in red."""
    size = (min(seen.width, reference.width), min(seen.height, reference.height))
    seen, reference = seen.crop((0, 0, *size)), reference.crop((0, 0, *size))
    red, green, blue = ImageChops.lighter(beyond(seen, reference), beyond(reference, seen)).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = worst.point(lambda value: 255 * (value > TOLERANCE))
    return mask.histogram()[255] / (size[0] * size[1]), Image.composite(Image.new("RGB", size, "red"), seen, mask)


def test_pages_look_as_they_did(visitor: Visitor, page: Page, request: pytest.FixtureRequest) -> None:
    width, light = request.node.callspec.params["page"]
    wrong = []
    for name, which in PAGES.items():
        visitor.go(page, which)
        seen = taken(page).reduce(REDUCED[width])
        path = REFERENCES / f"{name}-{width}-{light}.webp"
        if DRAW:
            path.parent.mkdir(exist_ok=True)
            seen.save(path, lossless=True)
            continue
        reference = Image.open(path).convert("RGB")
        share, marked = difference(seen, reference)
        longer = seen.height / reference.height - 1
        if share > SHARE or abs(longer) > LENGTH or seen.width != reference.width:
            keep(path, seen, marked)
            wrong.append(f"{path.name}: {share:.2%} of the points differ, {longer:+.1%} in length")
    assert wrong == [], f"compare {SEEN}; if it is meant, `make pictures` draws the references again"


def keep(path: Path, seen: Image.Image, marked: Image.Image) -> None:
    """Write what was seen, and where it differs, for somebody to look at."""
    SEEN.mkdir(parents=True, exist_ok=True)
    seen.save(SEEN / f"{path.stem}.png")
    marked.save(SEEN / f"{path.stem}-difference.png")


def test_the_references_are_all_used_and_small() -> None:
    names = {f"{name}-{width}-{light}.webp" for name in PAGES for width in REDUCED for light in ("light", "dark")}
    assert {path.name for path in REFERENCES.iterdir()} == names
    assert sum(path.stat().st_size for path in REFERENCES.iterdir()) < BYTES
